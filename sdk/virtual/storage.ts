/**
 * Espruino's Storage: files by name. "ketuk.img" lies in raw flash, where the firmware writes into its slots; the others
 * are a map.
 */
import {
  IMAGE_FILE,
  IMAGE_FILE_BYTES,
  IMAGE_PADDING_BYTES,
  SLOTS_ADDRESS,
  STORAGE_HEADER_BYTES,
} from "../../protocol/image.js";
import { type Bytes, toByteString, toBytes } from "./byte-string.js";
import type { VirtualFlash } from "./flash.js";

const ERASED = "\xff";
/** Storage of the ESP32 builds since 2v26. */
const STORAGE_BYTES = 0xe0000;

/** `require("Storage")` of the board. */
export interface VirtualStorage {
  /** All of a file or a part of it, as a byte string; undefined when there is no such file. */
  read(name: string, offset?: number, length?: number): string | undefined;
  /**
   * Writes a file, or a part of a file of `size` bytes that a write to its beginning makes. Throws as the real one does
   * where something is already, behind the end, and where there is no such file.
   */
  write(name: string, data: Bytes, offset?: number, size?: number): boolean;
  /** Takes a file away. */
  erase(name: string): void;
  /** Bytes of the largest file that can be written. */
  getFree(): number;
  /** Takes all files away. */
  eraseAll(): void;
}

/** A file before a write: the one that is there, or a blank one. A write to its beginning replaces what is not blank. */
function begun(file: string | undefined, offset: number, size: number): string {
  if (offset === 0) return ERASED.repeat(size);
  if (file === undefined) throw new Error("Unable to find or create file");
  return file;
}

/** Where something is, even the same, the real one does not write. */
function refuseWritten(place: string): void {
  for (const byte of place) if (byte !== ERASED) throw new Error("File already written with different data");
}

/** Parts of images that boards share, as the strings that the interpreter sees. */
const shared = new WeakMap<Uint8Array, Map<string, string>>();

/** @param freeBytes what is free, whatever its files take; default what they leave */
export function createStorage(files: Map<string, string>, flash: VirtualFlash, freeBytes?: number): VirtualStorage {
  /** A part of the slots; the text of what all boards share is made once. */
  function slotText(start: number, end: number): string {
    const { slots } = flash;
    if (!slots) return ERASED.repeat(end - start);
    if (flash.ownSlots) return toByteString(slots.subarray(start, end));
    const texts = shared.get(slots) ?? new Map<string, string>();
    shared.set(slots, texts);
    const key = `${start} ${end}`;
    const text = texts.get(key) ?? toByteString(slots.subarray(start, end));
    texts.set(key, text);
    return text;
  }

  function readImages(offset: number, length: number): string {
    const end = Math.min(offset + length, IMAGE_FILE_BYTES);
    const padding = Math.max(0, Math.min(end, IMAGE_PADDING_BYTES) - offset);
    const start = Math.max(0, offset - IMAGE_PADDING_BYTES);
    return ERASED.repeat(padding) + slotText(start, Math.max(start, end - IMAGE_PADDING_BYTES));
  }

  function writeImages(bytes: Uint8Array, offset: number): boolean {
    if (offset + bytes.length > IMAGE_FILE_BYTES) throw new Error("Too much data for file size");
    if (offset > 0 && !flash.slots) throw new Error("Unable to find or create file");
    flash.slots ??= new Uint8Array(IMAGE_FILE_BYTES - IMAGE_PADDING_BYTES).fill(0xff);
    const skipped = Math.max(0, IMAGE_PADDING_BYTES - offset);
    const start = Math.max(0, offset - IMAGE_PADDING_BYTES);
    if (offset > 0) refuseWritten(readImages(offset, bytes.length));
    if (skipped < bytes.length) flash.write(bytes.subarray(skipped), SLOTS_ADDRESS + start);
    return true;
  }

  return {
    read(name, offset = 0, length = Number.POSITIVE_INFINITY) {
      if (name === IMAGE_FILE) return flash.slots && readImages(offset, length);
      const file = files.get(name);
      return offset || Number.isFinite(length) ? file?.slice(offset, offset + length) : file;
    },
    write(name, data, offset = 0, size = 0) {
      const bytes = toBytes(data);
      if (name === IMAGE_FILE) return writeImages(bytes, offset);
      const text = toByteString(bytes);
      const before = begun(files.get(name), offset, size || text.length);
      const end = offset + text.length;
      if (end > before.length) throw new Error("Too much data for file size");
      refuseWritten(before.slice(offset, end));
      files.set(name, before.slice(0, offset) + text + before.slice(end));
      return true;
    },
    erase(name) {
      if (name === IMAGE_FILE) flash.slots = undefined;
      files.delete(name);
    },
    getFree() {
      // Each file has its header and ends on a word.
      const sizeOf = (bytes: number) => STORAGE_HEADER_BYTES + Math.ceil(bytes / 4) * 4;
      let used = flash.slots ? sizeOf(IMAGE_FILE_BYTES) : 0;
      for (const data of files.values()) used += sizeOf(data.length);
      return freeBytes ?? STORAGE_BYTES - used;
    },
    eraseAll() {
      flash.slots = undefined;
      files.clear();
    },
  };
}
