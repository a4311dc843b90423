/** What it takes to make a blank DESFire card one's own: applications, files, keys, settings. cards.md 6.2. */
import { assertBytes, assertInteger, assertOneOf } from "../assert.js";
import { joinBytes } from "../bytes.js";
import type { Dialogue } from "./dialogue.js";
import { encodeFileAccess, type FileAccessRights } from "./file-settings.js";
import { decodeKeySettings, encodeKeySettings, type KeySettings } from "./key-settings.js";
import type { CommMode } from "./messaging.js";
import { type CardResult, failure, success } from "./result.js";

const APPLICATION_ID_BYTES = 3;
const KEY_COUNT_MAX = 14;
/** In the second key settings byte. */
const KEY_TYPE_AES = 0x80;
const FILE_MAX = 31;
const SIZE_MAX = 0xffffff;
const INT32_MIN = -0x80000000;
const INT32_MAX = 0x7fffffff;
const DEFAULT_KEY_BYTES = 24;
const MODES: readonly CommMode[] = ["plain", "mac", "full"];

/** A new application with AES keys. */
export interface NewApplication {
  /** What its master key guards. */
  readonly settings: KeySettings;
  /** Keys, 1 to 14; all are the card's default key, zeros as delivered, until they are changed. */
  readonly keyCount: number;
}

/** How a file is protected. */
export interface FileProtection {
  /** Protection of exchanges by a right that is held by a key. */
  readonly mode: CommMode;
  /** Rights. */
  readonly rights: FileAccessRights;
}

/** A new data file. */
export interface NewDataFile extends FileProtection {
  /** A backup file keeps writes back until they are committed. */
  readonly type: "standard" | "backup";
  /** 1 to 2^24 - 1. */
  readonly sizeBytes: number;
}

/** A new value file; all values -2^31 to 2^31 - 1. */
export interface NewValueFile extends FileProtection {
  /** Lowest value. */
  readonly lowerLimit: number;
  /** Highest value. */
  readonly upperLimit: number;
  /** Value at first. */
  readonly value: number;
  /** Is LimitedCredit allowed? Default false. */
  readonly isLimitedCreditEnabled?: boolean | undefined;
}

/** What SetConfiguration can set for ever, or for new applications. */
export type CardConfiguration =
  | {
      /** Neither can be taken back: a UID that changes with every presentation, and no FormatPICC any more. */
      readonly randomUid?: boolean | undefined;
      /** FormatPICC is refused from now on. */
      readonly formatDisabled?: boolean | undefined;
    }
  | {
      /** Key that all keys of a new application have, 16 bytes. */
      readonly defaultKey: Uint8Array;
      /** Its version, 0 to 255. */
      readonly version: number;
    };

/** Commands that change what a card is. FormatPICC is not among them: it takes everything away. */
export interface DesfirePersonalisation {
  /** GetApplicationIDs: 3 bytes each, in the order sent. The card itself must be selected. */
  getApplicationIds(): Promise<CardResult<readonly Uint8Array[]>>;
  /** CreateApplication. The card itself must be selected. @param applicationId 3 bytes in the order sent */
  createApplication(applicationId: Uint8Array, application: NewApplication): Promise<CardResult<undefined>>;
  /** GetFileIDs. */
  getFileIds(): Promise<CardResult<readonly number[]>>;
  /** CreateStdDataFile, CreateBackupDataFile. */
  createDataFile(file: number, settings: NewDataFile): Promise<CardResult<undefined>>;
  /** CreateValueFile. */
  createValueFile(file: number, settings: NewValueFile): Promise<CardResult<undefined>>;
  /** ChangeFileSettings, in a session with the key that the right `change` names. */
  changeFileSettings(file: number, settings: FileProtection): Promise<CardResult<undefined>>;
  /** GetKeySettings. */
  getKeySettings(): Promise<CardResult<KeySettings>>;
  /** ChangeKeySettings, in a session with the master key. */
  changeKeySettings(settings: KeySettings): Promise<CardResult<undefined>>;
  /** SetConfiguration, in a session with the card's master key. */
  setConfiguration(configuration: CardConfiguration): Promise<CardResult<undefined>>;
}

/** Makes the commands above a dialogue. @param forget drops remembered file settings */
export function createDesfirePersonalisation(dialogue: Dialogue, forget: () => void): DesfirePersonalisation {
  async function manage(ins: number, header: Uint8Array): Promise<CardResult<undefined>> {
    const answer = await dialogue.command({ ins, header, send: "mac", receive: "mac", answerBytes: 0 });
    return answer.ok ? success(undefined) : answer;
  }

  async function change(ins: number, header: Uint8Array, data: Uint8Array): Promise<CardResult<undefined>> {
    const protection = { send: "full", receive: "mac", answerBytes: 0, needsSession: true } as const;
    const answer = await dialogue.command({ ins, header, data, ...protection });
    return answer.ok ? success(undefined) : answer;
  }

  return {
    async getApplicationIds() {
      const answer = await dialogue.command({ ins: 0x6a, send: "mac", receive: "mac" });
      if (!answer.ok) return answer;
      const { value } = answer;
      if (value.length % APPLICATION_ID_BYTES !== 0) return failure("malformed");
      const count = value.length / APPLICATION_ID_BYTES;
      return success(Array.from({ length: count }, (_, i) => value.slice(3 * i, 3 * i + 3)));
    },
    async createApplication(applicationId, { settings, keyCount }) {
      assertBytes(applicationId, "applicationId", APPLICATION_ID_BYTES);
      assertInteger(keyCount, "keyCount", 1, KEY_COUNT_MAX);
      const bytes = Uint8Array.of(encodeKeySettings(settings), KEY_TYPE_AES | keyCount);
      return manage(0xca, joinBytes(applicationId, bytes));
    },
    async getFileIds() {
      const answer = await dialogue.command({ ins: 0x6f, send: "mac", receive: "mac" });
      return answer.ok ? success([...answer.value]) : answer;
    },
    async createDataFile(file, { type, mode, rights, sizeBytes }) {
      checkFile(file, mode);
      assertOneOf(type, "type", ["standard", "backup"]);
      assertInteger(sizeBytes, "sizeBytes", 1, SIZE_MAX);
      const size = int32(sizeBytes).subarray(0, 3);
      const ins = type === "standard" ? 0xcd : 0xcb;
      return manage(ins, joinBytes(Uint8Array.of(file), encodeFileAccess(mode, rights), size));
    },
    async createValueFile(file, { mode, rights, lowerLimit, upperLimit, value, isLimitedCreditEnabled = false }) {
      checkFile(file, mode);
      assertInteger(lowerLimit, "lowerLimit", INT32_MIN, INT32_MAX);
      assertInteger(upperLimit, "upperLimit", lowerLimit, INT32_MAX);
      assertInteger(value, "value", lowerLimit, upperLimit);
      const numbers = [int32(lowerLimit), int32(upperLimit), int32(value)];
      const limited = Uint8Array.of(isLimitedCreditEnabled ? 1 : 0);
      return manage(0xcc, joinBytes(Uint8Array.of(file), encodeFileAccess(mode, rights), ...numbers, limited));
    },
    async changeFileSettings(file, { mode, rights }) {
      checkFile(file, mode);
      const changed = await change(0x5f, Uint8Array.of(file), encodeFileAccess(mode, rights));
      forget();
      return changed;
    },
    async getKeySettings() {
      const answer = await dialogue.command({ ins: 0x45, send: "mac", receive: "mac", answerBytes: 2 });
      return answer.ok ? success(decodeKeySettings(answer.value[0] ?? 0)) : answer;
    },
    changeKeySettings: async (settings) => change(0x54, NOTHING, Uint8Array.of(encodeKeySettings(settings))),
    async setConfiguration(configuration) {
      if ("defaultKey" in configuration) {
        assertBytes(configuration.defaultKey, "defaultKey", 16);
        assertInteger(configuration.version, "version", 0, 255);
        const data = new Uint8Array(DEFAULT_KEY_BYTES + 1);
        data.set(configuration.defaultKey);
        data[DEFAULT_KEY_BYTES] = configuration.version;
        return change(0x5c, Uint8Array.of(1), data);
      }
      const flags = (configuration.formatDisabled ? 1 : 0) | (configuration.randomUid ? 2 : 0);
      return change(0x5c, Uint8Array.of(0), Uint8Array.of(flags));
    },
  };
}

const NOTHING = new Uint8Array(0);

function checkFile(file: number, mode: CommMode): void {
  assertInteger(file, "file", 0, FILE_MAX);
  assertOneOf(mode, "mode", MODES);
}

function int32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return bytes;
}
