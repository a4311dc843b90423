/** An NTAG 424 DNA card that the host authenticates itself. cards.md section 7; NXP NT4H2421Gx data sheet. */
import { assertInteger } from "../assert.js";
import { copyBytes, joinBytes } from "../bytes.js";
import { KetukError } from "../errors.js";
import type { CardKeyProvider } from "../keys/card-keys.js";
import { type AuthenticateOptions, authenticate, authenticateNonFirst, type SessionInfo } from "./authenticate.js";
import type { CardVersion } from "./card-version.js";
import type { CardChannel, TransceiveOptions } from "./channel.js";
import { createCardCommands, FILE_MAX, type ProtectedData, type ReadOptions, type WriteOptions } from "./commands.js";
import type { FileProtection } from "./desfire-personalise.js";
import { createDialogue, isFailure } from "./dialogue.js";
import { encodeFileAccess, type FileSettings } from "./file-settings.js";
import { WRAPPED_LONG } from "./framing.js";
import { createKeyCommands, type KeyCommands } from "./key-commands.js";
import { type CardResult, refusal, success } from "./result.js";
import { encodeSdm, type SdmSettings } from "./sdm-settings.js";

/** SELECT of the DF name D2760000850101, no FCI wanted. */
const SELECT = Uint8Array.of(0x00, 0xa4, 0x04, 0x0c, 0x07, 0xd2, 0x76, 0x00, 0x00, 0x85, 0x01, 0x01, 0x00);
const STATUS_WORD_OK = 0x9000;
/** With header, padding and MAC this stays below the 255 bytes of a short APDU. */
const CHUNK_BYTES = 128;
/** In the first byte of file settings: the file writes SUN messages. */
const SDM_ENABLED = 0x40;
/** Counter and two reserved bytes. */
const COUNTER_ANSWER_BYTES = 5;

/** Numbers of the files of the card. */
export const NTAG424_FILES = {
  /** Capability container. */
  capability: 1,
  /** NDEF message, with SUN mirrors. */
  ndef: 2,
  /** Enciphered as delivered. */
  proprietary: 3,
} as const;

/** How to speak to an NTAG 424 DNA. */
export interface Ntag424ClientOptions {
  /** Needed for `authenticate`; requests to it have no application id. */
  readonly keys?: CardKeyProvider | undefined;
  /** Deadline and cancelling of every exchange. Default: those of the channel. */
  readonly transceive?: TransceiveOptions | undefined;
}

/** What to prove; the protocol is always EV2. */
export type Ntag424AuthenticateOptions = Omit<AuthenticateOptions, "protocol">;

/**
 * An NTAG 424 DNA for one presentation; the rules of {@link DesfireClient} hold. Begin with `selectApplication`.
 *
 * Every call throws KetukError `bad-argument` for arguments that no card could take.
 */
export interface Ntag424Client extends KeyCommands {
  /** UID seen at activation; random where it has 4 bytes beginning with 08. */
  readonly uid: Uint8Array;
  /** The open session; undefined without one. */
  readonly session: SessionInfo | undefined;
  /** Selects the application by its DF name. Ends the session. */
  selectApplication(): Promise<CardResult<undefined>>;
  /** AuthenticateEV2First with key 0 to 4. @throws also what the key provider throws */
  authenticate(options: Ntag424AuthenticateOptions): Promise<CardResult<SessionInfo>>;
  /** AuthenticateEV2NonFirst: another key, same session. @throws also what the key provider throws */
  authenticateNonFirst(options: Ntag424AuthenticateOptions): Promise<CardResult<SessionInfo>>;
  /** What the card says about itself. */
  getVersion(): Promise<CardResult<CardVersion>>;
  /** The real UID, 7 bytes, proved and enciphered. Needs a session. */
  getCardUid(): Promise<CardResult<Uint8Array>>;
  /** NXP's originality signature, 56 bytes, for verifyOriginality. */
  readSignature(): Promise<CardResult<Uint8Array>>;
  /** Settings of a file; asked for once per session. */
  getFileSettings(file: number): Promise<CardResult<FileSettings>>;
  /** SUN read counter of a file, 0 to 2^24 - 1. In a session it is proved. */
  getFileCounters(file: number): Promise<CardResult<number>>;
  /** Reads a file. Reading the NDEF file without a session raises the SUN counter. */
  readData(file: number, options?: ReadOptions): Promise<CardResult<ProtectedData>>;
  /** Writes to a file, at once: more than 128 bytes go in several steps, which a card that leaves cuts short. */
  writeData(file: number, data: Uint8Array, options?: WriteOptions): Promise<CardResult<undefined>>;
  /** ChangeFileSettings, with SUN messages where `sdm` says so, in a session with the key that `change` names. */
  changeFileSettings(file: number, settings: Ntag424FileSettings): Promise<CardResult<undefined>>;
}

/** Protection of a file, and its SUN messages. */
export interface Ntag424FileSettings extends FileProtection {
  /** SUN messages of the NDEF file. Default: none. */
  readonly sdm?: SdmSettings | undefined;
}

/** Speaks NTAG 424 DNA over a channel. Sends nothing yet. */
export function openNtag424(channel: CardChannel, options: Ntag424ClientOptions = {}): Ntag424Client {
  const { keys } = options;
  const dialogue = createDialogue(channel, WRAPPED_LONG, options.transceive);
  let info: SessionInfo | undefined;
  const session = () => (dialogue.session ? info : undefined);
  const commands = createCardCommands(dialogue, { read: 0xad, write: 0x8d, chunkBytes: CHUNK_BYTES }, () => {
    return session()?.keyNumber;
  });

  async function select(): Promise<CardResult<undefined>> {
    commands.forget();
    dialogue.loseSession();
    const answer = await dialogue.apdu(SELECT);
    if (isFailure(answer)) return answer;
    if (answer.status !== STATUS_WORD_OK) return refusal(answer.status);
    dialogue.setSession(undefined);
    return success(undefined);
  }

  async function getFileCounters(file: number): Promise<CardResult<number>> {
    assertInteger(file, "file", 0, FILE_MAX);
    const answer = await dialogue.command({
      ins: 0xf6,
      header: Uint8Array.of(file),
      send: "mac",
      receive: "full",
      answerBytes: COUNTER_ANSWER_BYTES,
    });
    if (!answer.ok) return answer;
    const [low = 0, middle = 0, high = 0] = answer.value;
    return success(low | (middle << 8) | (high << 16));
  }

  const keyCommands = createKeyCommands(
    dialogue,
    () => session()?.keyNumber,
    () => false,
  );

  async function changeFileSettings(file: number, settings: Ntag424FileSettings): Promise<CardResult<undefined>> {
    assertInteger(file, "file", 0, FILE_MAX);
    const { mode, rights, sdm } = settings;
    const access = encodeFileAccess(mode, rights, sdm ? SDM_ENABLED : 0);
    const answer = await dialogue.command({
      ins: 0x5f,
      header: Uint8Array.of(file),
      data: sdm ? joinBytes(access, encodeSdm(sdm)) : access,
      send: "full",
      receive: "mac",
      answerBytes: 0,
      needsSession: true,
    });
    commands.forget();
    return answer.ok ? success(undefined) : answer;
  }

  function keyContext() {
    if (!keys) throw new KetukError("bad-argument", '"keys" is needed to authenticate');
    return { dialogue, channel, keys };
  }

  async function remember(result: Promise<CardResult<SessionInfo>>): Promise<CardResult<SessionInfo>> {
    commands.forget();
    const opened = await result;
    if (opened.ok) info = opened.value;
    return opened;
  }

  const { alone } = dialogue;
  return {
    uid: copyBytes(channel.uid),
    get session() {
      return session();
    },
    selectApplication: () => alone(select),
    authenticate: (how) => alone(async () => remember(authenticate(keyContext(), { ...how, protocol: "ev2" }))),
    authenticateNonFirst: (how) => alone(async () => remember(authenticateNonFirst(keyContext(), how))),
    getVersion: () => alone(() => commands.getVersion()),
    getCardUid: () => alone(() => commands.getCardUid()),
    readSignature: () => alone(() => commands.readSignature()),
    getFileSettings: (file) => alone(() => commands.getFileSettings(file)),
    getFileCounters: (file) => alone(() => getFileCounters(file)),
    readData: (file, where = {}) => alone(() => commands.readData(file, where)),
    writeData: (file, data, where = {}) => alone(() => commands.writeData(file, data, where)),
    changeFileSettings: (file, settings) => alone(() => changeFileSettings(file, settings)),
    changeKey: (how) => alone(() => keyCommands.changeKey(how)),
    getKeyVersion: (keyNumber) => alone(() => keyCommands.getKeyVersion(keyNumber)),
  };
}
