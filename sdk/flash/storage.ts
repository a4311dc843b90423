/** Files in a board's Storage, written through its console and checked by their SHA-256 on the board. */
import { createHash } from "node:crypto";
import { KetukError } from "../errors.js";
import { AGAIN, type BoardConsole } from "./console.js";

/** A file for Storage. */
export interface StorageFile {
  /** At most 28 characters. */
  readonly name: string;
  /** What is written; at least one byte. */
  readonly bytes: Uint8Array;
  /** Its size there, when that is more: the rest stays erased. */
  readonly sizeBytes?: number;
}

const STORAGE = 'require("Storage")';
/** Bytes of a file in one packet: as Base64 they fit the driver's ring of 1,024. */
const PIECE_BYTES = 600;
/** A line that loses a byte spoils a file; one that does so three times is no line. */
const ATTEMPTS = 3;

/**
 * Erases Storage and writes files, in their order. Nothing else is in it then, and it was never compacted: files keep
 * their places.
 *
 * @param written called with the bytes that were sent since
 * @param again called before everything is written anew
 * @throws KetukError `flash-failed`, `disconnected`, `aborted`
 */
export async function replaceStorage(
  console: BoardConsole,
  files: readonly StorageFile[],
  eraseMs: number,
  { written, again }: { written(bytes: number): void; again(): void },
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await console.ask(`${STORAGE}.eraseAll()`, eraseMs);
    let spoilt: string | undefined;
    for (const file of files) {
      const { name } = file;
      await sendFile(console, file, written);
      // Here and not at the end: a spoilt file is known before the next one is sent.
      if (!(await isStored(console, file))) spoilt = name;
      if (spoilt !== undefined) break;
    }
    if (spoilt === undefined) return;
    if (attempt === ATTEMPTS) {
      throw new KetukError("flash-failed", `${console.transport.path}: ${spoilt} is not stored as it was sent`, {
        hint: `look at cable and power. ${AGAIN}`,
      });
    }
    again();
  }
}

/**
 * Writes a file piece by piece. The first one makes it, blank ones are left out. A piece that is there is not written again:
 * its answer was lost, and Storage refuses to write where something is.
 */
async function sendFile(
  console: BoardConsole,
  { name, bytes, sizeBytes = bytes.length }: StorageFile,
  written: (bytes: number) => void,
): Promise<void> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const piece = bytes.subarray(at, at + PIECE_BYTES);
    if (at === 0 || piece.some((byte) => byte !== 0xff)) {
      const data = `atob("${Buffer.from(piece).toString("base64")}")`;
      const values = `${STORAGE},${JSON.stringify(name)},${data},${at},${sizeBytes}`;
      await console.ask(`((s,n,d,o,z)=>s.read(n,o,d.length)===d||s.write(n,d,o,z))(${values})`);
    }
    written(piece.length);
  }
}

/** Does Storage hold the file, and the rest of it blank? */
async function isStored(console: BoardConsole, { name, bytes, sizeBytes = bytes.length }: StorageFile) {
  const quoted = JSON.stringify(name);
  const size = await console.ask(`(${STORAGE}.read(${quoted})||"").length`);
  if (size !== sizeBytes) return false;
  const read = `${STORAGE}.read(${quoted},0,${bytes.length})`;
  const digest = await console.ask(`btoa(E.toString(require("crypto").SHA256(${read})))`);
  return digest === createHash("sha256").update(bytes).digest("base64");
}
