/** What becomes of a message: verified, placed, posted or refused, all of a batch in one transaction. */
import { Buffer } from "node:buffer";
import {
  createVerifier,
  decodeRecord,
  decodeSealed,
  hashOf,
  type KeyProvider,
  type TapData,
  type Verdict,
} from "ketuk/verify";
import { type Db, inTransaction } from "../lib/database.js";
import { placeRecord } from "./chain.js";
import { doNow, type Store } from "./store.js";
import { change, select, type Work } from "./work.js";

/** A message from the broker. */
export interface Incoming {
  /** The reader in the topic. */
  readonly reader: string;
  readonly payload: Uint8Array;
}

/** What became of it. Whatever it is, it is stored: the broker, and the reader, may forget it. */
export interface Outcome {
  readonly kind: "posted" | "refused" | "other" | "repeated" | "dead";
  /** Why not posted; for "other" the kind of record. */
  readonly reason: string;
  readonly reader: string;
  readonly epoch: number;
  readonly counter: number;
  /** From the card to the commit, in milliseconds; undefined where the reader did not know the time. */
  readonly latencyMs: number | undefined;
  /** Name of the card for logs; undefined where it is no tap. */
  readonly card: string | undefined;
}

/** What it takes to judge records. */
export interface JudgeOptions {
  /** Asked anew for every batch, so that a key ring that was read again counts at once. */
  keys(): KeyProvider;
  /** Names of cards that cannot be led back to a UID; see `createPseudonyms`. */
  pseudonym(uid: Uint8Array): string;
  readonly now?: () => number;
  /**
   * What a tap causes, in the transaction that stores it: statements of its own, or nothing with a database. What it throws
   * undoes the batch, which is tried again.
   */
  onPosting?(tap: TapData): Work<unknown> | undefined;
}

/** What a ledger on SQLite needs. */
export interface LedgerOptions extends JudgeOptions {
  readonly db: Db;
}

/** What a ledger on any database needs. */
export interface StoreLedgerOptions extends JudgeOptions {
  readonly store: Store;
}

/** A ledger on SQLite. */
export interface Ledger {
  /** Takes a batch in one transaction; throws when the database does, and then nothing of it is stored. */
  take(batch: readonly Incoming[]): Outcome[];
  /** Takes dead letters of one reason again, after keys came late or a revocation was wrong. */
  revive(reason: string): Outcome[];
}

/** A ledger on any database: the same, and everything takes its time. */
export interface StoreLedger {
  take(batch: readonly Incoming[]): Promise<Outcome[]>;
  revive(reason: string): Promise<Outcome[]>;
}

/** Order is not the verifier's business here: `placeRecord` finds repetitions, in the database that all workers share. */
const NO_REPLAY = { get: () => undefined, set() {} };

/** Findings about the seal: such a record is nobody's, whatever it says. */
const UNSEALED = ["malformed", "unsealed", "unknown-key", "revoked", "bad-mac", "bad-signature", "no-signature"];

/** The work of a ledger, wherever it is done. */
function createJudge({ keys, pseudonym, now = Date.now, onPosting }: JudgeOptions) {
  function* judge(incoming: Incoming, verify: (payload: Uint8Array) => Verdict): Work<Outcome> {
    const { reader, payload } = incoming;
    const verdict = verify(payload);
    const sealed = decodeSealed(payload);
    const decoded = sealed && decodeRecord(sealed.record);
    if (!sealed || !decoded || UNSEALED.includes(verdict.reason)) return yield* bury(incoming, verdict.reason);
    // The broker says who may publish where; a seal says who has made it.
    if (decoded.data.reader !== reader) return yield* bury(incoming, "wrong-reader");
    const arrival = yield* placeRecord(decoded, sealed.record, now());
    if (arrival === "fork") return yield* bury(incoming, "forked");
    const { epoch, counter, idempotencyKey, wallMs } = decoded.data;
    const place = { reader, epoch, counter, latencyMs: wallMs === undefined ? undefined : Math.max(0, now() - wallMs) };
    const card = verdict.tap?.uid.length ? pseudonym(verdict.tap.uid) : undefined;
    if (arrival === "repeated") return { ...place, kind: "repeated", reason: "repeated", card };
    if (verdict.reason === "not-a-tap") return { ...place, kind: "other", reason: decoded.kind, card };
    if (!verdict.ok) {
      yield* change("INSERT INTO refusal VALUES (?, ?, ?, ?)", idempotencyKey, reader, verdict.reason, now());
      return { ...place, kind: "refused", reason: verdict.reason, card };
    }
    yield* post(verdict.tap, card);
    return { ...place, kind: "posted", reason: "genuine", card };
  }

  /** Posts a genuine tap, with what it causes. */
  function* post(tap: TapData, card = ""): Work<void> {
    const { idempotencyKey, reader, wallMs = null } = tap;
    yield* change("INSERT INTO posting VALUES (?, ?, ?, ?, ?)", idempotencyKey, reader, card, wallMs, now());
    const caused = onPosting?.(tap);
    if (caused) yield* caused;
  }

  function* bury({ reader, payload }: Incoming, reason: string): Work<Outcome> {
    const sealed = decodeSealed(payload);
    const data = sealed && decodeRecord(sealed.record)?.data;
    yield* change(
      "INSERT INTO dead_letter VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      Buffer.from(hashOf(payload)),
      reader,
      reason,
      Buffer.from(payload),
      now(),
    );
    const { epoch = 0, counter = 0 } = data ?? {};
    return { kind: "dead", reason, reader, epoch, counter, latencyMs: undefined, card: undefined };
  }

  function* take(batch: readonly Incoming[]): Work<Outcome[]> {
    const { verify } = createVerifier({ keys: keys(), replay: NO_REPLAY });
    const outcomes: Outcome[] = [];
    for (const incoming of batch) outcomes.push(yield* judge(incoming, verify));
    return outcomes;
  }

  function* revive(reason: string): Work<Outcome[]> {
    const letters = yield* select<Incoming>("SELECT reader, payload FROM dead_letter WHERE reason = ?", reason);
    yield* change("DELETE FROM dead_letter WHERE reason = ?", reason);
    return yield* take(letters.map(({ reader, payload }) => ({ reader, payload: new Uint8Array(payload) })));
  }

  return { take, revive };
}

/** Creates a ledger on SQLite. */
export function createLedger({ db, ...options }: LedgerOptions): Ledger {
  const judge = createJudge(options);
  return {
    take: (batch) => inTransaction(db, () => doNow(db, judge.take(batch))),
    revive: (reason) => inTransaction(db, () => doNow(db, judge.revive(reason))),
  };
}

/** Creates a ledger on any database. */
export function createStoreLedger({ store, ...options }: StoreLedgerOptions): StoreLedger {
  const judge = createJudge(options);
  return {
    take: (batch) => store.transact(readersOf(batch), () => judge.take(batch)),
    async revive(reason) {
      const of = "SELECT DISTINCT reader FROM dead_letter WHERE reason = ?";
      const readers = await store.read(() => select<{ reader: string }>(of, reason));
      return store.transact(readersOf(readers), () => judge.revive(reason));
    },
  };
}

function readersOf(those: readonly { readonly reader: string }[]): string[] {
  return those.map(({ reader }) => reader);
}
