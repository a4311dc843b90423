/** What happens to a record on its way from the link to the application: order, verdict, cursor, acknowledgement. */
import { sameBytes } from "../bytes.js";
import type { KetukError } from "../errors.js";
import type { LinkCounters } from "../link/counters.js";
import type { Hello } from "../link/messages.js";
import type { Cursor, CursorStore } from "../store/cursor.js";
import { decodeRecord } from "../verify/record.js";
import type { DecodedRecord, RecordData } from "../verify/record-data.js";
import { hashOf, type Sealed } from "../verify/seal.js";
import { unverified, type Verdict, type Verifier } from "../verify/verify.js";
import { createAcks, type Place } from "./acks.js";
import { createDating, type Dating } from "./dating.js";
import type { RecordEvent, StorageEvent, UnreadableEvent } from "./events.js";
import { createHolds } from "./holds.js";
import { createSequence, type LinkOfChain } from "./sequence.js";
import { createStored } from "./stored.js";
import { createTap, type Tap } from "./tap.js";
import { createUnreadable, placeOf } from "./unreadable.js";

/** Records that wait for their reader's cursor to be loaded; the reader sends the others again. */
const EARLY_MAX_COUNT = 16;

/** What the intake needs. */
export interface IntakeOptions {
  /** Undefined when there are no keys. */
  readonly verifier: Verifier | undefined;
  /** Undefined: nothing outlives the process. */
  readonly cursors?: CursorStore | undefined;
  readonly counters: () => LinkCounters | undefined;
  /** Is there no room for another tap? */
  full(): boolean;
  tap(tap: Tap): void;
  /** Told of every record, once, before anybody acts on it. */
  archive(event: RecordEvent): void;
  /** A reader's cursor was loaded. */
  resumed?(readerId: string, cursor: Cursor): void;
  storage?(event: StorageEvent): void;
  /** Returns whether anybody listened. */
  unreadable?(event: UnreadableEvent): boolean;
  /** The cursor cannot be loaded or does not fit the reader: nothing is delivered or acknowledged any more. */
  failed?(error: KetukError): void;
  sendAck(epoch: number, counter: number): void;
  askHello(): void;
}

/** Records of one reader in, taps out. */
export interface Intake {
  /** Dates taps by the reader's clock; feed it with the answers to pings. */
  readonly dating: Dating;
  /** A session opened, or the reader told about its journal. */
  hello(hello: Hello): void;
  record(sealed: Sealed): void;
  /** Saves what was acknowledged, as far as the store lets it. Never rejects. */
  close(): Promise<void>;
}

/** Creates the intake of a reader. */
export function createIntake(options: IntakeOptions): Intake {
  const { cursors, verifier } = options;
  const dating = createDating();
  const report = (event: StorageEvent) => options.storage?.(event);
  const failed = (error: KetukError) => options.failed?.(error);
  const stored = createStored({ store: cursors, send: sendAck, report, ready: resume, failed });
  const unreadable = createUnreadable({
    store: cursors,
    tell: (event) => options.unreadable?.(event) ?? false,
    failed: (error) => report({ state: "failing", error, retryMs: undefined }),
  });
  let reader: Hello | undefined;
  let sequence = createSequence();
  let acks = createAcks(() => {});
  let gap = false;
  let early: Sealed[] = [];

  function hello(news: Hello): void {
    const isNew = reader?.readerId !== news.readerId || reader.epoch !== news.epoch;
    reader = news;
    dating.hello(news, Date.now());
    if (isNew) {
      // Another reader on the same port, or a wiped one: nothing known about the old one applies.
      sequence = createSequence();
      early = [];
    }
    stored.hello(news);
    if (isNew) acks = createAcks(stored.keeper().advance);
    sequence.hello(news);
  }

  function resume(readerId: string, cursor: Cursor | undefined): void {
    if (cursor) {
      sequence.resume(cursor);
      options.resumed?.(readerId, cursor);
    }
    // A slow store may find only now that the cursor does not fit.
    if (reader && cursor) stored.hello(reader);
    for (const sealed of early.splice(0)) record(sealed);
  }

  function record(sealed: Sealed): void {
    if (stored.state() === "failed") return;
    if (stored.state() === "loading") {
      if (early.length < EARLY_MAX_COUNT) early.push(sealed);
      return;
    }
    const decoded = decodeRecord(sealed.record);
    const hash = hashOf(sealed.record);
    if (!decoded) return takeUnreadable(sealed, hash);
    const { data } = decoded;
    if (data.reader === reader?.readerId && stored.covers(data)) return repeatStored(data, sealed, hash);
    if (!isNext(data, hash)) return;
    if (decoded.kind === "tap" && options.full()) return count("overflows");
    sequence.deliver(data, hash);
    deliver(decoded, sealed, hash);
  }

  /** Only for records that the cursor covers: an earlier process has stored it, or this one has. */
  function repeatStored(place: Place, sealed: Sealed, hash: Uint8Array): void {
    const cursor = stored.cursor();
    if (!cursor || !reader) return;
    // The reader has not said yet that it has come as far as the cursor.
    if (reader.epoch === cursor.epoch && reader.lastCounter < cursor.counter) return options.askHello();
    count("duplicates");
    const isAtCursor = place.epoch === cursor.epoch && place.counter === cursor.counter;
    if (!isAtCursor || sameBytes(hash, cursor.hash)) sendAck(cursor);
    else if (!verifier || isSealGood(verifier.verify(sealed))) stored.conflict();
  }

  /** Puts a record into its place; one that is not next is dealt with here. */
  function isNext(link: LinkOfChain, hash: Uint8Array): boolean {
    const arrival = sequence.judge(link, hash);
    gap = arrival === "gap";
    if (gap) {
      count("outOfOrder");
      options.askHello();
    } else if (arrival === "duplicate") {
      count("duplicates");
      acks.repeat(link);
    } else if (arrival === "again") {
      count("duplicates");
      sequence.deliver(link, hash);
      acks.pass(placeIn(link));
    }
    return arrival === "next";
  }

  function deliver(decoded: DecodedRecord, sealed: Sealed, hash: Uint8Array): void {
    const { data } = decoded;
    const verdict: Verdict = verifier?.verify(sealed) ?? unverified(decoded);
    const holds = createHolds(acks.deliver(data, isFirm(data, verdict) ? { ...placeIn(data), hash } : undefined));
    const ack = holds.hold();
    const certificate = reader?.certificate ?? new Uint8Array(0);
    options.archive({ record: decoded, sealed, certificate, verdict, hold: holds.hold });
    if (decoded.kind !== "tap") return ack(); // Nobody but us waits for the other kinds.
    options.tap(createTap(decoded.data, dating.date(data, Date.now()), sealed, verdict, ack));
  }

  /** May a cursor rest on it? A forged counter there would swallow all genuine records below it. */
  function isFirm(data: RecordData, verdict: Verdict): boolean {
    return data.reader === reader?.readerId && (!verifier || isSealGood(verdict));
  }

  function takeUnreadable(sealed: Sealed, hash: Uint8Array): void {
    count("rejectedMessage");
    if (unreadable.again(hash)) return;
    const place = placeOf(sealed.record);
    if (place && stored.covers(place)) return repeatStored(place, sealed, hash);
    if (place && !isNext(place, hash)) return;
    if (place) sequence.deliver(place, hash);
    unreadable.add(reader?.readerId ?? "", sealed, hash, place, place && acks.deliver(placeIn(place)));
  }

  function sendAck({ epoch, counter }: Place): void {
    options.sendAck(epoch, counter);
    // What waits behind a gap can go on when the reader, after this, holds nothing older.
    if (gap) options.askHello();
  }

  function count(what: "rejectedMessage" | "duplicates" | "outOfOrder" | "overflows"): void {
    const counters = options.counters();
    if (counters) counters[what]++;
  }

  return { dating, hello, record, close: stored.close };
}

/** A verifier names the chain where it found the seal good. */
function isSealGood(verdict: Verdict): boolean {
  return verdict.ok || verdict.chain !== undefined;
}

function placeIn({ epoch, counter }: Place): Place {
  return { epoch, counter };
}
