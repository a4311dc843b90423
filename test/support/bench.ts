/**
 * A virtual reader on the doctor's bench. Simulated time runs beside the real one, so that calls cost about what they do on
 * a cable, and runs ahead where the doctor waits.
 */

import type { ExamineOptions } from "../../sdk/doctor/examine.js";
import { examine } from "../../sdk/doctor/examine.js";
import type { Facts } from "../../sdk/doctor/facts.js";
import { Reader } from "../../sdk/index.js";
import {
  createVirtualReader,
  demoCards,
  type VirtualReader,
  type VirtualReaderOptions,
} from "../../sdk/virtual/index.js";

/** What a row of the table does differently from a healthy reader in the hands of somebody with a card. */
export interface Situation {
  readonly reader?: VirtualReaderOptions;
  readonly options?: Partial<ExamineOptions>;
  /** Nobody has set its clock. */
  readonly clockUnset?: boolean;
  /** How far this computer's clock is off. */
  readonly wallOffMs?: number;
  /** Nobody shows a card. */
  readonly noCard?: boolean;
  /** Happens before the doctor comes. */
  readonly before?: (virtual: VirtualReader) => Promise<void> | void;
  /** Keys instead of the reader's. */
  readonly keys?: (virtual: VirtualReader) => ExamineOptions["keys"];
}

const TICK_MS = 3;

/** Examines the reader of a situation. */
export async function examineSituation(situation: Situation): Promise<Facts> {
  const virtual = createVirtualReader({ id: "bench-1", clock: "manual", wiring: "devkit", ...situation.reader });
  const timer = setInterval(() => void virtual.advance(TICK_MS), TICK_MS);
  const { schedule } = virtual.board;
  const nowMs = () => schedule.nowUs() / 1000;
  try {
    await virtual.advance(1500);
    let wallAtStartMs = Date.now() - nowMs();
    if (!situation.clockUnset) wallAtStartMs = (await setClock(virtual)) ?? wallAtStartMs;
    await situation.before?.(virtual);
    const card = demoCards(virtual.keys).genuine;
    const keys = situation.keys ? situation.keys(virtual) : virtual.keys;
    const base = { path: virtual.path, binding: virtual.binding, card: "promised", timeoutMs: 1500 } as const;
    return await examine(
      { ...base, keys, ...situation.options },
      {
        nowMs,
        wallMs: () => wallAtStartMs + nowMs() + (situation.wallOffMs ?? 0),
        sleep: (ms) => virtual.advance(ms),
        progress(words) {
          if (words.startsWith("hold a card") && !situation.noCard) virtual.place(card);
        },
        signal: new AbortController().signal,
      },
    );
  } finally {
    clearInterval(timer);
    await virtual.close();
  }
}

/** What every program does that opens a reader. Returns the wall clock at the start of the board's time. */
async function setClock(virtual: VirtualReader): Promise<number | undefined> {
  const { path, binding, keys } = virtual;
  try {
    await using reader = await Reader.open({ path, binding, keys, timeoutMs: 400 });
    await reader.status();
    return Date.now() - virtual.board.schedule.nowUs() / 1000;
  } catch {
    return undefined;
  }
}
