/** A MIFARE Ultralight AES that the host authenticates itself, and writes. cards.md section 5; MF0AES(H)20 data sheet. */
import { randomBytes } from "node:crypto";
import { CARD_KEY_BYTES } from "../../protocol/index.js";
import { assertBytes, assertInteger } from "../assert.js";
import { copyBytes, joinBytes, sameBytes } from "../bytes.js";
import { KetukError } from "../errors.js";
import { aesCbcDecrypt, aesCbcEncrypt, rotateLeft } from "./aes.js";
import type { TransceiveOptions } from "./channel.js";
import { aesCmac, CARD_MAC_BYTES, oddBytes, sameMac } from "./cmac.js";
import { deriveEv2Keys } from "./ev2.js";
import { type CardFailure, type CardResult, failure, success } from "./result.js";

const PAGE_BYTES = 4;
const READ_BYTES = 16;
const LAST_PAGE = 0x3b;
const ACK = 0x0a;
const MORE = 0xaf;
const VERSION = Uint8Array.of(0x00, 0x04, 0x03, 0x01, 0x04, 0x00, 0x0f, 0x03);

/**
 * Where an Ultralight AES keeps what protects it, by page. Reported of genuine cards, not taken from the data sheet:
 * hold them against it before the first real card is locked.
 */
export const ULTRALIGHT_AES_PAGES = {
  /** Bytes 2 and 3 lock pages 3 to 15 one by one. */
  locks: 0x02,
  /** First page for users. */
  firstUser: 0x04,
  /** Last page for users. */
  lastUser: 0x27,
  /** Lock bits for pages 10h to 27h, two pages each. */
  dynamicLocks: 0x28,
  /** Byte 0: bit 0 random UID, bit 1 MACs; byte 3: first page that asks for authentication, 3C for none. */
  config: 0x29,
  /** Byte 0: bit 7 for reading too, bit 6 locks both configuration pages; bytes 2, 3: limit of failures. */
  access: 0x2a,
  /** Byte 0: bit 0 locks the data protection key, bit 1 the UID retrieval key. */
  keyLocks: 0x2d,
  /** Four pages, the last byte of the key first. */
  dataProtectionKey: 0x30,
  /** Four pages, the last byte of the key first. */
  uidRetrievalKey: 0x34,
} as const;

/** The way to a card without ISO-DEP: frames without their checksum. `LentCard` has it. */
export interface FrameChannel {
  /** UID seen at activation. */
  readonly uid: Uint8Array;
  /**
   * Sends a frame and waits for the answer; one byte is an answer of four bits, and after a refusal the card has been
   * selected anew.
   *
   * @throws when no answer came
   */
  transceiveRaw(frame: Uint8Array, options?: TransceiveOptions): Promise<Uint8Array>;
}

/** An Ultralight AES for one presentation. Bad cards are values. Calls must not overlap. */
export interface UltralightAesClient {
  /** UID seen at activation. */
  readonly uid: Uint8Array;
  /** GET_VERSION: is it an Ultralight AES? */
  isUltralightAes(): Promise<CardResult<boolean>>;
  /**
   * AUTHENTICATE: both sides prove the key. Failure "wrong-key" when the card refuses it.
   *
   * @param keyNumber 0 data protection, 1 UID retrieval
   * @param key 16 bytes
   * @param secured the card sends and wants MACs from here on: bit 1 of its configuration
   */
  authenticate(keyNumber: number, key: Uint8Array, secured: boolean): Promise<CardResult<undefined>>;
  /** READ, 4 pages a time. @param page 0 to 59 @param pageCount 1 to 60 */
  readPages(page: number, pageCount: number): Promise<CardResult<Uint8Array>>;
  /** WRITE, one page. A card torn away in the middle may have half of it. @param data 4 bytes */
  writePage(page: number, data: Uint8Array): Promise<CardResult<undefined>>;
  /** Four WRITEs, in clear: who listens knows the key. @param keyNumber 0 or 1 @param key 16 bytes */
  writeKey(keyNumber: number, key: Uint8Array): Promise<CardResult<undefined>>;
  /** NXP's originality signature, 48 bytes. */
  readSignature(): Promise<CardResult<Uint8Array>>;
}

/** Speaks Ultralight AES over a channel. Sends nothing yet. */
export function openUltralightAes(channel: FrameChannel, options?: TransceiveOptions): UltralightAesClient {
  let macKey: Uint8Array | undefined;
  /** Counts commands and answers alike. */
  let counter = 0;

  async function send(frame: Uint8Array): Promise<Uint8Array | CardFailure> {
    try {
      return await channel.transceiveRaw(frame, options);
    } catch (error) {
      if (error instanceof KetukError && error.code === "bad-argument") throw error;
      return failure("no-answer", error);
    }
  }

  function macOf(key: Uint8Array, data: Uint8Array): Uint8Array {
    const ctr = Uint8Array.of(counter & 0xff, counter >> 8);
    counter++;
    return oddBytes(aesCmac(key, joinBytes(ctr, data)));
  }

  /** One command under the session, if there is one. */
  async function command(frame: Uint8Array): Promise<CardResult<Uint8Array>> {
    const key = macKey;
    const answer = await send(key ? joinBytes(frame, macOf(key, frame)) : frame);
    if (!(answer instanceof Uint8Array)) return answer;
    if (answer.length === 1 && answer[0] !== ACK) {
      macKey = undefined;
      return nak(answer[0] ?? 0);
    }
    if (!key) return success(answer);
    const end = answer.length - CARD_MAC_BYTES;
    const data = answer.slice(0, Math.max(0, end));
    if (end >= 0 && sameMac(macOf(key, data), answer.subarray(end))) return success(data);
    macKey = undefined;
    return failure("bad-mac");
  }

  async function readFour(page: number): Promise<CardResult<Uint8Array>> {
    const answer = await command(Uint8Array.of(0x30, page));
    return answer.ok && answer.value.length !== READ_BYTES ? failure("malformed") : answer;
  }

  async function writePage(page: number, data: Uint8Array): Promise<CardResult<undefined>> {
    assertInteger(page, "page", 0, LAST_PAGE);
    assertBytes(data, "data", PAGE_BYTES);
    const answer = await command(joinBytes(Uint8Array.of(0xa2, page), data));
    if (!answer.ok) return answer;
    // In a session the acknowledgement is a MAC over nothing.
    const expected = macKey ? 0 : 1;
    return answer.value.length === expected ? success(undefined) : failure("malformed");
  }

  return {
    uid: copyBytes(channel.uid),
    async isUltralightAes() {
      const answer = await command(Uint8Array.of(0x60));
      if (answer.ok) return success(sameBytes(answer.value, VERSION));
      return answer.reason === "refused" ? success(false) : answer;
    },
    async authenticate(keyNumber, key, secured) {
      assertInteger(keyNumber, "keyNumber", 0, 2);
      assertBytes(key, "key", CARD_KEY_BYTES);
      macKey = undefined;
      const challenge = await send(Uint8Array.of(0x1a, keyNumber));
      if (!(challenge instanceof Uint8Array)) return challenge;
      if (challenge.length === 1) return nak(challenge[0] ?? 0);
      if (challenge.length !== 17 || challenge[0] !== MORE) return failure("malformed");
      // Unlike DESFire EV1, every message starts with a zero initial value.
      const rndB = aesCbcDecrypt(key, challenge.subarray(1));
      const rndA = new Uint8Array(randomBytes(CARD_KEY_BYTES));
      const token = aesCbcEncrypt(key, joinBytes(rndA, rotateLeft(rndB)));
      const answer = await send(joinBytes(Uint8Array.of(MORE), token));
      if (!(answer instanceof Uint8Array)) return answer;
      if (answer.length === 1) return { ...nak(answer[0] ?? 0), reason: "wrong-key" };
      if (answer.length !== 17 || answer[0] !== 0) return failure("malformed");
      if (!sameMac(rotateLeft(rndA), aesCbcDecrypt(key, answer.subarray(1)))) return failure("bad-proof");
      macKey = secured ? deriveEv2Keys(key, rndA, rndB).sesAuthMacKey : undefined;
      counter = 0;
      return success(undefined);
    },
    async readPages(page, pageCount) {
      assertInteger(page, "page", 0, LAST_PAGE);
      assertInteger(pageCount, "pageCount", 1, LAST_PAGE + 1 - page);
      const parts: Uint8Array[] = [];
      for (let at = 0; at < pageCount; at += READ_BYTES / PAGE_BYTES) {
        const part = await readFour(page + at);
        if (!part.ok) return part;
        parts.push(part.value);
      }
      return success(joinBytes(...parts).slice(0, pageCount * PAGE_BYTES));
    },
    writePage,
    async writeKey(keyNumber, key) {
      assertInteger(keyNumber, "keyNumber", 0, 1);
      assertBytes(key, "key", CARD_KEY_BYTES);
      const { dataProtectionKey, uidRetrievalKey } = ULTRALIGHT_AES_PAGES;
      const first = keyNumber === 0 ? dataProtectionKey : uidRetrievalKey;
      const reversed = key.slice().reverse();
      for (let i = 0; i < CARD_KEY_BYTES / PAGE_BYTES; i++) {
        const written = await writePage(first + i, reversed.slice(i * PAGE_BYTES, (i + 1) * PAGE_BYTES));
        if (!written.ok) return written;
      }
      return success(undefined);
    },
    readSignature: () => command(Uint8Array.of(0x3c, 0x00)),
  };
}

function nak(status: number): CardFailure {
  return { ok: false, reason: "refused", status, statusName: "nak" };
}
