/** The three files of an NTAG 424 DNA: content and settings at delivery, rights, settings as bytes. Data sheet, 8.2. */

import { concat, uint24 } from "./bytes.js";
import { type Ntag424Right, nibbleRight, rightNibble } from "./ntag424-rights.js";
import { encodeSdmSettings, parseSdmSettings, type SdmSettings, sdmFits } from "./ntag424-sdm-settings.js";
import type { Ntag424Mode } from "./ntag424-session.js";
import { Status } from "./ntag424-status.js";

const SDM_ENABLED = 0x40;
/** The only file that mirrors. */
const SDM_FILE = 2;

/** Settings and content of a file; what is left out is as at delivery. */
export interface Ntag424FileOptions {
  /** First bytes of the file; the rest is as at delivery. */
  readonly data?: Uint8Array;
  readonly mode?: Ntag424Mode;
  readonly read?: Ntag424Right;
  readonly write?: Ntag424Right;
  readonly readWrite?: Ntag424Right;
  readonly change?: Ntag424Right;
}

/** A file in the card's memory. */
export interface Ntag424File {
  readonly number: number;
  /** ISO file identifier; its low five bits are the short one. */
  readonly isoId: number;
  readonly data: Uint8Array;
  mode: Ntag424Mode;
  read: Ntag424Right;
  write: Ntag424Right;
  readWrite: Ntag424Right;
  change: Ntag424Right;
  /** File 2 only. */
  sdm: SdmSettings | undefined;
  /** SDMReadCtr. */
  readCount: number;
}

type Settings = Pick<Ntag424File, "mode" | "read" | "write" | "readWrite" | "change" | "sdm">;

const CC = "001720010000FF0406E104010000000506E10500808283";
const AT_DELIVERY: ReadonlyArray<
  Omit<Ntag424File, "data" | "sdm" | "readCount"> & { sizeBytes: number; start: string }
> = [
  {
    number: 1,
    isoId: 0xe103,
    sizeBytes: 32,
    start: CC,
    mode: "plain",
    read: "free",
    write: 0,
    readWrite: 0,
    change: 0,
  },
  {
    number: SDM_FILE,
    isoId: 0xe104,
    sizeBytes: 256,
    start: "",
    mode: "plain",
    read: "free",
    write: "free",
    readWrite: "free",
    change: 0,
  },
  { number: 3, isoId: 0xe105, sizeBytes: 128, start: "007E", mode: "full", read: 2, write: 3, readWrite: 3, change: 0 },
];

/** Makes the files of a card. */
export function createNtag424Files(
  options: Readonly<Record<number, Ntag424FileOptions>>,
  sdm: SdmSettings | undefined,
): Ntag424File[] {
  return AT_DELIVERY.map(({ sizeBytes, start, ...defaults }) => {
    const { data: content, ...settings } = options[defaults.number] ?? {};
    if ((content?.length ?? 0) > sizeBytes)
      throw new RangeError(`"data" of file ${defaults.number} must have at most ${sizeBytes} bytes`);
    const data = new Uint8Array(sizeBytes);
    data.set(Buffer.from(start, "hex"));
    data.set(content ?? []);
    const mirrors = defaults.number === SDM_FILE ? sdm : undefined;
    if (mirrors !== undefined && !sdmFits(mirrors, sizeBytes))
      throw new RangeError('"sdm" must have its placeholders inside the file and apart from each other');
    return { ...defaults, ...settings, data, sdm: mirrors, readCount: 0 };
  });
}

/**
 * Communication mode of an access, or the status that refuses it. A right held by key gives the file's mode, a free one
 * is used in plain even inside a session. 8.2.3.3.
 */
export function accessMode(
  file: Ntag424File,
  rights: readonly Ntag424Right[],
  keyNumber: number | undefined,
): { readonly mode: Ntag424Mode } | { readonly status: number } {
  if (keyNumber !== undefined && rights.includes(keyNumber)) return { mode: file.mode };
  if (rights.includes("free")) return { mode: "plain" };
  return { status: rights.every((right) => right === "never") ? Status.permissionDenied : Status.authenticationError };
}

/** Answer of GetFileSettings. */
export function encodeSettings(file: Ntag424File): Uint8Array {
  const modes = { plain: 0x00, mac: 0x01, full: 0x03 } as const;
  const option = modes[file.mode] | (file.sdm === undefined ? 0 : SDM_ENABLED);
  const low = (rightNibble(file.readWrite) << 4) | rightNibble(file.change);
  const high = (rightNibble(file.read) << 4) | rightNibble(file.write);
  const sdm = file.sdm === undefined ? [] : encodeSdmSettings(file.sdm);
  return concat([0x00, option, low, high], uint24(file.data.length), sdm);
}

/** Applies the data of ChangeFileSettings: all of it or, with a status other than 00, nothing. */
export function changeSettings(file: Ntag424File, bytes: Uint8Array): number {
  const settings = parseSettings(bytes);
  if (typeof settings === "number") return settings;
  const { sdm } = settings;
  if (sdm !== undefined && (file.number !== SDM_FILE || !sdmFits(sdm, file.data.length))) return Status.parameterError;
  if (sdm !== undefined && file.sdm === undefined) file.readCount = 0;
  Object.assign(file, settings);
  return Status.ok;
}

function parseSettings(bytes: Uint8Array): Settings | number {
  const [option = 0, low = 0, high = 0] = bytes;
  if (bytes.length < 3) return Status.lengthError;
  const mode = (["plain", "mac", "plain", "full"] as const)[option & 3];
  const [readWrite, change, read, write] = [low >> 4, low & 0x0f, high >> 4, high & 0x0f].map(nibbleRight);
  if (mode === undefined || (option & ~(SDM_ENABLED | 3)) !== 0) return Status.parameterError;
  if (readWrite === undefined || change === undefined || read === undefined || write === undefined)
    return Status.parameterError;
  const rights = { mode, read, write, readWrite, change };
  if ((option & SDM_ENABLED) === 0) return bytes.length === 3 ? { ...rights, sdm: undefined } : Status.lengthError;
  const sdm = parseSdmSettings(bytes.subarray(3));
  if (sdm === "length") return Status.lengthError;
  return sdm === undefined ? Status.parameterError : { ...rights, sdm };
}
