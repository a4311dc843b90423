/** Status codes of DESFire commands. DESFire EV2 data sheet, status codes. */

/** Status byte of an answer; wrapped answers end in 91 and this byte. */
export const Status = {
  ok: 0x00,
  noChanges: 0x0c,
  outOfMemory: 0x0e,
  illegalCommand: 0x1c,
  integrityError: 0x1e,
  noSuchKey: 0x40,
  lengthError: 0x7e,
  permissionDenied: 0x9d,
  parameterError: 0x9e,
  applicationNotFound: 0xa0,
  authenticationDelay: 0xad,
  authenticationError: 0xae,
  additionalFrame: 0xaf,
  boundaryError: 0xbe,
  commandAborted: 0xca,
  countError: 0xce,
  duplicateError: 0xde,
  fileNotFound: 0xf0,
} as const;

/** What a command comes to. */
export interface CommandResult {
  readonly status: number;
  readonly data: Uint8Array;
}

/** Data of an answer that has none. */
export const NO_DATA = new Uint8Array(0);

/** A result without data. */
export function statusOnly(status: number): CommandResult {
  return { status, data: NO_DATA };
}
