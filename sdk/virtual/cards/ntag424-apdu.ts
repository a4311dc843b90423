/** The APDUs of an NTAG 424 DNA: wrapped native commands, SELECT, READ BINARY, UPDATE BINARY. Data sheet, 10.9; ISO 7816-4. */

import { concat, equals } from "./bytes.js";
import type { Ntag424Logic } from "./ntag424-commands.js";
import type { Ntag424File } from "./ntag424-files.js";
import type { Ntag424Right } from "./ntag424-rights.js";
import { Status, StatusWord } from "./ntag424-status.js";

const APPLICATION_NAME = Uint8Array.of(0xd2, 0x76, 0x00, 0x00, 0x85, 0x01, 0x01);
const PICC_NAME = Uint8Array.of(0xd2, 0x76, 0x00, 0x00, 0x85, 0x01, 0x00);
const APPLICATION_ID = 0xe110;
const PICC_ID = 0x3f00;

/** A short command APDU taken apart. */
interface Apdu {
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  /** Bytes asked for: 256 for 00; undefined when there is no Le. */
  readonly le: number | undefined;
}

/** Runs one APDU and gives the answer with its status word. */
export function runApdu(logic: Ntag424Logic, command: Uint8Array): Uint8Array {
  const apdu = parseApdu(command);
  const isNative = command[0] === 0x90;
  if (apdu === undefined) return fail(logic, isNative ? 0x9100 | Status.lengthError : StatusWord.wrongLength);
  if (isNative) return native(logic, apdu);
  logic.core.pending = undefined;
  if (command[0] !== 0x00) return word(StatusWord.unknownClass);
  switch (apdu.ins) {
    case 0xa4:
      logic.core.noteCommand(apdu.ins);
      return word(select(logic, apdu));
    case 0xb0:
      logic.core.noteCommand(apdu.ins);
      return readBinary(logic, apdu);
    case 0xd6:
      logic.core.noteCommand(apdu.ins);
      return word(updateBinary(logic, apdu));
    default:
      return word(StatusWord.unknownInstruction);
  }
}

/** 90 INS 00 00 [Lc data] 00 gives data 91 status. */
function native(logic: Ntag424Logic, { ins, p1, p2, data, le }: Apdu): Uint8Array {
  if (p1 !== 0 || p2 !== 0 || le !== 256) return fail(logic, 0x9100 | Status.lengthError);
  const result = logic.execute(ins, data);
  return concat(result.data, [0x91, result.status]);
}

function select({ core }: Ntag424Logic, { p1, p2, data }: Apdu): number {
  if (p2 !== 0x00 && p2 !== 0x0c) return StatusWord.wrongParameters;
  if (p1 === 0x04) {
    const isApplication = equals(data, APPLICATION_NAME);
    if (!isApplication && !equals(data, PICC_NAME)) return StatusWord.fileNotFound;
    core.select(isApplication);
    return StatusWord.ok;
  }
  if (p1 !== 0x00 && p1 !== 0x02) return StatusWord.wrongParameters;
  if (data.length !== 2 && !(p1 === 0x00 && data.length === 0)) return StatusWord.wrongLength;
  const id = data.length === 0 ? PICC_ID : ((data[0] ?? 0) << 8) | (data[1] ?? 0);
  if (p1 === 0x00 && (id === PICC_ID || id === APPLICATION_ID)) {
    core.select(id === APPLICATION_ID);
    return StatusWord.ok;
  }
  const file = core.isApplicationSelected ? core.files.find(({ isoId }) => isoId === id) : undefined;
  if (file === undefined) return StatusWord.fileNotFound;
  core.selectedFile = file;
  return StatusWord.ok;
}

/** File and offset by P1 and P2: bit 8 of P1 names the file by its short identifier and selects it. */
function target({ core }: Ntag424Logic, { p1, p2 }: Apdu): { file: Ntag424File; offset: number } | number {
  if ((p1 & 0x80) !== 0) {
    const file = core.isApplicationSelected
      ? core.files.find(({ isoId }) => (isoId & 0x1f) === (p1 & 0x1f))
      : undefined;
    if ((p1 & 0x60) !== 0) return StatusWord.wrongParameters;
    if (file === undefined) return StatusWord.fileNotFound;
    core.selectedFile = file;
    return { file, offset: p2 };
  }
  return core.selectedFile === undefined
    ? StatusWord.conditionsOfUse
    : { file: core.selectedFile, offset: (p1 << 8) | p2 };
}

/** ISO commands carry no secure messaging, so only a free right lets them through. */
function isFree(...rights: readonly Ntag424Right[]): boolean {
  return rights.includes("free");
}

function readBinary(logic: Ntag424Logic, apdu: Apdu): Uint8Array {
  const found = target(logic, apdu);
  if (typeof found === "number") return word(found);
  const { file, offset } = found;
  const { core } = logic;
  if (apdu.data.length > 0 || apdu.le === undefined) return word(StatusWord.wrongLength);
  if (!isFree(file.read, file.readWrite)) return word(StatusWord.securityStatus);
  if (offset >= file.data.length) return word(StatusWord.wrongOffset);
  const rest = file.data.length - offset;
  const length = apdu.le === 256 ? Math.min(256, rest) : apdu.le;
  if (length > rest) return word(StatusWord.wrongLength);
  const content = core.session === undefined ? core.mirrored(file) : file.data;
  if (content === undefined) return word(StatusWord.securityStatus);
  return concat(content.subarray(offset, offset + length), word(StatusWord.ok));
}

function updateBinary(logic: Ntag424Logic, apdu: Apdu): number {
  const found = target(logic, apdu);
  if (typeof found === "number") return found;
  const { file, offset } = found;
  if (!isFree(file.write, file.readWrite)) return StatusWord.securityStatus;
  if (apdu.data.length === 0 || apdu.le !== undefined) return StatusWord.wrongLength;
  if (offset >= file.data.length) return StatusWord.wrongOffset;
  if (offset + apdu.data.length > file.data.length) return StatusWord.wrongLength;
  file.data.set(apdu.data, offset);
  return StatusWord.ok;
}

/** CLA INS P1 P2 [Lc data] [Le]; undefined when the lengths do not fit. Extended lengths are not for this card. */
function parseApdu(command: Uint8Array): Apdu | undefined {
  if (command.length < 4) return undefined;
  const [, ins = 0, p1 = 0, p2 = 0, p3 = 0] = command;
  const head = { ins, p1, p2, data: command.subarray(0, 0) };
  if (command.length === 4) return { ...head, le: undefined };
  if (command.length === 5) return { ...head, le: p3 || 256 };
  const data = command.subarray(5, 5 + p3);
  if (p3 === 0 || data.length !== p3 || command.length > 6 + p3) return undefined;
  const le = command[5 + p3];
  return { ...head, data, le: le === undefined ? undefined : le || 256 };
}

/** A command that is not even well formed ends the session too. */
function fail({ core }: Ntag424Logic, status: number): Uint8Array {
  core.session = undefined;
  core.pending = undefined;
  return word(status);
}

function word(status: number): Uint8Array {
  return Uint8Array.of(status >> 8, status & 0xff);
}
