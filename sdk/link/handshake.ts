/**
 * Opening a session with a provisioned reader: both sides prove the role key over everything that was said. Pure;
 * protocol/README.md, "The session".
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { AUTHENTICATOR_BYTES } from "../../protocol/index.js";
import { ROLES, type Role } from "../roles.js";
import type { Hello } from "./messages.js";
import { boardHmac, createSecureChannel, type Direction, type SecureChannel } from "./secure.js";

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
  const numbers = Buffer.alloc(1 + 4 * 4 + 8);
  numbers.writeUInt8(ROLES.indexOf(role));
  [keyVersion, hello.epoch, hello.boot, protocol].forEach((n, i) => {
    numbers.writeUInt32BE(n, 1 + 4 * i);
  });
  numbers.writeBigUInt64BE(BigInt(wallMs), 17);
  return Buffer.concat([Buffer.from(`ketuk session 1\0${hello.readerId}\0`), numbers, hello.nonce, hostNonce]);
}

/** Shows the reader that the host has the role key. 16 bytes. */
export function openAuthenticator(roleKey: Uint8Array, terms: OpenTerms): Uint8Array {
  return boardHmac(roleKey, "ketuk open\0", contextOf(terms)).subarray(0, AUTHENTICATOR_BYTES);
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
  return createHash("sha256").update(contextOf(terms)).update(said).digest();
}

/** Shows the host that the reader has the role key. 16 bytes. */
export function openedAuthenticator(
  roleKey: Uint8Array,
  terms: OpenTerms,
  { said, session }: Pick<OpenedAnswer, "said" | "session">,
): Uint8Array {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(session);
  const transcript = transcriptOf(terms, said);
  return boardHmac(roleKey, "ketuk opened\0", transcript, number).subarray(0, AUTHENTICATOR_BYTES);
}

/** Does the reader have the role key, and did it hear and say what we said and heard? */
export function isOpenedAuthentic(roleKey: Uint8Array, terms: OpenTerms, answer: OpenedAnswer): boolean {
  const right = openedAuthenticator(roleKey, terms, answer);
  return answer.authenticator.length === right.length && timingSafeEqual(right, answer.authenticator);
}

/** One end of the session that was opened. @param receives the direction of what arrives at this end */
export function openChannel(
  roleKey: Uint8Array,
  terms: OpenTerms,
  said: Uint8Array,
  receives: Direction = "to host",
): SecureChannel {
  return createSecureChannel(roleKey, transcriptOf(terms, said), receives);
}
