/** Opening a session of a provisioned reader: both sides prove the role key over everything that was said. */
import { AUTHENTICATOR_BYTES } from "../../protocol/limits.js";
import { seal } from "../tap/chain.js";
import type { Hello, Open, RoleKey } from "./messages.js";
import { equalMacs, word } from "./secure.js";

const crypto = require("crypto");

/** The role key that an Open names, or "". */
export function keyFor(keys: RoleKey[], open: Open): string {
  for (let i = 0; i < keys.length; i++) {
    const entry = keys[i];
    if (open.role && entry.role === open.role && (entry.version || 0) === (open.keyVersion || 0))
      return entry.key || "";
  }
  return "";
}

/** What host and reader must agree on before the reader answers, as bytes. */
function contextOf(hello: Hello, open: Open): string {
  const wallMs = open.wallMs || 0;
  const numbers = [open.keyVersion || 0, hello.epoch || 0, hello.boot || 0, open.protocol || 0];
  let context = `ketuk session 1\0${hello.readerId}\0${E.toString(open.role || 0)}`;
  for (let i = 0; i < numbers.length; i++) context += word(numbers[i]);
  return context + word(wallMs / 0x100000000) + word(wallMs) + hello.nonce + open.hostNonce;
}

/** Does the host have the key? */
export function isAuthentic(key: string, hello: Hello, open: Open): boolean {
  const right = seal(key, `ketuk open\0${contextOf(hello, open)}`).substr(0, AUTHENTICATOR_BYTES);
  return equalMacs(key, right, open.authenticator || "");
}

/** Hash of everything that was said, the reader's own Hello included. @param said the encoded Hello of Opened */
export function transcriptOf(hello: Hello, open: Open, said: string): string {
  return E.toString(crypto.SHA256(contextOf(hello, open) + said), "");
}

/** Shows the host that the reader has the key. */
export function authenticatorOf(key: string, transcript: string, session: number): string {
  return seal(key, `ketuk opened\0${transcript}${word(session)}`).substr(0, AUTHENTICATOR_BYTES);
}
