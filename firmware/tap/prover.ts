/** What the provers of all card families share: the card, the tap that is being made, and what the reader knows. */
import type { Activation } from "../card/iso14443a.js";
import {
  Assurance,
  type CardKey,
  Method,
  type Profile,
  type Refusal,
  type Tap,
  type Weakness,
} from "../link/messages.js";
import type { Fault } from "../radio/fault.js";
import type { Clock } from "./clock.js";
import type { Random } from "./random.js";
import type { Run } from "./steps.js";

export interface ProverParts {
  keys: CardKey[];
  random: Random;
  clock: Clock;
  run: Run;
}

/**
 * Proves a card under a profile. Fault.NotFound means one thing only: the card is not of this kind, and another profile
 * may be tried. Once it has shown that it is, whatever fails is a refusal, never a weaker acceptance. In
 * steps: `done` is called at the end, perhaps before this returns, and no other card is proved before.
 */
export type Prove = (profile: Profile, a: Activation, tap: Tap, done: (fault: Fault) => void) => void;

/** Nothing was proved and nothing is accepted: the reader's answer to this card is no. */
export function refuse(tap: Tap, why: Refusal): void {
  tap.refusal = why;
  tap.assurance = Assurance.NONE;
  tap.method = Method.NONE;
  tap.credential = "";
}

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
