/** Asks the reader for the next card, whatever its policy says of it: how a desk gets cards to write. */
import { KetukError } from "../errors.js";
import { abortedError } from "../in-time.js";
import type { CallOptions } from "../link/requests.js";
import type { LentEvent, StateEvent } from "./events.js";
import { type Ask, createLentCard, type LentCard } from "./lent-card.js";

/**
 * A card that was lent before the reader had our request is lent anew by it: so long a second notice is waited for. Where
 * none comes, the first one arrived together with the answer.
 */
const SECOND_NOTICE_MS = 500;

/** Longest time that a reader waits for a card to lend, in milliseconds. */
export const LEND_WITHIN_MAX_MS = 60_000;

/** Options of `lendNext`. */
export interface LendNextOptions extends CallOptions {
  /** How long the reader waits for a card, 1 to 60,000 ms. Default 60,000. */
  readonly withinMs?: number | undefined;
}

/** A card that the host asked for. No record is made of it. It is lost after 2 s without an exchange. */
export interface BorrowedCard extends LentCard, AsyncDisposable {
  /** Gives the card back: the person may take it away. Idempotent, never rejects. */
  release(): Promise<void>;
}

/** What lendNext needs of the reader. */
export interface LendNextParts {
  readonly ask: Ask;
  /** Calls back for every card that is lent. Returns the function that ends that. */
  onLent(handler: (event: LentEvent) => void): () => void;
  /** Calls back when the session comes or goes. */
  onState(handler: (event: StateEvent) => void): () => void;
}

/**
 * Makes the offer, and waits for the card.
 *
 * @throws KetukError `timeout` when no card came, `restarted`, `aborted`, `refused` and as every call
 */
export async function lendNext(
  parts: LendNextParts,
  { withinMs = LEND_WITHIN_MAX_MS, ...call }: LendNextOptions,
): Promise<BorrowedCard> {
  const { ask } = parts;
  const { signal } = call;
  const offs: (() => void)[] = [];
  let early: LentEvent | undefined;
  let isAnswered = false;
  const takeBack = () => ask({ kind: "lend-next", withinMs: 0 }, {}).then(ignore, ignore);
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Before the request: the notice may come in the same breath as its answer.
  const came = new Promise<LentEvent>((resolve, reject) => {
    const lent = (event: LentEvent) => {
      if (event.profile !== 0) return;
      if (isAnswered) resolve(event);
      else early = event;
    };
    offs.push(parts.onLent(lent));
    offs.push(parts.onState((event) => event.state !== "open" && reject(goneError())));
    timer = setTimeout(() => reject(nobodyError(withinMs)), withinMs);
    const abort = () => signal && reject(abortedError(signal));
    signal?.addEventListener("abort", abort, { once: true });
    offs.push(() => signal?.removeEventListener("abort", abort));
  });
  came.catch(ignore);
  try {
    const { code } = await ask({ kind: "lend-next", withinMs }, call);
    if (code !== "ok") throw refusedError(code);
    isAnswered = true;
    const event = early ? await Promise.race([came, after(SECOND_NOTICE_MS, early)]) : await came;
    return borrowed(event, ask, takeBack);
  } catch (error) {
    // A card that comes now is the policy's again. An answer that was lost may have left the offer standing.
    if (!(error instanceof KetukError && error.code === "refused")) void takeBack();
    throw error;
  } finally {
    clearTimeout(timer);
    for (const off of offs) off();
  }
}

function borrowed(event: LentEvent, ask: Ask, takeBack: () => Promise<void>): BorrowedCard {
  let released: Promise<void> | undefined;
  const release = () => {
    released ??= takeBack();
    return released;
  };
  return { ...createLentCard(event, ask), release, [Symbol.asyncDispose]: release };
}

function ignore(): void {}

function after<T>(ms: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(() => resolve(value), ms));
}

function goneError(): KetukError {
  return new KetukError("restarted", "the reader was lost while it waited for a card", {
    hint: "ask for a card again",
  });
}

function nobodyError(withinMs: number): KetukError {
  return new KetukError("timeout", `no card came within ${withinMs} ms`, { hint: "hold a card to the reader" });
}

const HINTS: Readonly<Record<string, string>> = {
  forbidden: 'open the reader with the role "issuer"',
  busy: "give the card that is lent at present back first",
  unimplemented: "update the reader's firmware",
};

function refusedError(code: string): KetukError {
  return new KetukError("refused", `the reader refused "lend-next": ${code}`, { hint: HINTS[code] });
}
