/** Judges the way to the reader, from the port to the session. Pure. */
import type { KetukErrorCode } from "../errors.js";
import type { NoiseKind } from "../link/noise.js";
import { type Finding, type FindingCode, finding } from "./catalog.js";
import type { Facts, Failure } from "./facts.js";

const PORT_CODES: { readonly [code in KetukErrorCode]?: FindingCode } = {
  "port-not-found": "port-missing",
  "port-forbidden": "port-forbidden",
  "port-busy": "port-busy",
};

const HEARD: Readonly<Record<NoiseKind, FindingCode>> = {
  silence: "line-silent",
  garbage: "line-garbage",
  boot: "board-bare",
  console: "console-answers",
  text: "line-foreign",
};

/** Why there is no session, by the error that says so. */
const SESSION_CODES: { readonly [code in KetukErrorCode]?: FindingCode } = {
  "no-session-key": "keys-needed",
  "session-refused": "keys-refused",
};

/** What a board says while it starts may count as a frame or two. */
const NOISY_COUNT = 3;
/** Share of damaged frames above which a line is noisy. */
const NOISY_SHARE = 0.01;

/** Findings about the port. */
export function judgePort({ portFailure }: Facts): Finding[] {
  if (!portFailure) return [];
  return [finding(PORT_CODES[portFailure.code] ?? "port-failed", portFailure.message, portFailure.hint)];
}

/** Findings about the line. */
export function judgeLine({ line, sessionFailure, counters, status }: Facts): Finding[] {
  if (!line) return [];
  if (line.heard !== "hello") return [finding(HEARD[line.heard], line.words)];
  const found: Finding[] = [];
  if (line.restarts) found.push(finding("resets-on-open"));
  const bad = (status?.framesBad ?? 0) + (counters ? damaged(counters) : 0);
  const all = (status?.framesIn ?? 0) + (counters?.framesIn ?? 0) + bad;
  // Where frames are damaged there are answers: no wire is missing.
  if (bad >= NOISY_COUNT && bad / all > NOISY_SHARE) found.push(finding("line-noisy", `${bad} of ${all} frames`));
  else if (sessionFailure && !SESSION_CODES[sessionFailure.code])
    found.push(finding("line-one-way", sessionFailure.message));
  return found;
}

/** Frames in which bytes were wrong. What stands before the first frame is no frame, whatever it looks like. */
function damaged({ rejectedChecksum, rejectedLong }: NonNullable<Facts["counters"]>): number {
  return rejectedChecksum + rejectedLong;
}

/** Why there is no session, as far as the keys are the reason. */
export function judgeKeys(failure: Failure | undefined): Finding[] {
  const code = failure && SESSION_CODES[failure.code];
  return code ? [finding(code, failure.message)] : [];
}
