/**
 * The part of protobufjs that the host's codec runs on, as far as anybody sees it; declared here, because a user of the
 * package has no protobufjs.
 */

/** A 64-bit number. One above Number.MAX_SAFE_INTEGER has no exact number. */
export interface Long {
  /** Lower 32 bits, signed. */
  readonly low: number;
  /** Upper 32 bits, signed. */
  readonly high: number;
  readonly unsigned: boolean;
  toNumber(): number;
  toString(): string;
}

/** Reads the wire format. */
export class Reader {
  static create(buffer: Uint8Array): Reader;
  readonly buf: Uint8Array;
  /** Where it stands. */
  pos: number;
  /** Where it ends. */
  readonly len: number;
  /**
   * A varint of 32 bits.
   *
   * @throws RangeError at the end
   */
  uint32(): number;
  /**
   * Bytes with their length before them; a view.
   *
   * @throws RangeError at the end
   */
  bytes(): Uint8Array;
  /**
   * Leaves out a value.
   *
   * @throws RangeError at the end, Error at a type that does not exist
   */
  skipType(wireType: number): this;
}

/** Writes the wire format. */
export class Writer {
  static create(): Writer;
  /** Ends the writing. */
  finish(): Uint8Array;
}

/** What decoding throws. */
export namespace util {
  // biome-ignore lint/correctness/noUnusedVariables: the generated types name it
  class ProtocolError extends Error {}
}

declare const protobuf: { readonly Reader: typeof Reader; readonly Writer: typeof Writer };
// biome-ignore lint/style/noDefaultExport: the generated code asks for it
export default protobuf;
