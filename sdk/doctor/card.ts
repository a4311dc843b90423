/** Waits for a card, counts how it answers while it lies there, and reads what the reader made of it. */
import { messages } from "../../protocol/index.js";
import { decodeRecord } from "../verify/record.js";
import type { CardFacts } from "./facts.js";
import { WORKING_GAIN } from "./judge-reader.js";
import { measure } from "./parts.js";
import type { QuietSession } from "./session.js";
import type { World } from "./world.js";

/** Time to hold a card to the reader. */
const SHOW_MS = 10_000;
/** Time for its record to arrive. */
const RECORD_MS = 3000;
const STEP_MS = 100;
/** Receiver gains that are tried: 33, 38, 43 and 48 dB. */
const GAINS = [4, WORKING_GAIN, 6, 7];

/** @param promised somebody says that a card is shown: then it is a failure when none is heard */
export async function meetCard(session: QuietSession, world: World, promised: boolean): Promise<CardFacts> {
  const { notices, records } = session;
  const before = notices.length;
  const known = new Set(records.map(({ record }) => counterOf(record)));
  world.progress("hold a card to the reader, and keep it there");
  const newest = () => records.map(({ record }) => decodeRecord(record)).findLast((one) => isNewTap(one, known));
  // A notice is said once and may be lost on a bad line; a record comes again.
  const isSeen = () => notices.slice(before).some(({ kind }) => kind === "arrived") || newest() !== undefined;
  const seen = await within(world, SHOW_MS, isSeen);
  if (!seen) return { promised, seen, calls: [], tap: undefined };
  const calls = [];
  for (const gain of GAINS) {
    const { value = 0, count = 0 } = (await measure(session.ask, messages.Check.CHECK_FIELD, gain, {})) ?? {};
    if (count > 0) calls.push({ gain, calls: count, answered: value });
  }
  await within(world, RECORD_MS, () => newest() !== undefined);
  const tap = newest();
  return { promised, seen, calls, tap: tap?.kind === "tap" ? tap.data : undefined };
}

function isNewTap(record: ReturnType<typeof decodeRecord>, known: ReadonlySet<number | undefined>): boolean {
  return record?.kind === "tap" && !known.has(record.data.counter);
}

function counterOf(record: Uint8Array): number | undefined {
  return decodeRecord(record)?.data.counter;
}

/** Waits until something has come about; false when it has not. */
async function within(world: World, ms: number, condition: () => boolean): Promise<boolean> {
  const endMs = world.nowMs() + ms;
  while (!condition() && world.nowMs() < endMs && !world.signal.aborted) await world.sleep(STEP_MS);
  return condition();
}
