/**
 * The built firmware, the SDK's Reader and a faulty cable between them, all on one clock that only `pass` moves. What the
 * board sends is also read before the cable gets it: that is the truth which the application's taps are held against.
 */
import { vi } from "vitest";
import { messages } from "../../protocol/index.js";
import { KetukError, Reader, type Tap } from "../../sdk/index.js";
import type { OpenTransport } from "../../sdk/transport/transport.js";
import { encodeSealed } from "../../sdk/verify/seal.js";
import { type CableFault, createUidCard, createVirtualReader, type VirtualReader } from "../../sdk/virtual/index.js";
import { useFakeTime } from "./time.js";
import { tapWire } from "./wiretap.js";

const STEP_MS = 10;

export interface CableRig {
  readonly virtual: VirtualReader;
  reader: Reader;
  /** Every tap that the application got, in order; each was acknowledged when it came. */
  readonly taps: Tap[];
  /** Frames with a record that the board has sent, repeats included. */
  recordFrames(): number;
  /** Gives the cable a fault for the next frame with a record, from its first byte on. */
  strikeNextRecord(fault: CableFault): void;
  pass(ms: number): Promise<void>;
  /** Lets time pass until something holds. Returns how long it took, in milliseconds. Throws after `limitMs`. */
  until(what: () => boolean, limitMs?: number): Promise<number>;
  /** The result of a promise that needs time to pass. */
  within<T>(promise: Promise<T>): Promise<T>;
  /** Holds another card to the reader and takes it away. */
  present(): Promise<void>;
  /** UIDs of all cards that were presented, in order. */
  readonly presented: string[];
  /** Closes the Reader, whatever state it is in, and opens the port anew. */
  reopen(): Promise<void>;
  /** What is wrong with the taps so far: empty when every card was delivered once, in order, and genuine. */
  wrongs(): string[];
  close(): Promise<void>;
}

/** The port of a virtual reader without the stream in front of it: pieces arrive as the cable cut them, at once. */
export function portTransport(virtual: VirtualReader): OpenTransport {
  return async (handlers) => {
    const port = await virtual.binding.open({ path: virtual.path, baudRate: 115200 });
    let closed = false;
    const gone = (cause: unknown) => new KetukError("disconnected", `${virtual.path} went away`, { cause });
    async function read(): Promise<void> {
      try {
        for (const buffer = Buffer.alloc(4096); ; ) {
          const { bytesRead } = await port.read(buffer, 0, buffer.length);
          if (!closed) handlers.bytes(Uint8Array.from(buffer.subarray(0, bytesRead)));
        }
      } catch (cause) {
        if (!closed) handlers.lost(gone(cause));
      }
    }
    void read();
    return {
      path: virtual.path,
      async write(bytes) {
        await port.write(Buffer.from(bytes)).catch((cause: unknown) => {
          throw gone(cause);
        });
      },
      async close() {
        closed = true;
        if (port.isOpen) await port.close();
      },
    };
  };
}

/** Reads the board's own words before the cable does. */
function listen(virtual: VirtualReader, onRecord: (sealedHex: string) => void): void {
  tapWire(virtual.board.uart, virtual.keys, {
    toHost(message) {
      const { record } = messages.ToHost.decode(message);
      if (record) onRecord(Buffer.from(messages.SealedRecord.encode(record).finish()).toString("hex"));
    },
  });
}

/** Makes the rig; the session is open and the record of the boot is out of the way. Time is fake from here on. */
export async function createCableRig(): Promise<CableRig> {
  useFakeTime();
  const virtual = createVirtualReader({ clock: "manual" });
  const taps: Tap[] = [];
  /** Sealed records that the board has sent, as hexadecimal digits. */
  const made = new Set<string>();
  const presented: string[] = [];
  let recordFrames = 0;
  let waiting: CableFault | undefined;
  listen(virtual, (sealedHex) => {
    made.add(sealedHex);
    recordFrames++;
    if (waiting) virtual.cable.setFaults({ toHost: [waiting] });
    waiting = undefined;
  });

  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= STEP_MS) {
      await virtual.advance(STEP_MS);
      vi.advanceTimersByTime(STEP_MS);
    }
    await virtual.advance(1);
  }

  async function until(what: () => boolean, limitMs = 20_000): Promise<number> {
    for (let ms = 0; ms <= limitMs; ms += STEP_MS) {
      if (what()) return ms;
      await pass(STEP_MS);
    }
    throw new Error(`it did not happen within ${limitMs} ms`);
  }

  async function within<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const settle = () => {
      settled = true;
    };
    promise.then(settle, settle);
    await until(() => settled);
    return promise;
  }

  async function open(): Promise<Reader> {
    const transport = portTransport(virtual);
    const { path, keys } = virtual;
    // The board's time runs ahead here, by a millisecond a step: setting it would make records of its own.
    const options = { transport, keys, minimumAssurance: "uid", keepTime: false } as const;
    const reader = await within(Reader.open({ path, ...options }));
    void take(reader);
    return reader;
  }

  async function take(reader: Reader): Promise<void> {
    try {
      for await (const tap of reader.taps()) {
        taps.push(tap);
        tap.ack();
      }
    } catch (error) {
      if ((error as KetukError).code !== "disconnected") throw error;
    }
  }

  const rig: CableRig = {
    virtual,
    reader: await open(),
    taps,
    presented,
    pass,
    until,
    within,
    recordFrames: () => recordFrames,
    strikeNextRecord(fault) {
      waiting = fault;
    },
    async present() {
      const uid = Uint8Array.of(0x5a, presented.length >> 8, presented.length, 0x41);
      const card = createUidCard({ uid });
      presented.push(Buffer.from(uid).toString("hex").toUpperCase());
      virtual.place(card);
      await pass(100);
      virtual.remove(card);
      await pass(250);
    },
    async reopen() {
      await within(rig.reader.close());
      rig.reader = await open();
    },
    wrongs() {
      const delivered = taps.map((tap) => tap.uidHex);
      const wrongs = taps
        .filter((tap) => !tap.verdict.ok || !made.has(Buffer.from(encodeSealed(tap.sealed)).toString("hex")))
        .map((tap) => `wrong: ${tap.uidHex}, ${tap.verdict.reason}`);
      if (delivered.join() !== presented.join()) wrongs.push(`presented ${presented}, delivered ${delivered}`);
      return wrongs;
    },
    async close() {
      await within(rig.reader.close());
      await virtual.close();
      vi.useRealTimers();
    },
  };
  await rig.pass(1000);
  return rig;
}
