/** NTAG 424 DNA: selected by its name; everything after that is DESFire EV2 in ISO framing. NT4H2421Gx data sheet. */
import { Fault } from "../radio/fault.js";
import type { IsoDep } from "./isodep.js";

/** ISO SELECT of D2760000850101, no answer data asked for. */
const SELECT = "\x00\xa4\x04\x0c\x07\xd2\x76\x00\x00\x85\x01\x01\x00";
const USUAL_TICKS = 23;
const SW_OK = "\x90\x00";

export const READ_DATA = "\xad";

/** Fault.NotFound: the card has no application of this name. */
export function selectNtag424(dep: IsoDep, meanwhile?: () => void): Fault {
  const fault = dep.exchange(SELECT, USUAL_TICKS, meanwhile);
  if (fault) return fault;
  return dep.data === SW_OK ? Fault.None : Fault.NotFound;
}
