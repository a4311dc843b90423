/** The ways to authenticate, on the card's side. DESFire EV1 data sheet (AA, 1A, 0A); NXP AN12343 (71, 77). */

import { concat, equals } from "./bytes.js";
import { challenge, completeAuthentication, type PendingAuthentication } from "./desfire-auth.js";
import { type BlockCipher, cipherOf, type DesfireKey, isSingleDes } from "./desfire-cipher.js";
import { undoReaderDecipherment } from "./desfire-d40.js";
import { createEv1Session } from "./desfire-ev1.js";
import type { Session } from "./desfire-messaging.js";
import { type CommandResult, Status, statusOnly } from "./desfire-status.js";

/** An authentication that waits for its second part. */
export interface Handshake {
  /** RndB enciphered: the answer to the first part. */
  readonly challenge: Uint8Array;
  /** Checks RndB' in the second part and opens the session, or gives the status that refuses. */
  complete(token: Uint8Array): { result: CommandResult; session?: Session };
}

/** AuthenticateAES and AuthenticateISO: one CBC stream over all three messages. */
export function startEv1(key: DesfireKey, keyNumber: number, rndB: Uint8Array): Handshake {
  const cipher = cipherOf(key);
  const { blockBytes } = cipher;
  const challenge = cipher.encrypt(rndB, new Uint8Array(blockBytes));
  return {
    challenge,
    complete(token) {
      if (token.length !== 2 * rndB.length) return { result: statusOnly(Status.lengthError) };
      const rndA = provenRndA(cipher.decrypt(token, challenge.subarray(-blockBytes)), rndB);
      if (rndA === undefined) return { result: statusOnly(Status.authenticationError) };
      const session = createEv1Session(keyNumber, sessionCipher(key, rndA, rndB));
      return { session, result: ok(cipher.encrypt(rotateLeft(rndA), token.subarray(-blockBytes))) };
    },
  };
}

/** The legacy Authenticate with a DES key: the card enciphers in both directions, each message from a zero IV. */
export function startLegacy(key: DesfireKey, keyNumber: number, rndB: Uint8Array): Handshake {
  const cipher = cipherOf(key);
  const zero = new Uint8Array(cipher.blockBytes);
  return {
    challenge: cipher.encrypt(rndB, zero),
    complete(token) {
      if (token.length !== 2 * rndB.length) return { result: statusOnly(Status.lengthError) };
      const rndA = provenRndA(undoReaderDecipherment(cipher, token), rndB);
      if (rndA === undefined) return { result: statusOnly(Status.authenticationError) };
      const session: Session = { kind: "d40", keyNumber, cipher: sessionCipher(key, rndA, rndB) };
      return { session, result: ok(cipher.encrypt(rotateLeft(rndA), zero)) };
    },
  };
}

/** AuthenticateEV2First and NonFirst; NonFirst goes on with a running session. */
export function startEv2(pending: PendingAuthentication, newTi: () => Uint8Array): Handshake {
  return {
    challenge: challenge(pending).data,
    complete: (token) => completeAuthentication(pending, token, newTi),
  };
}

/** Session key of the older ways: quarters of both random numbers; single DES takes only the first two. */
function sessionCipher(key: DesfireKey, a: Uint8Array, b: Uint8Array): BlockCipher {
  const first = concat(a.subarray(0, 4), b.subarray(0, 4));
  const isShort = key.type === "des" && isSingleDes(key.bytes);
  return cipherOf({ type: key.type, bytes: concat(first, isShort ? first : concat(a.slice(-4), b.slice(-4))) });
}

/** RndA out of RndA and RndB'; undefined when the reader's RndB' is not ours. */
function provenRndA(plain: Uint8Array, rndB: Uint8Array): Uint8Array | undefined {
  return equals(plain.subarray(rndB.length), rotateLeft(rndB)) ? plain.subarray(0, rndB.length) : undefined;
}

function ok(data: Uint8Array): CommandResult {
  return { status: Status.ok, data };
}

function rotateLeft(bytes: Uint8Array): Uint8Array {
  return concat(bytes.subarray(1), bytes.subarray(0, 1));
}
