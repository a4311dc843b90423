/** Proves MIFARE Classic cards by reading a block with the key of the slot: assurance crypto1, never more. */
import { hasBackdoor, readBlock } from "../card/classic.js";
import { type Activation, reselect, wake } from "../card/iso14443a.js";
import { Assurance, Method, type Profile, type Tap, Weakness } from "../link/messages.js";
import { Fault } from "../radio/fault.js";
import type { Chip } from "../radio/mfrc522.js";
import { keysOf } from "./card-keys.js";
import { type Prove, type ProverParts, proved, weaken, within } from "./prover.js";

export function createClassicProver(chip: Chip, parts: ProverParts): Prove {
  return (profile: Profile, a: Activation, tap: Tap): Fault => {
    const key = keysOf(parts.keys, profile.keySlot || 0)[0];
    if (!key) return Fault.Protocol;
    tap.keySlot = key.slot;
    tap.keyVersion = key.version;
    const started = parts.clock.us();
    const fault = readBlock(chip, profile.block || 0, key.key || "", !!profile.keyB, a.uid);
    tap.authenticateUs = parts.clock.us() - started;
    // A card without the key falls silent, and so does one that is pulled away: only the former can be called again.
    if (fault === Fault.WrongKey && (wake(chip, a) || reselect(chip, a, a.uid))) return Fault.NoAnswer;
    if (fault) return within(fault);
    proved(tap, Method.CLASSIC, Assurance.CRYPTO1);
    tap.credential = profile.length ? chip.answer.substr(profile.offset || 0, profile.length) : "";
    // The first call only ends the card's cipher; a card that has left by now has been read all the same.
    wake(chip, a);
    if (!wake(chip, a) && !reselect(chip, a, a.uid) && hasBackdoor(chip, profile.block || 0, a.uid))
      weaken(tap, Weakness.BACKDOOR);
    return Fault.None;
  };
}
