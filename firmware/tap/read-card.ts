/** Serves one selected card: finds the profile that fits it, has it proved, and says what was proved. */
import type { Commands } from "../card/command.js";
import { versionFamily } from "../card/desfire.js";
import { identify, isClassic, isRandomUid, speaksIsoDep } from "../card/identify.js";
import { type Activation, reselect, wake } from "../card/iso14443a.js";
import type { IsoDep } from "../card/isodep.js";
import { getVersion, isUltralightAes } from "../card/type2.js";
import {
  type AcceptancePolicy,
  Assurance,
  Family,
  Method,
  type Profile,
  type ReaderConfig,
  Refusal,
  type Tap,
} from "../link/messages.js";
import { Fault } from "../radio/fault.js";
import type { Chip } from "../radio/mfrc522.js";
import type { Clock } from "./clock.js";
import { createClassicProver } from "./prove-classic.js";
import { createIsodepProver } from "./prove-isodep.js";
import { createType2Prover } from "./prove-type2.js";
import { type Prove, type ProverParts, refuse } from "./prover.js";
import type { Random } from "./random.js";

export interface CardReader {
  /** Which cards are accepted; may be replaced between two cards. */
  policy: AcceptancePolicy;
  /**
   * Reads the card that was just selected. Fault.None: `tap` is filled, whether the card was accepted or refused.
   * Fault.Lent: the profile leaves the card to the host. Anything else: the card left or cannot be understood; nothing
   * is known about it.
   *
   * @param lend leaves the card to the host without a look at the policy
   */
  read(a: Activation, tap: Tap, lend: boolean): Fault;
}

export function createCardReader(
  chip: Chip,
  dep: IsoDep,
  config: ReaderConfig,
  random: Random,
  clock: Clock,
): CardReader {
  const parts: ProverParts = { keys: config.cardKeys, random, clock };
  const native: Commands = { dep, wrapped: false, status: 0 };
  const proveIsodep = createIsodepProver(dep, parts);
  const proveType2 = createType2Prover(chip, parts);
  const proveClassic = createClassicProver(chip, parts);

  function refused(tap: Tap, why: Refusal): Fault {
    refuse(tap, why);
    return Fault.None;
  }

  /** What is left for a card that fits no profile. */
  function byUid(tap: Tap): Fault {
    if (!reader.policy.acceptUid) return refused(tap, Refusal.NOT_ACCEPTED);
    tap.assurance = Assurance.UID;
    tap.method = Method.UID;
    return Fault.None;
  }

  /** The outcome of the profile that fits the card, as a fault or as a refusal. */
  function settle(outcome: Fault, profile: Profile, tap: Tap): Fault {
    const slow = reader.policy.slowUs || 0;
    tap.slow = slow > 0 && ((tap.authenticateUs || 0) > slow || (tap.readUs || 0) > slow);
    if (!outcome) return (tap.assurance || 0) < (profile.minimum || 0) ? refused(tap, Refusal.TOO_WEAK) : Fault.None;
    if (outcome === Fault.WrongKey) return refused(tap, Refusal.WRONG_KEY);
    if (outcome === Fault.Delayed) return refused(tap, Refusal.DELAYED);
    // Trouble on air says nothing about the card; everything else does.
    if (outcome === Fault.NoAnswer || outcome === Fault.Damaged || outcome === Fault.Chip) return outcome;
    return refused(tap, Refusal.CARD_ERROR);
  }

  /** Selects the card anew: after a refused command, and for another framing. */
  function again(a: Activation): Fault {
    if (dep.active) dep.deselect();
    const fault = wake(chip, a) || reselect(chip, a, a.uid);
    return fault || (speaksIsoDep(a.sak) ? dep.activate() : Fault.None);
  }

  /** Tries the profiles of the card's kind in their order. */
  function byProfile(a: Activation, tap: Tap, fits: (family: Family) => boolean, prove: Prove): Fault {
    const profiles = reader.policy.profiles;
    let tried = false;
    for (let i = 0; i < profiles.length; i++) {
      const profile = profiles[i];
      if (!fits(profile.family || 0)) continue;
      tap.profile = i + 1;
      if (profile.hostHeld) return Fault.Lent;
      const fault = tried ? again(a) : Fault.None;
      if (fault) return fault;
      tried = true;
      const outcome = prove(profile, a, tap);
      if (outcome !== Fault.NotFound) return settle(outcome, profile, tap);
    }
    tap.profile = 0;
    if (tried) return again(a);
    return Fault.None;
  }

  function isType2Family(family: Family): boolean {
    return family === Family.ULTRALIGHT || family === Family.ULTRALIGHT_AES;
  }

  /** The policy has a profile of such a family. */
  function asksFor(fits: (family: Family) => boolean): boolean {
    const profiles = reader.policy.profiles;
    for (let i = 0; i < profiles.length; i++) if (fits(profiles[i].family || 0)) return true;
    return false;
  }

  function isIsodepFamily(family: Family): boolean {
    return family === Family.DESFIRE || family === Family.NTAG424 || family === Family.ISODEP;
  }

  function readIsodep(a: Activation, tap: Tap): Fault {
    const outcome = byProfile(a, tap, isIsodepFamily, proveIsodep);
    if (outcome || tap.profile) return outcome;
    native.wrapped = true;
    tap.family = versionFamily(native);
    return byUid(tap);
  }

  /**
   * GET_VERSION, and the card selected afterwards. Plain Ultralight and Ultralight C refuse the question, others ignore
   * it; silence is believed when it is repeated, lest a lost frame makes a stranger of a card.
   */
  function versionOf(a: Activation): Fault {
    for (let silent = 0; ; silent++) {
      const fault = getVersion(chip);
      if (fault !== Fault.NotFound && fault !== Fault.NoAnswer) return fault;
      const lost = again(a);
      if (lost) return lost;
      if (fault === Fault.NotFound || silent) return Fault.NotFound;
    }
  }

  function readType2(a: Activation, tap: Tap): Fault {
    if (!asksFor(isType2Family)) return byUid(tap);
    const fault = versionOf(a);
    if (fault && fault !== Fault.NotFound) return fault;
    if (!fault && isUltralightAes(chip)) tap.family = Family.ULTRALIGHT_AES;
    const kind = tap.family;
    const outcome = byProfile(a, tap, (family) => family === kind, proveType2);
    return outcome || tap.profile ? outcome : byUid(tap);
  }

  function readClassic(a: Activation, tap: Tap): Fault {
    const outcome = byProfile(a, tap, (family) => family === Family.CLASSIC, proveClassic);
    return outcome || tap.profile ? outcome : byUid(tap);
  }

  const reader: CardReader = {
    policy: config.policy || { profiles: [], acceptUid: true },
    read(a, tap, lend) {
      tap.uid = a.uid;
      tap.atqa = a.atqa;
      tap.sak = a.sak;
      tap.randomUid = isRandomUid(a.uid);
      tap.family = identify(a.atqa, a.sak);
      tap.policyVersion = reader.policy.version;
      const isodep = speaksIsoDep(a.sak);
      if (isodep) {
        const fault = dep.activate();
        if (fault) return fault;
        tap.ats = dep.ats;
      }
      if (lend) return Fault.Lent;
      if (isodep) return readIsodep(a, tap);
      if (isClassic(a.sak)) return readClassic(a, tap);
      return tap.family === Family.ULTRALIGHT ? readType2(a, tap) : byUid(tap);
    },
  };
  return reader;
}
