/** What the three kinds of secure messaging have in common. DESFire EV2 data sheet, secure messaging. */

/** Communication mode of a file. */
export type CommMode = "plain" | "mac" | "full";

/**
 * Protection of one command or answer. "command" is for commands without a file's mode of their own, such as
 * GetFileSettings and the request of a read: MAC in an EV2 session, only counted into the MAC in an EV1 session.
 */
export type MessageMode = CommMode | "command";

/** A command as it arrived. */
export interface SentCommand {
  readonly ins: number;
  /** Parameters that stay readable in every mode. */
  readonly header: Uint8Array;
  /** The rest: data, protected as the mode says. */
  readonly sent: Uint8Array;
  /** Bytes of data inside a cryptogram; EV1 padding does not tell. May depend on the data. */
  readonly dataBytes?: number | ((plain: Uint8Array) => number);
  /** The cryptogram of ChangeKey carries one more checksum behind the usual one; it comes out behind the data. */
  readonly hasTail?: boolean;
}

/** A command with its protection taken off, or the status that refuses it. */
export type Opened = { readonly data: Uint8Array } | { readonly status: number };

/** Padding of an EV1 cryptogram: zeros, or 80 00.. when the reader did not say how much it wants. */
export type Ev1Padding = "zeros" | "method2";

/** Bytes of a MAC as sent. */
export const MAC_BYTES = 8;
