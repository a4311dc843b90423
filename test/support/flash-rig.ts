/** Boards to flash and a key ring to flash them from, as `ketuk flash` sees them; virtual, so in no time. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { boardOf } from "../../sdk/board/board.js";
import { type FlashOptions, flash } from "../../sdk/flash/flash.js";
import { FLASH_TIMING } from "../../sdk/flash/timing.js";
import { createFleetKeyFile, readFleetKeys } from "../../sdk/keys/file.js";
import { Reader } from "../../sdk/reader/node.js";
import type { BindingInterface } from "../../sdk/transport/binding.js";
import { createUidCard } from "../../sdk/virtual/cards/uid-card.js";
import { createVirtualReader, type VirtualReader, type VirtualReaderOptions } from "../../sdk/virtual/reader.js";

/** A virtual board is done in no time, whatever its own clock says. */
export const QUICK = {
  ...FLASH_TIMING,
  lineMs: 100,
  packetMs: 2000,
  personMs: 2000,
  resetMs: 5,
  strapMs: 0,
  bootMs: 50,
};

export interface FlashRig {
  /** The key ring file. */
  readonly ring: string;
  /** A folder of its own. */
  path(name: string): string;
  /** A board with the interpreter and nothing else. */
  blank(options?: VirtualReaderOptions): VirtualReader;
  flash(board: VirtualReader, more?: Partial<FlashOptions>): Promise<FlashResult>;
  /** One tap, as the host that the reader is for sees it, acknowledged. */
  tap(board: VirtualReader): Promise<Awaited<ReturnType<typeof tapOf>>>;
  close(): Promise<void>;
}

export interface FlashResult {
  readonly result: Awaited<ReturnType<typeof flash>>;
  /** What a person was told. */
  readonly said: string[];
  readonly steps: string[];
}

async function tapOf(ring: string, board: VirtualReader, number: number) {
  const uid = Uint8Array.of(4, 5, 6, 7, 8, 9, number);
  const keys = await readFleetKeys(ring);
  await using reader = await Reader.open({ path: board.path, binding: board.binding, keys, role: "tap" });
  const taps = reader.taps({ signal: AbortSignal.timeout(5000) });
  await board.present(createUidCard({ uid }));
  // A reader that lost its power says again what was acknowledged last.
  for await (const tap of taps) {
    tap.ack();
    if (tap.uidHex === Buffer.from(uid).toString("hex").toUpperCase()) return tap;
  }
  return undefined;
}

export async function createFlashRig(): Promise<FlashRig> {
  const folder = await mkdtemp(join(tmpdir(), "ketuk-flash-"));
  const ring = join(folder, "fleet.json");
  await createFleetKeyFile(ring);
  const boards: VirtualReader[] = [];
  let taps = 0;
  return {
    ring,
    path: (name) => join(folder, name),
    blank(options = {}) {
      const board = createVirtualReader({ blank: true, ...options });
      boards.push(board);
      return board;
    },
    async flash(board, more = {}) {
      const said: string[] = [];
      const steps: string[] = [];
      const result = await flash({
        path: board.path,
        binding: board.binding,
        ringPath: ring,
        board: boardOf("devkit"),
        policy: { version: 1, acceptUid: true },
        couponCount: 92,
        wipe: false,
        untested: false,
        signal: new AbortController().signal,
        timing: QUICK,
        handlers: {
          say: (words) => said.push(words),
          progress: (step) => steps.at(-1) === step || steps.push(step),
        },
        ...more,
      });
      return { result, said, steps };
    },
    tap: (board) => tapOf(ring, board, taps++),
    async close() {
      for (const board of boards.splice(0)) await board.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** The same ports, but something becomes of one of the writes, counted from 1. */
export function atWrite(
  binding: BindingInterface,
  number: number,
  change: (bytes: Buffer) => Buffer,
): BindingInterface {
  let left = number;
  return {
    list: () => binding.list(),
    async open(options) {
      const port = await binding.open(options);
      const { write } = port;
      port.write = async (bytes) => write.call(port, --left === 0 ? change(bytes) : bytes);
      return port;
    },
  };
}

/** The same ports, but something becomes of what comes. */
export function atAnswer(binding: BindingInterface, change: (bytes: Buffer) => Buffer): BindingInterface {
  return {
    list: () => binding.list(),
    async open(options) {
      const port = await binding.open(options);
      const { read } = port;
      port.read = async (buffer, offset, length) => {
        const { bytesRead } = await read.call(port, buffer, offset, length);
        const changed = change(Buffer.from(buffer.subarray(offset, offset + bytesRead)));
        // Nothing would be the end of the port.
        if (changed.length === 0) return { buffer, bytesRead };
        changed.copy(buffer, offset);
        return { buffer, bytesRead: changed.length };
      };
      return port;
    },
  };
}

/**
 * Pulls the cable and cuts the power at every `stride`th packet of a flashing, each time over what the one before has
 * left, until one gets through.
 *
 * @returns how often
 */
export async function interruptEverywhere(rig: FlashRig, board: VirtualReader, stride: number): Promise<number> {
  for (let count = 0; ; count++) {
    let happened = false;
    const binding = atWrite(board.binding, 1 + count * stride, (bytes) => {
      happened = true;
      board.board.powerOff();
      board.binding.port?.unplug();
      return bytes;
    });
    await rig.flash(board, { binding }).catch((error: unknown) => {
      if (!happened) throw error;
    });
    if (!happened) return count;
    board.restart();
  }
}
