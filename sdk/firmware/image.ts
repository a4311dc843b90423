/** A firmware image as a file: what it is, who made it, and its bytes. SignedImage of protocol/ketuk.proto. */
import { readFile } from "node:fs/promises";
import { IMAGE_LIMIT_BYTES, imageNumber } from "../../protocol/image.js";
import { messages } from "../../protocol/index.js";
import { assertBytes, assertInteger } from "../assert.js";
import { KetukError } from "../errors.js";
import { publicKeyOf, signatureFits, signWith } from "../signing/ed25519.js";
import { builtFirmware, versionOf } from "./built.js";
import { digestOf } from "./files.js";

/** What stands before a manifest when it is signed. */
const SIGNATURE_LABEL = "ketuk firmware 1\0";
const KEY_BYTES = 32;
const NUMBER_MAX = 0x7fffffff;

/** A firmware image. Its bytes fit its manifest; who signed it, only `verifyImage` tells. */
export interface FirmwareImage {
  /** Rises with every release; a reader takes only a higher one than it runs. */
  readonly number: number;
  /** "1.2.3", for people. */
  readonly version: string;
  /** Boards that it runs on; none: all. */
  readonly boards: readonly string[];
  /** The encoded ImageManifest, exactly as signed. */
  readonly manifest: Uint8Array;
  /** Ed25519, 64 bytes; empty for an image that nobody has signed. */
  readonly signature: Uint8Array;
  /** The firmware, 1 to 65,536 bytes. */
  readonly bytes: Uint8Array;
}

/** What an image is made from. */
export interface PackImageOptions {
  /** Program of the firmware, a byte string: with tokens or plain ES5; default the one built with this package. */
  readonly firmware?: string;
  /** Its number, 1 to 2^31 - 1; default major * 1,000,000 + minor * 1,000 + patch of the version it names. */
  readonly number?: number;
  /** Boards that it runs on; default all. */
  readonly boards?: readonly string[];
}

/**
 * Makes an image that nobody has signed.
 *
 * @throws KetukError `bad-argument` for a firmware that is too long, or names no version and is given no number
 */
export function packImage({
  firmware = builtFirmware(),
  boards = [],
  ...options
}: PackImageOptions = {}): FirmwareImage {
  const bytes = new Uint8Array(Buffer.from(firmware, "latin1"));
  const version = versionOf(firmware);
  const number = options.number ?? imageNumber(version);
  assertInteger(number, "number", 1, NUMBER_MAX);
  assertInteger(bytes.length, "firmware.length", 1, IMAGE_LIMIT_BYTES);
  const fields = { number, version, size: bytes.length, digest: digestOf(bytes), boards: [...boards] };
  const manifest = messages.ImageManifest.encode(fields).finish();
  return { number, version, boards: fields.boards, manifest, signature: new Uint8Array(), bytes };
}

function signedBytes(manifest: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(SIGNATURE_LABEL, "latin1"), manifest]);
}

/**
 * Signs an image, as its maker does once for each release.
 *
 * @param releaseKey Ed25519 seed, 32 bytes; it belongs where releases are made and nowhere else
 * @throws KetukError `bad-argument` for a key of another length
 */
export function signImage(image: FirmwareImage, releaseKey: Uint8Array): FirmwareImage {
  assertBytes(releaseKey, "releaseKey", KEY_BYTES, KEY_BYTES);
  return { ...image, signature: signWith(releaseKey, signedBytes(image.manifest)) };
}

/** The public key of a release key, 32 bytes: what hosts check images with. @throws KetukError `bad-argument` */
export function releasePublicKey(releaseKey: Uint8Array): Uint8Array {
  assertBytes(releaseKey, "releaseKey", KEY_BYTES, KEY_BYTES);
  return publicKeyOf(releaseKey);
}

/**
 * Throws unless the image was signed by the maker with this key.
 *
 * @param publicKey 32 bytes
 * @throws KetukError `image-forged`, and `bad-argument` for a key of another length
 */
export function verifyImage(image: FirmwareImage, publicKey: Uint8Array): void {
  assertBytes(publicKey, "publicKey", KEY_BYTES, KEY_BYTES);
  if (!image.signature.length) {
    throw new KetukError("image-forged", "nobody has signed this firmware image", { hint: "take one from its maker" });
  }
  if (!signatureFits(publicKey, signedBytes(image.manifest), image.signature)) {
    throw new KetukError("image-forged", "this firmware image was not signed with that release key", {
      hint: "take the image, and the key, from their maker",
    });
  }
}

/** The file of an image. */
export function encodeImage({ manifest, signature, bytes }: FirmwareImage): Uint8Array {
  return messages.SignedImage.encode({ manifest, signature, image: bytes }).finish();
}

/**
 * Reads the content of an image file.
 *
 * @throws KetukError `image-invalid` for anything whose bytes do not fit its manifest
 */
export function decodeImage(file: Uint8Array): FirmwareImage {
  try {
    const { manifest, signature, image } = messages.SignedImage.decode(file);
    const { number, version, size, digest, boards } = messages.ImageManifest.decode(manifest);
    const bytes = new Uint8Array(image);
    const fits = number > 0 && number <= NUMBER_MAX && size === bytes.length && size > 0 && size <= IMAGE_LIMIT_BYTES;
    if (fits && Buffer.compare(digestOf(bytes), digest) === 0) {
      const copies = { manifest: new Uint8Array(manifest), signature: new Uint8Array(signature) };
      return { number, version, boards: [...boards], ...copies, bytes };
    }
  } catch {
    // protobufjs throws on everything that is no message.
  }
  throw new KetukError("image-invalid", "this is no firmware image, or it is damaged", { hint: "download it again" });
}

/**
 * Reads an image file.
 *
 * @throws KetukError `image-invalid`, also when the file cannot be read
 */
export async function readImage(path: string): Promise<FirmwareImage> {
  let file: Uint8Array;
  try {
    file = await readFile(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    throw new KetukError("image-invalid", `the firmware image ${path} cannot be read (${code})`, { cause });
  }
  return decodeImage(file);
}
