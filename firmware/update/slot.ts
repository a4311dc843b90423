/** The slots of firmware images in Storage's first file; where they are and what their words mean: protocol/image.ts. */
import { HEAD_BYTES, HEAD_SIZE, headOffset, IMAGE_FILE, imageOffset } from "../../protocol/image.js";

const Storage = require("Storage");

/** A slot's head as a byte string; "" where Storage has no such file. */
export function readHead(slot: number): string {
  return Storage.read(IMAGE_FILE, headOffset(slot), HEAD_BYTES) || "";
}

/** A head, word by word. */
export function wordsOf(head: string): Uint32Array {
  return new Uint32Array(E.toUint8Array(head).buffer);
}

/** A word of a slot's head. */
export function headWord(slot: number, word: number): number {
  return wordsOf(readHead(slot))[word];
}

/** The slot whose image runs. */
export function runningSlot(): number {
  return E.ketukSlot || 0;
}

/** The text of the firmware that runs, in mapped flash. */
export function runningImage(): string {
  const slot = runningSlot();
  return Storage.read(IMAGE_FILE, imageOffset(slot), headWord(slot, HEAD_SIZE)) || "";
}
