/** Every card family, genuine and with a wrong key, on the real interpreter: the same bytes as on the virtual board. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createFleetKeys } from "../../sdk/keys/fleet.js";
import { builtFirmware, createBoard, type VirtualBoard } from "../../sdk/virtual/board.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { CONFIG_FILE, encodeConfig } from "../../sdk/virtual/config.js";
import { ESPRUINO, HOW_TO_ENABLE, startEspruino } from "../support/espruino.js";
import { configFor, FAMILIES, type FamilyRow, genuineKey, wrongKey } from "../support/families.js";
import { createHostEnd } from "../support/host-end.js";

const keys = createFleetKeys(createHash("sha256").update("families").digest());

function storage(row: FamilyRow): Map<string, string> {
  // The hash of the firmware is not at stake here, and hashing it takes the interpreter a while.
  return new Map([
    [".bootcde", builtFirmware()],
    [CONFIG_FILE, toByteString(encodeConfig("rig", keys, configFor(row)))],
  ]);
}

/** Numbers for a card, the same in both runs. */
function counting(): () => Uint8Array {
  let count = 0;
  return () => new Uint8Array(createHash("sha256").update(`rng ${++count}`).digest().subarray(0, 16));
}

async function play(
  board: VirtualBoard,
  advance: (ms: number) => Promise<void>,
  row: FamilyRow,
): Promise<Uint8Array[]> {
  const host = createHostEnd(board.uart, keys);
  await advance(1100);
  const readerNonce = host.hello?.nonce ?? new Uint8Array(0);
  host.send({ open: { protocol: 1, readerNonce, hostNonce: new Uint8Array(16).fill(9) } });
  await advance(200);
  for (const key of [genuineKey(row), wrongKey(row)]) {
    const card = row.make(key, counting());
    board.field.place(card);
    await advance(350);
    board.field.remove(card);
    await advance(300);
  }
  // The boot record names the interpreter, which is not the same in both runs; all else hangs on its hash.
  return host.records;
}

describe.skipIf(!ESPRUINO)(`on the real interpreter${ESPRUINO ? "" : ` (left out: ${HOW_TO_ENABLE})`}`, () => {
  test.each(FAMILIES)("$name", { timeout: 60_000 }, async (row) => {
    const remote = await startEspruino(builtFirmware(), storage(row));
    const real = await play(remote.board, remote.advance, row);
    const printed = remote.printed();
    await remote.close();
    expect(printed).not.toMatch(/Error|Uncaught|ERROR/);

    const [VERSION = "", BOARD = ""] = /(\S+) (\S+)/.exec(interpreterIn(real))?.slice(1) ?? [];
    const board = createBoard({ storage: storage(row), interpreter: { VERSION, BOARD } });
    board.powerOn();
    const advance = async (ms: number) => board.schedule.advance(board.schedule.nowUs() + ms * 1000);
    const virtual = await play(board, advance, row);
    expect(virtual.length).toBeGreaterThanOrEqual(3);
    expect(real).toEqual(virtual);
  });
});

/** "VERSION BOARD" as it stands in the boot record. */
function interpreterIn(records: Uint8Array[]): string {
  return /2v\d+\S* [A-Z0-9]+/.exec(Buffer.from(records[0] ?? []).toString("latin1"))?.[0] ?? "";
}
