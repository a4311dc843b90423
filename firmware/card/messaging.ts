/** What the two generations of DESFire secure messaging have in common: a session, and commands under it. */
import type { CommunicationMode } from "../link/messages.js";
import type { Fault } from "../radio/fault.js";
import type { Commands } from "./command.js";

export interface Messaging {
  /**
   * Opens a session: card and reader prove the key to each other. The proof is fresh because `rndA` never repeats.
   *
   * @param key 16 bytes
   * @param rndA 16 bytes, never used before
   */
  authenticate(c: Commands, keyNumber: number, key: string, rndA: string): Fault;
  /**
   * Sends a command without data and checks its answer. The data, in clear and of this length, is in dep.data then.
   *
   * @param ins command byte
   * @param header its parameters
   * @param length bytes of data that must come
   */
  exchange(c: Commands, ins: number, header: string, length: number, mode: CommunicationMode): Fault;
}

/** One byte to the left. */
export function rotate(s: string): string {
  return s.substr(1) + s.substr(0, 1);
}

/** Two bytes, least significant first. */
export function le2(n: number): string {
  return E.toString(n & 255, n >> 8);
}

/** Three bytes, least significant first. */
export function le3(n: number): string {
  return E.toString(n & 255, (n >> 8) & 255, n >> 16);
}
