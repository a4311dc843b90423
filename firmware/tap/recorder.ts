/**
 * Makes records and keeps them: a counter from flash, a link of the chain, an entry in the journal. A record exists when
 * it is in flash, not before; what lights a lamp or goes to the host comes after that.
 */
import {
  decodeRecordHead,
  decodeSealedRecord,
  type Fault,
  Overflow,
  type ReaderConfig,
  type RecordHead,
  type Remedy,
  type Role,
  type Status,
  type Tap,
} from "../link/messages.js";
import { createChain, type What } from "./chain.js";
import type { Clock } from "./clock.js";
import type { Counter } from "./counter.js";
import type { Journal } from "./journal.js";

/** Room for the record of a tap: no sealed record is longer. */
const TAP_BYTES = 1008;
/** Room that taps leave to records about the reader itself. */
const SPARE_BYTES = 512;
/** Times a fault, or a forbidden request, is recorded in one boot; further ones only count. */
const FAULT_RECORDS = 16;

function headOf(sealed: string): RecordHead {
  try {
    return decodeRecordHead(decodeSealedRecord(sealed).record || "");
  } catch (_) {
    // Not ours: its checksum is good, but nothing can be said about it.
    return {};
  }
}

export interface Recorder {
  /** A tap can be recorded. */
  ready(): boolean;
  /** Records a tap. Returns its counter, 0 when it was not stored. */
  tap(tap: Tap): number;
  /** Records something about the reader itself, as far as there is room. Returns false when it was not stored. */
  report(what: What): boolean;
  /** Records a fault and what was done about it. */
  fault(fault: Fault, remedy: Remedy, value: number): void;
  /** A host asked for what its role may not. */
  forbidden(role: Role, request: number): void;
  /** Sets the clock and records it. False when the value cannot be a time. */
  setTime(wallMs: number): boolean;
  /** Makes the last record of this chain: an encoded SealedRecord, in flash or not. */
  farewell(givenUp: number): string;
  /** One step of work ahead of need. Not while a card or the host is being served: it may take 100 ms. */
  tend(): void;
}

/** A correction of the clock that is worth a record. */
const CORRECTION_MS = 2000;

/** @param opening what the first record of this boot says */
export function createRecorder(
  config: ReaderConfig,
  journal: Journal,
  counter: Counter,
  clock: Clock,
  status: Status,
  opening: What,
): Recorder {
  /** Records that have to come before any other, and whether all of them have been made. */
  const due: What[] = [];
  let settled = false;
  const faults: number[] = [];
  let forbidden = 0;

  /** The newest record, when it continues the history of this very reader. */
  function history(): string {
    if (!journal.newest) return "";
    const head = headOf(journal.newest);
    if ((head.readerId || "") !== config.readerId) {
      // What a reader without an identity has recorded is worth nothing to anybody.
      if (!head.readerId) journal.acknowledge(journal.last);
      return "";
    }
    const epoch = head.epoch || 0;
    const version = head.keyVersion || 0;
    if (epoch !== (config.epoch || 0) || version !== (config.tapKeyVersion || 0))
      due.push({ keyChange: { previousEpoch: epoch, previousKeyVersion: version } });
    return journal.newest;
  }

  const chain = createChain(config, counter.boot, clock, history());
  due.push(opening);

  function keep(what: What): number {
    const number = counter.next();
    if (!number || !journal.append(number, chain.make(number, what))) return 0;
    chain.accept();
    status.records = (status.records || 0) + 1;
    return number;
  }

  /** Writes what has to come first, as far as there is room for it. */
  function settle(): void {
    if (!journal.room(TAP_BYTES + SPARE_BYTES)) return;
    while (due.length && keep(due[0])) due.splice(0, 1);
    settled = !due.length;
  }

  /** Gives up the oldest sector. The gap is recorded first: whatever is cut then, nothing is missing unexplained. */
  function dropOldest(): void {
    let first = 0;
    let missing = 0;
    const dropped = journal.oldest((sealed) => {
      const gap = headOf(sealed).gap;
      if (!gap) return;
      first = first || gap.firstCounter || 0;
      missing += gap.records || 0;
    });
    const { records, lastCounter } = dropped;
    const firstCounter = first || dropped.firstCounter;
    if (!records || !recorder.report({ gap: { firstCounter, lastCounter, records: records + missing } })) return;
    journal.acknowledge(lastCounter);
    status.dropped = (status.dropped || 0) + records;
  }

  /** There is room for a tap, and nothing has to come before it. */
  function roomy(): boolean {
    if (!settled) settle();
    return settled && journal.room(TAP_BYTES + SPARE_BYTES);
  }

  const recorder: Recorder = {
    ready: () => roomy() && counter.ready(),
    tap(tap) {
      if (!roomy()) return 0;
      if (tap.refusal && journal.freeBytes() * 2 < (status.journalBytes || 0)) {
        status.unrecorded = (status.unrecorded || 0) + 1;
        return 0;
      }
      return keep({ tap });
    },
    report: (what) => journal.room(SPARE_BYTES) && (settled || recorder.ready()) && keep(what) > 0,
    fault(fault, remedy, value) {
      const count = (faults[fault] || 0) + 1;
      faults[fault] = count;
      if (count <= FAULT_RECORDS) recorder.report({ fault: { fault, remedy, value, count } });
    },
    forbidden(role, request) {
      const count = ++forbidden;
      if (count <= FAULT_RECORDS) recorder.report({ forbidden: { role, request, count } });
    },
    setTime(wallMs) {
      const beforeMs = clock.wallMs();
      if (!clock.set(wallMs)) return false;
      if (!beforeMs || Math.abs(wallMs - beforeMs) > CORRECTION_MS) recorder.report({ timeSet: { beforeMs } });
      return true;
    },
    farewell: (givenUp) => chain.make(counter.next(), { farewell: { givenUp } }),
    tend() {
      chain.prepare(counter.last + 1);
      if (journal.saveAcknowledged()) return;
      if (!journal.ring.ready) {
        journal.ring.prepare();
        if (config.overflow === Overflow.DROP_OLDEST && journal.ring.full()) dropOldest();
        if (journal.ring.ready) return;
      }
      counter.prepare();
      if (!settled) recorder.ready();
    },
  };
  recorder.ready();
  return recorder;
}
