/** Authentication and CMAC messaging of a MIFARE Ultralight AES. MF0AES(H)20 data sheet, 8.6; cards.md 5. */

import { aesCbcDecrypt, aesCbcEncrypt, aesCmac, aesCmacTruncated } from "./aes.js";
import { concat, equals } from "./bytes.js";

const MAC_BYTES = 8;
const COUNTER_LIMIT = 0xffff;

/** The MACs of one authenticated session: commands and answers share a counter that rises with each of them. */
export interface CmacChannel {
  /** Takes the MAC off a command; undefined when it is missing or wrong. */
  open(command: Uint8Array): Uint8Array | undefined;
  /** Answer data with its MAC behind it. */
  seal(data: Uint8Array): Uint8Array;
}

/** Makes the channel that begins with an authentication. */
export function createCmacChannel(key: Uint8Array, rndA: Uint8Array, rndB: Uint8Array): CmacChannel {
  const macKey = deriveMacKey(key, rndA, rndB);
  let counter = 0;
  const macOf = (message: Uint8Array) => aesCmacTruncated(macKey, concat([counter & 0xff, counter >> 8], message));
  return {
    open(command) {
      const end = command.length - MAC_BYTES;
      if (end < 1 || counter >= COUNTER_LIMIT) return undefined;
      const body = command.subarray(0, end);
      if (!equals(macOf(body), command.subarray(end))) return undefined;
      counter++;
      return body;
    },
    seal(data) {
      const sealed = concat(data, macOf(data));
      counter++;
      return sealed;
    },
  };
}

/** SesAuthMACKey. */
export function deriveMacKey(key: Uint8Array, rndA: Uint8Array, rndB: Uint8Array): Uint8Array {
  const mixed = rndA.slice(2, 8).map((byte, i) => byte ^ (rndB[i] ?? 0));
  const vector = concat([0x5a, 0xa5, 0x00, 0x01, 0x00, 0x80], rndA.subarray(0, 2), mixed, rndB.subarray(6));
  return aesCmac(key, concat(vector, rndA.subarray(8)));
}

/** First part: RndB enciphered, with a zero IV as in every message. */
export function challenge(key: Uint8Array, rndB: Uint8Array): Uint8Array {
  return aesCbcEncrypt(key, rndB);
}

/** Second part: checks RndB'; gives RndA and the answer, or undefined. */
export function respond(key: Uint8Array, rndB: Uint8Array, token: Uint8Array) {
  if (token.length !== 32) return undefined;
  const plain = aesCbcDecrypt(key, token);
  const rndA = plain.subarray(0, 16);
  if (!equals(plain.subarray(16), rotateLeft(rndB))) return undefined;
  return { rndA, answer: aesCbcEncrypt(key, rotateLeft(rndA)) };
}

function rotateLeft(bytes: Uint8Array): Uint8Array {
  return concat(bytes.subarray(1), bytes.subarray(0, 1));
}
