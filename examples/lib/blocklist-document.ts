/** The list of blocked cards as one signed document: made by the desk that blocks, believed by whoever has its public key. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";

/** What a list says. */
export interface BlockedCards {
  /** Goes up by one with every block and unblock; a lower one is never taken again. */
  readonly version: number;
  /** When it was signed, milliseconds since 1970: the age of a list counts from here. */
  readonly signedMs: number;
  /** UIDs, upper-case hexadecimal, in order, each once. */
  readonly uids: readonly string[];
}

/** A list as it travels. */
export interface SignedList {
  /** Version, time and digest of the UIDs, as JSON; what is signed is this very text. */
  readonly head: string;
  /** Ed25519, base64. */
  readonly signature: string;
  /** Left out when the asker has this version already: only its age is made new. */
  readonly uids?: readonly string[] | undefined;
}

/** The desk's pair of keys. */
export interface BlockListKeys {
  /** PEM; stays at the desk. */
  readonly privateKey: string;
  /** PEM; belongs into every shop, kiosk and gate. Whoever steals it can read the list and make none. */
  readonly publicKey: string;
}

interface Head {
  readonly kind: "ketuk-blocked-cards";
  readonly version: number;
  readonly signedMs: number;
  readonly digest: string;
}

/** New keys for a desk. */
export function createBlockListKeys(): BlockListKeys {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return { privateKey: pem(privateKey, "pkcs8"), publicKey: pem(publicKey, "spki") };
}

/** The public half of a desk's key. */
export function publicKeyOf(privateKey: string): string {
  return pem(createPublicKey(createPrivateKey(privateKey)), "spki");
}

/**
 * Signs a list.
 *
 * @param haveVersion that the asker has; its UIDs are then left out
 */
export function signList(cards: BlockedCards, privateKey: string, haveVersion?: number): SignedList {
  const { version, signedMs, uids } = cards;
  const head: Head = { kind: "ketuk-blocked-cards", version, signedMs, digest: digestOf(uids) };
  const text = JSON.stringify(head);
  const signature = sign(null, Buffer.from(text), createPrivateKey(privateKey)).toString("base64");
  return haveVersion === version ? { head: text, signature } : { head: text, signature, uids };
}

/**
 * Reads a list that came from anywhere.
 *
 * @param known UIDs of the version that the reader of this has, for a list that leaves them out
 * @returns undefined when signature, shape or UIDs are not what the desk has signed
 */
export function readList(value: unknown, publicKey: string, known: readonly string[]): BlockedCards | undefined {
  const { head, signature, uids = known } = (value ?? {}) as Partial<SignedList>;
  if (typeof head !== "string" || typeof signature !== "string" || !Array.isArray(uids)) return undefined;
  if (!verify(null, Buffer.from(head), createPublicKey(publicKey), Buffer.from(signature, "base64"))) return undefined;
  const { kind, version, signedMs, digest } = JSON.parse(head) as Head;
  // A key may come to sign other things one day.
  if (kind !== "ketuk-blocked-cards" || digest !== digestOf(uids)) return undefined;
  return { version, signedMs, uids };
}

function digestOf(uids: readonly string[]): string {
  return createHash("sha256").update(uids.join("\n")).digest("base64");
}

function pem(key: KeyObject, type: "pkcs8" | "spki"): string {
  return key.export({ format: "pem", type }).toString();
}
