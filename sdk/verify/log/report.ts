/** What a log verifier reports, and how. */

/** The ways in which a log can be broken. */
export const BREAK_KINDS = [
  "edited",
  "removed",
  "reordered",
  "replayed",
  "forked",
  "clock-back",
  "unsealed",
  "unknown-key",
  "revoked",
  "unsigned",
  "uncertified",
  "malformed",
  "wrong-reader",
] as const;
/**
 * How a log is broken. "edited": the MAC does not fit, or without keys: the next record names another one; "removed":
 * the record before is missing and no gap record names it; "reordered": it comes later in the log; "replayed": the same
 * record again; "forked": two different records with one counter or one predecessor; "clock-back": the reader's clock
 * went back; "unsealed": no MAC; "unknown-key": no key for this reader and version; "revoked": the reader was
 * revoked; "unsigned": no signature where one is demanded; "uncertified": no certificate of the fleet covers it;
 * "malformed": no record; "wrong-reader": not the reader that was asked for.
 */
export type LogBreakKind = (typeof BREAK_KINDS)[number];

/** A place at which the log is not what the readers wrote. */
export interface LogBreak {
  /** Line in the log, from 1. */
  readonly line: number;
  /** What is wrong. */
  readonly kind: LogBreakKind;
  /** Reader that the record claims to be of; undefined when it could not be read. */
  readonly reader: string | undefined;
  /** Epoch that the record claims. */
  readonly epoch: number | undefined;
  /** Counter that the record claims. */
  readonly counter: number | undefined;
  /** What it means, in English, for people who are no programmers. */
  readonly words: string;
}

/**
 * What a log cannot show, although nothing in it is wrong. "starts-midway": what came before its first record is not in
 * it; "journal-wiped": the reader's memory was wiped, and its last records before may be missing; "restart-beside-gap":
 * some numbers beside dropped records were either skipped at a restart or removed; "clock-corrected": set back by a
 * minute or less, as a host does about a clock that runs fast; "repeated": a line twice in a row; "torn": a line that
 * was cut off while it was written.
 */
export type LogWeakSpotKind =
  | "starts-midway"
  | "journal-wiped"
  | "restart-beside-gap"
  | "clock-corrected"
  | "repeated"
  | "torn";

/** A place at which the log shows less than it could. */
export interface LogWeakSpot {
  /** Line in the log, from 1. */
  readonly line: number;
  /** What it is. */
  readonly kind: LogWeakSpotKind;
  /** Of this reader; undefined for a line without a record. */
  readonly reader: string | undefined;
  /** What it means, in English. */
  readonly words: string;
}

/** Records that the reader itself has dropped, and says so under its seal. */
export interface LogGap {
  /** Line of the gap record. */
  readonly line: number;
  /** Oldest counter dropped. */
  readonly firstCounter: number;
  /** Newest counter dropped. */
  readonly lastCounter: number;
  /** How many records there were. */
  readonly recordCount: number;
}

/** When a record was made. */
export interface LogDate {
  /** By the reader's clock. */
  readonly at: Date;
  /** The clock was set later in the same boot, and the moment is reckoned back by the uptime. */
  readonly reckoned: boolean;
}

/** What the log holds of one reader. Counts are of records that are no break. */
export interface LogReader {
  /** Its id. */
  readonly reader: string;
  /** Records, of all kinds. */
  readonly recordCount: number;
  /** Taps among them. */
  readonly tapCount: number;
  /** Boots among them. */
  readonly bootCount: number;
  /** Highest counter. Records after it can be missing without a trace: compare it with what the reader says. */
  readonly lastCounter: number;
  /** Moment of the first dated record. */
  readonly first: LogDate | undefined;
  /** Moment of the last dated record. */
  readonly last: LogDate | undefined;
  /** Records dated by the uptime, since the clock was set after them. */
  readonly reckonedCount: number;
  /** Records that cannot be dated: the clock was never set in their boot. */
  readonly undatedCount: number;
  /** The first 1,000 declared gaps. */
  readonly gaps: readonly LogGap[];
  /** Records dropped by the reader, over all gaps. */
  readonly droppedCount: number;
  /** Breaks in lines that claim to be of this reader. */
  readonly breakCount: number;
}

/** What was found in a log. */
export interface LogReport {
  /** No break was found. */
  readonly intact: boolean;
  /** False without keys: then only the chain was checked, which anyone can write who has the time. */
  readonly sealsChecked: boolean;
  /** Records whose signature was found good, under a certificate of the fleet. */
  readonly signedCount: number;
  /** The fleet's public key was given: every signature was checked. */
  readonly signaturesChecked: boolean;
  /** Records that were no break. */
  readonly recordCount: number;
  /** The break in the earliest line. */
  readonly firstBreak: LogBreak | undefined;
  /** The first 1,000 breaks by line. */
  readonly breaks: readonly LogBreak[];
  /** All of them. */
  readonly breakCount: number;
  /** The first 1,000 weak spots by line. */
  readonly weakSpots: readonly LogWeakSpot[];
  /** All of them. */
  readonly weakSpotCount: number;
  /** By reader id. */
  readonly readers: readonly LogReader[];
}
