/**
 * One line of a log: `{"record":"<base64>","mac":"<base64>"}`, NDJSON. Further fields are allowed and mean nothing: the
 * bytes of the record are the evidence. RFC 4648 section 4; RFC 8259.
 */
import { toBase64 } from "../../bytes.js";
import type { Sealed } from "../seal.js";

/** Longest line in characters; a sealed record takes some 500 and can never take 2,000. */
export const LINE_MAX_CHARS = 16_384;

/** What every line that {@link toLogLine} writes begins with. */
export const LINE_HEAD = '{"record":"';

const BASE64_PATTERN = /^[A-Za-z0-9+/]*={0,2}$/;

/** A sealed record as the fields of a line. */
export function toLogFields(sealed: Sealed): { record: string; mac: string } {
  return { record: toBase64(sealed.record), mac: toBase64(sealed.mac) };
}

/** A sealed record as a line of a log, without its end. */
export function toLogLine(sealed: Sealed): string {
  return JSON.stringify(toLogFields(sealed));
}

/**
 * Reads a line of a log. The fields may have been checked by nobody: verify the record before you believe it.
 *
 * @param text one line, without its end
 * @returns the sealed record; "no-json" when the line is no JSON, "no-record" when it is but holds no record; never throws
 */
export function parseLogLine(text: string): Sealed | "no-json" | "no-record" {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "no-json";
  }
  if (typeof value !== "object" || value === null) return "no-record";
  const { record, mac } = value as Record<string, unknown>;
  if (typeof record !== "string" || typeof mac !== "string") return "no-record";
  if (!BASE64_PATTERN.test(record) || !BASE64_PATTERN.test(mac)) return "no-record";
  return { record: Buffer.from(record, "base64"), mac: Buffer.from(mac, "base64") };
}
