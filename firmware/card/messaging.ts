/** What the two generations of DESFire secure messaging have in common: a session, and commands under it. */
import type { CommunicationMode } from "../link/messages.js";
import type { Fault } from "../radio/fault.js";
import type { Commands } from "./command.js";

/** Session and commands are in two halves each, between which something else may run, but nothing that speaks to the card. */
export interface Messaging {
  /**
   * Asks for a session: the card's challenge.
   *
   * @param rndA 16 bytes, never used before: the session is fresh because of them
   * @param keyOf makes the key, 16 bytes, while the card makes its challenge
   */
  challenge(c: Commands, keyNumber: number, rndA: string, keyOf: () => string): Fault;
  /** Card and reader prove the key to each other, and the session is open. */
  prove(c: Commands): Fault;
  /**
   * Sends a command without data; its answer, as it came, is in dep.data.
   *
   * @param ins command byte
   * @param header its parameters
   * @param meanwhile see Chip
   */
  ask(c: Commands, ins: string, header: string, mode: CommunicationMode, meanwhile?: () => void): Fault;
  /**
   * Checks the answer to `ask`. The data, in clear and of this length, is in dep.data then.
   *
   * @param length bytes of data that must come
   */
  open(c: Commands, length: number, mode: CommunicationMode): Fault;
}

/** Opens a session at once. */
export function authenticate(m: Messaging, c: Commands, keyNumber: number, key: string, rndA: string): Fault {
  return m.challenge(c, keyNumber, rndA, () => key) || m.prove(c);
}

/** Sends a command and checks its answer at once. */
export function exchange(
  m: Messaging,
  c: Commands,
  ins: string,
  header: string,
  length: number,
  mode: CommunicationMode,
): Fault {
  return m.ask(c, ins, header, mode) || m.open(c, length, mode);
}

/** One byte to the left. */
export function rotate(s: string): string {
  return s.substr(1) + s.substr(0, 1);
}

/** Two bytes, least significant first. */
export function le2(n: number): string {
  return E.toString(n, n >> 8);
}
