/**
 * Blocked cards at a shop, a kiosk or a gate: fetched from the desk, kept on disk, asked at every tap.
 *
 *     const blocked = openBlockList({ db, url: "http://desk:8080/blocklist", publicKey });
 *     const why = blocked.isBlocked(tap.uidHex, Date.now(), rupiah);
 *     if (why) return refuse(why);
 *
 * Online a card is refused at once: the desk holds each question until the list changes. Offline the list grows old, and
 * after `trustMs` amounts above `oldListRupiah` are refused, whosever card it is: a stolen card is worth no more than that.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type BlockedCards, readList, type SignedList } from "./blocklist-document.js";
import { type Db, one, run } from "./database.js";

/** Longest age of a list that is trusted for any amount: a working day. */
export const TRUST_MS = 8 * 3_600_000;
/** What an old list may still let through, each time. */
export const OLD_LIST_RUPIAH = 50_000;
/** The desk answers after so long although nothing has changed: that makes the age new. */
export const HOLD_MS = 20_000;
/** Two clocks may differ by so much. */
const CLOCK_MS = 5 * 60_000;
/** Pause after a question that got no good answer. */
const RETRY_MS = 2000;
/** The answer has to come so much later than the desk holds it at most. */
const GRACE_MS = 10_000;

/** How a list is opened. */
export interface BlockListOptions {
  /** The list is kept here over restarts, in a table of its own. */
  readonly db: Db;
  /** Address of the desk's list; undefined: it is never fetched, only `take` brings one. */
  readonly url?: string | undefined;
  /** Of the desk, PEM. */
  readonly publicKey: string;
  /** Default 8 hours. */
  readonly trustMs?: number;
  /** Whole rupiah; default 50,000. */
  readonly oldListRupiah?: number;
  /** Pause after a failure, and after an answer that was not held; default 2,000 ms. */
  readonly retryMs?: number;
}

/** Why a card is refused: somebody has blocked it, or the list is too old for this amount. */
export type BlockReason = "blocked" | "list-too-old";

/** As `isBlocked` of {@link BlockList}; where there is no list, {@link blocksNobody}. */
export type BlockQuestion = (uid: string, nowMs: number, rupiah?: number) => BlockReason | false;

/** For a place that follows no list. */
export const blocksNobody: BlockQuestion = () => false;

/** What is at stake where a signature is given: no old list is good enough for it. */
export const ANY_AMOUNT = Number.MAX_SAFE_INTEGER;

/** The list at a place that takes cards. */
export interface BlockList {
  /** 0 before the first list. */
  readonly version: number;
  /** When the desk signed it, milliseconds since 1970; 0 before the first list. */
  readonly signedMs: number;
  /**
   * Asked at every tap; costs no network.
   *
   * @param uid upper-case hexadecimal
   * @param nowMs milliseconds since 1970
   * @param rupiah what is at stake; 0 where no money is
   * @returns false, or why not
   */
  isBlocked(uid: string, nowMs: number, rupiah?: number): BlockReason | false;
  /** Older than it is trusted for any amount, or from the future. */
  isOld(nowMs: number): boolean;
  /** Takes a list that came by another way, such as a stick. @returns false for one that is not genuine, or older */
  take(list: unknown): boolean;
  /** Asks the desk once, without being held. @returns false when it cannot be reached or its list is not taken */
  fetchNow(): Promise<boolean>;
  /** Calls back whenever another version was taken. */
  onChange(handler: (version: number) => void): void;
  /** Ends the asking. */
  close(): Promise<void>;
}

/** Opens the list where it was left, and begins to ask the desk for news. */
export function openBlockList(options: BlockListOptions): BlockList {
  const { db, url, publicKey, trustMs = TRUST_MS, oldListRupiah = OLD_LIST_RUPIAH, retryMs = RETRY_MS } = options;
  db.exec(
    "CREATE TABLE IF NOT EXISTS blocked_cards (id INTEGER PRIMARY KEY CHECK (id = 1), list TEXT NOT NULL) STRICT",
  );
  let cards: BlockedCards = { version: 0, signedMs: 0, uids: [] };
  let uids = new Set<string>();
  const handlers: ((version: number) => void)[] = [];
  const stop = new AbortController();

  /** A list goes into use before it goes to the disk: a full disk must not keep a stolen card alive. */
  function take(list: unknown): boolean {
    const found = readList(list, publicKey, cards.uids);
    // An old list, recorded and played again, would bring stolen cards back.
    if (!found || found.version < cards.version || found.signedMs < cards.signedMs) return false;
    const isNew = found.version !== cards.version;
    cards = found;
    if (isNew) uids = new Set(found.uids);
    const { head, signature } = list as SignedList;
    const kept = JSON.stringify({ head, signature, uids: found.uids } satisfies SignedList);
    attempt("not kept", () => run(db, "INSERT OR REPLACE INTO blocked_cards VALUES (1, ?)", kept));
    if (isNew) for (const handler of handlers) attempt("not told", () => handler(found.version));
    return true;
  }

  async function ask(holdMs: number): Promise<boolean> {
    const asked = new URL(url ?? "");
    asked.searchParams.set("have", String(cards.version));
    asked.searchParams.set("hold", String(holdMs));
    try {
      const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(holdMs + GRACE_MS)]);
      const response = await fetch(asked, { signal });
      return response.ok && take(await response.json());
    } catch {
      return false;
    }
  }

  async function follow(): Promise<void> {
    for (let holdMs = 0; !stop.signal.aborted; ) {
      const { version } = cards;
      const beganMs = performance.now();
      const isGood = await ask(holdMs);
      // A list that lies on a plain web server is never held: it is asked for at a pace.
      const isHeld = holdMs === 0 || version !== cards.version || performance.now() - beganMs > retryMs;
      holdMs = isGood ? HOLD_MS : 0;
      if (!isGood || !isHeld) await sleep(retryMs, undefined, { signal: stop.signal }).catch(() => {});
    }
  }

  function isOld(nowMs: number): boolean {
    const ageMs = nowMs - cards.signedMs;
    // A clock that was set back makes no list young.
    return ageMs > trustMs || ageMs < -CLOCK_MS;
  }

  const kept = one<{ list: string }>(db, "SELECT list FROM blocked_cards");
  if (kept) take(parsed(kept.list));
  const following = url === undefined ? Promise.resolve() : follow();

  return {
    get version() {
      return cards.version;
    },
    get signedMs() {
      return cards.signedMs;
    },
    isBlocked(uid, nowMs, rupiah = 0) {
      if (uids.has(uid)) return "blocked";
      return rupiah > oldListRupiah && isOld(nowMs) ? "list-too-old" : false;
    },
    isOld,
    take,
    fetchNow: () => (url === undefined ? Promise.resolve(false) : ask(0)),
    onChange: (handler) => void handlers.push(handler),
    async close() {
      stop.abort();
      await following;
    },
  };
}

/** What goes wrong beside the list takes nothing away from it. */
function attempt(what: string, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    process.stderr.write(`block list: ${what}, ${error instanceof Error ? error.message : error}\n`);
  }
}

/** A table that somebody has damaged is no list: this place begins without one, and trusts no large amounts. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
