/**
 * What the built firmware costs on the virtual board: its start, and a tap of the demonstration's DESFire card (EV2,
 * enciphered, 32 bytes). The interpreter's part is estimated, since nobody has timed it on an ESP32: the characters of the
 * program that were executed, as V8's block coverage counts them, at 10 us each. That is some 1,000 instructions of the
 * interpreter, for which an ESP32 takes 10 us, give or take 60 %; valgrind counts 1,100 to 1,400 for a tap. Hashing and
 * enciphering count as the text of their calls, parts that are skipped as nothing. Characters of ES5, though the board reads
 * tokens: most of the work is what they mean, and valgrind counts only half a percent less of it with tokens.
 */
import { createHash } from "node:crypto";
import { type Profiler, Session } from "node:inspector";
import { type Node, parse } from "acorn";
import { full } from "acorn-walk";
import type { Costs } from "./budgets.js";
import { compiled } from "./compiled.js";
import { createOverlap } from "./overlap.js";

/** The interpreter on an ESP32, for a character of the program. */
export const US_PER_CHARACTER = 10;
/** Long enough for start, look and tap. */
const START_MS = 1500;
const TAP_MS = 500;
const TAPS = 5;

const { detokenise } = await compiled<typeof import("../sdk/firmware/tokens.js")>("sdk/firmware/tokens.js");

type BoardModule = typeof import("../sdk/virtual/board.js");
type ConfigModule = typeof import("../sdk/virtual/config.js");
type CardsModule = typeof import("../sdk/virtual/demo-cards.js");
type FleetModule = typeof import("../sdk/keys/fleet.js");

interface Range {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/** Counts what is executed of a program. */
export interface Counter {
  /** Characters that were executed since the last call. */
  take(): number;
}

let profiler: Session | undefined;

/** One for the process, never closed: what a second one counts is too much. */
function openProfiler(): Session {
  if (profiler) return profiler;
  profiler = new Session();
  profiler.connect();
  profiler.post("Profiler.enable");
  profiler.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  return profiler;
}

/** It counts for the whole process. */
export function createCounter(program: string): Counter {
  const idle: Range[] = [];
  full(parse(detokenise(program), { ecmaVersion: 5 }), (node: Node) => {
    if (node.type.startsWith("Function")) idle.push({ start: node.start, end: node.end, count: 0 });
  });
  const session = openProfiler();
  function take(): number {
    let scripts: Profiler.ScriptCoverage[] = [];
    // The answer is there before post returns: the session is this thread's own.
    session.post("Profiler.takePreciseCoverage", (_, { result }) => {
      scripts = result.filter(({ url }) => url === "firmware.js");
    });
    const ranges = scripts.flatMap(({ functions }) => functions.flatMap((f) => f.ranges));
    const counted = ranges.map((r) => ({ start: r.startOffset, end: r.endOffset, count: r.count }));
    const known = new Set(counted.map(({ start }) => start));
    return weigh([...counted, ...idle.filter(({ start }) => !known.has(start))]);
  }

  return { take };
}

/** Characters by how often they were executed: each belongs to the innermost range around it. */
function weigh(ranges: Range[]): number {
  ranges.sort((a, b) => a.start - b.start || b.end - a.end);
  let total = 0;
  for (let i = 0; i < ranges.length; i++) {
    const { start, end, count } = ranges[i] as Range;
    let own = end - start;
    for (let j = i + 1, from = start; j < ranges.length && (ranges[j] as Range).start < end; j++) {
      const inner = ranges[j] as Range;
      if (inner.start < from) continue;
      own -= inner.end - inner.start;
      from = inner.end;
    }
    total += own * count;
  }
  return total;
}

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
