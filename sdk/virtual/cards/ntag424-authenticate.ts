/** AuthenticateEV2First, AuthenticateEV2NonFirst and ChangeKey on the card's side. NT4H2421Gx data sheet, 10.4, 10.6. */

import { crc32 } from "node:zlib";
import { aesCbcDecrypt, aesCbcEncrypt } from "./aes.js";
import { concat, equals } from "./bytes.js";
import type { Ntag424Core } from "./ntag424-core.js";
import type { Ntag424Key } from "./ntag424-keys.js";
import { deriveSessionKeys, type Ntag424Session, openCommand, sealAnswer } from "./ntag424-session.js";
import { type Ntag424Result, Status, statusOnly } from "./ntag424-status.js";

const CHANGE_KEY = 0xc4;
/** The key that may change keys. */
const MASTER_KEY = 0;

/** First part: 71 kn LenCap [PCDcap2] or 77 kn. A card in AES mode answers a reader that asks for LRP all the same. */
export function authenticate(core: Ntag424Core, raw: Uint8Array, isFirst: boolean): Ntag424Result {
  const running = isFirst ? undefined : core.session;
  const capBytes = isFirst ? (raw[1] ?? 7) : 0;
  if (!isFirst && running === undefined) return statusOnly(Status.authenticationError);
  if (capBytes > 6 || raw.length !== (isFirst ? 2 + capBytes : 1)) return statusOnly(Status.lengthError);
  const number = raw[0] ?? 0;
  const key = core.isApplicationSelected ? core.keys.request(number) : { status: Status.noSuchKey };
  if ("status" in key) return statusOnly(key.status);
  core.session = undefined;
  const capabilities = new Uint8Array(12);
  capabilities.set(raw.subarray(2), 6);
  const rndB = core.random(16);
  core.pending = (token) => complete(core, { number, key, rndB, running, capabilities }, token);
  return { status: Status.additionalFrame, data: aesCbcEncrypt(key.value, rndB) };
}

interface Attempt {
  readonly number: number;
  readonly key: Ntag424Key;
  readonly rndB: Uint8Array;
  /** The session NonFirst goes on with. */
  readonly running: Ntag424Session | undefined;
  /** PDcap2 and PCDcap2. */
  readonly capabilities: Uint8Array;
}

/** Second part: the reader has shown RndB', so the card shows RndA'. */
function complete(core: Ntag424Core, attempt: Attempt, token: Uint8Array): Ntag424Result {
  const { number, key, rndB, running } = attempt;
  if (token.length !== 32) return statusOnly(Status.lengthError);
  const plain = aesCbcDecrypt(key.value, token);
  const rndA = plain.subarray(0, 16);
  if (!equals(plain.subarray(16), rotateLeft(rndB))) {
    core.keys.failed(key);
    return statusOnly(Status.authenticationError);
  }
  core.keys.succeeded(key);
  const ti = running?.ti ?? core.random(4);
  const derived = deriveSessionKeys(key.value, rndA, rndB);
  core.session = { keyNumber: number, ...derived, ti, commandCount: running?.commandCount ?? 0 };
  const answer = running === undefined ? concat(ti, rotateLeft(rndA), attempt.capabilities) : rotateLeft(rndA);
  return { status: Status.ok, data: aesCbcEncrypt(key.value, answer) };
}

/** C4 kn, enciphered: the new key and version, or for another key than 0 its difference to the old one and a CRC. */
export function changeKey(core: Ntag424Core, raw: Uint8Array): Ntag424Result {
  const { session } = core;
  if (session?.keyNumber !== MASTER_KEY) return statusOnly(Status.authenticationError);
  const opened = openCommand(session, CHANGE_KEY, raw, 1, "full");
  if ("status" in opened) return statusOnly(opened.status);
  const { data } = opened;
  const number = raw[0] ?? 0;
  const key = core.keys.all[number];
  if (key === undefined) return statusOnly(Status.noSuchKey);
  const isOwn = number === session.keyNumber;
  if (data.length !== (isOwn ? 17 : 21)) return statusOnly(Status.lengthError);
  const sent = data.slice(0, 16);
  const value = isOwn ? sent : sent.map((byte, i) => byte ^ (key.value[i] ?? 0));
  if (!isOwn && !equals(data.subarray(17), desfireCrc32(value))) return statusOnly(Status.integrityError);
  core.keys.change(key, value, data[16] ?? 0);
  if (!isOwn) return { status: Status.ok, data: sealAnswer(session, new Uint8Array(0), "mac") };
  core.session = undefined;
  return statusOnly(Status.ok);
}

/** CRC32 of the family: without the final inversion, least significant byte first. */
function desfireCrc32(bytes: Uint8Array): Uint8Array {
  const crc = ~crc32(bytes) >>> 0;
  return Uint8Array.of(crc, crc >>> 8, crc >>> 16, crc >>> 24);
}

function rotateLeft(bytes: Uint8Array): Uint8Array {
  return concat(bytes.subarray(1), bytes.subarray(0, 1));
}
