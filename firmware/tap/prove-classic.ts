/** Proves MIFARE Classic cards by reading a block with the key of the slot: assurance crypto1, never more. */
import { hasBackdoor, readBlock } from "../card/classic.js";
import { type Activation, reselect, wake } from "../card/iso14443a.js";
import { Assurance, type CardKey, Method, type Profile, type Tap, Weakness } from "../link/messages.js";
import { Fault } from "../radio/fault.js";
import type { Chip } from "../radio/mfrc522.js";
import { keysOf } from "./card-keys.js";
import { type Prove, type ProverParts, proved, weaken } from "./prover.js";

export function createClassicProver(chip: Chip, parts: ProverParts): Prove {
  let profile: Profile;
  let a: Activation;
  let tap: Tap;

  let key: CardKey;
  let done: (fault: Fault) => void;

  function choose(): Fault {
    key = keysOf(parts.keys, profile.keySlot || 0)[0];
    if (!key) return Fault.Protocol;
    tap.keySlot = key.slot;
    tap.keyVersion = key.version;
    return Fault.None;
  }

  function readSector(): Fault {
    const fault = readBlock(chip, profile.block || 0, key.key || "", !!profile.keyB, a.uid);
    // A card without the key falls silent, and so does one that is pulled away: only the former can be called again.
    if (fault === Fault.WrongKey && (wake(chip, a) || reselect(chip, a, a.uid))) return Fault.NoAnswer;
    if (fault) return fault;
    proved(tap, Method.CLASSIC, Assurance.CRYPTO1);
    tap.credential = profile.length ? chip.answer.substr(profile.offset || 0, profile.length) : "";
    return Fault.None;
  }

  function inspect(): Fault {
    // The first call only ends the card's cipher; a card that has left by now has been read all the same.
    wake(chip, a);
    if (!wake(chip, a) && !reselect(chip, a, a.uid) && hasBackdoor(chip, profile.block || 0, a.uid))
      weaken(tap, Weakness.BACKDOOR);
    return Fault.None;
  }

  /** The block was read together with the authentication, and looking for the back door is no part of it. */
  function ended(fault: Fault): void {
    tap.readUs = undefined;
    done(fault);
  }

  const STEPS = [choose, readSector, inspect];

  return (asked, activation, made, then) => {
    profile = asked;
    a = activation;
    tap = made;
    done = then;
    parts.run(STEPS, 2, tap, ended);
  };
}
