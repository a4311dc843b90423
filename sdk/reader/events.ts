/** What a reader mentions beside taps. None of it is sealed: for lamps, screens and logs, never for a decision. */

import type { KetukError } from "../errors.js";
import type { Notice } from "../link/messages.js";
import type { FaultName, Remedy } from "../verify/names.js";
import type { DecodedRecord } from "../verify/record-data.js";
import type { Sealed } from "../verify/seal.js";
import type { Verdict } from "../verify/verify.js";
import { hintOf } from "./fault-hints.js";

/**
 * A card came into the field. The event says no more than that: the reader has it ready before the card comes, so that the
 * card does not wait for it.
 */
export type ArrivedEvent = Readonly<Record<string, never>>;

/** A card left the field. */
export interface RemovedEvent {
  /** Counter of the tap that it made; undefined when it made none. */
  readonly counter: number | undefined;
  /** Milliseconds since the start of the reader. */
  readonly uptimeMs: number;
}

/** A card waits for the host, which holds its key. */
export interface LentEvent {
  /** Its UID, 4, 7 or 10 bytes. */
  readonly uid: Uint8Array;
  /** 1-based index of the profile in the reader's policy; 0 for a card that `lendNext` asked for. */
  readonly profile: number;
  /** ATQA, 2 bytes, low byte first; empty from firmware that does not tell. */
  readonly atqa: Uint8Array;
  /** SAK of the last cascade level. */
  readonly sak: number;
  /** ATS without its checksum; empty for cards without ISO-DEP. */
  readonly ats: Uint8Array;
  /** Milliseconds since the start of the reader. */
  readonly uptimeMs: number;
}

/** A part of the reader fails, or works again. */
export interface FaultEvent {
  /** Which part; "none" when `cleared`. */
  readonly fault: FaultName;
  /** The fault is over. */
  readonly cleared: boolean;
  /** With the faults of the chip: its version register as it was read. */
  readonly value: number;
  /** What the reader does about it by itself. */
  readonly remedy: Remedy;
  /** What to do about it, for the person at the reader. */
  readonly hint: string;
  /** Milliseconds since the start of the reader. */
  readonly uptimeMs: number;
}

/** A door was opened or closed; also told when a session opens, since nobody knows then how it is. */
export interface DoorEvent {
  /** How the door is now. */
  readonly state: "open" | "closed";
  /** It has been open for longer than the board's limit, 30 s unless its board file says otherwise. Told once. */
  readonly isHeld: boolean;
  /** Milliseconds since the start of the reader. */
  readonly uptimeMs: number;
}

/** Something else: a card left too early, several cards at once, no room for another record. */
export interface NoticeEvent {
  /** "unknown" comes from a reader that is newer than this SDK. */
  readonly kind: "removed-early" | "several-cards" | "full" | "unknown";
  /** Milliseconds since the start of the reader. */
  readonly uptimeMs: number;
}

/**
 * A sealed record of the reader's chain, once: taps, and the others (boot, time set, gap, fault, key change), which the
 * SDK acknowledges by itself. Archive `sealed` of all of them to keep a log that `ketuk verify` can check.
 */
export interface RecordEvent {
  /** What the record says. */
  readonly record: DecodedRecord;
  /** Its exact bytes and seal. */
  readonly sealed: Sealed;
  /** Certificate of the key that signs this reader's records, as it gave it; empty where it signs none. */
  readonly certificate: Uint8Array;
  /** "not-a-tap" for the other kinds when the seal is good. */
  readonly verdict: Verdict;
  /**
   * Keeps the record unacknowledged until the function that it returns is called, tap or not: for those who store it
   * somewhere slow. Call it within the handler. A tap is acknowledged when `tap.ack()` was called, too.
   */
  hold(): () => void;
}

/** The cursor store does not take what was acknowledged; nothing is lost, the reader keeps it and it is tried again. */
export interface StorageFailing {
  /** Tells the two kinds apart. */
  readonly state: "failing";
  /** What the store said: `store-failed`, `store-damaged`, or what a store of your own throws, as `cause`. */
  readonly error: KetukError;
  /** Time to the next attempt in milliseconds; undefined when there is none, at close. */
  readonly retryMs: number | undefined;
}

/** The cursor store works again. */
export interface StorageWorking {
  /** Tells the two kinds apart. */
  readonly state: "working";
}

/** The cursor store fails, once for every attempt, or works again. */
export type StorageEvent = StorageFailing | StorageWorking;

/** A record of the reader that this SDK cannot read: damaged in the reader, or of a firmware that is far newer. */
export interface UnreadableEvent {
  /** Its bytes and seal. Keep them: a newer SDK may read them. */
  readonly sealed: Sealed;
  /** Its counter; undefined when not even that could be read. */
  readonly counter: number | undefined;
}

/** A session is open, the first or another one: calls work, taps flow. */
export interface SessionOpen {
  /** Tells the four kinds apart. */
  readonly state: "open";
}

/**
 * The reader restarted; its port is still there. "open" or "reconnecting" follows. Calls under way were rejected with
 * `restarted`; new ones wait for the session.
 */
export interface SessionReopening {
  /** Tells the four kinds apart. */
  readonly state: "reopening";
}

/**
 * The port went away, or the reader on it fell silent, and another attempt to find it is due; told before every one.
 * `taps()` keeps waiting, calls reject with `disconnected`. "open" or "closed" follows, or "reconnecting" again.
 */
export interface SessionReconnecting {
  /** Tells the four kinds apart. */
  readonly state: "reconnecting";
  /** 1 for the first attempt after a loss; a connection that held for less than 10 s does not begin anew. */
  readonly attempt: number;
  /** The attempt begins after this time. */
  readonly delayMs: number;
  /** Where it begins; where the reader may be on another path, other ports follow. */
  readonly path: string;
  /** Why: of the loss, or of the attempt before. */
  readonly error: KetukError;
}

/** There will be no further session on this Reader. The last event of this kind. */
export interface SessionClosed {
  /** Tells the four kinds apart. */
  readonly state: "closed";
  /** Why; undefined after close(). */
  readonly error: KetukError | undefined;
}

/** The session came, went, or ended for good. */
export type StateEvent = SessionOpen | SessionReopening | SessionReconnecting | SessionClosed;

/** Events of a Reader. */
export interface ReaderEvents {
  /** A card came into the field. */
  arrived: ArrivedEvent;
  /** A card left the field. */
  removed: RemovedEvent;
  /** A card waits for the host, which holds its key: see `withCard`. */
  lent: LentEvent;
  /** The door at the reader's door contact was opened or closed, or is being held open. */
  door: DoorEvent;
  /** A part of the reader fails, or works again. */
  fault: FaultEvent;
  /** Something else worth a lamp or a line in a log. */
  notice: NoticeEvent;
  /** A record of the reader's chain has arrived; handlers run before the tap reaches `taps()`. */
  record: RecordEvent;
  /** The session came or went. */
  state: StateEvent;
  /** The cursor store fails or works again. */
  storage: StorageEvent;
  /**
   * A record that cannot be read has arrived. Where no cursor store sets it aside, a handler is what takes it: without
   * one the record stays with the reader, and after a few taps holds up all others.
   */
  unreadable: UnreadableEvent;
}

/** Names of the events, with their data. */
type NoticeMapping = {
  [Name in "arrived" | "removed" | "lent" | "door" | "fault" | "notice"]: { name: Name; event: ReaderEvents[Name] };
};

/** The event for a notice. */
export function eventOf(notice: Notice): NoticeMapping[keyof NoticeMapping] | undefined {
  const { kind, fault, value, remedy, uptimeMs } = notice;
  switch (kind) {
    case "none":
      return undefined;
    case "arrived":
      return { name: "arrived", event: {} };
    case "lent":
      return { name: "lent", event: lentEvent(notice) };
    case "door-opened":
    case "door-closed":
    case "door-held": {
      const state = kind === "door-closed" ? "closed" : "open";
      return { name: "door", event: { state, isHeld: kind === "door-held", uptimeMs } };
    }
    case "removed":
      return { name: "removed", event: { counter: value || undefined, uptimeMs } };
    case "fault":
    case "fault-cleared":
      return {
        name: "fault",
        event: { fault, cleared: kind === "fault-cleared", value, remedy, hint: hintOf(fault), uptimeMs },
      };
    default:
      return { name: "notice", event: { kind, uptimeMs } };
  }
}

function lentEvent({ uid, profile, atqa, sak, ats, uptimeMs }: Notice): LentEvent {
  return { uid, profile, atqa, sak, ats, uptimeMs };
}
