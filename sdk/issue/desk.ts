/** The desk: borrows card after card from a reader and has the batch issue them, until all are done. */
import { KetukError, type KetukErrorCode } from "../errors.js";
import type { BorrowedCard, LendNextOptions } from "../reader/lend-next.js";
import type { IssueBatch, IssueReport } from "./batch.js";

/** Attempts at a card that lies on the reader and fails each time; then it has to be presented anew. */
const ATTEMPTS_MAX = 5;
/** Pause before a reader that was lost is asked again. */
const PAUSE_MS = 500;
/** The reader comes back by itself, or nobody came. */
const PASSING: readonly KetukErrorCode[] = ["timeout", "restarted", "disconnected", "card-removed"];

/** What a desk needs of a reader; `Reader`, opened with the role "issuer", is one. */
export interface DeskReader {
  /** Borrows the next card. */
  lendNext(options?: LendNextOptions): Promise<BorrowedCard>;
}

/** How a desk works. */
export interface RunDeskOptions {
  /** Where cards come from. */
  readonly reader: DeskReader;
  /** What they become. */
  readonly batch: IssueBatch;
  /** Ends the desk between two cards: one that is being written is finished first. */
  readonly signal?: AbortSignal | undefined;
  /** Told of every presentation. */
  readonly onReport?: ((report: IssueReport) => void) | undefined;
}

/**
 * Issues cards until the list is done or the signal fires.
 *
 * @throws KetukError as `lendNext` (a reader that does not lend, or is closed) and `IssueBatch.present`
 */
export async function runDesk({ reader, batch, signal, onReport }: RunDeskOptions): Promise<void> {
  let torn = { uid: "", count: 0 };
  while (!signal?.aborted && batch.open().length > 0) {
    const card = await borrow(reader, signal);
    if (!card) continue;
    const report = await batch.present(card);
    onReport?.(report);
    const isTorn = report.state === "torn";
    torn = { uid: report.uid, count: isTorn && torn.uid === report.uid ? torn.count + 1 : 1 };
    // A torn card that still lies there is lent again by the reader, unless it is given back.
    if (!isTorn || torn.count >= ATTEMPTS_MAX) await card.release();
  }
}

/** The next card; undefined when none came for a while, or the reader was away. */
async function borrow(reader: DeskReader, signal: AbortSignal | undefined): Promise<BorrowedCard | undefined> {
  try {
    return await reader.lendNext({ signal });
  } catch (error) {
    if (signal?.aborted) return undefined;
    if (!(error instanceof KetukError) || !PASSING.includes(error.code)) throw error;
    if (error.code !== "timeout") await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    return undefined;
  }
}
