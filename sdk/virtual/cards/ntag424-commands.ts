/** The native commands of an NTAG 424 DNA, below their framing. NT4H2421Gx data sheet, 10.5 to 10.9. */

import { concat, readUint24, uint24 } from "./bytes.js";
import { authenticate, changeKey } from "./ntag424-authenticate.js";
import { createNtag424Core, type Ntag424Core, type Ntag424Options } from "./ntag424-core.js";
import { accessMode, changeSettings, encodeSettings, type Ntag424File } from "./ntag424-files.js";
import { type Ntag424Mode, openCommand, sealAnswer } from "./ntag424-session.js";
import { type Ntag424Result, Status, statusOnly } from "./ntag424-status.js";

const HARDWARE = Uint8Array.of(0x04, 0x04, 0x02, 0x30, 0x00, 0x11, 0x05);
const SOFTWARE = Uint8Array.of(0x04, 0x04, 0x02, 0x01, 0x02, 0x11, 0x05);
/** Batch, week and year of production, as on a card of AN12196. */
const PRODUCTION = Uint8Array.of(0xcd, 0x65, 0x93, 0x5d, 0x40, 0x21, 0x18);
const NO_DATA = new Uint8Array(0);

type Handler = (core: Ntag424Core, raw: Uint8Array) => Ntag424Result;

/** The card as its commands see it. */
export interface Ntag424Logic {
  readonly core: Ntag424Core;
  /** One command; `ins` AF goes on with the one before. */
  execute(ins: number, data: Uint8Array): Ntag424Result;
}

const COMMANDS: ReadonlyMap<number, Handler> = new Map<number, Handler>([
  [0x3c, readSignature],
  [0x51, getCardUid],
  [0x5f, changeFileSettings],
  [0x60, getVersion],
  [0x64, getKeyVersion],
  [0x71, (core, raw) => authenticate(core, raw, true)],
  [0x77, (core, raw) => authenticate(core, raw, false)],
  [0x8d, writeData],
  [0xad, readData],
  [0xc4, changeKey],
  [0xf5, getFileSettings],
  [0xf6, getFileCounters],
]);

/** Makes the command layer of a card. */
export function createNtag424Logic(options: Ntag424Options): Ntag424Logic {
  const core = createNtag424Core(options);

  function run(ins: number, data: Uint8Array): Ntag424Result {
    const waiting = core.pending;
    core.pending = undefined;
    if (ins === 0xaf) return waiting?.(data) ?? statusOnly(Status.commandAborted);
    const command = COMMANDS.get(ins);
    return command === undefined ? statusOnly(Status.illegalCommand) : command(core, data);
  }

  return {
    core,
    execute(ins, data) {
      core.noteCommand(ins);
      const result = run(ins, data);
      const isGood = [Status.ok, Status.additionalFrame, Status.signatureOk].some((status) => status === result.status);
      if (!isGood) core.session = undefined;
      return result;
    },
  };
}

/** A command whose header is clear and whose answer is data; `mode` is that of the answer, the command has a MAC. */
function answered(
  core: Ntag424Core,
  ins: number,
  raw: Uint8Array,
  headerBytes: number,
  mode: Ntag424Mode,
  answer: (first: number) => Uint8Array | number,
): Ntag424Result {
  const opened = openCommand(core.session, ins, raw, headerBytes, "mac");
  if ("status" in opened) return statusOnly(opened.status);
  if (opened.data.length > 0) return statusOnly(Status.lengthError);
  const data = answer(raw[0] ?? 0);
  return typeof data === "number" ? statusOnly(data) : done(sealAnswer(core.session, data, mode));
}

function done(data: Uint8Array): Ntag424Result {
  return { status: Status.ok, data };
}

/** In three parts, fetched with AF; the MAC stands behind the last. */
function getVersion(core: Ntag424Core, raw: Uint8Array): Ntag424Result {
  const uid = core.randomUid ? new Uint8Array(7) : core.uid;
  const result = answered(core, 0x60, raw, 0, "mac", () => concat(HARDWARE, SOFTWARE, uid, PRODUCTION));
  if (result.status !== Status.ok) return result;
  const { data } = result;
  const more = (part: Uint8Array) => ({ status: Status.additionalFrame, data: part });
  core.pending = () => {
    core.pending = () => done(data.subarray(14));
    return more(data.subarray(7, 14));
  };
  return more(data.subarray(0, 7));
}

function getKeyVersion(core: Ntag424Core, raw: Uint8Array): Ntag424Result {
  return answered(core, 0x64, raw, 1, "mac", (number) => {
    const key = core.isApplicationSelected ? core.keys.all[number] : undefined;
    return key === undefined ? Status.noSuchKey : Uint8Array.of(key.version);
  });
}

function getCardUid(core: Ntag424Core, raw: Uint8Array): Ntag424Result {
  if (core.session === undefined) return statusOnly(Status.authenticationError);
  return answered(core, 0x51, raw, 0, "full", () => core.uid);
}

function readSignature(core: Ntag424Core, raw: Uint8Array): Ntag424Result {
  const result = answered(core, 0x3c, raw, 1, "full", (address) =>
    address === 0 ? core.signature : Status.parameterError,
  );
  return result.status === Status.ok ? { ...result, status: Status.signatureOk } : result;
}

function fileOf(core: Ntag424Core, number: number | undefined): Ntag424File | undefined {
  return core.isApplicationSelected ? core.files.find((file) => file.number === number) : undefined;
}

function getFileSettings(core: Ntag424Core, raw: Uint8Array): Ntag424Result {
  return answered(core, 0xf5, raw, 1, "mac", (number) => {
    const file = fileOf(core, number);
    return file === undefined ? Status.fileNotFound : encodeSettings(file);
  });
}

/** SDMReadCtr and two reserved bytes; enciphered for the holder of the key, in plain when free. */
function getFileCounters(core: Ntag424Core, raw: Uint8Array): Ntag424Result {
  const file = fileOf(core, raw[0]);
  if (raw.length < 1) return statusOnly(Status.lengthError);
  if (file === undefined) return statusOnly(Status.fileNotFound);
  if (file.sdm === undefined) return statusOnly(Status.permissionDenied);
  const right = file.sdm.counterRetrieve;
  if (right === "never") return statusOnly(Status.permissionDenied);
  if (right !== "free" && right !== core.session?.keyNumber) return statusOnly(Status.authenticationError);
  return answered(core, 0xf6, raw, 1, "full", () => Uint8Array.of(...uint24(file.readCount), 0, 0));
}

function changeFileSettings(core: Ntag424Core, raw: Uint8Array): Ntag424Result {
  const file = fileOf(core, raw[0]);
  if (raw.length < 1) return statusOnly(Status.lengthError);
  if (file === undefined) return statusOnly(Status.fileNotFound);
  const access = accessMode(file, [file.change], core.session?.keyNumber);
  if ("status" in access) return statusOnly(access.status);
  const mode = file.change === "free" ? "plain" : "full";
  const opened = openCommand(core.session, 0x5f, raw, 1, mode);
  if ("status" in opened) return statusOnly(opened.status);
  const status = changeSettings(file, opened.data);
  return status === Status.ok ? done(sealAnswer(core.session, NO_DATA, mode)) : statusOnly(status);
}

/** Finds the file, decides the mode, takes the secure messaging off. The header is file, offset, length. */
function openFile(core: Ntag424Core, ins: number, raw: Uint8Array, right: "read" | "write") {
  const file = fileOf(core, raw[0]);
  if (raw.length < 7) return { status: Status.lengthError };
  if (file === undefined) return { status: Status.fileNotFound };
  const access = accessMode(file, [file[right], file.readWrite], core.session?.keyNumber);
  if ("status" in access) return access;
  const opened = openCommand(
    core.session,
    ins,
    raw,
    7,
    access.mode === "full" && right === "read" ? "mac" : access.mode,
  );
  if ("status" in opened) return opened;
  return { file, mode: access.mode, data: opened.data, offset: readUint24(raw, 1), length: readUint24(raw, 4) };
}

/** AD file offset length; length 0 is all from the offset on. Without authentication the file shows its mirrors. */
function readData(core: Ntag424Core, raw: Uint8Array): Ntag424Result {
  const access = openFile(core, 0xad, raw, "read");
  if ("status" in access) return statusOnly(access.status);
  const { file, offset, mode } = access;
  if (access.data.length > 0) return statusOnly(Status.lengthError);
  const length = access.length === 0 ? file.data.length - offset : access.length;
  if (length <= 0 || offset + length > file.data.length) return statusOnly(Status.boundaryError);
  const content = core.session === undefined ? core.mirrored(file) : file.data;
  if (content === undefined) return statusOnly(Status.authenticationError);
  return done(sealAnswer(core.session, content.slice(offset, offset + length), mode));
}

function writeData(core: Ntag424Core, raw: Uint8Array): Ntag424Result {
  const access = openFile(core, 0x8d, raw, "write");
  if ("status" in access) return statusOnly(access.status);
  const { file, offset, length, mode, data } = access;
  if (length === 0) return statusOnly(Status.parameterError);
  if (data.length !== length) return statusOnly(Status.lengthError);
  if (offset + length > file.data.length) return statusOnly(Status.boundaryError);
  file.data.set(data, offset);
  return done(sealAnswer(core.session, NO_DATA, mode));
}
