/** A DESFire card (EV1 with AES keys, EV2, EV3, Light) that the host authenticates itself. cards.md section 6. */
import { CARD_KEY_BYTES } from "../../protocol/index.js";
import { assertBytes, assertInteger, assertOneOf } from "../assert.js";
import { copyBytes } from "../bytes.js";
import { KetukError } from "../errors.js";
import type { CardKeyProvider } from "../keys/card-keys.js";
import { type AuthenticateOptions, authenticate, authenticateNonFirst, type SessionInfo } from "./authenticate.js";
import type { CardVersion } from "./card-version.js";
import type { CardChannel, TransceiveOptions } from "./channel.js";
import { createCardCommands, type ProtectedData, type ReadOptions, type WriteOptions } from "./commands.js";
import { createDesfirePersonalisation, type DesfirePersonalisation } from "./desfire-personalise.js";
import { createDialogue, isFailure } from "./dialogue.js";
import type { FileSettings } from "./file-settings.js";
import { type FramingName, NATIVE, WRAPPED } from "./framing.js";
import { createKeyCommands, type KeyCommands } from "./key-commands.js";
import { type CardResult, failure, refusal, STATUS, success } from "./result.js";
import { authenticateTransport, replaceTransportKey } from "./transport-key.js";
import { type CommitOutcome, createValueFiles, type ProtectedValue, type ValueOptions } from "./value-files.js";

const APPLICATION_ID_BYTES = 3;
/** An 8 KB card has no larger file; AF chaining carries it in one command. */
const CHUNK_BYTES = 8192;

/** How to speak to a DESFire card. */
export interface DesfireClientOptions {
  /** Needed for `authenticate`. */
  readonly keys?: CardKeyProvider | undefined;
  /** Default "native", which saves five bytes per exchange; phones and PC readers want "wrapped". */
  readonly framing?: FramingName | undefined;
  /** Deadline and cancelling of every exchange. Default: those of the channel. */
  readonly transceive?: TransceiveOptions | undefined;
}

/**
 * A DESFire card for one presentation. Calls may overlap: they run one after the other. A bad card, a wrong key and a
 * card that went away are values, see {@link CardFault}; after any failure in a session all further commands answer
 * "no-session" until `selectApplication` or `authenticate`, so that nothing silently goes on without protection.
 *
 * Every call throws KetukError `bad-argument` for arguments that no card could take.
 */
export interface DesfireClient extends DesfirePersonalisation, KeyCommands {
  /** UID seen at activation; random where it has 4 bytes beginning with 08. */
  readonly uid: Uint8Array;
  /** Selected application; 000000, the card itself, at first. */
  readonly applicationId: Uint8Array;
  /** The open session; undefined without one. */
  readonly session: SessionInfo | undefined;
  /** SelectApplication. Ends the session. @param applicationId 3 bytes in the order sent, least significant first */
  selectApplication(applicationId: Uint8Array): Promise<CardResult<undefined>>;
  /** Mutual authentication. @throws also what the key provider throws */
  authenticate(options: AuthenticateOptions): Promise<CardResult<SessionInfo>>;
  /** Changes to another key within an EV2 session. @throws also what the key provider throws */
  authenticateNonFirst(options: Omit<AuthenticateOptions, "protocol">): Promise<CardResult<SessionInfo>>;
  /** What the card says about itself. */
  getVersion(): Promise<CardResult<CardVersion>>;
  /** The real UID, 7 bytes, proved and enciphered: the identity of cards with a random UID. Needs a session. */
  getCardUid(): Promise<CardResult<Uint8Array>>;
  /** NXP's originality signature, 56 bytes (EV2, EV3, Light), for verifyOriginality. */
  readSignature(): Promise<CardResult<Uint8Array>>;
  /** Settings of a file; asked for once per application and session. */
  getFileSettings(file: number): Promise<CardResult<FileSettings>>;
  /** Reads a standard or backup data file. */
  readData(file: number, options?: ReadOptions): Promise<CardResult<ProtectedData>>;
  /** Writes to a data file, at once (standard) or at the commit (backup). */
  writeData(file: number, data: Uint8Array, options?: WriteOptions): Promise<CardResult<undefined>>;
  /** Reads a value file. */
  getValue(file: number, options?: ValueOptions): Promise<CardResult<ProtectedValue>>;
  /** Adds at the commit. @param amount 1 to 2^31 - 1 */
  credit(file: number, amount: number, options?: ValueOptions): Promise<CardResult<undefined>>;
  /** Takes away at the commit; see `debitOnce` for payments. @param amount 1 to 2^31 - 1 */
  debit(file: number, amount: number, options?: ValueOptions): Promise<CardResult<undefined>>;
  /** Gives back at the commit, up to the last debit. @param amount 1 to 2^31 - 1 */
  limitedCredit(file: number, amount: number, options?: ValueOptions): Promise<CardResult<undefined>>;
  /** Makes all changes of value, backup and record files real, together. */
  commitTransaction(): Promise<CommitOutcome>;
  /** Forgets all changes since the last commit. */
  abortTransaction(): Promise<CardResult<undefined>>;
  /** Does the card still take the zero DES key of its delivery? The card itself must be selected; ends the session. */
  tryTransportKey(): Promise<CardResult<undefined>>;
  /**
   * Replaces the zero DES master key of a card as delivered by an AES key. The card itself must be selected; ends the
   * session. @param newKey 16 bytes @param version 0 to 255
   */
  replaceTransportKey(newKey: Uint8Array, version: number): Promise<CardResult<undefined>>;
}

/**
 * Speaks DESFire over a channel. Sends nothing yet.
 *
 * @throws KetukError `bad-argument`
 */
export function openDesfire(channel: CardChannel, options: DesfireClientOptions = {}): DesfireClient {
  const { framing = "native", keys } = options;
  assertOneOf(framing, "framing", ["native", "wrapped"]);
  const dialogue = createDialogue(channel, framing === "native" ? NATIVE : WRAPPED, options.transceive);
  let applicationId = new Uint8Array(APPLICATION_ID_BYTES);
  let info: SessionInfo | undefined;
  const session = () => (dialogue.session ? info : undefined);
  const commands = createCardCommands(dialogue, { read: 0xbd, write: 0x3d, chunkBytes: CHUNK_BYTES }, () => {
    return session()?.keyNumber;
  });
  const values = createValueFiles(dialogue, commands);
  const desk = createDesfirePersonalisation(dialogue, commands.forget);
  const keyCommands = createKeyCommands(
    dialogue,
    () => session()?.keyNumber,
    () => applicationId.every((byte) => byte === 0),
  );

  async function select(id: Uint8Array): Promise<CardResult<undefined>> {
    commands.forget();
    dialogue.loseSession();
    const answer = await dialogue.frame(0x5a, id);
    if (isFailure(answer)) return answer;
    if (answer.status !== STATUS.ok) return refusal(answer.status);
    if (answer.data.length > 0) return failure("malformed");
    dialogue.setSession(undefined);
    applicationId = new Uint8Array(id);
    return success(undefined);
  }

  function keyContext() {
    if (!keys) throw new KetukError("bad-argument", '"keys" is needed to authenticate');
    return { dialogue, channel, keys, applicationId };
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
    get applicationId() {
      return copyBytes(applicationId);
    },
    get session() {
      return session();
    },
    async selectApplication(id) {
      assertBytes(id, "applicationId", APPLICATION_ID_BYTES);
      const copy = copyBytes(id);
      return alone(() => select(copy));
    },
    authenticate: (how) => alone(async () => remember(authenticate(keyContext(), how))),
    authenticateNonFirst: (how) => alone(async () => remember(authenticateNonFirst(keyContext(), how))),
    getVersion: () => alone(() => commands.getVersion()),
    getCardUid: () => alone(() => commands.getCardUid()),
    readSignature: () => alone(() => commands.readSignature()),
    getFileSettings: (file) => alone(() => commands.getFileSettings(file)),
    readData: (file, where = {}) => alone(() => commands.readData(file, where)),
    writeData: (file, data, where = {}) => alone(() => commands.writeData(file, data, where)),
    getValue: (file, how = {}) => alone(() => values.getValue(file, how)),
    credit: (file, amount, how = {}) => alone(() => values.change("credit", file, amount, how)),
    debit: (file, amount, how = {}) => alone(() => values.change("debit", file, amount, how)),
    limitedCredit: (file, amount, how = {}) => alone(() => values.change("limited-credit", file, amount, how)),
    commitTransaction: () => alone(() => values.commit()),
    abortTransaction: () => alone(() => values.abort()),
    getApplicationIds: () => alone(() => desk.getApplicationIds()),
    createApplication: (id, application) => alone(() => desk.createApplication(id, application)),
    getFileIds: () => alone(() => desk.getFileIds()),
    createDataFile: (file, settings) => alone(() => desk.createDataFile(file, settings)),
    createValueFile: (file, settings) => alone(() => desk.createValueFile(file, settings)),
    changeFileSettings: (file, settings) => alone(() => desk.changeFileSettings(file, settings)),
    getKeySettings: () => alone(() => desk.getKeySettings()),
    changeKeySettings: (settings) => alone(() => desk.changeKeySettings(settings)),
    setConfiguration: (configuration) => alone(() => desk.setConfiguration(configuration)),
    changeKey: (how) => alone(() => keyCommands.changeKey(how)),
    getKeyVersion: (keyNumber) => alone(() => keyCommands.getKeyVersion(keyNumber)),
    tryTransportKey: () =>
      alone(async () => {
        const opened = await authenticateTransport(dialogue);
        return opened.ok ? success(undefined) : opened;
      }),
    async replaceTransportKey(newKey, version) {
      assertBytes(newKey, "newKey", CARD_KEY_BYTES);
      assertInteger(version, "version", 0, 255);
      const copy = copyBytes(newKey);
      return alone(() => replaceTransportKey(dialogue, copy, version));
    },
  };
}
