/**
 * One line of a log: `{"record":"<base64>","mac":"<base64>","signature":"<base64>"}`, NDJSON; a certificate has a
 * line of its own, `{"certificate":"<base64>"}`. Further fields are allowed and mean nothing: the
 * bytes of the record are the evidence. RFC 4648 section 4; RFC 8259.
 */
import { toBase64 } from "../../bytes.js";
import type { Sealed } from "../seal.js";

/** Longest line in characters; a sealed record takes some 500 and can never take 2,000. */
export const LINE_MAX_CHARS = 16_384;

/** What every line that {@link toLogLine} writes begins with. */
export const LINE_HEAD = '{"record":"';

const BASE64_PATTERN = /^[A-Za-z0-9+/]*={0,2}$/;

/** What every line begins with that holds a certificate. */
export const CERTIFICATE_HEAD = '{"certificate":"';

/** The fields of a line. */
export interface LogFields {
  /** Base64. */
  readonly record: string;
  /** Base64. */
  readonly mac: string;
  /** Base64; left out where there is no signature. */
  readonly signature?: string;
}

/** A sealed record as the fields of a line. */
export function toLogFields({ record, mac, signature }: Sealed): LogFields {
  const fields = { record: toBase64(record), mac: toBase64(mac) };
  return signature ? { ...fields, signature: toBase64(signature) } : fields;
}

/**
 * A certificate as a line of a log, without its end. It belongs before the first record that it is needed for.
 *
 * @param certificate an encoded Certificate
 */
export function toCertificateLine(certificate: Uint8Array): string {
  return JSON.stringify({ certificate: toBase64(certificate) });
}

/** The encoded certificate that a line holds; undefined for any other line. Verify it before you believe it. */
export function parseCertificateLine(text: string): Uint8Array | undefined {
  if (!text.includes('"certificate"')) return undefined;
  try {
    const { certificate } = JSON.parse(text) as { certificate?: unknown };
    if (typeof certificate !== "string" || !BASE64_PATTERN.test(certificate)) return undefined;
    return Uint8Array.from(Buffer.from(certificate, "base64"));
  } catch {
    return undefined;
  }
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
  const { record, mac, signature } = value as Record<string, unknown>;
  if (typeof record !== "string" || typeof mac !== "string") return "no-record";
  if (!BASE64_PATTERN.test(record) || !BASE64_PATTERN.test(mac)) return "no-record";
  const sealed = { record: Buffer.from(record, "base64"), mac: Buffer.from(mac, "base64") };
  // Logs may have further fields: what is no signature is one of them.
  if (typeof signature !== "string" || signature === "" || !BASE64_PATTERN.test(signature)) return sealed;
  return { ...sealed, signature: Buffer.from(signature, "base64") };
}
