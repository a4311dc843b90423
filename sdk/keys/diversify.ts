/** One key per card: the AES-128 diversification of NXP AN10922 revision 2.2, section 2.2. */
import { createCipheriv } from "node:crypto";
import { CARD_KEY_BYTES } from "../../protocol/index.js";
import { assertBytes } from "../assert.js";

const BLOCK_BYTES = 16;
const INPUT_BYTES = 31;
/** First byte of the diversified data for AES-128. */
const AES_128_CONSTANT = 0x01;
/** Reduction of the doubling in GF(2^128), NIST SP 800-38B section 5.3. */
const DOUBLING_CONSTANT = 0x87;

/**
 * Diversified card key. The diversified data is always padded to two blocks, also where an AES-CMAC would use one:
 * this is the rule of AN10922 and differs from a plain CMAC for inputs of up to 15 bytes.
 *
 * @param masterKey 16 bytes
 * @param input 1 to 31 bytes: UID, application id, system id, in that order
 * @returns 16 bytes
 * @throws KetukError `bad-argument`
 */
export function diversifyKey(masterKey: Uint8Array, input: Uint8Array): Uint8Array {
  assertBytes(masterKey, "masterKey", CARD_KEY_BYTES);
  assertBytes(input, "input", 1, INPUT_BYTES);
  const subkey1 = double(encrypt(masterKey, new Uint8Array(BLOCK_BYTES), new Uint8Array(BLOCK_BYTES)));
  const padded = input.length < INPUT_BYTES;
  const subkey = padded ? double(subkey1) : subkey1;
  const data = new Uint8Array(2 * BLOCK_BYTES);
  data[0] = AES_128_CONSTANT;
  data.set(input, 1);
  if (padded) data[1 + input.length] = 0x80;
  for (let i = 0; i < BLOCK_BYTES; i++) data[BLOCK_BYTES + i] = (data[BLOCK_BYTES + i] ?? 0) ^ (subkey[i] ?? 0);
  return encrypt(masterKey, new Uint8Array(BLOCK_BYTES), data).slice(BLOCK_BYTES);
}

/** AES-128-CBC without padding. */
function encrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  const cipher = createCipheriv("aes-128-cbc", key, iv).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([cipher.update(data), cipher.final()]));
}

/** Doubling in GF(2^128), most significant bit first. */
function double(block: Uint8Array): Uint8Array {
  const doubled = new Uint8Array(BLOCK_BYTES);
  for (let i = 0; i < BLOCK_BYTES; i++) doubled[i] = ((block[i] ?? 0) << 1) | ((block[i + 1] ?? 0) >>> 7);
  if ((block[0] ?? 0) & 0x80) doubled[BLOCK_BYTES - 1] = (doubled[BLOCK_BYTES - 1] ?? 0) ^ DOUBLING_CONSTANT;
  return doubled;
}
