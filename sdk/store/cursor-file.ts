/**
 * The text of a cursor file, and back. A damaged one is never taken for an empty one, hence the checksum:
 *
 *     { "ketuk": "cursors", "version": 1, "sha256": "...", "cursors": { "gate-7": { "epoch": 1, "counter": 9, "hash": "..." } } }
 */
import { createHash } from "node:crypto";
import { HASH_BYTES } from "../../protocol/index.js";
import { READER_ID_PATTERN } from "../assert.js";
import { toHex } from "../bytes.js";
import type { Cursor } from "./cursor.js";

const KIND = "cursors";
const VERSION = 1;
const UINT32_MAX = 0xffffffff;
const HASH_PATTERN = new RegExp(`^[0-9A-F]{${HASH_BYTES * 2}}$`);

/** The text of a file with these cursors. */
export function formatCursors(cursors: ReadonlyMap<string, Cursor>): string {
  const plain: Record<string, unknown> = Object.create(null);
  for (const [id, { epoch, counter, hash }] of cursors) plain[id] = { epoch, counter, hash: toHex(hash) };
  return `${JSON.stringify({ ketuk: KIND, version: VERSION, sha256: checksum(plain), cursors: plain }, null, 2)}\n`;
}

/**
 * The cursors of a file.
 *
 * @returns the cursors, or in words what is wrong with the text
 */
export function parseCursors(text: string): Map<string, Cursor> | string {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return text === "" ? "it is empty" : "it is not JSON";
  }
  if (!isObject(content) || content.ketuk !== KIND) return `"ketuk" is not "${KIND}"`;
  if (content.version !== VERSION) return `its version is not ${VERSION}`;
  if (!isObject(content.cursors)) return '"cursors" is missing';
  if (content.sha256 !== checksum(content.cursors)) return "its checksum does not fit";
  const cursors = new Map<string, Cursor>();
  for (const [id, entry] of Object.entries(content.cursors)) {
    const cursor = toCursor(entry);
    if (!READER_ID_PATTERN.test(id) || !cursor) return `"${id.slice(0, 32)}" is no cursor`;
    cursors.set(id, cursor);
  }
  return cursors;
}

/**
 * Checks a cursor that comes from outside.
 *
 * @param entry epoch, counter and the hash as hexadecimal
 * @returns undefined when it is none
 */
export function toCursor(entry: unknown): Cursor | undefined {
  if (!isObject(entry)) return undefined;
  const { hash } = entry;
  const [epoch, counter] = [Number(entry.epoch), Number(entry.counter)];
  if (!isUint32(epoch) || !isUint32(counter) || typeof hash !== "string" || !HASH_PATTERN.test(hash)) return undefined;
  return { epoch, counter, hash: new Uint8Array(Buffer.from(hash, "hex")) };
}

function checksum(cursors: object): string {
  return createHash("sha256").update(JSON.stringify(cursors)).digest("hex");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isUint32(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= UINT32_MAX;
}
