/** What happens to a record on its way from the link to the application: order, verdict, acknowledgement. */
import type { LinkCounters } from "../link/counters.js";
import type { Hello } from "../link/messages.js";
import { type DecodedRecord, decodeRecord } from "../verify/record.js";
import { hashOf, type Sealed } from "../verify/seal.js";
import { unverified, type Verdict, type Verifier } from "../verify/verify.js";
import { createAcks } from "./acks.js";
import type { RecordEvent } from "./events.js";
import { createSequence } from "./sequence.js";
import { createTap, type Tap } from "./tap.js";

/** What the intake needs. */
export interface IntakeOptions {
  /** Undefined when there are no keys. */
  readonly verifier: Verifier | undefined;
  readonly counters: () => LinkCounters | undefined;
  /** Is there no room for another tap? */
  full(): boolean;
  tap(tap: Tap): void;
  /** Told of every record, once, before anybody acts on it. */
  archive(event: RecordEvent): void;
  sendAck(epoch: number, counter: number): void;
  askHello(): void;
}

/** Records of one reader in, taps out. */
export interface Intake {
  /** A session opened, or the reader told about its journal. */
  hello(hello: Hello): void;
  record(sealed: Sealed): void;
}

/** Creates the intake of a reader. */
export function createIntake(options: IntakeOptions): Intake {
  let reader: { id: string; epoch: number } | undefined;
  let sequence = createSequence();
  let acks = createAcks(() => {});
  let gap = false;

  function sendAck(epoch: number, counter: number): void {
    options.sendAck(epoch, counter);
    // What waits behind a gap can go on when the reader, after this, holds nothing older.
    if (gap) options.askHello();
  }

  function hello(news: Hello): void {
    if (reader?.id !== news.readerId || reader.epoch !== news.epoch) {
      // Another reader on the same port, or a wiped one: nothing known about the old one applies.
      sequence = createSequence();
      acks = createAcks(sendAck);
      reader = { id: news.readerId, epoch: news.epoch };
    }
    sequence.hello(news);
  }

  function record(sealed: Sealed): void {
    const decoded = decodeRecord(sealed.record);
    if (!decoded) return count("rejectedMessage");
    const { data } = decoded;
    const hash = hashOf(sealed.record);
    const arrival = sequence.judge(data, hash);
    if (arrival === "duplicate") {
      count("duplicates");
      return acks.repeat(data.epoch, data.counter);
    }
    gap = arrival === "gap";
    if (gap) {
      count("outOfOrder");
      return options.askHello();
    }
    if (decoded.kind === "tap" && options.full()) return count("overflows");
    sequence.deliver(data, hash);
    deliver(decoded, sealed, acks.deliver(data.epoch, data.counter));
  }

  function deliver(decoded: DecodedRecord, sealed: Sealed, ack: () => void): void {
    const verdict: Verdict = options.verifier?.verify(sealed) ?? unverified(decoded);
    options.archive({ record: decoded, sealed, verdict });
    if (decoded.kind === "tap") return options.tap(createTap(decoded.data, sealed, verdict, ack));
    // Nobody but us waits for the other kinds.
    ack();
  }

  function count(what: "rejectedMessage" | "duplicates" | "outOfOrder" | "overflows"): void {
    const counters = options.counters();
    if (counters) counters[what]++;
  }

  return { hello, record };
}
