/** Files of a DESFire card: kinds, contents, who may do what. DESFire EV2 data sheet, files and access rights. */

import type { CommMode } from "./desfire-message.js";
import { Status } from "./desfire-status.js";

/** Who may do something: holders of a key, anybody, nobody. */
export type AccessRight = number | "free" | "never";

/** The four rights of a file. */
export interface AccessRights {
  readonly read: AccessRight;
  readonly write: AccessRight;
  readonly readWrite: AccessRight;
  /** Who may change these rights. */
  readonly change: AccessRight;
}

/** What every file has as it is set up. */
interface FileOptions {
  readonly number: number;
  readonly mode: CommMode;
  readonly read: AccessRight;
  /** "never" when left out. */
  readonly write?: AccessRight;
  /** "never" when left out. */
  readonly readWrite?: AccessRight;
  /** Key 0 when left out. */
  readonly change?: AccessRight;
  /** Two bytes, in the order sent. */
  readonly isoFileId?: Uint8Array;
}

/** A file of bytes; a backup file keeps writes back until they are committed. */
export interface DesfireDataFileOptions extends FileOptions {
  /** "standard" when left out. */
  readonly type?: "standard" | "backup";
  readonly data: Uint8Array;
}

/** A number between two limits. */
export interface DesfireValueFileOptions extends FileOptions {
  readonly type: "value";
  readonly lower: number;
  readonly upper: number;
  readonly value: number;
  /** What LimitedCredit may give back now. 0 when left out. */
  readonly limitedCredit?: number;
  /** Whether there is LimitedCredit at all. */
  readonly isLimitedCreditEnabled?: boolean;
  /** Whether GetValue needs no key. */
  readonly isGetValueFree?: boolean;
}

/** Records of one size; a linear file fills up, a cyclic one forgets the oldest. */
export interface DesfireRecordFileOptions extends FileOptions {
  readonly type: "linear" | "cyclic";
  readonly recordBytes: number;
  readonly maxRecords: number;
  /** Oldest first. None when left out. */
  readonly records?: readonly Uint8Array[];
}

/** A file as it is set up. */
export type DesfireFileOptions = DesfireDataFileOptions | DesfireValueFileOptions | DesfireRecordFileOptions;

interface FileBase {
  readonly number: number;
  mode: CommMode;
  rights: AccessRights;
  readonly isoFileId?: Uint8Array;
}

/** A standard or backup data file. */
export interface DataFile extends FileBase {
  readonly type: "standard" | "backup";
  data: Uint8Array;
}

/** A value file. */
export interface ValueFile extends FileBase {
  readonly type: "value";
  readonly lower: number;
  readonly upper: number;
  value: number;
  limitedCredit: number;
  readonly isLimitedCreditEnabled: boolean;
  readonly isGetValueFree: boolean;
}

/** A linear or cyclic record file. */
export interface RecordFile extends FileBase {
  readonly type: "linear" | "cyclic";
  readonly recordBytes: number;
  readonly maxRecords: number;
  /** Oldest first. */
  records: Uint8Array[];
}

/** A file in the card's memory: what is committed, nothing else. */
export type DesfireFile = DataFile | ValueFile | RecordFile;

/** Takes a file into the card's memory. */
export function createFile(options: DesfireFileOptions): DesfireFile {
  const { number, mode, read, write = "never", readWrite = "never", change = 0, isoFileId } = options;
  const base = {
    number,
    mode,
    rights: { read, write, readWrite, change },
    ...(isoFileId === undefined ? {} : { isoFileId: isoFileId.slice() }),
  };
  switch (options.type) {
    case "value": {
      const { type, lower, upper, value, limitedCredit = 0 } = options;
      const { isLimitedCreditEnabled = false, isGetValueFree = false } = options;
      return { ...base, type, lower, upper, value, limitedCredit, isLimitedCreditEnabled, isGetValueFree };
    }
    case "linear":
    case "cyclic": {
      const { type, recordBytes, maxRecords, records = [] } = options;
      return { ...base, type, recordBytes, maxRecords, records: records.map((record) => record.slice()) };
    }
    default:
      return { ...base, type: options.type ?? "standard", data: options.data.slice() };
  }
}

/** What is done to a file, and which rights allow it. */
const RIGHTS = {
  read: ["read", "readWrite"],
  write: ["write", "readWrite"],
  getValue: ["read", "write", "readWrite"],
  debit: ["read", "write", "readWrite"],
  limitedCredit: ["write", "readWrite"],
  /** Credit and ClearRecordFile. */
  readWrite: ["readWrite"],
  change: ["change"],
} as const satisfies Readonly<Record<string, readonly (keyof AccessRights)[]>>;

/** What may be done to a file. */
export type FileOperation = keyof typeof RIGHTS;

/**
 * Communication mode of an access, or the status that refuses it. A right held by key gives the file's mode, a free one
 * is used in plain even inside a session.
 */
export function accessMode(
  file: DesfireFile,
  operation: FileOperation,
  keyNumber: number | undefined,
): { mode: CommMode } | { status: number } {
  const rights = RIGHTS[operation].map((name) => file.rights[name]);
  if (keyNumber !== undefined && rights.includes(keyNumber)) return { mode: file.mode };
  if (rights.includes("free")) return { mode: "plain" };
  return { status: rights.every((each) => each === "never") ? Status.permissionDenied : Status.authenticationError };
}
