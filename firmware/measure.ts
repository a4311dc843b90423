/**
 * What the built firmware costs on the virtual board: its start, and a tap of the demonstration's DESFire card (EV2,
 * enciphered, 32 bytes). See work-counter.ts for how the interpreter is estimated.
 */
import { createHash } from "node:crypto";
import type { Costs } from "./budgets.js";
import { compiled } from "./compiled.js";
import { createOverlap } from "./overlap.js";
import { createCounter, US_PER_CHARACTER } from "./work-counter.js";

/** Long enough for start, look and tap. */
const START_MS = 1500;
const TAP_MS = 500;
const TAPS = 5;

type BoardModule = typeof import("../sdk/virtual/board.js");
type ConfigModule = typeof import("../sdk/virtual/config.js");
type CardsModule = typeof import("../sdk/virtual/demo-cards.js");
type FleetModule = typeof import("../sdk/keys/fleet.js");

/** Runs the firmware, a byte string, and counts. Its loader must be in dist/. */
export async function measureOnVirtualBoard(program: string): Promise<Costs> {
  const { createBoard } = await compiled<BoardModule>("sdk/virtual/board.js");
  const { CONFIG_FILE, encodeConfig } = await compiled<ConfigModule>("sdk/virtual/config.js");
  const { createDemoCard } = await compiled<CardsModule>("sdk/virtual/demo-cards.js");
  const { createFleetKeys } = await compiled<FleetModule>("sdk/keys/fleet.js");
  const keys = createFleetKeys(createHash("sha256").update("budgets").digest());
  const config = Buffer.from(encodeConfig("rig", keys, {})).toString("latin1");
  const counter = createCounter(program);
  const { take } = counter;
  const board = createBoard({ firmware: program, storage: new Map([[CONFIG_FILE, config]]) });
  const overlap = createOverlap(board, counter, US_PER_CHARACTER);
  const { schedule, flash, counts } = board;
  const operations = () => flash.counts.erases + flash.counts.writes;
  let stretchUs = 0;

  /** Longest time between two returns to the event loop. */
  function advance(ms: number): void {
    const untilUs = schedule.nowUs() + ms * 1000;
    while (schedule.nextUs() <= untilUs) {
      const fromUs = Math.max(schedule.nextUs(), schedule.nowUs());
      overlap.spentUs = 0;
      schedule.advance(fromUs, 1);
      const us = schedule.nowUs() - fromUs - overlap.spentUs + take() * US_PER_CHARACTER;
      stretchUs = Math.max(stretchUs, us);
    }
    schedule.advance(untilUs);
  }

  board.powerOn();
  advance(START_MS);
  // The second start is the usual one: the first has made the journal.
  const before = { us: schedule.nowUs(), spi: counts.spiTransfers, operations: operations() };
  take();
  board.powerOn();
  const bootMs = (schedule.nowUs() - before.us + take() * US_PER_CHARACTER) / 1000;
  const bootTransfers = counts.spiTransfers - before.spi;
  const bootFlashOperations = operations() - before.operations;
  advance(START_MS);

  const uid = Uint8Array.of(4, 1, 2, 3, 4, 5, 6);
  const card = createDemoCard(keys, uid, "resident 0001", () => new Uint8Array(16).fill(7));
  const tap = () => {
    board.field.place(card);
    advance(TAP_MS);
    board.field.remove(card);
    advance(TAP_MS);
  };
  overlap.learn();
  tap();
  // The first tap after a start makes what is made once, and counts as well.
  board.powerOn();
  advance(START_MS);
  stretchUs = 0;
  const { bytes } = flash.counts;
  for (let taps = 0; taps < TAPS; taps++) {
    overlap.apply();
    tap();
  }
  const flashBytesPerTap = (flash.counts.bytes - bytes) / TAPS;
  return { bootTransfers, bootFlashOperations, bootMs, stretchMs: stretchUs / 1000, flashBytesPerTap };
}
