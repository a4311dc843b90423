/**
 * Commands of DESFire and NTAG 424 in either of their framings: native (command, data; status, data) or wrapped in
 * ISO/IEC 7816-4 APDUs (90 command 00 00 Lc data 00; data 91 status). A card keeps the framing of its first command.
 */
import { Fault } from "../radio/fault.js";
import type { IsoDep } from "./isodep.js";
import { faultOf, Status } from "./status.js";

/** Frames of one answer; ReadData of the longest credential needs two. */
const MAX_FRAMES = 8;
const SW1 = 0x91;

/**
 * Ticks of 100 us that a card takes over a command and its answer of the usual length: half the time of an EV1 in public
 * recordings is its own (0.8 ms to select, 2.5 and 2.0 to authenticate, 1.1 to read), half is the answer's on air.
 */
const TICKS: { [ins: number]: number } = { 90: 12, 113: 45, 170: 45, 175: 50, 189: 58, 173: 58, 81: 45 };
const SHORT_TICKS = 15;

/** A card that takes commands. The data of an answer is in dep.data. */
export interface Commands {
  dep: IsoDep;
  wrapped: boolean;
  /** Of the last answer. */
  status: number;
}

/** Sends one frame and takes one frame. A status is no fault here. */
export function sendFrame(c: Commands, ins: number, data: string): Fault {
  const dep = c.dep;
  dep.usualTicks = TICKS[ins] || SHORT_TICKS;
  const fault = dep.exchange(
    c.wrapped ? E.toString(0x90, ins, 0, 0, data ? [data.length, data, 0] : 0) : E.toString(ins, data),
  );
  if (fault) return fault;
  const size = dep.data.length - (c.wrapped ? 2 : 1);
  if (size < 0) return Fault.Protocol;
  if (!c.wrapped) {
    c.status = dep.data.charCodeAt(0);
    dep.data = dep.data.substr(1);
    return Fault.None;
  }
  // Another SW1 comes from a card that does not know these commands: the class byte is not for it.
  if (dep.data.charCodeAt(size) !== SW1) return Fault.NotFound;
  c.status = dep.data.charCodeAt(size + 1);
  dep.data = dep.data.substr(0, size);
  return Fault.None;
}

/** Fault.None when the last answer had this status, else what its status means. */
export function unlessStatus(c: Commands, wanted: Status): Fault {
  return c.status === wanted ? Fault.None : faultOf(c.status);
}

/** Sends a command and collects all frames of its answer. */
export function command(c: Commands, ins: number, data: string): Fault {
  let collected = "";
  for (let frames = 0; frames < MAX_FRAMES; frames++) {
    const fault = frames ? sendFrame(c, Status.AdditionalFrame, "") : sendFrame(c, ins, data);
    if (fault) return fault;
    collected += c.dep.data;
    if (c.status === Status.Ok) {
      c.dep.data = collected;
      return Fault.None;
    }
    if (c.status !== Status.AdditionalFrame) return faultOf(c.status);
  }
  return Fault.Protocol;
}
