/** File settings as they go over the air: GetFileSettings, Create.., ChangeFileSettings. DESFire EV2 data sheet, files. */

import { concat, readUint24, uint24 } from "./bytes.js";
import type { AccessRight, AccessRights, DesfireFile, DesfireFileOptions } from "./desfire-files.js";
import type { CommMode } from "./desfire-message.js";
import { int32, readInt32 } from "./desfire-numbers.js";

const MODES: Readonly<Record<CommMode, number>> = { plain: 0x00, mac: 0x01, full: 0x03 };
const TYPES: Readonly<Record<DesfireFile["type"], number>> = {
  standard: 0x00,
  backup: 0x01,
  value: 0x02,
  linear: 0x03,
  cyclic: 0x04,
};

/** Option byte of a value file. */
const LIMITED_CREDIT_ENABLED = 0x01;
const GET_VALUE_FREE = 0x02;

/** Numbers a file can have. */
export const FILE_NUMBER_LIMIT = 0x20;

/** Answer of GetFileSettings. */
export function fileSettings(file: DesfireFile): Uint8Array {
  return concat([TYPES[file.type], MODES[file.mode]], encodeRights(file.rights), contentSettings(file));
}

function contentSettings(file: DesfireFile): number[] {
  switch (file.type) {
    case "value": {
      const flags =
        (file.isLimitedCreditEnabled ? LIMITED_CREDIT_ENABLED : 0) | (file.isGetValueFree ? GET_VALUE_FREE : 0);
      return [...int32(file.lower), ...int32(file.upper), ...int32(file.limitedCredit), flags];
    }
    case "linear":
    case "cyclic":
      return [...uint24(file.recordBytes), ...uint24(file.maxRecords), ...uint24(file.records.length)];
    default:
      return uint24(file.data.length);
  }
}

/** Bytes behind communication mode and rights, by file type, when a file is created. */
export const CREATION_BYTES: Readonly<Record<DesfireFile["type"], number>> = {
  standard: 3,
  backup: 3,
  value: 13,
  linear: 6,
  cyclic: 6,
};

/** What Create.. asks for; undefined when a parameter is out of range. `settings` begins with the mode. */
export function parseNewFile(
  type: DesfireFile["type"],
  number: number,
  settings: Uint8Array,
): DesfireFileOptions | undefined {
  const access = parseAccess(settings);
  if (access === undefined || number >= FILE_NUMBER_LIMIT) return undefined;
  const base = { number, mode: access.mode, ...access.rights };
  if (type === "value") return parseValueFile(base, settings);
  const size = readUint24(settings, 3);
  if (type === "standard" || type === "backup")
    return size === 0 ? undefined : { ...base, type, data: new Uint8Array(size) };
  const maxRecords = readUint24(settings, 6);
  return size === 0 || maxRecords < (type === "cyclic" ? 2 : 1)
    ? undefined
    : { ...base, type, recordBytes: size, maxRecords };
}

function parseValueFile(
  base: { number: number; mode: CommMode } & AccessRights,
  settings: Uint8Array,
): DesfireFileOptions | undefined {
  const [lower, upper, value] = [readInt32(settings, 3), readInt32(settings, 7), readInt32(settings, 11)];
  const flags = settings[15] ?? 0;
  if (lower > upper || value < lower || value > upper) return undefined;
  if ((flags & ~(LIMITED_CREDIT_ENABLED | GET_VALUE_FREE)) !== 0) return undefined;
  const isLimitedCreditEnabled = (flags & LIMITED_CREDIT_ENABLED) !== 0;
  return {
    ...base,
    type: "value",
    lower,
    upper,
    value,
    isLimitedCreditEnabled,
    isGetValueFree: (flags & GET_VALUE_FREE) !== 0,
  };
}

/** Communication mode and rights, three bytes; undefined when the mode is none this card has. */
export function parseAccess(settings: Uint8Array): { mode: CommMode; rights: AccessRights } | undefined {
  const [modeByte, low = 0, high = 0] = settings;
  const mode = (["plain", "mac", "full"] as const).find((name) => MODES[name] === modeByte);
  if (mode === undefined) return undefined;
  const rights = {
    read: parseRight(high >> 4),
    write: parseRight(high & 0x0f),
    readWrite: parseRight(low >> 4),
    change: parseRight(low & 0x0f),
  };
  return { mode, rights };
}

function encodeRights({ read, write, readWrite, change }: AccessRights): number[] {
  return [(nibble(readWrite) << 4) | nibble(change), (nibble(read) << 4) | nibble(write)];
}

function nibble(right: AccessRight): number {
  if (right === "free") return 0xe;
  return right === "never" ? 0xf : right & 0x0f;
}

function parseRight(value: number): AccessRight {
  if (value === 0xe) return "free";
  return value === 0xf ? "never" : value;
}
