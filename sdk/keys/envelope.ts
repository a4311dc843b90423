/**
 * A key file under a passphrase: scrypt (RFC 7914) makes a key of it, AES-256-GCM (NIST SP 800-38D) enciphers the text.
 *
 *     { "ketuk": "sealed-keys", "version": 1, "kdf": "scrypt", "n": 131072, "r": 8, "p": 1, "salt": 16 bytes,
 *       "check": 16 bytes, "cipher": "aes-256-gcm", "nonce": 12 bytes, "text": base64, "tag": 16 bytes }
 *
 * scrypt gives 64 bytes: the key, and one that makes `check`, which tells a wrong passphrase from a damaged file and
 * helps nobody guess: the tag would too. Everything before `nonce` is authenticated. New salt and nonce at every write.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  randomBytes,
  type ScryptOptions,
  scrypt,
  timingSafeEqual,
} from "node:crypto";
import { toBase64, toHex } from "../bytes.js";
import { KetukError } from "../errors.js";
import { type Fields, hexOf, integerOf, textOf } from "./fields.js";

/** What a file under a passphrase says it is. */
export const SEALED_KIND = "sealed-keys";
/** Shortest passphrase of a new file, in characters. Who has the file can try as many as he likes. */
export const SHORTEST_PASSPHRASE = 12;

const VERSION = 1;
const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** 128 MiB and about half a second. */
const N = 131_072;
const R = 8;
const P = 1;
/** What a file may ask for: a forged one must neither weaken the passphrase nor take all memory or time. */
const SMALLEST_N = 16_384;
const LARGEST_N = 1_048_576;
const LARGEST_R = 32;
const LARGEST_P = 16;
const LARGEST_MEMORY_BYTES = 1024 * 1024 * 1024;
const LARGEST_WORK = 4 * N * R;

interface Cost {
  readonly n: number;
  readonly r: number;
  readonly p: number;
}

/** How hard scrypt is made to work. Tests may take less than the default. */
export type ScryptCost = Cost;

/**
 * Enciphers the text of a key file.
 *
 * @returns what is written instead
 * @throws KetukError `bad-argument` for a passphrase of fewer than 12 characters
 */
export async function sealText(text: string, passphrase: string, cost: Cost = { n: N, r: R, p: P }): Promise<Fields> {
  if ([...passphrase].length < SHORTEST_PASSPHRASE) {
    throw new KetukError("bad-argument", `the passphrase has fewer than ${SHORTEST_PASSPHRASE} characters`, {
      hint: "take five or six random words",
    });
  }
  const salt = randomBytes(SALT_BYTES);
  const { key, check } = await stretch(passphrase, salt, cost);
  const head = { ketuk: SEALED_KIND, version: VERSION, kdf: "scrypt", ...cost, salt: toHex(salt), check: toHex(check) };
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(JSON.stringify(head)));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  const end = { cipher: CIPHER, nonce: toHex(nonce), text: toBase64(sealed), tag: toHex(cipher.getAuthTag()) };
  return { ...head, ...end };
}

/**
 * Deciphers it again.
 *
 * @param ask gives the passphrase; not called for a file that is none
 * @throws KetukError `key-file-invalid` when it is damaged or asks for too little or too much work, `wrong-passphrase`
 */
export async function openText(content: Fields, ask: () => string | Promise<string>): Promise<string> {
  integerOf(content, "version", VERSION, VERSION);
  const cost = costOf(content);
  const salt = hexOf(content, "salt", SALT_BYTES);
  const check = hexOf(content, "check", KEY_BYTES / 2);
  const nonce = hexOf(content, "nonce", NONCE_BYTES);
  const tag = hexOf(content, "tag", TAG_BYTES);
  const sealed = Buffer.from(textOf(content, "text"), "base64");
  if (content.kdf !== "scrypt" || content.cipher !== CIPHER) {
    throw new KetukError("key-file-invalid", `"kdf" and "cipher" are not scrypt and ${CIPHER}`);
  }
  const made = await stretch(await ask(), salt, cost);
  if (!timingSafeEqual(made.check, check)) {
    throw new KetukError("wrong-passphrase", "this is not its passphrase", {
      hint: "if you are sure that it is, the head of the file is damaged: restore it from its backup",
    });
  }
  const head = { ketuk: SEALED_KIND, version: VERSION, kdf: "scrypt", ...cost, salt: toHex(salt), check: toHex(check) };
  try {
    const decipher = createDecipheriv(CIPHER, made.key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(JSON.stringify(head))).setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString("utf8");
  } catch {
    throw new KetukError("key-file-invalid", "the passphrase is right, but the file was changed or damaged");
  }
}

function costOf(content: Fields): Cost {
  const n = integerOf(content, "n", SMALLEST_N, LARGEST_N);
  const r = integerOf(content, "r", R, LARGEST_R);
  const p = integerOf(content, "p", 1, LARGEST_P);
  if (Math.log2(n) % 1 !== 0) throw new KetukError("key-file-invalid", '"n" is no power of two');
  if (memoryOf({ n, r }) > LARGEST_MEMORY_BYTES || n * r * p > LARGEST_WORK * P) {
    throw new KetukError("key-file-invalid", '"n", "r" and "p" ask for more work than any file made here');
  }
  return { n, r, p };
}

function memoryOf({ n, r }: Pick<Cost, "n" | "r">): number {
  return 128 * n * r;
}

function stretch(passphrase: string, salt: Uint8Array, cost: Cost): Promise<{ key: Buffer; check: Buffer }> {
  const maxmem = memoryOf(cost) + 128 * cost.r * cost.p + 1024 * 1024;
  const options: ScryptOptions = { N: cost.n, r: cost.r, p: cost.p, maxmem };
  return new Promise((resolve, reject) => {
    // One text, one passphrase: keyboards differ in how they put accents together.
    scrypt(passphrase.normalize("NFC"), salt, 2 * KEY_BYTES, options, (error, bytes) => {
      if (error) return reject(error);
      const check = createHmac("sha256", bytes.subarray(KEY_BYTES)).update("ketuk passphrase").digest();
      resolve({ key: bytes.subarray(0, KEY_BYTES), check: check.subarray(0, KEY_BYTES / 2) });
    });
  });
}
