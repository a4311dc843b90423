/** Applications and files of a DESFire card: rights, settings, memory. DESFire EV2 data sheet, files and access rights. */

import { uint24 } from "./bytes.js";
import type { CommMode } from "./desfire-session.js";
import { Status } from "./desfire-status.js";

/** Who may do something: holders of a key, anybody, nobody. */
export type AccessRight = number | "free" | "never";

/** A standard data file as it is set up. */
export interface DesfireFileOptions {
  readonly number: number;
  readonly mode: CommMode;
  readonly read: AccessRight;
  /** "never" when left out. */
  readonly write?: AccessRight;
  /** "never" when left out. */
  readonly readWrite?: AccessRight;
  readonly data: Uint8Array;
}

/** An application with AES keys. */
export interface DesfireApplicationOptions {
  /** Three bytes in the order sent. */
  readonly id: Uint8Array;
  /** 16 bytes each; the position is the key number. */
  readonly keys: readonly Uint8Array[];
  readonly files: readonly DesfireFileOptions[];
}

/** A file in the card's memory. */
export interface DesfireFile extends DesfireFileOptions {
  readonly data: Uint8Array;
}

/** An application in the card's memory; the card itself (PICC level) counts as one without files. */
export interface DesfireApplication {
  readonly id: Uint8Array;
  readonly keys: readonly Uint8Array[];
  readonly files: ReadonlyMap<number, DesfireFile>;
}

/** Takes an application into the card's memory. */
export function createApplication({ id, keys, files }: DesfireApplicationOptions): DesfireApplication {
  if (id.length !== 3) throw new RangeError(`"id" must have 3 bytes, got ${id.length}`);
  for (const key of keys)
    if (key.length !== 16) throw new RangeError(`"keys" must have 16 bytes each, got ${key.length}`);
  return {
    id: id.slice(),
    keys: keys.map((key) => key.slice()),
    files: new Map(files.map((file) => [file.number, { ...file, data: file.data.slice() }])),
  };
}

/**
 * Communication mode of an access, or the status that refuses it. A right held by key gives the file's mode, a free one
 * is used in plain even inside a session.
 */
export function accessMode(
  file: DesfireFile,
  right: "read" | "write",
  keyNumber: number | undefined,
): { mode: CommMode } | { status: number } {
  const rights = [file[right] ?? "never", file.readWrite ?? "never"];
  if (keyNumber !== undefined && rights.includes(keyNumber)) return { mode: file.mode };
  if (rights.includes("free")) return { mode: "plain" };
  return { status: rights.every((each) => each === "never") ? Status.permissionDenied : Status.authenticationError };
}

/** Answer of GetFileSettings for a standard data file: type, mode, rights, size. The key for changes is 0. */
export function fileSettings(file: DesfireFile): Uint8Array {
  const modes: Readonly<Record<CommMode, number>> = { plain: 0x00, mac: 0x01, full: 0x03 };
  const low = (rightNibble(file.readWrite) << 4) | 0x0;
  const high = (rightNibble(file.read) << 4) | rightNibble(file.write);
  return Uint8Array.of(0x00, modes[file.mode], low, high, ...uint24(file.data.length));
}

function rightNibble(right: AccessRight | undefined): number {
  if (right === "free") return 0xe;
  return typeof right === "number" ? right & 0x0f : 0xf;
}
