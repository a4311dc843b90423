/** protocol/vectors/session.json, as bytes. */
import { readFileSync } from "node:fs";
import type { OpenTerms } from "../../sdk/link/handshake.js";
import type { Role } from "../../sdk/roles.js";

interface Message {
  readonly message: string;
  readonly sealed: string;
}

interface Raw {
  readonly name: string;
  readonly roleKey: string;
  readonly readerId: string;
  readonly role: Role;
  readonly keyVersion: number;
  readonly epoch: number;
  readonly boot: number;
  readonly protocol: number;
  readonly wallMs: string;
  readonly readerNonce: string;
  readonly hostNonce: string;
  readonly said: string;
  readonly session: number;
  readonly openAuthenticator: string;
  readonly transcript: string;
  readonly openedAuthenticator: string;
  readonly toHost: readonly Message[];
  readonly toReader: readonly Message[];
}

export const fromHex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));

/** What host and reader agree on in a vector. */
export function termsOf(raw: Raw): OpenTerms {
  const { readerId, epoch, boot, protocol, role, keyVersion } = raw;
  return {
    hello: { readerId, epoch, boot, nonce: fromHex(raw.readerNonce) },
    protocol,
    role,
    keyVersion,
    wallMs: Number(raw.wallMs),
    hostNonce: fromHex(raw.hostNonce),
  };
}

const url = new URL("../../protocol/vectors/session.json", import.meta.url);
export const sessionVectors = (JSON.parse(readFileSync(url, "utf8")) as { sessions: Raw[] }).sessions;
