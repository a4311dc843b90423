/** AuthenticateAES and EV1 secure messaging: one running IV through the whole session. cards.md 6.4. */
import { crc32 } from "../../protocol/index.js";
import { joinBytes } from "../bytes.js";
import { aesCbcDecrypt, aesCbcEncrypt, BLOCK_BYTES, rotateLeft } from "./aes.js";
import { aesCmac, CARD_MAC_BYTES, sameMac } from "./cmac.js";
import type { SecureMessaging } from "./messaging.js";

const CRC_BYTES = 4;
const STATUS_OK = Uint8Array.of(0x00);
const NO_TAIL = new Uint8Array(0);

/** The second message of AuthenticateAES: RndA and RndB', in one CBC stream with the card's challenge. 32 bytes. */
export function ev1Token(key: Uint8Array, rndA: Uint8Array, rndB: Uint8Array, challenge: Uint8Array): Uint8Array {
  return aesCbcEncrypt(key, joinBytes(rndA, rotateLeft(rndB)), challenge);
}

/** Checks the card's answer to AuthenticateAES: RndA', still in the same CBC stream. */
export function checkEv1(key: Uint8Array, rndA: Uint8Array, token: Uint8Array, answer: Uint8Array): boolean {
  if (answer.length !== BLOCK_BYTES) return false;
  return sameMac(rotateLeft(rndA), aesCbcDecrypt(key, answer, token.subarray(BLOCK_BYTES)));
}

/** The EV1 session key: first and last quarter of both random numbers. */
export function deriveEv1Key(rndA: Uint8Array, rndB: Uint8Array): Uint8Array {
  return joinBytes(rndA.subarray(0, 4), rndB.subarray(0, 4), rndA.subarray(12), rndB.subarray(12));
}

/** CRC-32 without final inversion, little endian: what enciphered EV1 messages carry. 4 bytes. */
export function desfireCrc32(...parts: Uint8Array[]): Uint8Array {
  const crc = (crc32(joinBytes(...parts)) ^ 0xffffffff) >>> 0;
  return Uint8Array.of(crc & 0xff, (crc >>> 8) & 0xff, (crc >>> 16) & 0xff, crc >>> 24);
}

/**
 * Starts EV1 secure messaging with IV zero. Every answer of a session carries a MAC or is enciphered, in mode "plain"
 * too; commands carry none unless the mode asks for it. The key is copied and kept out of sight.
 *
 * @param sessionKey 16 bytes
 */
export function createEv1Messaging(sessionKey: Uint8Array): SecureMessaging {
  const key = sessionKey.slice();
  let iv = new Uint8Array(BLOCK_BYTES);

  function mac(...parts: Uint8Array[]): Uint8Array {
    iv = new Uint8Array(aesCmac(key, joinBytes(...parts), iv));
    return iv.subarray(0, CARD_MAC_BYTES);
  }

  function encipher(data: Uint8Array): Uint8Array {
    const padded = new Uint8Array(Math.ceil(data.length / BLOCK_BYTES) * BLOCK_BYTES);
    padded.set(data);
    const sent = aesCbcEncrypt(key, padded, iv);
    iv = sent.slice(-BLOCK_BYTES);
    return sent;
  }

  /** Data, CRC over data and status, zeros. */
  function decipher(body: Uint8Array, dataBytes: number): Uint8Array | undefined {
    if (body.length !== Math.ceil((dataBytes + CRC_BYTES) / BLOCK_BYTES) * BLOCK_BYTES) return undefined;
    const plain = aesCbcDecrypt(key, body, iv);
    iv = body.slice(-BLOCK_BYTES);
    const data = plain.slice(0, dataBytes);
    const expected = new Uint8Array(plain.length - dataBytes);
    expected.set(desfireCrc32(data, STATUS_OK));
    return sameMac(expected, plain.subarray(dataBytes)) ? data : undefined;
  }

  return {
    protocol: "ev1",
    isUsable: true,
    protect({ ins, header, data, tail = NO_TAIL }, mode) {
      const command = Uint8Array.of(ins);
      if (mode === "full" && data.length > 0)
        return joinBytes(header, encipher(joinBytes(data, desfireCrc32(command, header, data), tail)));
      const code = mac(command, header, data);
      return mode === "mac" && data.length > 0 ? joinBytes(header, data, code) : joinBytes(header, data);
    },
    unprotect(body, mode, dataBytes = 0) {
      if (mode === "full" && dataBytes > 0) return decipher(body, dataBytes);
      const end = body.length - CARD_MAC_BYTES;
      if (end < 0) return undefined;
      const data = body.slice(0, end);
      return sameMac(mac(data, STATUS_OK), body.subarray(end)) ? data : undefined;
    },
  };
}
