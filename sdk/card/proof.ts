/** The host's side of a mutual authentication, apart from the exchange: in Node with a key, or in a SAM. cards.md 6.4, 6.5. */
import { randomBytes } from "node:crypto";
import { CARD_KEY_BYTES } from "../../protocol/index.js";
import { assertBytes } from "../assert.js";
import { aesCbcDecrypt, BLOCK_BYTES } from "./aes.js";
import { checkEv1, deriveEv1Key, ev1Token } from "./ev1.js";
import { checkEv2First, checkEv2NonFirst, deriveEv2Keys, type Ev2Keys, ev2Token } from "./ev2.js";

/** Which authentication: AuthenticateEV2First (71), AuthenticateEV2NonFirst (77), AuthenticateAES (AA). */
export type AuthenticationProtocol = "ev2-first" | "ev2-non-first" | "ev1";

/** What the card asks. */
export interface CardChallenge {
  /** Decides initial vectors and session keys. */
  readonly protocol: AuthenticationProtocol;
  /** RndB under the card's key, 16 bytes. */
  readonly encryptedRndB: Uint8Array;
}

/** Keys of the session that begins. They leave the SAM; the card key does not. */
export type SessionKeys =
  | (Ev2Keys & {
      /** After "ev2-first". */
      readonly protocol: "ev2-first";
      /** Transaction identifier, 4 bytes. */
      readonly ti: Uint8Array;
    })
  | (Ev2Keys & {
      /** After "ev2-non-first". */
      readonly protocol: "ev2-non-first";
    })
  | {
      /** After "ev1". */
      readonly protocol: "ev1";
      /** 16 bytes. */
      readonly sessionKey: Uint8Array;
    };

/** An authentication under way. */
export interface CardProof {
  /** What to send to the card: RndA and RndB' under the card's key, 32 bytes. */
  readonly token: Uint8Array;
  /**
   * Judges the card's answer, 16 or 32 bytes. Called once, and only when the card accepted the token.
   *
   * @returns the session keys, or undefined when the card did not prove that it has the key
   */
  finish(answer: Uint8Array): SessionKeys | undefined | Promise<SessionKeys | undefined>;
}

/**
 * Answers a challenge with a key in memory.
 *
 * @param key 16 bytes
 * @param challenge what the card sent
 * @param rndA 16 random bytes; only tests give them
 * @throws KetukError `bad-argument`
 */
export function proveCardKey(
  key: Uint8Array,
  challenge: CardChallenge,
  rndA: Uint8Array = randomBytes(BLOCK_BYTES),
): CardProof {
  assertBytes(key, "key", CARD_KEY_BYTES);
  assertBytes(challenge.encryptedRndB, "challenge.encryptedRndB", BLOCK_BYTES);
  const { protocol, encryptedRndB } = challenge;
  const rndB = aesCbcDecrypt(key, encryptedRndB);
  if (protocol === "ev1") {
    const token = ev1Token(key, rndA, rndB, encryptedRndB);
    const finish = (answer: Uint8Array): SessionKeys | undefined =>
      checkEv1(key, rndA, token, answer) ? { protocol, sessionKey: deriveEv1Key(rndA, rndB) } : undefined;
    return { token, finish };
  }
  const token = ev2Token(key, rndA, rndB);
  if (protocol === "ev2-non-first") {
    const finish = (answer: Uint8Array): SessionKeys | undefined =>
      checkEv2NonFirst(key, rndA, answer) ? { protocol, ...deriveEv2Keys(key, rndA, rndB) } : undefined;
    return { token, finish };
  }
  const finish = (answer: Uint8Array): SessionKeys | undefined => {
    const ti = checkEv2First(key, rndA, answer);
    return ti && { protocol, ti, ...deriveEv2Keys(key, rndA, rndB) };
  };
  return { token, finish };
}
