/** How an exchange with a card can end. 0 is good, so that a result can be tested as it is. */
export const enum Fault {
  None = 0,
  /** The timer ran out: no card, or the card stays silent. */
  NoAnswer = 1,
  /** Damaged on air: parity, checksum, start of frame, more than the FIFO holds. */
  Damaged = 2,
  /** Several cards answered at once; only anticollision goes on from here. */
  Collision = 3,
  /** The answer breaks the rules of the protocol. */
  Protocol = 4,
  /** The chip itself does not react: wiring, power, reset. */
  Chip = 5,
  /** The card refused the key. */
  WrongKey = 6,
  /** The card asks for a pause after too many failed authentications. */
  Delayed = 7,
  /** The card does not have what was asked for: application, file, command. */
  NotFound = 8,
  /** The card is left to the host, which holds its key. */
  Lent = 9,
}
