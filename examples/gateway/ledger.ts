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
import { all, type Db, inTransaction, run } from "../lib/database.js";
import { placeRecord } from "./chain.js";

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

/** What a ledger needs. */
export interface LedgerOptions {
  readonly db: Db;
  /** Asked anew for every batch, so that a key ring that was read again counts at once. */
  keys(): KeyProvider;
  /** Names of cards that cannot be led back to a UID; see `createPseudonyms`. */
  pseudonym(uid: Uint8Array): string;
  readonly now?: () => number;
  /** What a tap causes, in the transaction that stores it; what it throws undoes the batch, which is tried again. */
  onPosting?(tap: TapData): void;
}

/** The ledger. */
export interface Ledger {
  /** Takes a batch in one transaction; throws when the database does, and then nothing of it is stored. */
  take(batch: readonly Incoming[]): Outcome[];
  /** Takes dead letters of one reason again, after keys came late or a revocation was wrong. */
  revive(reason: string): Outcome[];
}

/** Order is not the verifier's business here: `placeRecord` finds repetitions, in the database that all workers share. */
const NO_REPLAY = { get: () => undefined, set() {} };

/** Findings about the seal: such a record is nobody's, whatever it says. */
const UNSEALED = ["malformed", "unsealed", "unknown-key", "revoked", "bad-mac", "bad-signature", "no-signature"];

/** Creates it. */
export function createLedger({ db, keys, pseudonym, now = Date.now, onPosting }: LedgerOptions): Ledger {
  function judge(incoming: Incoming, verify: (payload: Uint8Array) => Verdict): Outcome {
    const { reader, payload } = incoming;
    const verdict = verify(payload);
    const sealed = decodeSealed(payload);
    const decoded = sealed && decodeRecord(sealed.record);
    if (!sealed || !decoded || UNSEALED.includes(verdict.reason)) return bury(incoming, verdict.reason);
    // The broker says who may publish where; a seal says who has made it.
    if (decoded.data.reader !== reader) return bury(incoming, "wrong-reader");
    const arrival = placeRecord(db, decoded, sealed.record, now());
    if (arrival === "fork") return bury(incoming, "forked");
    const { epoch, counter, idempotencyKey, wallMs } = decoded.data;
    const place = { reader, epoch, counter, latencyMs: wallMs === undefined ? undefined : Math.max(0, now() - wallMs) };
    const card = verdict.tap?.uid.length ? pseudonym(verdict.tap.uid) : undefined;
    if (arrival === "repeated") return { ...place, kind: "repeated", reason: "repeated", card };
    if (verdict.reason === "not-a-tap") return { ...place, kind: "other", reason: decoded.kind, card };
    if (!verdict.ok) {
      run(db, "INSERT INTO refusal VALUES (?, ?, ?, ?)", idempotencyKey, reader, verdict.reason, now());
      return { ...place, kind: "refused", reason: verdict.reason, card };
    }
    run(db, "INSERT INTO posting VALUES (?, ?, ?, ?, ?)", idempotencyKey, reader, card ?? "", wallMs ?? null, now());
    onPosting?.(verdict.tap);
    return { ...place, kind: "posted", reason: "genuine", card };
  }

  function bury({ reader, payload }: Incoming, reason: string): Outcome {
    const sealed = decodeSealed(payload);
    const data = sealed && decodeRecord(sealed.record)?.data;
    run(
      db,
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

  function takeIn(batch: readonly Incoming[]): Outcome[] {
    const { verify } = createVerifier({ keys: keys(), replay: NO_REPLAY });
    return batch.map((incoming) => judge(incoming, verify));
  }

  return {
    take: (batch) => inTransaction(db, () => takeIn(batch)),
    revive: (reason) =>
      inTransaction(db, () => {
        const letters = all<Incoming>(db, "SELECT reader, payload FROM dead_letter WHERE reason = ?", reason);
        run(db, "DELETE FROM dead_letter WHERE reason = ?", reason);
        return takeIn(letters.map(({ reader, payload }) => ({ reader, payload: new Uint8Array(payload) })));
      }),
  };
}
