/** What a blank board is given: the files of its Storage that are the same for every reader, and how they must lie there. */
import { createHash } from "node:crypto";
import { crc32 } from "../../protocol/crc32.js";
import {
  HEAD_COMPLETE,
  HEAD_CONFIRMED,
  HEAD_CRC,
  HEAD_DIGEST,
  HEAD_NUMBER,
  HEAD_SIZE,
  headOffset,
  IMAGE_FILE,
  IMAGE_FILE_BYTES,
  IMAGE_LIMIT_BYTES,
  imageDigest,
  imageNumber,
  imageOffset,
  LOADER_FILE,
} from "../../protocol/image.js";
import { KetukError } from "../errors.js";
import { builtFirmware, builtLoader, versionOf } from "./built.js";

/** A file of Espruino's Storage. */
export interface BootFile {
  /** Name in Storage. */
  readonly name: string;
  /** Content. */
  readonly bytes: Uint8Array;
}

/** What the image of a board is made from. */
export interface BootFilesOptions {
  /** Program of the firmware, a byte string: with tokens or plain ES5; default the one built with this package. */
  readonly firmware?: string;
  /** Its ImageManifest.number; default what its version gives. */
  readonly number?: number;
}

/** The digest of ImageManifest, 32 bytes. */
export function digestOf(image: Uint8Array): Uint8Array {
  return imageDigest(image, (data) => new Uint8Array(createHash("sha256").update(data).digest()));
}

/**
 * The whole content of "ketuk.img" for a board that was empty: the image in the first slot, confirmed; the second slot
 * erased. Everything else is FF and need not be written.
 *
 * @throws KetukError `bad-argument` for an image that is empty or longer than 65,536 bytes
 */
export function imageFileContent(image: Uint8Array, number: number): Uint8Array {
  if (!image.length || image.length > IMAGE_LIMIT_BYTES) {
    throw new KetukError("bad-argument", `a firmware image has 1 to ${IMAGE_LIMIT_BYTES} bytes, not ${image.length}`);
  }
  const content = new Uint8Array(IMAGE_FILE_BYTES).fill(0xff);
  const at = headOffset(0);
  const head = new DataView(content.buffer, at);
  head.setUint32(HEAD_NUMBER * 4, number, true);
  head.setUint32(HEAD_SIZE * 4, image.length, true);
  content.set(digestOf(image), at + HEAD_DIGEST * 4);
  head.setUint32(HEAD_CRC * 4, crc32(content, at, at + HEAD_CRC * 4), true);
  head.setUint32(HEAD_COMPLETE * 4, 0);
  head.setUint32(HEAD_CONFIRMED * 4, 0);
  content.set(image, imageOffset(0));
  return content;
}

/**
 * The files of every reader, in the order in which they are written to an erased Storage: "ketuk.img" must be the very
 * first, so that its slots lie on whole sectors; the loader comes after it, so that no board ever has a loader without an
 * image. The reader's own files ("ketuk.pin", "ketuk.cfg") follow.
 *
 * @throws KetukError `bad-argument` for a firmware that is too long
 */
export function bootFiles(options: BootFilesOptions = {}): BootFile[] {
  const { firmware = builtFirmware() } = options;
  const number = options.number ?? imageNumber(versionOf(firmware));
  return [
    { name: IMAGE_FILE, bytes: imageFileContent(Buffer.from(firmware, "latin1"), number) },
    { name: LOADER_FILE, bytes: Buffer.from(builtLoader(), "latin1") },
  ];
}
