/** Files that residents hand in: pictures and PDFs, judged by what they are and not by what they are called. */
import { type Db, one, run } from "../lib/database.js";

/** Most that is taken, in bytes. */
export const MOST_BYTES = 5 * 1024 * 1024;

/** What is taken. */
export type UploadType = "image/jpeg" | "image/png" | "application/pdf";

/** Why a file is not taken. */
export type UploadProblem = "missing" | "too-large" | "wrong-type";

const SIGNATURES: readonly (readonly [UploadType, readonly number[]])[] = [
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["application/pdf", [0x25, 0x50, 0x44, 0x46, 0x2d]],
];

/** The type that the first bytes tell; undefined for anything else. */
export function typeOf(bytes: Uint8Array): UploadType | undefined {
  return SIGNATURES.find(([, start]) => start.every((byte, index) => bytes[index] === byte))?.[0];
}

/** A file that may be stored, or why not. */
export function checkUpload(
  bytes: Uint8Array | undefined,
  allowed: readonly UploadType[],
): { type: UploadType; bytes: Uint8Array } | UploadProblem {
  if (!bytes || bytes.length === 0) return "missing";
  if (bytes.length > MOST_BYTES) return "too-large";
  const type = typeOf(bytes);
  return type && allowed.includes(type) ? { type, bytes } : "wrong-type";
}

/** Stores a file that was checked. @returns its id */
export function storeUpload(db: Db, file: { type: UploadType; bytes: Uint8Array }, nowMs: number): number {
  run(db, "INSERT INTO upload (type, bytes, at_ms) VALUES (?, ?, ?)", file.type, Buffer.from(file.bytes), nowMs);
  return one<{ id: number }>(db, "SELECT last_insert_rowid() AS id")?.id ?? 0;
}

/** A stored file. */
export function readUpload(db: Db, id: number): { type: UploadType; bytes: Uint8Array } | undefined {
  return one<{ type: UploadType; bytes: Uint8Array }>(db, "SELECT type, bytes FROM upload WHERE id = ?", id);
}
