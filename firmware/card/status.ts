/** Status codes of DESFire and NTAG 424, and what they mean to the reader. Both kinds of card share them. */
import { Fault } from "../radio/fault.js";

export const enum Status {
  Ok = 0x00,
  IllegalCommand = 0x1c,
  NoSuchKey = 0x40,
  PermissionDenied = 0x9d,
  ApplicationNotFound = 0xa0,
  AuthenticationDelay = 0xad,
  AuthenticationError = 0xae,
  AdditionalFrame = 0xaf,
  FileNotFound = 0xf0,
}

/** What a status other than Ok means to the caller. */
export function faultOf(status: number): Fault {
  if (status === Status.AuthenticationError || status === Status.PermissionDenied) return Fault.WrongKey;
  if (status === Status.AuthenticationDelay) return Fault.Delayed;
  if (
    status === Status.ApplicationNotFound ||
    status === Status.FileNotFound ||
    status === Status.NoSuchKey ||
    status === Status.IllegalCommand
  )
    return Fault.NotFound;
  return Fault.Protocol;
}
