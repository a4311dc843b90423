/**
 * Where firmware images are in Espruino's Storage, and the words that say which of them runs; README.md, "Updates".
 *
 * The file "ketuk.img" is the first that is written to an empty Storage, so that its two slots lie on whole flash sectors
 * for ever. Each slot is a head of one sector, whose words are only ever cleared, and room for an image.
 */

/** The file with both slots. */
export const IMAGE_FILE = "ketuk.img";
/** The loader: what Espruino runs at a start. */
export const LOADER_FILE = ".bootcde";
/** An encoded Board: how the reader is wired. */
export const BOARD_FILE = "ketuk.pin";

/** First byte of Storage, ESP32 builds since 2v26. */
export const STORAGE_ADDRESS = 0x320000;
/** What Storage writes before the content of a file. */
export const STORAGE_HEADER_BYTES = 32;
/** A sector of flash, and the piece of an image that is hashed at once. */
export const PAGE_BYTES = 4096;
/** Longest image. */
export const IMAGE_LIMIT_BYTES = 65536;
/** A slot: the sector of its head, then the image. */
export const SLOT_BYTES = PAGE_BYTES + IMAGE_LIMIT_BYTES;
/** What stands in the file before the first slot. */
export const IMAGE_PADDING_BYTES = PAGE_BYTES - STORAGE_HEADER_BYTES;
/** Size of the file. */
export const IMAGE_FILE_BYTES = IMAGE_PADDING_BYTES + 2 * SLOT_BYTES;
/** Address of the first slot in flash; the second follows. */
export const SLOTS_ADDRESS = STORAGE_ADDRESS + PAGE_BYTES;
/** Longest StoreImage.data. */
export const IMAGE_PIECE_BYTES = 256;

// Words of a head, 32 bits each, little endian, by their places. State words say yes once they are 0.

/** ImageManifest.number. */
export const HEAD_NUMBER = 0;
/** ImageManifest.size. */
export const HEAD_SIZE = 1;
/** ImageManifest.digest, eight words. */
export const HEAD_DIGEST = 2;
/** CRC-32 of the words before: a head that was cut while it was written or erased is none. */
export const HEAD_CRC = 10;
/** The image is whole and was held against its digest. */
export const HEAD_COMPLETE = 11;
/** Three words: starts of an image that has not proved itself yet. */
export const HEAD_TRIES = 12;
/** The image has proved itself. */
export const HEAD_CONFIRMED = 15;
/** The image runs no more. */
export const HEAD_REJECTED = 16;
/** The record of its rejection exists. */
export const HEAD_TOLD = 17;
/** Sixteen words: sectors of the image that were erased for it. */
export const HEAD_BEGUN = 18;
/** Bytes of a head that are read: with one word more, which stays erased. */
export const HEAD_BYTES = 4 * (HEAD_BEGUN + IMAGE_LIMIT_BYTES / PAGE_BYTES + 1);

/** Offset of a slot's head in the file. */
export function headOffset(slot: number): number {
  return IMAGE_PADDING_BYTES + slot * SLOT_BYTES;
}

/** Offset of a slot's image in the file. */
export function imageOffset(slot: number): number {
  return headOffset(slot) + PAGE_BYTES;
}

/** The number of a version "major.minor.patch": it rises with every release. 0 for anything else. */
export function imageNumber(version: string): number {
  const parts = /^(\d+)\.(\d+)\.(\d+)/.exec(version);
  return parts ? Number(parts[1]) * 1000000 + Number(parts[2]) * 1000 + Number(parts[3]) : 0;
}

/**
 * What makes out an image: SHA-256 over the SHA-256 of every 4,096 bytes, the last piece shorter.
 *
 * @param sha256 the hash function
 */
export function imageDigest(image: Uint8Array, sha256: (data: Uint8Array) => Uint8Array): Uint8Array {
  const pages = Math.ceil(image.length / PAGE_BYTES);
  const hashes = new Uint8Array(pages * 32);
  for (let page = 0; page < pages; page++) {
    hashes.set(sha256(image.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES)), page * 32);
  }
  return sha256(hashes);
}
