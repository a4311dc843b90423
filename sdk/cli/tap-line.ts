/** Taps as a line for people, and as an object for programs. */
import { toHex } from "../bytes.js";
import type { Tap } from "../reader/tap.js";
import { toLogFields } from "../verify/log/line.js";
import type { Paint } from "./io.js";

/** Shows a UID, or hides all but its first and last byte. */
export function showUid(tap: Pick<Tap, "uidHex">, whole: boolean): string {
  const { uidHex } = tap;
  if (whole || uidHex.length <= 4) return uidHex;
  return `${uidHex.slice(0, 2)}${"·".repeat(uidHex.length - 4)}${uidHex.slice(-2)}`;
}

/** What `--json` prints for a tap. Without `whole`, nothing in it identifies the card. */
export function tapToJson(tap: Tap, whole: boolean): Record<string, unknown> {
  return {
    reader: tap.reader,
    epoch: tap.epoch,
    counter: tap.counter,
    idempotencyKey: tap.idempotencyKey,
    boot: tap.boot,
    uptimeMs: tap.uptimeMs,
    at: tap.at?.toISOString() ?? null,
    clock: tap.wallSource,
    family: tap.family,
    uid: showUid(tap, whole),
    randomUid: tap.randomUid,
    assurance: tap.assurance,
    method: tap.method,
    refusal: tap.refusal,
    verdict: tap.verdict.reason,
    ok: tap.verdict.ok,
    chain: tap.verdict.chain ?? null,
    durationMs: tap.durationMs,
    ...(whole && {
      credential: toHex(tap.credential),
      ...toLogFields(tap.sealed),
    }),
  };
}

/** Widths of the columns but the last, in characters. */
const WIDTHS = [8, 10, 6, 10, 14, 10, 24];

function tapColumns(texts: readonly string[]): string {
  return texts.map((text, i) => (i < WIDTHS.length ? text.padEnd(WIDTHS[i] ?? 0) : text.padStart(7))).join(" ");
}

/** Heads of the columns of {@link tapToLine}. */
export const TAP_HEADS = tapColumns(["time", "reader", "count", "family", "uid", "proved", "verdict", "ms"]);

/** A tap on one line of at most 100 columns. */
export function tapToLine(tap: Tap, whole: boolean, paint: Paint): string {
  const verdict = tap.refusal === "none" ? tap.verdict.reason : `${tap.verdict.reason} (${tap.refusal})`;
  const line = tapColumns([
    timeOf(tap),
    tap.reader || "(lab)",
    `#${tap.counter}`,
    tap.family,
    showUid(tap, whole) + (tap.randomUid ? "?" : ""),
    tap.assurance,
    verdict,
    tap.durationMs.toFixed(1),
  ]);
  const at = line.lastIndexOf(verdict);
  return `${line.slice(0, at)}${paint(colourOf(tap), verdict)}${line.slice(at + verdict.length)}`;
}

/** Green for genuine, yellow for what may be an honest card, red for what is not. */
export function colourOf(tap: Tap): "good" | "bad" | "doubtful" {
  if (tap.verdict.ok) return "good";
  return ["too-weak", "unverified", "unsealed"].includes(tap.verdict.reason) ? "doubtful" : "bad";
}

/** The reader's time of day in this computer's zone; its uptime where it has no clock. */
export function timeOf(tap: Pick<Tap, "at" | "uptimeMs">): string {
  return tap.at ? tap.at.toTimeString().slice(0, 8) : `+${(tap.uptimeMs / 1000).toFixed(0)}s`;
}
