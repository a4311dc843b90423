/**
 * Commands of DESFire and NTAG 424 in either of their framings: native (command, data; status, data) or wrapped in
 * ISO/IEC 7816-4 APDUs (90 command 00 00 Lc data 00; data 91 status). A card keeps the framing of its first command.
 */
import { Fault } from "../radio/fault.js";
import { type IsoDep, SHORT_ANSWER_TICKS } from "./isodep.js";
import { faultOf, Status } from "./status.js";

/** Frames of one answer; ReadData of the longest credential needs two. */
const MAX_FRAMES = 8;
const SW1 = 0x91;

/**
 * Ticks of 100 us that a command and its answer of the usual length take: half the time of an EV1 in public recordings is
 * its own (0.8 ms to select, 2.5 and 2.0 to authenticate, 1.1 to read), half is on air.
 */
const TICKS: { [ins: string]: number } = {
  "\x5a": 12,
  "\x71": 44,
  "\xaa": 43,
  "\xaf": 77,
  "\xbd": 72,
  "\xad": 72,
  "\x51": 50,
};
/** What else a wrapped command has. */
const WRAPPED_TICKS = 5;

/** Command byte for the next frame of a command or of its answer. */
export const MORE = "\xaf";

/** A card that takes commands. The data of an answer is in dep.data. */
export interface Commands {
  dep: IsoDep;
  wrapped: boolean;
  /** Of the last answer. */
  status: number;
}

/** Takes the status out of a wrapped answer. */
function unwrap(c: Commands): Fault {
  const dep = c.dep;
  const size = dep.data.length - 2;
  if (size < 0) return Fault.Protocol;
  // Another SW1 comes from a card that does not know these commands: the class byte is not for it.
  if (dep.data.charCodeAt(size) !== SW1) return Fault.NotFound;
  c.status = dep.data.charCodeAt(size + 1);
  dep.data = dep.data.substr(0, size);
  return Fault.None;
}

/** Sends one frame in an APDU and takes one frame. */
function sendWrapped(c: Commands, ins: string, data: string, meanwhile: (() => void) | undefined): Fault {
  const apdu = E.toString(0x90, ins, 0, 0, data ? [data.length, data, 0] : 0);
  return c.dep.exchange(apdu, (TICKS[ins] || SHORT_ANSWER_TICKS) + WRAPPED_TICKS, meanwhile) || unwrap(c);
}

/**
 * Sends one frame and takes one frame. A status is no fault here. `ins` is the command byte.
 *
 * @param meanwhile see Chip
 */
export function sendFrame(c: Commands, ins: string, data: string, meanwhile?: () => void): Fault {
  if (c.wrapped) return sendWrapped(c, ins, data, meanwhile);
  const dep = c.dep;
  const fault = dep.exchange(ins + data, TICKS[ins] || SHORT_ANSWER_TICKS, meanwhile);
  if (fault) return fault;
  const answer = dep.data;
  if (!answer) return Fault.Protocol;
  c.status = answer.charCodeAt(0);
  dep.data = answer.substr(1);
  return fault;
}

/** After the first frame of an answer whose status is not Ok: collects the others, or says what is wrong. */
export function collect(c: Commands): Fault {
  let collected = c.dep.data;
  for (let frames = 1; frames < MAX_FRAMES; frames++) {
    if (c.status !== Status.AdditionalFrame) return faultOf(c.status);
    const fault = sendFrame(c, MORE, "");
    if (fault) return fault;
    collected += c.dep.data;
    c.dep.data = collected;
    if (!c.status) return fault;
  }
  return Fault.Protocol;
}

/**
 * Sends a command and collects all frames of its answer.
 *
 * @param meanwhile see Chip
 */
export function command(c: Commands, ins: string, data: string, meanwhile?: () => void): Fault {
  return sendFrame(c, ins, data, meanwhile) || (c.status ? collect(c) : Fault.None);
}
