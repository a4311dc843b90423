/** What the provers of all card families share: the card, the tap that is being made, and what the reader knows. */
import type { Activation } from "../card/iso14443a.js";
import { Assurance, type CardKey, type Method, type Profile, type Tap, type Weakness } from "../link/messages.js";
import type { Fault } from "../radio/fault.js";
import type { Clock } from "./clock.js";
import type { Random } from "./random.js";

export interface ProverParts {
  keys: CardKey[];
  random: Random;
  clock: Clock;
}

/**
 * Proves a card under a profile. Fault.NotFound with the family of the tap unchanged: the card is not of this kind.
 * Once it has shown that it is, the family is set, and whatever fails then is a refusal, never a weaker acceptance.
 */
export type Prove = (profile: Profile, a: Activation, tap: Tap) => Fault;

/** Notes what has been proved. */
export function proved(tap: Tap, method: Method, assurance: Assurance): void {
  tap.method = method;
  tap.assurance = assurance;
}

/** Notes a weakness. */
export function note(tap: Tap, bit: Weakness): void {
  tap.weakness = (tap.weakness || 0) | (1 << bit);
}

/** Notes a weakness and takes the strong assurance away: what was proved can have been arranged. */
export function weaken(tap: Tap, bit: Weakness): void {
  note(tap, bit);
  if (tap.assurance === Assurance.MUTUAL_AES) tap.assurance = Assurance.PASSWORD;
  if (tap.assurance === Assurance.CRYPTO1) tap.assurance = Assurance.UID;
}
