/** The DES key with which a DESFire card is delivered, replaced by an AES key. cards.md 6.4; DESFire EV1 data sheet. */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { CARD_KEY_BYTES } from "../../protocol/index.js";
import { joinBytes, sameBytes } from "../bytes.js";
import { rotateLeft } from "./aes.js";
import { type Dialogue, isFailure } from "./dialogue.js";
import { desfireCrc32 } from "./ev1.js";
import { type CardResult, failure, refusal, STATUS, success } from "./result.js";

const BLOCK_BYTES = 8;
const AUTHENTICATE_ISO = 0x1a;
const CHANGE_KEY = 0xc4;
/** Key 0 of the card, of type AES from now on. */
const MASTER_AES = 0x80;
const ZERO_IV = new Uint8Array(BLOCK_BYTES);
/** Single DES with zeros, as triple DES knows it. */
const TRANSPORT_KEY = new Uint8Array(3 * BLOCK_BYTES);

/**
 * AuthenticateISO with the zero DES key of a card as delivered. The card itself must be selected; a session that is open
 * is over.
 *
 * @returns the session key; failure "wrong-key" when the key is another or no DES key
 */
export async function authenticateTransport(dialogue: Dialogue): Promise<CardResult<Uint8Array>> {
  dialogue.loseSession();
  const challenge = await dialogue.frame(AUTHENTICATE_ISO, Uint8Array.of(0));
  if (isFailure(challenge)) return challenge;
  const { status, data } = challenge;
  // A card whose master key is AES says so at once.
  if (status === STATUS.authenticationError) return refusal(status, "wrong-key");
  if (status === STATUS.authenticationDelay) return refusal(status, "delayed");
  if (status !== STATUS.additionalFrame) return refusal(status);
  if (data.length !== BLOCK_BYTES) return failure("malformed");
  const rndA = randomBytes(BLOCK_BYTES);
  const rndB = decipher(TRANSPORT_KEY, data, ZERO_IV);
  const token = encipher(TRANSPORT_KEY, joinBytes(rndA, rotateLeft(rndB)), data);
  const answer = await dialogue.frame(STATUS.additionalFrame, token);
  if (isFailure(answer)) return answer;
  if (answer.status === STATUS.authenticationError) return refusal(answer.status, "wrong-key");
  if (answer.status !== STATUS.ok) return refusal(answer.status);
  if (answer.data.length !== BLOCK_BYTES) return failure("malformed");
  const proof = decipher(TRANSPORT_KEY, answer.data, token.subarray(BLOCK_BYTES));
  if (!sameBytes(proof, rotateLeft(rndA))) return failure("bad-proof");
  const half = joinBytes(rndA.subarray(0, 4), rndB.subarray(0, 4));
  return success(joinBytes(half, half, half));
}

/**
 * Replaces the zero DES master key of a card as delivered by an AES key. No session is open afterwards.
 *
 * @param newKey 16 bytes
 * @param version 0 to 255
 */
export async function replaceTransportKey(
  dialogue: Dialogue,
  newKey: Uint8Array,
  version: number,
): Promise<CardResult<undefined>> {
  const session = await authenticateTransport(dialogue);
  if (!session.ok) return session;
  const keyed = joinBytes(newKey.subarray(0, CARD_KEY_BYTES), Uint8Array.of(version));
  const crc = desfireCrc32(Uint8Array.of(CHANGE_KEY, MASTER_AES), keyed);
  const plain = new Uint8Array(3 * BLOCK_BYTES);
  plain.set(joinBytes(keyed, crc));
  const answer = await dialogue.frame(
    CHANGE_KEY,
    joinBytes(Uint8Array.of(MASTER_AES), encipher(session.value, plain, ZERO_IV)),
  );
  if (isFailure(answer)) return answer;
  return answer.status === STATUS.ok ? success(undefined) : refusal(answer.status);
}

function encipher(key: Uint8Array, data: Uint8Array, iv: Uint8Array): Uint8Array {
  return new Uint8Array(createCipheriv("des-ede3-cbc", key, iv).setAutoPadding(false).update(data));
}

function decipher(key: Uint8Array, data: Uint8Array, iv: Uint8Array): Uint8Array {
  return new Uint8Array(createDecipheriv("des-ede3-cbc", key, iv).setAutoPadding(false).update(data));
}
