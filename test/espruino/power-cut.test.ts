/** A journal on the real interpreter: power goes in the middle of a write, and another life drains it. As on the virtual board. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createFleetKeys } from "../../sdk/keys/fleet.js";
import { createLogVerifier, decodeRecord, decodeSealed } from "../../sdk/verify/index.js";
import type { Picc } from "../../sdk/virtual/air.js";
import { builtFirmware, createBoard } from "../../sdk/virtual/board.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { createUidCard } from "../../sdk/virtual/cards/uid-card.js";
import { CONFIG_FILE, encodeConfig } from "../../sdk/virtual/config.js";
import { createDemoCard } from "../../sdk/virtual/demo-cards.js";
import { FLASH_BASE, SECTOR_BYTES } from "../../sdk/virtual/flash.js";
import { ESPRUINO, HOW_TO_ENABLE, interpreterOf, startEspruino } from "../support/espruino.js";
import { type Runner, visit } from "../support/runner.js";

const ID = "cut-1";
const GREEN = "D25";
const keys = createFleetKeys(createHash("sha256").update("power cut on the interpreter").digest());
/** More than fit into one sector of 4 KB; the reader can only cross into the next one when it was erased in time. */
const TAPS = 30;
/** Behind the two sectors of the counter. */
const SECOND_SECTOR = FLASH_BASE + 3 * SECTOR_BYTES;

interface Started extends Runner {
  close(): Promise<void>;
}

type Start = (flash?: Uint8Array) => Promise<Started>;

interface Played {
  readonly records: Uint8Array[];
  readonly greenCount: number;
  /** The flash after the cut and at the end. */
  readonly images: Uint8Array[];
}

function storage(): Map<string, string> {
  return new Map([
    [".bootcde", builtFirmware()],
    [CONFIG_FILE, toByteString(encodeConfig(ID, keys, {}))],
  ]);
}

/** Cards whose numbers are the same in both runs. */
function cards(): Picc[] {
  let count = 0;
  const rng = () => new Uint8Array(createHash("sha256").update(`rng ${++count}`).digest().subarray(0, 16));
  return [
    createDemoCard(keys, Uint8Array.of(4, 1, 2, 3, 4, 5, 6), "resident 0001", rng),
    createUidCard({ uid: Uint8Array.of(9, 8, 7, 6) }),
  ];
}

/** Two lives on one flash: taps that nobody fetches and a cut in the write of one more; then everything is fetched. */
async function play(start: Start): Promise<Played> {
  const [proved, plain] = cards() as [Picc, Picc];
  const lit = ({ board }: Runner) => board.pinChanges.filter(({ pin, level }) => pin === GREEN && level).length;
  const first = await start();
  const day = visit(first, keys);
  await day.open(1_790_000_000_000);
  for (let i = 0; i < TAPS; i++) await day.tap(i % 2 ? plain : proved);
  first.board.flash.faults.cut = { afterOperations: 0, afterBytes: 90 };
  await day.tap(proved);
  first.board.flash.faults.cut = undefined;
  const afterCut = first.board.flash.bytes.slice();
  const greenBefore = lit(first);
  await first.close();

  const second = await start(afterCut);
  const nextDay = visit(second, keys);
  await nextDay.open(1_790_086_400_000);
  await nextDay.drain();
  await nextDay.tap(proved);
  await nextDay.drain();
  const records = [...nextDay.records()].sort((a, b) => a[0] - b[0]).map(([, sealed]) => sealed);
  const images = [afterCut, second.board.flash.bytes.slice()];
  await second.close();
  return { records, greenCount: greenBefore + lit(second), images };
}

test.skipIf(!ESPRUINO)(
  `a journal outlives the interpreter, as on the virtual board${ESPRUINO ? "" : ` (left out: ${HOW_TO_ENABLE})`}`,
  { timeout: 120_000 },
  async () => {
    const printed: string[] = [];
    const real = await play(async (flash) => {
      const remote = await startEspruino(builtFirmware(), storage(), [], flash);
      return {
        ...remote,
        async close() {
          printed.push(remote.printed());
          await remote.close();
        },
      };
    });
    expect(printed.join("")).not.toMatch(/Error|Uncaught|ERROR/);

    const taps = real.records.flatMap((sealed) => {
      const decoded = decodeRecord(decodeSealed(sealed)?.record ?? new Uint8Array());
      return decoded?.kind === "tap" ? decoded.data : [];
    });
    expect(taps).toHaveLength(TAPS + 1);
    expect(real.greenCount).toBe(taps.length);
    const verifier = createLogVerifier({ keys });
    for (const [index, bytes] of real.records.entries()) {
      const sealed = decodeSealed(bytes);
      if (sealed) verifier.push(sealed, index + 1);
    }
    expect(verifier.finish()).toMatchObject({ intact: true, recordCount: real.records.length });
    expect(real.images[0]?.[SECOND_SECTOR - FLASH_BASE + 40]).not.toBe(0xff);

    const virtual = await play(async (flash) => {
      const board = createBoard({ storage: storage(), interpreter: interpreterOf(real.records) });
      if (flash) board.flash.bytes.set(flash);
      board.powerOn();
      return {
        board,
        advance: async (ms) => board.schedule.advance(board.schedule.nowUs() + ms * 1000),
        close: async () => board.powerOff(),
      };
    });
    console.info(`on the interpreter: ${taps.length} taps over a sector boundary and a power cut, 0 lost`);
    expect(real.records).toEqual(virtual.records);
    expect(real.images.map(hash)).toEqual(virtual.images.map(hash));
  },
);

function hash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
