/** Commands that DESFire and NTAG 424 DNA have in common, above one dialogue. cards.md 6.2, 7.1. */
import { assertBytes, assertInteger, assertOneOf } from "../assert.js";
import { joinBytes } from "../bytes.js";
import { type CardVersion, parseCardVersion } from "./card-version.js";
import type { Dialogue } from "./dialogue.js";
import { accessMode, type FileAccess, type FileSettings, parseFileSettings } from "./file-settings.js";
import type { CommMode } from "./messaging.js";
import { type CardResult, failure, success } from "./result.js";

/** Highest file number. */
export const FILE_MAX = 31;
const UINT24_MAX = 0xffffff;
const UID_BYTES = 7;
const SIGNATURE_BYTES = 56;
/** NTAG 424 DNA answers Read_Sig with 91 90. NT4H2421Gx 10.11.1. */
const READ_SIG_OK = 0x90;
const MODES: readonly CommMode[] = ["plain", "mac", "full"];

/** Where to read. */
export interface ReadOptions {
  /** First byte. Default 0. */
  readonly offset?: number | undefined;
  /** Default: to the end of the file, which costs a GetFileSettings. */
  readonly lengthBytes?: number | undefined;
  /** Protection of the exchange. Default: as the file's settings say, which costs a GetFileSettings. */
  readonly mode?: CommMode | undefined;
}

/** Where to write. */
export interface WriteOptions {
  /** First byte. Default 0. */
  readonly offset?: number | undefined;
  /** Protection of the exchange. Default: as the file's settings say, which costs a GetFileSettings. */
  readonly mode?: CommMode | undefined;
}

/** What was read, and how far it can be believed. */
export interface ProtectedData {
  /** The bytes. */
  readonly data: Uint8Array;
  /** False: anybody between card and host may have changed them. */
  readonly isAuthentic: boolean;
}

/** Instructions and limits in which the families differ. */
export interface CommandVariant {
  /** ReadData: BD or AD. */
  readonly read: number;
  /** WriteData: 3D or 8D. */
  readonly write: number;
  /** Most bytes of one ReadData or WriteData; more are split over several commands. */
  readonly chunkBytes: number;
}

/** Commands of a card; each is one task of its dialogue. */
export interface CardCommands {
  /** GetVersion. */
  getVersion(): Promise<CardResult<CardVersion>>;
  /** GetCardUID, 7 bytes. */
  getCardUid(): Promise<CardResult<Uint8Array>>;
  /** GetFileSettings; remembered until `forget`. */
  getFileSettings(file: number): Promise<CardResult<FileSettings>>;
  /** ReadData. */
  readData(file: number, options: ReadOptions): Promise<CardResult<ProtectedData>>;
  /** WriteData. */
  writeData(file: number, data: Uint8Array, options: WriteOptions): Promise<CardResult<undefined>>;
  /** Read_Sig. */
  readSignature(): Promise<CardResult<Uint8Array>>;
  /** Protection of an access, by the settings of the file unless the caller says. */
  modeFor(file: number, access: FileAccess, mode: CommMode | undefined): Promise<CardResult<CommMode>>;
  /** Forgets settings: another application, another session, other settings. */
  forget(): void;
}

/**
 * Makes the commands.
 *
 * @param keyNumber tells the key of the present session
 */
export function createCardCommands(
  dialogue: Dialogue,
  variant: CommandVariant,
  keyNumber: () => number | undefined,
): CardCommands {
  const settingsByFile = new Map<number, FileSettings>();

  async function getFileSettings(file: number): Promise<CardResult<FileSettings>> {
    assertInteger(file, "file", 0, FILE_MAX);
    const known = settingsByFile.get(file);
    if (known) return success(known);
    const answer = await dialogue.command({ ins: 0xf5, header: Uint8Array.of(file), send: "mac", receive: "mac" });
    if (!answer.ok) return answer;
    const settings = parseFileSettings(answer.value);
    if (!settings) return failure("malformed");
    settingsByFile.set(file, settings);
    return success(settings);
  }

  async function modeFor(file: number, access: FileAccess, mode?: CommMode): Promise<CardResult<CommMode>> {
    assertInteger(file, "file", 0, FILE_MAX);
    if (mode !== undefined) {
      assertOneOf(mode, "mode", MODES);
      return success(mode);
    }
    const settings = await getFileSettings(file);
    return settings.ok ? success(accessMode(settings.value, access, keyNumber())) : settings;
  }

  async function readData(file: number, options: ReadOptions): Promise<CardResult<ProtectedData>> {
    const { offset = 0, lengthBytes } = options;
    assertInteger(offset, "offset", 0, UINT24_MAX);
    if (lengthBytes !== undefined) assertInteger(lengthBytes, "lengthBytes", 1, UINT24_MAX - offset);
    const mode = await modeFor(file, "read", options.mode);
    if (!mode.ok) return mode;
    const length = lengthBytes === undefined ? await restOf(file, offset) : success(lengthBytes);
    if (!length.ok) return length;
    const parts: Uint8Array[] = [];
    for (let at = 0; at < length.value; at += variant.chunkBytes) {
      const count = Math.min(variant.chunkBytes, length.value - at);
      const part = await dialogue.command({
        ins: variant.read,
        header: fileHeader(file, offset + at, count),
        send: mode.value,
        receive: mode.value,
        answerBytes: count,
        needsSession: mode.value !== "plain",
      });
      if (!part.ok) return part;
      parts.push(part.value);
    }
    return success({ data: joinBytes(...parts), isAuthentic: isAuthentic(dialogue, mode.value) });
  }

  async function restOf(file: number, offset: number): Promise<CardResult<number>> {
    const settings = await getFileSettings(file);
    if (!settings.ok) return settings;
    const { sizeBytes } = settings.value;
    return sizeBytes === undefined ? failure("malformed") : success(Math.max(0, sizeBytes - offset));
  }

  async function writeData(file: number, data: Uint8Array, options: WriteOptions): Promise<CardResult<undefined>> {
    const { offset = 0 } = options;
    assertBytes(data, "data", 1, UINT24_MAX);
    assertInteger(offset, "offset", 0, UINT24_MAX - data.length);
    const mode = await modeFor(file, "write", options.mode);
    if (!mode.ok) return mode;
    for (let at = 0; at < data.length; at += variant.chunkBytes) {
      const part = data.subarray(at, at + variant.chunkBytes);
      const written = await dialogue.command({
        ins: variant.write,
        header: fileHeader(file, offset + at, part.length),
        data: part,
        send: mode.value,
        receive: mode.value,
        answerBytes: 0,
        needsSession: mode.value !== "plain",
      });
      if (!written.ok) return written;
    }
    return success(undefined);
  }

  return {
    async getVersion() {
      const answer = await dialogue.command({ ins: 0x60, send: "mac", receive: "mac" });
      if (!answer.ok) return answer;
      const version = parseCardVersion(answer.value);
      return version ? success(version) : failure("malformed");
    },
    getCardUid: () =>
      dialogue.command({ ins: 0x51, send: "mac", receive: "full", answerBytes: UID_BYTES, needsSession: true }),
    getFileSettings,
    modeFor,
    readData,
    writeData,
    readSignature: () =>
      dialogue.command({
        ins: 0x3c,
        header: Uint8Array.of(0x00),
        send: "mac",
        receive: "full",
        answerBytes: SIGNATURE_BYTES,
        otherOkStatus: READ_SIG_OK,
      }),
    forget: () => settingsByFile.clear(),
  };
}

/** EV1 sessions put a MAC on every answer, EV2 sessions on those in mode "mac" and "full". */
export function isAuthentic({ session }: Dialogue, mode: CommMode): boolean {
  return session !== undefined && (mode !== "plain" || session.protocol === "ev1");
}

function fileHeader(file: number, offset: number, lengthBytes: number): Uint8Array {
  return Uint8Array.of(file, ...uint24(offset), ...uint24(lengthBytes));
}

function uint24(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, value >>> 16];
}
