/**
 * MIFARE DESFire EV2 and EV3, native commands over ISO-DEP: SelectApplication, AuthenticateEV2First with AES-128, and
 * ReadData in plain, MACed or enciphered communication. NXP AN12343; MF3D(H)x2 and NT4H2421Gx data sheets.
 */
import { CommunicationMode } from "../link/messages.js";
import { Fault } from "../radio/fault.js";
import { type CmacKey, cmac, createCmacKey, truncatedCmac, ZERO_BLOCK } from "./cmac.js";
import type { IsoDep } from "./isodep.js";

const AES = require("crypto").AES;

const enum Status {
  Ok = 0x00,
  PermissionDenied = 0x9d,
  NoSuchKey = 0x40,
  ApplicationNotFound = 0xa0,
  AuthenticationDelay = 0xad,
  AuthenticationError = 0xae,
  AdditionalFrame = 0xaf,
  FileNotFound = 0xf0,
  IllegalCommand = 0x1c,
}

const SELECT_APPLICATION = "\x5a";
const AUTHENTICATE_EV2_FIRST = 0x71;
const READ_DATA = "\xbd";
const NEXT_FRAME = "\xaf";
/** The whole answer of a command that has nothing to tell. */
const SUCCESS = "\0";
/** Frames of one answer; ReadData of the longest credential needs two. */
const MAX_FRAMES = 8;
const MAC_BYTES = 8;

/** Labels of the session vectors, AN12343 section 5.4, and of the initial values, section 6.2. */
const LABEL_ENC = "\xa5\x5a";
const LABEL_MAC = "\x5a\xa5";
const SV_COUNTER_AND_LENGTH = "\x00\x01\x00\x80";

/** The keys and counters of an authenticated session. */
export interface Session {
  ti: string;
  cmdCtr: number;
  encKey: string;
  macKey: CmacKey;
}

/** Where authenticate leaves the session. */
export interface OpenedSession {
  session: Session | undefined;
}

/** What a status other than success means to the caller. */
function faultOf(status: number): Fault {
  if (status === Status.AuthenticationError || status === Status.PermissionDenied) return Fault.WrongKey;
  if (status === Status.AuthenticationDelay) return Fault.Delayed;
  if (
    status === Status.ApplicationNotFound ||
    status === Status.FileNotFound ||
    status === Status.NoSuchKey ||
    status === Status.IllegalCommand
  )
    return Fault.NotFound;
  return Fault.Protocol;
}

/** Sends a command; the data of all its answer frames, without status bytes, is in dep.data then. */
function command(dep: IsoDep, bytes: string): Fault {
  let data = "";
  let next = bytes;
  for (let frames = 0; frames < MAX_FRAMES; frames++) {
    const fault = dep.exchange(next);
    if (fault) return fault;
    if (!dep.data) return Fault.Protocol;
    const status = dep.data.charCodeAt(0);
    data += dep.data.substr(1);
    if (status === Status.Ok) {
      dep.data = data;
      return Fault.None;
    }
    if (status !== Status.AdditionalFrame) return faultOf(status);
    next = NEXT_FRAME;
  }
  return Fault.Protocol;
}

/**
 * Fault.NotFound: the card has no such application, or is no DESFire at all. Any answer but success means this: cards of
 * other kinds answer a native command in their own way. Trouble on air does not: a card must not count as a stranger, and
 * perhaps be accepted for its UID, because a frame was lost.
 */
export function selectApplication(dep: IsoDep, applicationId: string): Fault {
  const fault = dep.exchange(SELECT_APPLICATION + applicationId);
  return fault || (dep.data === SUCCESS ? Fault.None : Fault.NotFound);
}

/** One byte to the left. */
function rotate(s: string): string {
  return s.substr(1) + s.substr(0, 1);
}

/** Session keys from both random numbers: CMAC over label, counter, length and the mixed numbers. AN12343, 5.4. */
export function deriveSession(key: string, a: string, b: string, ti: string): Session {
  const u = E.toUint8Array(a.substr(2, 6));
  const v = E.toUint8Array(b);
  for (let i = 6; i--; ) u[i] ^= v[i];
  const context = SV_COUNTER_AND_LENGTH + a.substr(0, 2) + E.toString(u, "") + b.substr(6) + a.substr(8);
  const k = createCmacKey(key);
  return {
    ti,
    cmdCtr: 0,
    encKey: cmac(k, LABEL_ENC + context),
    macKey: createCmacKey(cmac(k, LABEL_MAC + context)),
  };
}

/**
 * AuthenticateEV2First. Both sides prove the key; the proof is fresh because `rndA` never repeats.
 *
 * @param rndA 16 bytes, never used before
 * @param opened receives the session
 */
export function authenticate(dep: IsoDep, keyNumber: number, key: string, rndA: string, opened: OpenedSession): Fault {
  let fault = dep.exchange(E.toString(AUTHENTICATE_EV2_FIRST, keyNumber, 0));
  if (fault) return fault;
  const challenge = dep.data;
  if (challenge.charCodeAt(0) !== Status.AdditionalFrame) return faultOf(challenge.charCodeAt(0));
  if (challenge.length !== 17) return Fault.Protocol;
  const rndB = E.toString(AES.decrypt(challenge.substr(1), key), "");
  const proof = E.toString(AES.encrypt(rndA + rotate(rndB), key), "");
  fault = dep.exchange(NEXT_FRAME + proof);
  if (fault) return fault;
  const answer = dep.data;
  if (answer.charCodeAt(0) !== Status.Ok) return faultOf(answer.charCodeAt(0));
  if (answer.length !== 33) return Fault.Protocol;
  const plain = E.toString(AES.decrypt(answer.substr(1), key), "");
  // A card that guesses has one try in 2^128 with a number it has never seen, so the time of this comparison tells nothing.
  if (plain.substr(4, 16) !== rotate(rndA)) return Fault.WrongKey;
  opened.session = deriveSession(key, rndA, rndB, plain.substr(0, 4));
  return Fault.None;
}

function le2(n: number): string {
  return E.toString(n & 255, n >> 8);
}

function le3(n: number): string {
  return E.toString(n & 255, (n >> 8) & 255, n >> 16);
}

/** Initial value of enciphered answers. */
function answerIv(s: Session): Uint8Array {
  return E.toUint8Array(AES.encrypt(LABEL_MAC + s.ti + le2(s.cmdCtr) + ZERO_BLOCK.substr(0, 8), s.encKey));
}

/** Deciphers an answer and takes off its padding: 80, then zeros up to a whole block. Undefined when that is wrong. */
function decipher(s: Session, data: string, length: number): string | undefined {
  const size = (length & ~15) + 16;
  if (data.length !== size) return undefined;
  const plain = E.toString(AES.decrypt(data, s.encKey, { mode: "CBC", iv: answerIv(s) }), "");
  const padding = `\x80${ZERO_BLOCK}`.substr(0, size - length);
  return plain.substr(length) === padding ? plain.substr(0, length) : undefined;
}

/**
 * Reads part of a standard or backup data file under the session. The data is in dep.data then.
 *
 * @param mode of the file; in plain mode the card proves nothing about the data
 * @param length bytes to read, 1 to 40
 */
export function readData(
  dep: IsoDep,
  s: Session,
  file: number,
  offset: number,
  length: number,
  mode: CommunicationMode,
): Fault {
  const header = E.toString(file) + le3(offset) + le3(length);
  const secured = mode !== CommunicationMode.PLAIN;
  const mac = secured ? truncatedCmac(s.macKey, READ_DATA + le2(s.cmdCtr) + s.ti + header) : "";
  const fault = command(dep, READ_DATA + header + mac);
  if (fault) return fault;
  s.cmdCtr++;
  let data: string | undefined = dep.data;
  if (secured) {
    const size = data.length - MAC_BYTES;
    const body = data.substr(0, size);
    // One try for each session: a wrong MAC ends it, so the time of this comparison tells nothing of use.
    if (size < 0 || truncatedCmac(s.macKey, `\0${le2(s.cmdCtr)}${s.ti}${body}`) !== data.substr(size))
      return Fault.Protocol;
    data = mode === CommunicationMode.FULL ? decipher(s, body, length) : body;
  }
  if (data === undefined || data.length !== length) return Fault.Protocol;
  dep.data = data;
  return Fault.None;
}
