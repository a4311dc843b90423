/**
 * Power goes at every flash operation of a scripted day of taps, within every write after every byte and within every
 * erase; then the reader starts again and is drained. Counter, journal, chain and recorder of the firmware on a virtual
 * flash; power-cut-board.test.ts does the same to the built firmware on a whole board.
 */
import "../support/espruino-globals.js";
import { expect, test } from "vitest";
import { createFlash, SECTOR_BYTES, type VirtualFlash } from "../../sdk/virtual/flash.js";
import { liveRandomly } from "../support/random-lives.js";
import {
  checkChain,
  createHostStore,
  type FlashOperation,
  type HostStore,
  startBoard,
  tornCopy,
  watchedFlash,
} from "../support/store-rig.js";

/** Small, so that the day goes round it several times. */
const SECTORS = 4;

/** What the world knew when a flash operation began. */
interface Moment {
  readonly operation: FlashOperation;
  readonly image: Uint8Array;
  /** Counters of taps that were confirmed to a person. */
  readonly confirmed: readonly number[];
  /** What the host had stored. */
  readonly stored: ReadonlyMap<number, Uint8Array>;
}

/** A flash that has gone round a few times before, and its host. */
function usedFlash() {
  const flash = createFlash(() => {});
  const host = createHostStore();
  const board = startBoard(flash, SECTORS);
  for (let i = 0; i < 150; i++) {
    board.tap();
    host.drain(board.journal);
    for (let idle = 0; idle < 3; idle++) board.recorder.tend();
  }
  return { image: flash.bytes.slice(), host };
}

/** A day of 90 taps with two restarts, a host that comes and goes, and idle time. Returns every flash operation of it. */
function liveADay(): Moment[] {
  const moments: Moment[] = [];
  const confirmed: number[] = [];
  const { image, host } = usedFlash();
  let stored: ReadonlyMap<number, Uint8Array> = new Map(host.records);
  const flash = watchedFlash((operation) => {
    moments.push({ operation, image: flash.bytes.slice(), confirmed: [...confirmed], stored });
  });
  flash.bytes.set(image);
  for (let boot = 0; boot < 3; boot++) {
    const board = startBoard(flash, SECTORS);
    board.recorder.setTime(1_790_000_000_000 + boot * 1e8);
    for (let i = 0; i < 30; i++) {
      const counter = board.tap();
      if (counter) confirmed.push(counter);
      // The host is away for the first third of each boot, then stores up to two records at a time.
      if (i > 10) {
        host.receive(board.journal, i % 3);
        stored = new Map(host.records);
      }
      for (let idle = 0; idle < i % 4; idle++) board.recorder.tend();
    }
  }
  return moments;
}

/** Starts on a flash, drains it and goes on tapping. Throws at anything that must not be. */
function recover(flash: VirtualFlash, { confirmed, stored }: Moment): HostStore {
  const host = createHostStore(stored);
  const board = startBoard(flash, SECTORS);
  host.drain(board.journal);
  for (const counter of confirmed) if (!host.records.has(counter)) throw new Error(`tap ${counter} is lost`);
  const before = Math.max(0, ...host.records.keys());
  for (let i = 0; i < 3; i++) board.recorder.tend();
  const next = board.tap();
  if (next <= before) throw new Error(`counter ${next} after ${before}`);
  host.drain(board.journal);
  checkChain(host.records);
  return host;
}

test("at every operation and after every byte: nothing confirmed is lost, no counter is used twice, the chain holds", () => {
  const moments = liveADay();
  let cuts = 0;
  let erases = 0;
  for (const moment of moments) {
    const { operation, image } = moment;
    const last = operation.data?.length ?? SECTOR_BYTES;
    // Within an erase a prefix is blank; every 64th length shows each head and each entry torn.
    const step = operation.data ? 1 : 64;
    if (!operation.data) erases++;
    for (let bytes = 0; bytes <= last; bytes += step) {
      try {
        recover(tornCopy(image, operation, bytes), moment);
      } catch (error) {
        throw new Error(`cut ${cuts}, ${operation.data ? "write" : "erase"} after ${bytes} bytes`, { cause: error });
      }
      cuts++;
    }
  }
  console.info(`power cuts: ${cuts} at ${moments.length} flash operations, ${erases} of them erases: 0 lost, 0 reused`);
  expect(moments.at(-1)?.confirmed.length).toBe(90);
  expect(erases).toBeGreaterThan(3);
  expect(cuts).toBeGreaterThan(15_000);
}, 300_000);

test("a cut during the start after a cut costs nothing either", () => {
  const moments = liveADay();
  for (const moment of moments.filter((_, i) => i % 9 === 4)) {
    const torn = tornCopy(moment.image, moment.operation, (moment.operation.data?.length ?? SECTOR_BYTES) >> 1);
    const starts: { operation: FlashOperation; image: Uint8Array }[] = [];
    const flash = watchedFlash((operation) => starts.push({ operation, image: flash.bytes.slice() }));
    flash.bytes.set(torn.bytes);
    startBoard(flash, SECTORS);
    for (const { operation, image } of starts)
      for (let bytes = 0; bytes <= (operation.data?.length ?? SECTOR_BYTES); bytes += operation.data ? 7 : 512)
        recover(tornCopy(image, operation, bytes), moment);
  }
}, 300_000);

test("the test sees a loss: a journal that is wiped does not pass", () => {
  const moment = liveADay().at(-1);
  if (!moment) throw new Error("no day");
  expect(() =>
    recover(
      createFlash(() => {}),
      { ...moment, stored: new Map() },
    ),
  ).toThrow(/lost/);
});

test("2,000 random cuts over random days, failing writes among them", () => {
  const seed = Number(process.env.KETUK_SEED ?? 4);
  const { cuts, taps, readers } = liveRandomly(seed, 2000);
  console.info(`random power cuts: ${cuts}, seed ${seed}: ${taps} taps of ${readers} readers, 0 lost, 0 reused`);
  expect(taps).toBeGreaterThan(3000);
}, 120_000);
