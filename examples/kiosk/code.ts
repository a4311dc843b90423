/** The verification code of a certificate and the seal of its PDF: HMAC-SHA256 under a key that only the city has. */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

/** What a code vouches for, in this order. */
const FIELDS = "number kind name nik born address neighbourhood district neighbourhood_head district_head at_ms".split(
  " ",
);
/** Without letters and digits that look alike. */
const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const CODE_LENGTH = 16;
const SEAL_MARK = "%KETUK-SEAL ";

function mac(key: Uint8Array, purpose: string, data: Uint8Array | string): Buffer {
  return createHmac("sha256", key).update(`${purpose}\n`).update(data).digest();
}

/** 80 bits as four groups of four: XXXX-XXXX-XXXX-XXXX. Nobody guesses one, and the check page can be asked slowly only. */
export function codeOf(key: Uint8Array, certificate: object): string {
  const values = certificate as Record<string, unknown>;
  const digest = mac(key, "certificate", JSON.stringify(FIELDS.map((field) => values[field])));
  const letters = Array.from(digest.subarray(0, CODE_LENGTH), (byte) => ALPHABET[byte & 31]).join("");
  return letters.match(/.{4}/g)?.join("-") ?? "";
}

/** What people type, as a code: any case, with or without dashes and spaces. Undefined when it cannot be one. */
export function parseCode(text: string): string | undefined {
  const letters = text.toUpperCase().replaceAll(/[\s-]/g, "");
  if (letters.length !== CODE_LENGTH || [...letters].some((letter) => !ALPHABET.includes(letter))) return undefined;
  return letters.match(/.{4}/g)?.join("-");
}

/** Appends a line to a PDF that says whose it is and vouches for every byte before it; PDF viewers skip it. */
export function sealPdf(key: Uint8Array, pdf: Uint8Array, code: string): Uint8Array {
  const body = Buffer.concat([pdf, Buffer.from(`\n${SEAL_MARK}${code} `)]);
  return Buffer.concat([body, Buffer.from(`${mac(key, "pdf", body).toString("hex")}\n`)]);
}

/** The code of a PDF that is byte for byte as it was issued; undefined for any other. */
export function openPdf(key: Uint8Array, sealed: Uint8Array): string | undefined {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const at = bytes.lastIndexOf(SEAL_MARK);
  if (at < 0) return undefined;
  const [, code = "", seal = ""] = bytes.subarray(at).toString("latin1").split(" ");
  const body = bytes.subarray(0, at + SEAL_MARK.length + code.length + 1);
  const right = Buffer.from(`${mac(key, "pdf", body).toString("hex")}\n`);
  const claimed = Buffer.from(seal, "latin1");
  return claimed.length === right.length && timingSafeEqual(claimed, right) ? code : undefined;
}

/**
 * The key beside the database, made at the first start and readable by its owner only. Whoever has it can make
 * certificates: in a city it lives in a key store.
 *
 * @param path of the file; undefined keeps the key in memory
 */
export function loadKey(path: string | undefined): Uint8Array {
  if (path === undefined) return randomBytes(32);
  try {
    writeFileSync(path, randomBytes(32).toString("hex"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const key = Buffer.from(readFileSync(path, "utf8").trim(), "hex");
  if (key.length !== 32)
    throw new Error(`${path} is no key: restore it, certificates issued under it cannot be checked`);
  return key;
}
