/** The commands of a DESFire EV2 card, below their framing. DESFire EV2 data sheet, command set; AN12343 (messaging). */

import { randomBytes } from "node:crypto";
import { concat, equals, readUint24 } from "./bytes.js";
import { challenge, completeAuthentication, type PendingAuthentication } from "./desfire-auth.js";
import {
  accessMode,
  createApplication,
  type DesfireApplication,
  type DesfireApplicationOptions,
  type DesfireFile,
  fileSettings,
} from "./desfire-files.js";
import {
  type CommMode,
  decipherCommand,
  type Ev2Session,
  encipherAnswer,
  MAC_BYTES,
  macOfAnswer,
  macOfCommand,
} from "./desfire-session.js";
import { type CommandResult, Status, statusOnly } from "./desfire-status.js";

/** Data bytes of one native answer frame. */
const FRAME_DATA_BYTES = 59;
const FREE_LENGTH = 0;

/** GetVersion of a 4 KB DESFire EV2: hardware, software; then UID, batch and production date. */
const HARDWARE = Uint8Array.of(0x04, 0x01, 0x01, 0x12, 0x00, 0x18, 0x05);
const SOFTWARE = Uint8Array.of(0x04, 0x01, 0x01, 0x02, 0x01, 0x18, 0x05);
const PRODUCTION = Uint8Array.of(0xba, 0x54, 0x0c, 0x9a, 0x50, 0x23, 0x21);

/** What a card holds. */
export interface DesfireOptions {
  /** Seven bytes. */
  readonly uid: Uint8Array;
  readonly applications: readonly DesfireApplicationOptions[];
  /** PICC master key (application 000000, key 0); zeros when left out. */
  readonly piccKey?: Uint8Array;
  /** Hides the UID: activation shows 08.. and GetVersion zeros. */
  readonly randomUid?: boolean;
  /** Random bytes of the length asked for; more are cut off. */
  readonly rng?: (lengthBytes: number) => Uint8Array;
}

/** The card as its commands see it. */
export interface DesfireLogic {
  /** The session, undefined when not authenticated. Tests may put one in to play published examples. */
  session: Ev2Session | undefined;
  /** A new activation: PICC level, not authenticated. */
  activate(): void;
  /** One command; `ins` AF goes on with the one before. */
  execute(ins: number, data: Uint8Array): CommandResult;
}

type Continuation = (data: Uint8Array) => CommandResult;
type Opened = { readonly header: Uint8Array; readonly data: Uint8Array } | { readonly status: number };

/** Makes the command layer of a card. */
export function createDesfireLogic(options: DesfireOptions): DesfireLogic {
  const { uid, randomUid = false, rng = randomBytes } = options;
  if (uid.length !== 7) throw new RangeError(`"uid" must have 7 bytes, got ${uid.length}`);
  const picc = createApplication({ id: new Uint8Array(3), keys: [options.piccKey ?? new Uint8Array(16)], files: [] });
  const applications = options.applications.map(createApplication);
  let selected: DesfireApplication = picc;
  let pending: Continuation | undefined;

  /** Takes the secure messaging off a command: checks the MAC, deciphers. Nothing to do outside a session. */
  function open(ins: number, raw: Uint8Array, headerBytes: number, mode: CommMode): Opened {
    const { session } = logic;
    if (raw.length < headerBytes) return { status: Status.lengthError };
    const header = raw.subarray(0, headerBytes);
    if (session === undefined || mode === "plain") return { header, data: raw.subarray(headerBytes) };
    const end = raw.length - MAC_BYTES;
    if (end < headerBytes) return { status: Status.lengthError };
    if (!equals(macOfCommand(session, ins, raw.subarray(0, end)), raw.subarray(end)))
      return { status: Status.integrityError };
    const sent = raw.subarray(headerBytes, end);
    const data = mode === "full" ? decipherCommand(session, sent) : sent;
    return data === undefined ? { status: Status.integrityError } : { header, data };
  }

  /** Puts the secure messaging on a good answer and counts the command. */
  function seal(data: Uint8Array, mode: CommMode): Uint8Array {
    const { session } = logic;
    if (session === undefined) return data;
    const sent = mode === "full" ? encipherAnswer(session, data) : data;
    const out = mode === "plain" ? sent : concat(sent, macOfAnswer(session, sent));
    session.cmdCtr++;
    return out;
  }

  /** Sends the parts one by one, each but the last with status AF. */
  function sendParts(parts: readonly Uint8Array[]): CommandResult {
    const [first = new Uint8Array(0), ...rest] = parts;
    if (rest.length === 0) return { status: Status.ok, data: first };
    pending = (data) => (data.length === 0 ? sendParts(rest) : statusOnly(Status.lengthError));
    return { status: Status.additionalFrame, data: first };
  }

  /** A command without file access: MAC both ways in a session. */
  function simple(ins: number, headerBytes: number, answer: (header: Uint8Array) => Uint8Array | number): Continuation {
    return (raw) => {
      const opened = open(ins, raw, headerBytes, "mac");
      if ("status" in opened) return statusOnly(opened.status);
      if (opened.data.length > 0) return statusOnly(Status.lengthError);
      const data = answer(opened.header);
      return typeof data === "number" ? statusOnly(data) : sendParts(split(seal(data, "mac")));
    };
  }

  function select(raw: Uint8Array): CommandResult {
    logic.session = undefined;
    if (raw.length !== 3) return statusOnly(Status.lengthError);
    const found = [picc, ...applications].find((application) => equals(application.id, raw));
    if (found === undefined) return statusOnly(Status.applicationNotFound);
    selected = found;
    return statusOnly(Status.ok);
  }

  function authenticate(raw: Uint8Array, isFirst: boolean): CommandResult {
    const running = isFirst ? undefined : logic.session;
    const capBytes = isFirst ? (raw[1] ?? -1) : 0;
    if (!isFirst && running === undefined) return statusOnly(Status.authenticationError);
    if (capBytes < 0 || capBytes > 6 || raw.length !== (isFirst ? 2 + capBytes : 1))
      return statusOnly(Status.lengthError);
    const keyNumber = (raw[0] ?? 0) & 0x3f;
    const key = selected.keys[keyNumber];
    if (key === undefined) return statusOnly(Status.noSuchKey);
    logic.session = undefined;
    const pcdCap2 = new Uint8Array(6);
    pcdCap2.set(raw.subarray(2));
    const wait: PendingAuthentication = { keyNumber, key, rndB: random(16), pcdCap2, running };
    pending = (token) => {
      const { result, session } = completeAuthentication(wait, token, () => random(4));
      logic.session = session;
      return result;
    };
    return challenge(wait);
  }

  function random(lengthBytes: number): Uint8Array {
    return rng(lengthBytes).slice(0, lengthBytes);
  }

  function getCardUid(raw: Uint8Array): CommandResult {
    if (logic.session === undefined) return statusOnly(Status.authenticationError);
    const opened = open(0x51, raw, 0, "mac");
    if ("status" in opened) return statusOnly(opened.status);
    return { status: Status.ok, data: seal(uid, "full") };
  }

  /** Finds the file, decides the mode, takes the secure messaging off and checks the range. */
  function openFile(ins: number, raw: Uint8Array, right: "read" | "write") {
    const file = selected.files.get(raw[0] ?? -1);
    if (raw.length < 7) return { status: Status.lengthError };
    if (file === undefined) return { status: Status.fileNotFound };
    const access = accessMode(file, right, logic.session?.keyNumber);
    if ("status" in access) return access;
    const opened = open(ins, raw, 7, access.mode === "full" && right === "read" ? "mac" : access.mode);
    if ("status" in opened) return opened;
    const offset = readUint24(raw, 1);
    const asked = readUint24(raw, 4);
    const length = asked === FREE_LENGTH && right === "read" ? file.data.length - offset : asked;
    if (length <= 0 || offset + length > file.data.length) return { status: Status.boundaryError };
    return { file, mode: access.mode, data: opened.data, offset, length };
  }

  function readData(ins: number, raw: Uint8Array): CommandResult {
    const access = openFile(ins, raw, "read");
    if ("status" in access) return statusOnly(access.status);
    if (access.data.length > 0) return statusOnly(Status.lengthError);
    const { file, offset, length, mode } = access;
    const answer = seal(file.data.slice(offset, offset + length), mode);
    return ins === 0xad ? { status: Status.ok, data: answer } : sendParts(split(answer));
  }

  function writeData(ins: number, raw: Uint8Array): CommandResult {
    const access = openFile(ins, raw, "write");
    if ("status" in access) return statusOnly(access.status);
    const { file, offset, length, mode, data } = access;
    if (data.length !== length) return statusOnly(Status.lengthError);
    file.data.set(data, offset);
    return { status: Status.ok, data: seal(new Uint8Array(0), mode) };
  }

  /** A write longer than its frame is collected with AF; its size follows from the length in the header. */
  function collectWrite(raw: Uint8Array): CommandResult {
    const file: DesfireFile | undefined = selected.files.get(raw[0] ?? -1);
    const access = file === undefined ? { status: 0 } : accessMode(file, "write", logic.session?.keyNumber);
    const length = readUint24(raw, 4);
    const mode = "mode" in access && logic.session !== undefined ? access.mode : "plain";
    const body = mode === "full" ? (Math.floor(length / 16) + 1) * 16 : length;
    const expected = 7 + body + (mode === "plain" ? 0 : MAC_BYTES);
    if (raw.length < 7 || "status" in access || raw.length >= expected) return writeData(0x3d, raw);
    pending = (more) => collectWrite(concat(raw, more));
    return statusOnly(Status.additionalFrame);
  }

  function getVersion(raw: Uint8Array): CommandResult {
    const opened = open(0x60, raw, 0, "mac");
    if ("status" in opened) return statusOnly(opened.status);
    if (opened.data.length > 0) return statusOnly(Status.lengthError);
    const answer = seal(concat(HARDWARE, SOFTWARE, randomUid ? new Uint8Array(7) : uid, PRODUCTION), "mac");
    return sendParts([answer.subarray(0, 7), answer.subarray(7, 14), answer.subarray(14)]);
  }

  const commands: ReadonlyMap<number, Continuation> = new Map<number, Continuation>([
    [0x5a, select],
    [0x60, getVersion],
    [
      0x6a,
      simple(0x6a, 0, () =>
        selected === picc ? concat(...applications.map(({ id }) => id)) : Status.permissionDenied,
      ),
    ],
    [0x6f, simple(0x6f, 0, () => Uint8Array.from(selected.files.keys()))],
    [
      0x64,
      simple(0x64, 1, ([number = 0]) =>
        selected.keys[number & 0x3f] === undefined ? Status.noSuchKey : Uint8Array.of(0),
      ),
    ],
    [
      0xf5,
      simple(0xf5, 1, ([number = 0]) => {
        const file = selected.files.get(number);
        return file === undefined ? Status.fileNotFound : fileSettings(file);
      }),
    ],
    [0x51, getCardUid],
    [0x71, (raw) => authenticate(raw, true)],
    [0x77, (raw) => authenticate(raw, false)],
    [0xbd, (raw) => readData(0xbd, raw)],
    [0xad, (raw) => readData(0xad, raw)],
    [0x3d, collectWrite],
    [0x8d, (raw) => writeData(0x8d, raw)],
  ]);

  function run(ins: number, data: Uint8Array): CommandResult {
    const waiting = pending;
    pending = undefined;
    if (waiting !== undefined) return ins === 0xaf ? waiting(data) : statusOnly(Status.commandAborted);
    const command = commands.get(ins);
    return command === undefined ? statusOnly(Status.illegalCommand) : command(data);
  }

  const logic: DesfireLogic = {
    session: undefined,
    activate() {
      logic.session = undefined;
      selected = picc;
      pending = undefined;
    },
    execute(ins, data) {
      const result = run(ins, data);
      if (result.status !== Status.ok && result.status !== Status.additionalFrame) logic.session = undefined;
      return result;
    },
  };
  return logic;
}

function split(data: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += FRAME_DATA_BYTES) parts.push(data.subarray(at, at + FRAME_DATA_BYTES));
  return parts;
}
