/**
 * The built firmware on a whole board loses its power at every flash operation of a scripted day; whoever saw the green
 * light finds his tap afterwards. What power-cut.test.ts shows byte by byte for the parts, this shows for the whole.
 */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { messages } from "../../protocol/index.js";
import { SECTOR_BYTES } from "../../sdk/virtual/flash.js";
import { demoCards } from "../../sdk/virtual/index.js";
import { createRig, type Rig, type RigOptions } from "../support/rig.js";
import { checkChain, type FlashOperation } from "../support/store-rig.js";

const GREEN = "D25";
const TAPS = 70;

interface Moment {
  readonly operation: FlashOperation;
  readonly image: Uint8Array;
  /** Times the green light came on before. */
  readonly lit: number;
  /** Records that the host had stored and acknowledged. */
  readonly stored: ReadonlyMap<number, Uint8Array>;
}

function sealedOf(rig: Rig): Map<number, Uint8Array> {
  const records = new Map<number, Uint8Array>();
  for (const sealed of rig.host.records) {
    const { record } = messages.SealedRecord.decode(sealed);
    const { counter } = messages.Record.decode(record);
    const before = records.get(counter);
    if (before && Buffer.compare(before, record)) throw new Error(`two records have the counter ${counter}`);
    records.set(counter, record);
  }
  return records;
}

function acknowledge(rig: Rig): void {
  rig.host.send({ session: rig.session(), ack: { epoch: 1, counter: Math.max(0, ...sealedOf(rig).keys()) } });
  rig.advance(250);
}

function litCount(rig: Rig): number {
  return rig.board.pinChanges.filter(({ pin, level }) => pin === GREEN && level).length;
}

function tap(rig: Rig, i: number): void {
  const cards = demoCards(rig.keys);
  rig.board.field.place([cards.genuine, cards.plain, cards.clone][i % 3] ?? cards.plain);
  rig.advance(400);
  rig.removeAll();
  rig.advance(350);
}

/** Fills the partition with what an earlier life has left, so that sectors have to be erased. */
function used(rig: { bytes: Uint8Array }): void {
  rig.bytes.fill(0x5a, 3 * SECTOR_BYTES);
}

/** Lives a day and returns every flash operation of it. */
async function liveADay(options: RigOptions): Promise<Moment[]> {
  const moments: Moment[] = [];
  let stored: ReadonlyMap<number, Uint8Array> = new Map();
  let rig: Rig | undefined;
  const day = await createRig({
    ...options,
    beforePower(board) {
      const { flash } = board;
      used(flash);
      const { write, erasePage } = flash;
      const note = (operation: FlashOperation) =>
        moments.push({ operation, image: flash.bytes.slice(), lit: rig ? litCount(rig) : 0, stored });
      Object.assign(flash, {
        write(data: Uint8Array, address: number) {
          note({ address, data: data.slice() });
          write(data, address);
        },
        erasePage(address: number) {
          note({ address });
          erasePage(address);
        },
      });
    },
  });
  rig = day;
  for (let i = 0; i < TAPS; i++) {
    tap(day, i);
    if (i % 4 === 3) {
      stored = new Map([...stored, ...sealedOf(day)]);
      acknowledge(day);
    }
  }
  return moments;
}

/** Starts a board after a cut, drains it, taps once more. Throws at anything that must not be. */
async function recover(options: RigOptions, moment: Moment, bytes: number): Promise<void> {
  const rig = await createRig({
    ...options,
    beforePower(board) {
      const { flash } = board;
      flash.bytes.set(moment.image);
      flash.faults.cut = { afterOperations: 0, afterBytes: bytes };
      if (moment.operation.data) flash.write(moment.operation.data, moment.operation.address);
      else flash.erasePage(moment.operation.address);
      flash.faults.cut = undefined;
    },
  });
  for (let i = 0; i < 12; i++) {
    rig.advance(250);
    acknowledge(rig);
  }
  tap(rig, 1);
  if (litCount(rig) !== 1) throw new Error("the reader takes no card after the cut");
  const records = new Map([...moment.stored, ...sealedOf(rig)]);
  for (const [counter, record] of sealedOf(rig)) {
    const known = moment.stored.get(counter);
    if (known && Buffer.compare(known, record)) throw new Error(`counter ${counter} was used twice`);
  }
  const accepted = [...records.values()].filter((record) => {
    const { tap: made } = messages.Record.decode(record);
    return made && !made.refusal;
  });
  if (accepted.length < moment.lit + 1) throw new Error(`${moment.lit} lit green, ${accepted.length - 1} are there`);
  checkChain(records);
}

/** After how many bytes an operation is cut: both ends, and steps between that meet heads and data. */
function placesOf(size: number): number[] {
  const step = size === SECTOR_BYTES ? 512 : 19;
  return [...Array.from({ length: Math.ceil(size / step) }, (_, i) => i * step), size - 1, size];
}

test("whoever saw green is in the drained journal, after a cut at any flash operation of the day", async () => {
  const secret = createHash("sha256").update("power cut").digest();
  const options: RigOptions = { secret };
  const moments = await liveADay(options);
  let cuts = 0;
  for (const moment of moments) {
    const size = moment.operation.data?.length ?? SECTOR_BYTES;
    for (const bytes of placesOf(size)) {
      await recover(options, moment, bytes).catch((error: unknown) => {
        throw new Error(`cut ${cuts}: after ${bytes} bytes of ${size}`, { cause: error });
      });
      cuts++;
    }
  }
  const erases = moments.filter(({ operation }) => !operation.data).length;
  console.info(`board: ${cuts} power cuts at ${moments.length} flash operations, ${erases} of them erases: 0 lost`);
  expect(moments.at(-1)?.lit).toBeGreaterThanOrEqual((TAPS * 2) / 3 - 1);
  expect(erases).toBeGreaterThan(2);
}, 120_000);
