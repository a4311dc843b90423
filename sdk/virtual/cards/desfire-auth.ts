/** AuthenticateEV2First and NonFirst on the card's side, AES only. NXP AN12343, AuthenticateEV2First. */

import { aesCbcDecrypt, aesCbcEncrypt } from "./aes.js";
import { concat, equals } from "./bytes.js";
import { deriveEv2Keys, type Ev2Session } from "./desfire-session.js";
import { type CommandResult, Status, statusOnly } from "./desfire-status.js";

/** An authentication that waits for its second part. */
export interface PendingAuthentication {
  readonly keyNumber: number;
  readonly key: Uint8Array;
  readonly rndB: Uint8Array;
  /** PCDcap2, six bytes, given back in the answer. */
  readonly pcdCap2: Uint8Array;
  /** The session NonFirst goes on with; undefined for First. */
  readonly running: Ev2Session | undefined;
}

/** Answer to the first part: RndB enciphered with a zero IV. */
export function challenge(pending: PendingAuthentication): CommandResult {
  return { status: Status.additionalFrame, data: aesCbcEncrypt(pending.key, pending.rndB) };
}

/** The second part: checks RndB' and opens a session, or refuses with AE and leaves none. */
export function completeAuthentication(
  pending: PendingAuthentication,
  token: Uint8Array,
  newTi: () => Uint8Array,
): { result: CommandResult; session?: Ev2Session } {
  if (token.length !== 32) return { result: statusOnly(Status.lengthError) };
  const { key, keyNumber, rndB, running } = pending;
  const plain = aesCbcDecrypt(key, token);
  const rndA = plain.subarray(0, 16);
  if (!equals(plain.subarray(16), rotateLeft(rndB))) return { result: statusOnly(Status.authenticationError) };
  const { enc, mac } = deriveEv2Keys(key, rndA, rndB);
  const ti = running?.ti ?? newTi();
  const pdCap2 = new Uint8Array(6);
  const answer = running === undefined ? concat(ti, rotateLeft(rndA), pdCap2, pending.pcdCap2) : rotateLeft(rndA);
  const session: Ev2Session = { keyNumber, sesAuthEncKey: enc, sesAuthMacKey: mac, ti, cmdCtr: running?.cmdCtr ?? 0 };
  return { result: { status: Status.ok, data: aesCbcEncrypt(key, answer) }, session };
}

function rotateLeft(bytes: Uint8Array): Uint8Array {
  return concat(bytes.subarray(1), bytes.subarray(0, 1));
}
