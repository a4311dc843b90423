/** The slots of firmware images in Storage's first file; where they are and what their words mean: protocol/image.ts. */
import { HEAD_BYTES, HEAD_SIZE, headOffset, IMAGE_FILE, imageOffset, LOADER_FILE } from "../../protocol/image.js";

const Storage = require("Storage");

/** A slot's head as a byte string; "" where Storage has no such file. */
export function readHead(slot: number): string {
  return Storage.read(IMAGE_FILE, headOffset(slot), HEAD_BYTES) || "";
}

/** A head, word by word. */
export function wordsOf(head: string): Uint32Array {
  return new Uint32Array(E.toUint8Array(head).buffer);
}

/** The text of the firmware that runs, in mapped flash. A board without the loader has it in its boot file. */
export function runningImage(): string {
  const slot = E.ketukSlot;
  if (slot === undefined) return Storage.read(LOADER_FILE) || "";
  return Storage.read(IMAGE_FILE, imageOffset(slot), wordsOf(readHead(slot))[HEAD_SIZE]) || "";
}
