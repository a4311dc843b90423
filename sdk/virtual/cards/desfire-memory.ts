/** What a DESFire card keeps without power: applications, keys, configuration. DESFire EV2 data sheet, memory. */

import { type DesfireKey, isSingleDes } from "./desfire-cipher.js";
import { createFile, type DesfireFile, type DesfireFileOptions } from "./desfire-files.js";
import { DEFAULT_ATS, type DesfireGeneration } from "./desfire-generation.js";

/** Memory is given out in blocks of this size. */
const BLOCK_BYTES = 32;
const DEFAULT_CAPACITY_BYTES = 4096;
/** Key settings as delivered: everything changeable, listing and creating free. */
const DEFAULT_KEY_SETTINGS = 0x0f;
const KEY_BYTES = 16;
const DEFAULT_FAILURE_LIMIT = 50;

/** An application with AES keys. */
export interface DesfireApplicationOptions {
  /** Three bytes in the order sent. */
  readonly id: Uint8Array;
  /** 16 bytes each; the position is the key number. */
  readonly keys: readonly Uint8Array[];
  readonly files: readonly DesfireFileOptions[];
  /** First key settings byte. 0F when left out: all free and changeable, keys changed by key 0. */
  readonly keySettings?: number;
  /** 0 for keys left out. */
  readonly keyVersions?: readonly number[];
}

/** What a card is made of. */
export interface DesfireOptions {
  /** Seven bytes. */
  readonly uid: Uint8Array;
  /** A blank card when left out. */
  readonly applications?: readonly DesfireApplicationOptions[];
  /**
   * PICC master key (application 000000, key 0), AES. When left out it is zeros: a DES key on a blank card, as delivered,
   * an AES key on a card with applications.
   */
  readonly piccKey?: Uint8Array;
  /** "ev2" when left out. */
  readonly generation?: DesfireGeneration;
  /** Hides the UID: activation shows 08.. and GetVersion zeros. */
  readonly randomUid?: boolean;
  /** Random bytes of the length asked for; more are cut off. */
  readonly rng?: (lengthBytes: number) => Uint8Array;
  /** What ReadSig gives, 56 bytes on real cards. Without it the card does not know the command. */
  readonly signature?: Uint8Array;
  /** Memory for applications and files. 4096 when left out. */
  readonly capacityBytes?: number;
  /** Failed authentications in a row so far. 0 when left out. */
  readonly authenticationFailures?: number;
  /** Failed authentications in a row from which on the card delays. 50 when left out. */
  readonly authenticationFailureLimit?: number;
}

/** An application in the card's memory; the card itself (PICC level) counts as one without files. */
export interface DesfireApplication {
  readonly id: Uint8Array;
  keySettings: number;
  readonly keys: DesfireKey[];
  readonly files: Map<number, DesfireFile>;
  /** Files are created with an ISO file identifier. */
  readonly hasIsoFileIds: boolean;
  readonly isoFileId: Uint8Array;
  readonly dfName: Uint8Array;
}

/** The whole memory. */
export interface DesfireMemory {
  readonly picc: DesfireApplication;
  applications: DesfireApplication[];
  /** What the keys of a new application are. */
  defaultKey: DesfireKey;
  ats: Uint8Array;
  isRandomUid: boolean;
  isFormatDisabled: boolean;
  readonly capacityBytes: number;
  /** Grows with every application and file; only FormatPICC gives memory back. */
  usedBytes: number;
  readonly authenticationFailureLimit: number;
  /** In a row; a success sets it to 0. */
  authenticationFailures: number;
  /** Authentications still to be answered with a delay. */
  delayedAnswers: number;
}

/** Fills the memory of a new card. */
export function createMemory(options: DesfireOptions): DesfireMemory {
  const { applications, piccKey = new Uint8Array(KEY_BYTES) } = options;
  const isBlank = applications === undefined && options.piccKey === undefined;
  const key = isBlank ? desKey(piccKey) : aesKey(piccKey, 0);
  const memory: DesfireMemory = {
    picc: createApplication({ id: new Uint8Array(3), keys: [], files: [] }, [key]),
    applications: [],
    defaultKey: aesKey(new Uint8Array(KEY_BYTES), 0),
    ats: DEFAULT_ATS,
    isRandomUid: options.randomUid ?? false,
    isFormatDisabled: false,
    capacityBytes: options.capacityBytes ?? DEFAULT_CAPACITY_BYTES,
    usedBytes: 0,
    authenticationFailureLimit: options.authenticationFailureLimit ?? DEFAULT_FAILURE_LIMIT,
    authenticationFailures: options.authenticationFailures ?? 0,
    delayedAnswers: 0,
  };
  for (const each of applications ?? []) {
    const application = createApplication(each);
    memory.applications.push(application);
    memory.usedBytes += applicationBytes(application.keys.length);
    for (const file of application.files.values()) memory.usedBytes += fileBytes(file);
  }
  return memory;
}

/** Takes an application into the card's memory. */
export function createApplication(
  options: DesfireApplicationOptions,
  keys: DesfireKey[] = options.keys.map((bytes, i) => aesKey(bytes, options.keyVersions?.[i] ?? 0)),
): DesfireApplication {
  const { id, files, keySettings = DEFAULT_KEY_SETTINGS } = options;
  if (id.length !== 3) throw new RangeError(`"id" must have 3 bytes, got ${id.length}`);
  return {
    id: id.slice(),
    keySettings,
    keys,
    files: new Map(files.map((file) => [file.number, createFile(file)])),
    hasIsoFileIds: false,
    isoFileId: new Uint8Array(0),
    dfName: new Uint8Array(0),
  };
}

/** An AES key of 16 bytes. */
export function aesKey(bytes: Uint8Array, version: number): DesfireKey {
  if (bytes.length !== KEY_BYTES) throw new RangeError(`"keys" must have 16 bytes each, got ${bytes.length}`);
  return { type: "aes", bytes: bytes.slice(), version };
}

/** A DES or two-key triple DES key; its version is in the parity bits of its first half. */
export function desKey(bytes: Uint8Array): DesfireKey {
  const version = bytes.subarray(0, 8).reduce((bits, byte) => (bits << 1) | (byte & 1), 0);
  return { type: "des", bytes: isSingleDes(bytes) ? repeatHalf(bytes) : bytes.slice(), version };
}

function repeatHalf(bytes: Uint8Array): Uint8Array {
  const out = bytes.slice();
  out.copyWithin(8, 0, 8);
  return out;
}

/** Memory an application takes. How a real card counts its overhead is not published; this is one block and its keys. */
export function applicationBytes(keyCount: number): number {
  return BLOCK_BYTES + blocks(keyCount * KEY_BYTES);
}

/** Memory a file takes: whole blocks of content; backup files twice. */
export function fileBytes(file: DesfireFile): number {
  switch (file.type) {
    case "value":
      return BLOCK_BYTES;
    case "linear":
    case "cyclic":
      return blocks(file.recordBytes * file.maxRecords);
    case "backup":
      return 2 * blocks(file.data.length);
    case "standard":
      return blocks(file.data.length);
  }
}

function blocks(lengthBytes: number): number {
  return Math.ceil(lengthBytes / BLOCK_BYTES) * BLOCK_BYTES;
}
