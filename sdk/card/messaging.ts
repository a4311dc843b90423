/** What every secure messaging does to commands and answers. cards.md 6.4 and 6.5. */

/** How an exchange is protected: not at all, by a MAC, or enciphered as well. */
export type CommMode = "plain" | "mac" | "full";

/** A command before protection. */
export interface PlainCommand {
  /** Instruction byte. */
  readonly ins: number;
  /** Parameters that always stay readable, such as file, offset and length. */
  readonly header: Uint8Array;
  /** What is enciphered in mode "full". */
  readonly data: Uint8Array;
  /** Enciphered as well, behind the checksum where there is one: ChangeKey's second checksum. Mode "full" only. */
  readonly tail?: Uint8Array | undefined;
}

/** One authenticated session with a card. Both calls move its state: once per command, in their order. */
export interface SecureMessaging {
  /** Which secure messaging this is. */
  readonly protocol: "ev1" | "ev2";
  /** False when the command counter is used up. */
  readonly isUsable: boolean;
  /**
   * Protects a command.
   *
   * @returns what follows the instruction byte
   */
  protect(command: PlainCommand, mode: CommMode): Uint8Array;
  /**
   * Checks a good answer and takes its protection off.
   *
   * @param body the answer without its status
   * @param mode protection of the answer; an answer without data is never enciphered
   * @param dataBytes length of the data, where the command determines it
   * @returns the data, or undefined when MAC, CRC or padding is wrong: the session is over then
   */
  unprotect(body: Uint8Array, mode: CommMode, dataBytes?: number): Uint8Array | undefined;
}
