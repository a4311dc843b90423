/** What a reader mentions beside taps. None of it is sealed: for lamps, screens and logs, never for a decision. */

import type { KetukError } from "../errors.js";
import type { FaultName, Notice } from "../link/messages.js";
import type { BootData } from "../verify/record.js";
import type { Sealed } from "../verify/seal.js";
import type { Verdict } from "../verify/verify.js";
import { hintOf } from "./fault-hints.js";

/** A card came into the field. */
export interface ArrivedEvent {
  /** Milliseconds since the start of the reader. */
  readonly uptimeMs: number;
}

/** A card left the field. */
export interface RemovedEvent {
  /** Counter of the tap that it made; undefined when it made none. */
  readonly counter: number | undefined;
  readonly uptimeMs: number;
}

/** A part of the reader fails, or works again. */
export interface FaultEvent {
  readonly fault: FaultName;
  /** The fault is over. */
  readonly cleared: boolean;
  /** With the faults of the chip: its version register as it was read. */
  readonly value: number;
  /** What to do about it, for the person at the reader. */
  readonly hint: string;
  /** Milliseconds since the start of the reader. */
  readonly uptimeMs: number;
}

/** Something else: a card left too early, several cards at once, no room for another record. */
export interface NoticeEvent {
  readonly kind: "removed-early" | "several-cards" | "full" | "unknown";
  readonly uptimeMs: number;
}

/** The reader started. Acknowledged by the SDK; archive it if you keep the whole chain. */
export interface BootEvent {
  readonly boot: BootData;
  readonly sealed: Sealed;
  /** "not-a-tap" when the seal is good. */
  readonly verdict: Verdict;
}

/** The session came, went, or ended for good. */
export type StateEvent =
  | { readonly state: "open" }
  /** The reader restarted; taps go on by themselves. */
  | { readonly state: "reopening" }
  /** `error` is undefined after close(). */
  | { readonly state: "closed"; readonly error: KetukError | undefined };

/** Events of a Reader. */
export interface ReaderEvents {
  arrived: ArrivedEvent;
  removed: RemovedEvent;
  fault: FaultEvent;
  notice: NoticeEvent;
  boot: BootEvent;
  state: StateEvent;
}

/** Names of the events, with their data. */
type NoticeMapping = {
  [Name in "arrived" | "removed" | "fault" | "notice"]: { name: Name; event: ReaderEvents[Name] };
};

/** The event for a notice. */
export function eventOf(notice: Notice): NoticeMapping[keyof NoticeMapping] | undefined {
  const { kind, fault, value, uptimeMs } = notice;
  switch (kind) {
    case "none":
      return undefined;
    case "arrived":
      return { name: "arrived", event: { uptimeMs } };
    case "removed":
      return { name: "removed", event: { counter: value || undefined, uptimeMs } };
    case "fault":
    case "fault-cleared":
      return {
        name: "fault",
        event: { fault, cleared: kind === "fault-cleared", value, hint: hintOf(fault), uptimeMs },
      };
    default:
      return { name: "notice", event: { kind, uptimeMs } };
  }
}
