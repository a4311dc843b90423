/** GetFileSettings taken apart, and which protection an access uses. cards.md 6.2, 7.3. */
import type { CommMode } from "./messaging.js";

/** Who may do something: holders of a key, anybody, nobody. */
export type FileAccessRight = number | "free" | "never";

/** Rights of a file. */
export interface FileAccessRights {
  /** Reading, and GetValue and Debit of value files. */
  readonly read: FileAccessRight;
  /** Writing, and GetValue, Debit and LimitedCredit of value files. */
  readonly write: FileAccessRight;
  /** Both, and Credit of value files. */
  readonly readWrite: FileAccessRight;
  /** Changing these settings. */
  readonly change: FileAccessRight;
}

/** Limits of a value file. */
export interface ValueSettings {
  /** Lowest value. */
  readonly lowerLimit: number;
  /** Highest value. */
  readonly upperLimit: number;
  /** What LimitedCredit may give back at present. */
  readonly limitedCredit: number;
  /** Is LimitedCredit allowed? */
  readonly isLimitedCreditEnabled: boolean;
}

/** Kinds of files by their number. */
const FILE_TYPES = ["standard", "backup", "value", "linear-record", "cyclic-record", "transaction-mac"] as const;
/** Kind of a file. */
export type FileType = (typeof FILE_TYPES)[number];

/** Settings of a file. */
export interface FileSettings {
  /** Kind of file. */
  readonly type: FileType;
  /** Protection of exchanges by a right that is held by a key. */
  readonly mode: CommMode;
  /** Rights. */
  readonly rights: FileAccessRights;
  /** Size of data files in bytes, of one record in record files; undefined for others. */
  readonly sizeBytes: number | undefined;
  /** Limits of value files. */
  readonly value: ValueSettings | undefined;
  /** NTAG 424 DNA, DESFire EV3: the file writes SUN messages. */
  readonly isSdmEnabled: boolean;
}

const VALUE_SETTINGS_BYTES = 13;

/** Takes the answer apart; undefined when it is none. What newer cards append is not looked at. */
export function parseFileSettings(answer: Uint8Array): FileSettings | undefined {
  const type = FILE_TYPES[answer[0] ?? 0xff];
  if (type === undefined || answer.length < 4) return undefined;
  const option = answer[1] ?? 0;
  const low = answer[2] ?? 0;
  const high = answer[3] ?? 0;
  const rest = answer.subarray(4);
  if (type !== "transaction-mac" && rest.length < (type === "value" ? VALUE_SETTINGS_BYTES : 3)) return undefined;
  return {
    type,
    mode: modeOf(option),
    rights: { read: right(high >> 4), write: right(high & 15), readWrite: right(low >> 4), change: right(low & 15) },
    sizeBytes: type === "value" || type === "transaction-mac" ? undefined : uint24(rest),
    value: type === "value" ? valueSettings(rest) : undefined,
    isSdmEnabled: (option & 0x40) !== 0,
  };
}

/** An access by its rights. */
export type FileAccess = "read" | "write" | "get-value" | "debit" | "credit" | "limited-credit";

/** Protection of an access: the file's mode where the session's key holds the right, plain where the right is free. */
export function accessMode(settings: FileSettings, access: FileAccess, keyNumber: number | undefined): CommMode {
  const { read, write, readWrite } = settings.rights;
  const rights: FileAccessRight[] = [readWrite];
  if (access !== "write" && access !== "credit" && access !== "limited-credit") rights.push(read);
  if (access !== "read" && access !== "credit") rights.push(write);
  const isHeld = keyNumber !== undefined && rights.includes(keyNumber);
  return !isHeld && rights.includes("free") ? "plain" : settings.mode;
}

/**
 * Communication mode and access rights as Create.. and ChangeFileSettings take them: 3 bytes.
 *
 * @param flags of newer cards in the first byte, such as 40 for SDM
 */
export function encodeFileAccess(mode: CommMode, rights: FileAccessRights, flags = 0): Uint8Array {
  const { read, write, readWrite, change } = rights;
  return Uint8Array.of(
    flags | MODE_BITS[mode],
    (nibble(readWrite) << 4) | nibble(change),
    (nibble(read) << 4) | nibble(write),
  );
}

const MODE_BITS = { plain: 0x00, mac: 0x01, full: 0x03 } as const;

function nibble(right: FileAccessRight): number {
  if (right === "free") return 0xe;
  return right === "never" ? 0xf : right;
}

function modeOf(option: number): CommMode {
  if ((option & 3) === 3) return "full";
  return (option & 3) === 1 ? "mac" : "plain";
}

function right(nibble: number): FileAccessRight {
  if (nibble === 0xe) return "free";
  return nibble === 0xf ? "never" : nibble;
}

function valueSettings(rest: Uint8Array): ValueSettings {
  const view = new DataView(rest.buffer, rest.byteOffset, rest.length);
  return {
    lowerLimit: view.getInt32(0, true),
    upperLimit: view.getInt32(4, true),
    limitedCredit: view.getInt32(8, true),
    isLimitedCreditEnabled: (view.getUint8(12) & 1) !== 0,
  };
}

function uint24(bytes: Uint8Array): number {
  return (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8) | ((bytes[2] ?? 0) << 16);
}
