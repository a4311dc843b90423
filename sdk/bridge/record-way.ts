/**
 * The way of records from readers to the broker. Each is held in its reader until the broker has it, or until a worker
 * says that it is stored; so what waits here is what the readers have in the air, four records each, and nothing more.
 */
import type { RecordEvent } from "../reader/events.js";
import { encodeSealed } from "../verify/seal.js";
import type { BrokerLine, BrokerMessage } from "./broker.js";
import type { Receipt } from "./receipts.js";
import { SEALED_RECORD_TYPE, type Topics } from "./topics.js";

/**
 * What lets a reader forget a record. "published": the broker has acknowledged it. "stored": a worker has committed it,
 * for brokers that acknowledge before they have anything on a disk. "auto": "stored" from the moment on at which a worker
 * that gives receipts is known, "published" before that.
 */
export type AcknowledgeWhen = "auto" | "published" | "stored";

/** What it needs. */
export interface RecordWayOptions {
  readonly topics: Topics;
  readonly line: Pick<BrokerLine, "send">;
  readonly bridge: string;
  /** Does a record at present stay with its reader until a worker has stored it? */
  needsReceipt(): boolean;
  /** A record without the receipt that it needs is published again after this time, in milliseconds. */
  readonly receiptTimeoutMs: number;
  readonly now: () => number;
  /** A reader may forget a record. */
  released?(reader: string): void;
}

/** A record on its way. */
interface Underway {
  readonly message: BrokerMessage;
  readonly release: () => void;
  /** When the broker had it last; undefined while it waits for that. */
  publishedMs: number | undefined;
}

/** The way. */
export interface RecordWay {
  take(reader: string, event: RecordEvent): void;
  stored(reader: string, receipts: readonly Receipt[]): void;
  /** Releases what the broker has and no worker needs to confirm any more. */
  settle(): void;
  /** Publishes again what nobody has confirmed in time. */
  sweep(): void;
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
      const message: BrokerMessage = {
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
        release() {
          release();
          released?.(reader);
        },
      };
      underway.set(key, entry);
      publish(key, entry);
    },
    stored(reader, receipts) {
      for (const { epoch, counter } of receipts) {
        const key = `${reader}/${epoch}/${counter}`;
        const entry = underway.get(key);
        if (entry) letGo(key, entry);
      }
    },
    settle() {
      if (needsReceipt()) return;
      for (const [key, entry] of underway) if (entry.publishedMs !== undefined) letGo(key, entry);
    },
    sweep() {
      if (!needsReceipt()) return;
      for (const [key, entry] of underway) {
        if (entry.publishedMs !== undefined && now() - entry.publishedMs >= receiptTimeoutMs) publish(key, entry);
      }
    },
    count: () => underway.size,
  };
}
