/** Frames under Crypto1: data and parity enciphered, four-bit answers too. cards.md 4; "Dismantling MIFARE Classic", 3. */

import { type AirFrame, oddParity } from "../air.js";
import type { Crypto1 } from "./crypto1.js";

/** A frame in clear. */
export interface PlainFrame {
  readonly bytes: Uint8Array;
  readonly lastBits: number;
}

/** A frame as deciphered. */
export interface Deciphered extends PlainFrame {
  /** Whether every parity bit fits its byte. */
  readonly isParityGood: boolean;
}

/** Enciphers a frame. Parity is that of the plain byte, enciphered with the keystream bit of the data bit after it. */
export function encipherFrame(cipher: Crypto1, { bytes, lastBits }: PlainFrame): AirFrame {
  const out = new Uint8Array(bytes.length);
  const parity = new Uint8Array(bytes.length - (lastBits === 0 ? 0 : 1));
  bytes.forEach((byte, i) => {
    const isWhole = i < parity.length;
    out[i] = byte ^ cipher.bits(isWhole ? 8 : lastBits);
    if (isWhole) parity[i] = oddParity(byte) ^ cipher.peek();
  });
  return { bytes: out, lastBits, parity };
}

/** Deciphers a frame; one without explicit parity carries that of its bytes as they stand. */
export function decipherFrame(cipher: Crypto1, frame: AirFrame): Deciphered {
  return decipher(cipher, frame, false);
}

/** Enciphers a nonce while the cipher takes it in: the reader's nR, and with the UID mixed in a nested nT. */
export function encipherNonce(cipher: Crypto1, nonce: Uint8Array, mixedIn?: Uint8Array): AirFrame {
  const parity = new Uint8Array(nonce.length);
  const bytes = nonce.map((byte, i) => {
    const sent = byte ^ cipher.byte(byte ^ (mixedIn?.[i] ?? 0));
    parity[i] = oddParity(byte) ^ cipher.peek();
    return sent;
  });
  return { bytes, lastBits: 0, parity };
}

/** The counterpart of `encipherNonce`. */
export function decipherNonce(cipher: Crypto1, frame: AirFrame, mixedIn?: Uint8Array): Deciphered {
  return decipher(cipher, frame, true, mixedIn);
}

function decipher(cipher: Crypto1, frame: AirFrame, takesIn: boolean, mixedIn?: Uint8Array): Deciphered {
  const { lastBits } = frame;
  let isParityGood = true;
  const bytes = frame.bytes.map((byte, i) => {
    const isWhole = lastBits === 0 || i < frame.bytes.length - 1;
    const fed = takesIn ? byte ^ (mixedIn?.[i] ?? 0) : 0;
    const plain = byte ^ cipher.bits(isWhole ? 8 : lastBits, fed, takesIn);
    if (isWhole && (frame.parity?.[i] ?? oddParity(byte)) !== (oddParity(plain) ^ cipher.peek())) isParityGood = false;
    return plain;
  });
  return { bytes, lastBits, isParityGood };
}
