/**
 * Opening a session with a provisioned reader: both sides prove the role key over everything that was said. Pure;
 * protocol/README.md, "The session".
 */
import { hmacSha256, sameSecret, sha256 } from "#primitives";
import { AUTHENTICATOR_BYTES } from "../../protocol/index.js";
import { joinBytes } from "../bytes.js";
import { ROLES, type Role } from "../roles.js";
import type { Hello } from "./messages.js";
import { createSecureChannel, type Direction, type SecureChannel, sessionKeyInputs, withSuffix } from "./secure.js";

/** What host and reader must agree on before the reader answers. */
export interface OpenTerms {
  readonly hello: Pick<Hello, "readerId" | "epoch" | "boot" | "nonce">;
  readonly protocol: number;
  readonly role: Role;
  readonly keyVersion: number;
  /** The host's clock in milliseconds since 1970 UTC. */
  readonly wallMs: number;
  /** 16 random bytes of the host. */
  readonly hostNonce: Uint8Array;
}

/** The same as bytes. */
function contextOf({ hello, protocol, role, keyVersion, wallMs, hostNonce }: OpenTerms): Uint8Array {
  const numbers = new DataView(new ArrayBuffer(1 + 4 * 4 + 8));
  numbers.setUint8(0, ROLES.indexOf(role));
  [keyVersion, hello.epoch, hello.boot, protocol].forEach((n, i) => {
    numbers.setUint32(1 + 4 * i, n);
  });
  numbers.setBigUint64(17, BigInt(wallMs));
  const label = new TextEncoder().encode(`ketuk session 1\0${hello.readerId}\0`);
  return joinBytes(label, new Uint8Array(numbers.buffer), hello.nonce, hostNonce);
}

/** What to compute under the role key to show the reader that the host has it; the first 16 bytes are sent. */
export function openInput(terms: OpenTerms): Uint8Array {
  return withSuffix("ketuk open\0", contextOf(terms));
}

/** What the reader answered. */
export interface OpenedAnswer {
  /** The encoded Hello of Opened, exactly as it came. */
  readonly said: Uint8Array;
  readonly session: number;
  readonly authenticator: Uint8Array;
}

/** Hash of everything that was said, 32 bytes. */
function transcriptOf(terms: OpenTerms, said: Uint8Array): Uint8Array {
  return sha256(contextOf(terms), said);
}

/** What the reader computes under the role key to show that it has it, and heard and said what we said and heard. */
export function openedInput(terms: OpenTerms, { said, session }: Pick<OpenedAnswer, "said" | "session">): Uint8Array {
  const number = new DataView(new ArrayBuffer(4));
  number.setUint32(0, session);
  return withSuffix("ketuk opened\0", transcriptOf(terms, said), new Uint8Array(number.buffer));
}

/** Is this what comes out of `openedInput`? Takes the same time for every wrong authenticator. */
export function isAuthenticator(hmac: Uint8Array, authenticator: Uint8Array): boolean {
  return sameSecret(hmac.subarray(0, AUTHENTICATOR_BYTES), authenticator);
}

/** What to compute under the role key for the channel. */
export function channelInputs(terms: OpenTerms, said: Uint8Array): Uint8Array[] {
  return sessionKeyInputs(transcriptOf(terms, said));
}

/** One end of the session that was opened. @param receives the direction of what arrives at this end */
export function openChannel(
  roleKey: Uint8Array,
  terms: OpenTerms,
  said: Uint8Array,
  receives: Direction = "to host",
): SecureChannel {
  return createSecureChannel(
    channelInputs(terms, said).map((input) => hmacSha256(roleKey, input)),
    receives,
  );
}

/** Shows the reader that the host has the role key. 16 bytes. */
export function openAuthenticator(roleKey: Uint8Array, terms: OpenTerms): Uint8Array {
  return hmacSha256(roleKey, openInput(terms)).subarray(0, AUTHENTICATOR_BYTES);
}

/** Shows the host that the reader has the role key. 16 bytes. */
export function openedAuthenticator(
  roleKey: Uint8Array,
  terms: OpenTerms,
  answer: Pick<OpenedAnswer, "said" | "session">,
): Uint8Array {
  return hmacSha256(roleKey, openedInput(terms, answer)).subarray(0, AUTHENTICATOR_BYTES);
}

/** Does the reader have the role key, and did it hear and say what we said and heard? */
export function isOpenedAuthentic(roleKey: Uint8Array, terms: OpenTerms, answer: OpenedAnswer): boolean {
  return isAuthenticator(hmacSha256(roleKey, openedInput(terms, answer)), answer.authenticator);
}
