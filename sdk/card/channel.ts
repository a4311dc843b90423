/** The way to a card while it lies on the reader: one command, one answer. ISO/IEC 14443-4; cards.md section 3. */

/** Options of one exchange. */
export interface TransceiveOptions {
  /** Cancels waiting: the call rejects. The card may still carry the command out. */
  readonly signal?: AbortSignal | undefined;
  /** Deadline in milliseconds. */
  readonly timeoutMs?: number | undefined;
}

/**
 * One presentation of one ISO-DEP card, from selection to removal. A new presentation is a new object: failed
 * authentications are counted per channel, so that no key is tried twice on a card that counts failures itself.
 *
 * The card code calls `transceive` strictly one after the other. The implementation carries blocks, chaining, waiting
 * time and retransmission within the presentation by itself, and never sends a command again in another one.
 */
export interface CardChannel {
  /** UID seen at activation: 4, 7 or 10 bytes. 4 bytes beginning with 08 are random and no identity. */
  readonly uid: Uint8Array;
  /**
   * Sends a command and waits for the answer.
   *
   * @param apdu a native DESFire command or a command APDU, 1 to 261 bytes
   * @returns the whole answer, status included: first byte (native) or last two bytes (APDU)
   * @throws when no answer came: whether the card carried the command out is then unknown. A KetukError with the code
   *   `bad-argument` says that nothing was sent.
   */
  transceive(apdu: Uint8Array, options?: TransceiveOptions): Promise<Uint8Array>;
}
