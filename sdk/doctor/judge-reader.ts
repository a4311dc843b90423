/** Judges what the reader says about itself: state, interpreter, memory, journal, clock, and who can get in. Pure. */
import { judgeInterpreter } from "../flash/interpreter.js";
import { type Finding, finding } from "./catalog.js";
import type { Facts } from "./facts.js";
import { judgeKeys } from "./judge-line.js";

/** Below this a tap may not find the memory it needs. */
const MEMORY_LOW_COUNT = 1500;
/** A replacement of the configuration, and as much again. */
const STORAGE_LOW_BYTES = 8192;
/** Journal that keeps what is left for records other than taps. */
const JOURNAL_LOW_BYTES = 2048;
/** A reader that runs is on a chip that it is for. */
const ANY_BOARD = /^/;
const CLOCK_WRONG_MS = 5000;
const SPEED_LIMIT_PPM = 10_000;
const CALLS_SHARE = 0.9;
/** Gain with which the reader works: 38 dB. */
export const WORKING_GAIN = 5;

/** The board file is damaged, so the reader does not know its pins. Firmware that cannot diagnose never names its board. */
export function isBlind({ info, diagnoses }: Pick<Facts, "info" | "diagnoses">): boolean {
  return diagnoses !== false && info?.board === "";
}

/** Findings about identity, keys and software. */
export function judgeReader({ info, sessionFailure, mayDiagnose, diagnoses, faults }: Facts): Finding[] {
  if (!info) return [];
  const found: Finding[] = [];
  if (isBlind({ info, diagnoses })) found.push(finding("wiring-unknown"));
  else if (faults?.includes("config")) found.push(finding("config-damaged"));
  else if (info.state === "lab") found.push(finding("reader-lab"));
  const [version = "", board = ""] = info.interpreter.split(" ");
  const { verdict, words } = judgeInterpreter({ version, board }, ANY_BOARD);
  if (verdict === "too-old" || verdict === "loses-bytes" || verdict === "unknown")
    found.push(finding("interpreter-old", info.interpreter ? words : "it does not say"));
  if (info.resetReason === "brownout" || info.resetReason === "watchdog")
    found.push(finding("restarted", info.resetReason));
  found.push(...judgeKeys(sessionFailure));
  if (!sessionFailure && mayDiagnose === false) found.push(finding("role-too-low"));
  if (diagnoses === false) found.push(finding("firmware-old", info.firmwareVersion));
  return found;
}

/** Findings about the card that was shown. */
export function judgeCard({ card }: Facts): Finding[] {
  if (!card) return [];
  if (!card.seen) return [finding(card.promised ? "card-unseen" : "no-card-shown")];
  const usual = card.calls.find(({ gain }) => gain === WORKING_GAIN);
  if (!usual || usual.answered >= usual.calls * CALLS_SHARE) return [];
  return [
    finding("antenna-weak", card.calls.map((one) => `gain ${one.gain}: ${one.answered}/${one.calls}`).join(", ")),
  ];
}

/** Findings about RAM and Storage. */
export function judgeMemory({ parts, status }: Facts): Finding[] {
  const free = parts?.memory?.freeCount ?? status?.memoryFree;
  const storage = parts?.memory?.storageFreeBytes ?? status?.storageFreeBytes;
  const found: Finding[] = [];
  if (free !== undefined && free < MEMORY_LOW_COUNT) found.push(finding("memory-low", `${free} JsVars`));
  // Older firmware does not say.
  if (storage && storage < STORAGE_LOW_BYTES) found.push(finding("storage-low", `${storage} bytes`));
  return found;
}

/** Findings about the journal. */
export function judgeJournal({ status, faults = [] }: Facts): Finding[] {
  if (!status) return [];
  if (faults.includes("flash")) return [finding("flash-failed")];
  const found: Finding[] = [];
  if (status.journalRetired) found.push(finding("sectors-worn", `${status.journalRetired} sectors`));
  // With OVERFLOW_DROP_OLDEST it is always about full, and refuses nothing.
  if (status.refusedFull && status.journalFreeBytes < JOURNAL_LOW_BYTES)
    found.push(finding("journal-full", `${status.pending} records wait`));
  if (faults.includes("coupons")) found.push(finding("coupons-low", `${status.couponsLeft} left`));
  return found;
}

/** Findings about the clock. */
export function judgeClock({ clock }: Facts): Finding[] {
  if (!clock) return [];
  if (Math.abs(clock.driftPpm) > SPEED_LIMIT_PPM)
    return [finding("clock-drifts", `${(clock.driftPpm / 10_000).toFixed(1)} %`)];
  if (clock.aheadMs === undefined) return [finding("clock-unset")];
  const off = Math.abs(clock.aheadMs) - clock.slackMs;
  return off > CLOCK_WRONG_MS ? [finding("clock-wrong", `by ${Math.round(clock.aheadMs / 1000)} s`)] : [];
}

/** Findings about who can get in. */
export function judgeAccess({ parts }: Facts): Finding[] {
  const { open } = parts ?? {};
  if (!open) return [];
  const found: Finding[] = [];
  if (open.console) found.push(finding("console-open"));
  if (open.bluetooth) found.push(finding("bluetooth-open"));
  if (open.wifi) found.push(finding("wifi-open"));
  return found;
}
