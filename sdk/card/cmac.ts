/** AES-CMAC and the two ways in which cards shorten it. NIST SP 800-38B, RFC 4493; cards.md 6.4 and 6.5. */
import { timingSafeEqual } from "node:crypto";
import { aesCbcEncrypt, BLOCK_BYTES } from "./aes.js";

/** Bytes of a MAC as it travels. */
export const CARD_MAC_BYTES = 8;

/** Reduction of the doubling in GF(2^128). SP 800-38B section 5.3. */
const DOUBLING_CONSTANT = 0x87;

/**
 * AES-CMAC.
 *
 * @param key 16 bytes
 * @param message any length
 * @param iv start of the chain: zeros by the standard, the running IV in DESFire EV1 sessions
 * @returns 16 bytes
 */
export function aesCmac(key: Uint8Array, message: Uint8Array, iv?: Uint8Array): Uint8Array {
  const isWhole = message.length > 0 && message.length % BLOCK_BYTES === 0;
  const data = new Uint8Array(isWhole ? message.length : (Math.floor(message.length / BLOCK_BYTES) + 1) * BLOCK_BYTES);
  data.set(message);
  if (!isWhole) data[message.length] = 0x80;
  const subkey1 = double(aesCbcEncrypt(key, new Uint8Array(BLOCK_BYTES)));
  const subkey = isWhole ? subkey1 : double(subkey1);
  const last = data.length - BLOCK_BYTES;
  for (let i = 0; i < BLOCK_BYTES; i++) data[last + i] = (data[last + i] ?? 0) ^ (subkey[i] ?? 0);
  return aesCbcEncrypt(key, data, iv).slice(last);
}

/** The 8 bytes at odd positions of a CMAC: MAC of EV2 secure messaging and of SUN messages. */
export function oddBytes(cmac: Uint8Array): Uint8Array {
  return cmac.filter((_, i) => i % 2 === 1);
}

/** Are these two MACs the same? Takes the same time for every wrong one of the right length. */
export function sameMac(expected: Uint8Array, got: Uint8Array): boolean {
  return expected.length === got.length && timingSafeEqual(expected, got);
}

/** Doubling in GF(2^128), most significant bit first. */
function double(block: Uint8Array): Uint8Array {
  const doubled = new Uint8Array(BLOCK_BYTES);
  for (let i = 0; i < BLOCK_BYTES; i++) doubled[i] = ((block[i] ?? 0) << 1) | ((block[i + 1] ?? 0) >>> 7);
  if ((block[0] ?? 0) & 0x80) doubled[BLOCK_BYTES - 1] = (doubled[BLOCK_BYTES - 1] ?? 0) ^ DOUBLING_CONSTANT;
  return doubled;
}
