/**
 * Verifies a whole log of sealed records: every seal, and the chain of every reader from its first record to its last.
 * Pure and streaming: what it keeps of a record are 25 bytes and up to 11 in a table (log/ledger.ts), never its content.
 *
 * The end of a log cannot prove itself: records removed there leave no trace. Compare `lastCounter` with the reader.
 */
import { assertReaderId } from "../assert.js";
import type { TapKeySource } from "../keys/provider.js";
import { type Chain, type ChainListener, createChain, type Placed } from "./log/chain.js";
import { createDates, type Dates } from "./log/dates.js";
import { createFindings } from "./log/findings.js";
import type {
  LogBreak,
  LogBreakKind,
  LogGap,
  LogReader,
  LogReport,
  LogWeakSpot,
  LogWeakSpotKind,
} from "./log/report.js";
import { WORDS } from "./log/words.js";
import { decodeLink, type LinkRecord } from "./record.js";
import { hashOf, type Sealed } from "./seal.js";
import { createSignatureChecker, type SignatureState } from "./signature.js";
import { sealFault } from "./verify.js";

/** Settings of a log verifier. */
export interface LogVerifierOptions {
  /** The fleet's keys. Without them only the chain is checked, which anybody can write. */
  readonly keys?: TapKeySource | undefined;
  /**
   * The fleet's Ed25519 key, 32 bytes. With it signatures are checked; without `keys` beside it every record must have a
   * good one, and no secret is needed.
   */
  readonly fleetPublicKey?: Uint8Array | undefined;
  /** Encoded certificates of the readers, beside those that the log itself holds. */
  readonly certificates?: readonly Uint8Array[] | undefined;
  /** Every record must have a good signature. Default: only without `keys`. */
  readonly requireSignature?: boolean | undefined;
  /** Only this reader is expected: lines of others are breaks. Default: any number of readers. */
  readonly reader?: string | undefined;
}

/** Verifies one log. */
export interface LogVerifier {
  /** The next record, and the line that it stands in, from 1 and rising. */
  push(sealed: Sealed, line: number): void;
  /** A certificate that the log holds, before the records that need it. Nothing happens to those of other fleets. */
  pushCertificate(certificate: Uint8Array): void;
  /** A line that holds no record. `words`: why not. */
  pushMalformed(line: number, words?: string): void;
  /** Something about the form of a line that is no break. */
  pushWeakSpot(kind: LogWeakSpotKind, line: number, words: string): void;
  /** The log is over. */
  finish(): LogReport;
}

/** What is known of one reader. */
interface Reading {
  readonly chain: Chain;
  readonly dates: Dates;
  readonly counts: { records: number; taps: number; boots: number; dropped: number; breaks: number; last: number };
  readonly gaps: ReturnType<typeof createFindings<LogGap>>;
}

/**
 * Creates a verifier for one log.
 *
 * @throws KetukError `bad-argument` for a `reader` that is no reader id
 */
export function createLogVerifier(options: LogVerifierOptions = {}): LogVerifier {
  const { keys, reader: only } = options;
  if (only !== undefined) assertReaderId(only, "reader");
  const signatures = options.fleetPublicKey
    ? createSignatureChecker(options.fleetPublicKey, options.certificates ?? [])
    : undefined;
  const isSigned = options.requireSignature ?? keys === undefined;
  let signedCount = 0;
  const breaks = createFindings<LogBreak>();
  const weakSpots = createFindings<LogWeakSpot>();
  const readings = new Map<string, Reading>();

  function readingOf(reader: string): Reading {
    let reading = readings.get(reader);
    if (!reading) {
      reading = createReading(reader);
      readings.set(reader, reading);
    }
    return reading;
  }

  function createReading(reader: string): Reading {
    const dates = createDates();
    const counts = { records: 0, taps: 0, boots: 0, dropped: 0, breaks: 0, last: 0 };
    const listener: ChainListener = {
      broken: (kind, place, words) => addBreak(kind, reader, place, words),
      weak: (kind, line, words) => weakSpots.add({ line, kind, reader, words }),
      advanced(placed, wiped) {
        if (wiped) dates.wiped();
        counts.last = placed.record.data.counter;
        noteClock(placed, dates);
      },
    };
    const proved = keys !== undefined || (signatures !== undefined && isSigned);
    return { chain: createChain(listener, proved), dates, counts, gaps: createFindings() };
  }

  function noteClock({ line, record }: Placed, dates: Dates): void {
    const step = dates.note(record);
    if (!step) return;
    const { reader, epoch, counter } = record.data;
    const { kind, fromMs, toMs } = step;
    if (kind === "corrected")
      return weakSpots.add({ line, kind: "clock-corrected", reader, words: WORDS.clockCorrected(fromMs, toMs) });
    const words = kind === "set-back" ? WORDS.clockSetBack(fromMs, toMs) : WORDS.clockWentBack(fromMs, toMs);
    addBreak("clock-back", reader, { line, epoch, counter }, words);
  }

  function addBreak(
    kind: LogBreakKind,
    reader: string,
    { line, epoch, counter }: { line: number; epoch: number; counter: number },
    words: string,
  ): void {
    readingOf(reader).counts.breaks++;
    breaks.add({ line, kind, reader, epoch, counter, words });
  }

  function pushMalformed(line: number, words: string = WORDS.noRecord): void {
    breaks.add({ line, kind: "malformed", reader: undefined, epoch: undefined, counter: undefined, words });
  }

  /** What is wrong with a record by itself. */
  function faultOf(sealed: Sealed, record: LinkRecord): [LogBreakKind, string] | undefined {
    if (only !== undefined && record.data.reader !== only) return ["wrong-reader", WORDS.wrongReader(only)];
    return sealFaultOf(sealed, record) ?? signatureFaultOf(sealed, record);
  }

  function signatureFaultOf(sealed: Sealed, { data }: LinkRecord): [LogBreakKind, string] | undefined {
    const state = signatures?.check(sealed, data);
    if (state === "bad") return ["edited", WORDS.wrongSignature];
    if (state === "valid") signedCount++;
    else if (state && isSigned) return state === "none" ? ["unsigned", WORDS.unsigned] : uncertified(state);
    return undefined;
  }

  function sealFaultOf(sealed: Sealed, record: LinkRecord): [LogBreakKind, string] | undefined {
    if (!keys) return sealed.mac.length === 0 && !signatures ? ["unsealed", WORDS.unsealed] : undefined;
    const fault = sealFault(keys, sealed, record);
    if (fault === "unsealed") return ["unsealed", WORDS.unsealed];
    if (fault === "unknown-key") return ["unknown-key", WORDS.unknownKey];
    if (fault === "revoked") return ["revoked", WORDS.revoked];
    return fault && ["edited", WORDS.edited];
  }

  function push(sealed: Sealed, line: number): void {
    const record = decodeLink(sealed.record);
    if (!record) return pushMalformed(line);
    const { reader, epoch, counter } = record.data;
    const placed = { line, record, hash: hashOf(sealed.record) };
    const fault = faultOf(sealed, record);
    if (fault) {
      addBreak(fault[0], reader, { line, epoch, counter }, fault[1]);
      if (fault[0] !== "wrong-reader") readingOf(reader).chain.addDoubtful(placed);
      return;
    }
    const reading = readingOf(reader);
    if (reading.chain.add(placed)) count(reading, record, line);
  }

  return {
    push,
    pushMalformed,
    pushCertificate: (certificate) => void signatures?.add(certificate),
    pushWeakSpot: (kind, line, words) => weakSpots.add({ line, kind, reader: undefined, words }),
    finish() {
      for (const { chain } of readings.values()) chain.finish();
      const listed = breaks.list();
      const readers = [...readings].map(([reader, reading]) => reportOf(reader, reading));
      return {
        intact: breaks.count === 0,
        sealsChecked: keys !== undefined,
        signedCount,
        signaturesChecked: signatures !== undefined,
        recordCount: readers.reduce((sum, { recordCount }) => sum + recordCount, 0),
        firstBreak: listed[0],
        breaks: listed,
        breakCount: breaks.count,
        weakSpots: weakSpots.list(),
        weakSpotCount: weakSpots.count,
        readers: readers.sort((a, b) => (a.reader < b.reader ? -1 : 1)),
      };
    },
  };
}

function uncertified(state: SignatureState): [LogBreakKind, string] {
  return ["uncertified", state === "out-of-date" ? WORDS.outOfDate : WORDS.uncertified];
}

function count({ counts, gaps }: Reading, record: LinkRecord, line: number): void {
  counts.records++;
  if (record.kind === "tap") counts.taps++;
  if (record.kind === "boot") counts.boots++;
  if (record.kind !== "gap") return;
  const { firstCounter, lastCounter, recordCount } = record.data;
  counts.dropped += recordCount;
  gaps.add({ line, firstCounter, lastCounter, recordCount });
}

function reportOf(reader: string, { counts, dates, gaps }: Reading): LogReader {
  return {
    reader,
    recordCount: counts.records,
    tapCount: counts.taps,
    bootCount: counts.boots,
    lastCounter: counts.last,
    first: dates.first,
    last: dates.last,
    reckonedCount: dates.reckonedCount,
    undatedCount: dates.undatedCount,
    gaps: gaps.list(),
    droppedCount: counts.dropped,
    breakCount: counts.breaks,
  };
}
