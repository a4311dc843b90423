/**
 * The way of records from readers to the broker. Each is held in its reader until the broker has it, or until a worker
 * says that it is stored; so what waits here is what the readers have in the air, four records each, and nothing more.
 */
import type { RecordEvent } from "../reader/events.js";
import { encodeSealed } from "../verify/seal.js";
import type { BrokerLine, BrokerMessage } from "./broker.js";
import { type Receipt, recordDigest } from "./receipts.js";
import { SEALED_RECORD_TYPE, type Topics } from "./topics.js";

/**
 * What lets a reader forget a record. "published": the broker has acknowledged it. "stored": a worker has committed it,
 * for brokers that acknowledge before they have anything on a disk. "auto": "stored" from the moment on at which a worker
 * that gives receipts is known, "published" before that.
 */
export type AcknowledgeWhen = "auto" | "published" | "stored";

/** The pause before a record is published again grows up to so many times the first one. */
const PAUSE_GROWTH_MAX = 8;

/** What it needs. */
export interface RecordWayOptions {
  readonly topics: Topics;
  readonly line: Pick<BrokerLine, "send">;
  readonly bridge: string;
  /** Does a record at present stay with its reader until a worker has stored it? */
  needsReceipt(): boolean;
  /**
   * A record without the receipt that it needs is published again after this time, in milliseconds, then after twice as
   * long each time. Workers that are behind would otherwise get more copies of what they have not come to, the further
   * they are behind, and never catch up.
   */
  readonly receiptTimeoutMs: number;
  readonly now: () => number;
  /** A reader may forget a record. */
  released?(reader: string): void;
}

/** A record on its way. */
interface Underway {
  readonly message: BrokerMessage & { readonly payload: Uint8Array };
  readonly release: () => void;
  /** When the broker had it last; undefined while it waits for that. */
  publishedMs: number | undefined;
  /** Pause before it is published again, in milliseconds. */
  pauseMs: number;
}

/** The way. */
export interface RecordWay {
  take(reader: string, event: RecordEvent): void;
  stored(reader: string, receipts: readonly Receipt[]): void;
  /** Releases what the broker has and no worker needs to confirm any more. */
  settle(): void;
  /** Publishes again what nobody has confirmed in time. */
  sweep(): void;
  /** Another connection, perhaps to a broker that remembers nothing: all pauses are as long as the first one again. */
  hurry(): void;
  /** Records that are held. */
  count(): number;
}

/** Creates it. */
export function createRecordWay(options: RecordWayOptions): RecordWay {
  const { topics, line, bridge, needsReceipt, receiptTimeoutMs, now, released } = options;
  const underway = new Map<string, Underway>();

  function publish(key: string, entry: Underway): void {
    entry.publishedMs = undefined;
    line.send(entry.message, undefined, () => {
      entry.publishedMs = now();
      if (!needsReceipt()) letGo(key, entry);
    });
  }

  function letGo(key: string, entry: Underway): void {
    if (underway.get(key) === entry) underway.delete(key);
    entry.release();
  }

  return {
    take(reader, { sealed, record, hold }) {
      const { epoch, counter } = record.data;
      const key = `${reader}/${epoch}/${counter}`;
      const release = hold();
      const message = {
        topic: topics.record(reader),
        payload: encodeSealed(sealed),
        needsTaker: true,
        properties: {
          contentType: SEALED_RECORD_TYPE,
          userProperties: { reader, epoch: String(epoch), counter: String(counter), kind: record.kind, bridge },
        },
      };
      const entry: Underway = {
        message,
        publishedMs: undefined,
        pauseMs: receiptTimeoutMs,
        release() {
          release();
          released?.(reader);
        },
      };
      underway.set(key, entry);
      publish(key, entry);
    },
    stored(reader, receipts) {
      for (const { epoch, counter, digest } of receipts) {
        const key = `${reader}/${epoch}/${counter}`;
        const entry = underway.get(key);
        if (entry && (digest === undefined || digest === recordDigest(entry.message.payload))) letGo(key, entry);
      }
    },
    settle() {
      if (needsReceipt()) return;
      for (const [key, entry] of underway) if (entry.publishedMs !== undefined) letGo(key, entry);
    },
    sweep() {
      if (!needsReceipt()) return;
      for (const [key, entry] of underway) {
        if (entry.publishedMs === undefined || now() - entry.publishedMs < entry.pauseMs) continue;
        entry.pauseMs = Math.min(2 * entry.pauseMs, PAUSE_GROWTH_MAX * receiptTimeoutMs);
        publish(key, entry);
      }
    },
    hurry() {
      for (const entry of underway.values()) entry.pauseMs = receiptTimeoutMs;
    },
    count: () => underway.size,
  };
}
