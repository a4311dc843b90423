/** Status codes of NTAG 424 DNA commands, native and ISO. NT4H2421Gx data sheet, 10 (command set). */

/** Status byte of a native answer, which ends in 91 and this byte. */
export const Status = {
  ok: 0x00,
  illegalCommand: 0x1c,
  integrityError: 0x1e,
  noSuchKey: 0x40,
  lengthError: 0x7e,
  /** Read_Sig alone says 90 where others say 00. */
  signatureOk: 0x90,
  permissionDenied: 0x9d,
  parameterError: 0x9e,
  authenticationDelay: 0xad,
  authenticationError: 0xae,
  additionalFrame: 0xaf,
  boundaryError: 0xbe,
  commandAborted: 0xca,
  fileNotFound: 0xf0,
} as const;

/** Status words of the ISO commands. */
export const StatusWord = {
  ok: 0x9000,
  wrongLength: 0x6700,
  securityStatus: 0x6982,
  conditionsOfUse: 0x6985,
  fileNotFound: 0x6a82,
  wrongParameters: 0x6a86,
  wrongOffset: 0x6b00,
  unknownInstruction: 0x6d00,
  unknownClass: 0x6e00,
} as const;

/** What a native command comes to. */
export interface Ntag424Result {
  readonly status: number;
  readonly data: Uint8Array;
}

const NO_DATA = new Uint8Array(0);

/** A result without data. */
export function statusOnly(status: number): Ntag424Result {
  return { status, data: NO_DATA };
}
