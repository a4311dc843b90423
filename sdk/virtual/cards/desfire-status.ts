/** Status codes of DESFire commands. DESFire EV2 data sheet, status codes. */

/** Status byte of an answer; wrapped answers end in 91 and this byte. */
export const Status = {
  ok: 0x00,
  illegalCommand: 0x1c,
  integrityError: 0x1e,
  noSuchKey: 0x40,
  lengthError: 0x7e,
  permissionDenied: 0x9d,
  parameterError: 0x9e,
  applicationNotFound: 0xa0,
  authenticationError: 0xae,
  additionalFrame: 0xaf,
  boundaryError: 0xbe,
  commandAborted: 0xca,
  fileNotFound: 0xf0,
} as const;

/** What a command comes to. */
export interface CommandResult {
  readonly status: number;
  readonly data: Uint8Array;
}

const NO_DATA = new Uint8Array(0);

/** A result without data. */
export function statusOnly(status: number): CommandResult {
  return { status, data: NO_DATA };
}
