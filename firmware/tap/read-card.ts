/** Serves one selected card: finds the profile that fits it, has it proved, and says what was proved. */
import type { Commands } from "../card/command.js";
import { versionFamily } from "../card/desfire.js";
import { identify, isClassic, isRandomUid } from "../card/identify.js";
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
import { createRun, type Later } from "./steps.js";

export interface CardReader {
  /** Which cards are accepted; may be replaced between two cards. */
  policy: AcceptancePolicy;
  /**
   * Reads the card that was just selected, in steps, and says how it ended, perhaps before this returns. Fault.None:
   * `tap` is filled, whether the card was accepted or refused. Fault.Lent: the profile leaves the card to the host.
   * Anything else: the card left or cannot be understood; nothing is known about it.
   *
   * @param lend leaves the card to the host without a look at the policy
   */
  read(a: Activation, tap: Tap, lend: boolean, done: (fault: Fault) => void): void;
}

/** The policy has a profile of such a family. */
function asksFor(policy: AcceptancePolicy, fits: (family: Family) => boolean): boolean {
  const profiles = policy.profiles;
  for (let i = 0; i < profiles.length; i++) if (fits(profiles[i].family || 0)) return true;
  return false;
}

function isType2Family(family: Family): boolean {
  return family === Family.ULTRALIGHT || family === Family.ULTRALIGHT_AES;
}

function isIsodepFamily(family: Family): boolean {
  return family === Family.DESFIRE || family === Family.NTAG424 || family === Family.ISODEP;
}

function isClassicFamily(family: Family): boolean {
  return family === Family.CLASSIC;
}

function refused(tap: Tap, why: Refusal): Fault {
  refuse(tap, why);
  return Fault.None;
}

export function createCardReader(
  chip: Chip,
  dep: IsoDep,
  config: ReaderConfig,
  random: Random,
  clock: Clock,
  later: Later,
): CardReader {
  const parts: ProverParts = { keys: config.cardKeys, random, clock, run: createRun(later) };
  const native: Commands = { dep, wrapped: false, status: 0 };
  const proveIsodep = createIsodepProver(dep, parts);
  // Made when a policy asks for them: few readers see such cards.
  let proveType2: Prove | undefined;
  let proveClassic: Prove | undefined;
  /** The card that is being read. */
  let a: Activation;
  let tap: Tap;
  let done: (fault: Fault) => void;
  let isodep = false;
  /** The profile that is being tried, how many were looked at, and whether one has been tried before. */
  let profile: Profile;
  let looked = 0;
  let tried = false;
  let fits: (family: Family) => boolean;
  let prove: Prove;

  /** What is left for a card that fits no profile. */
  function byUid(): void {
    if (reader.policy.acceptUid) {
      tap.assurance = Assurance.UID;
      tap.method = Method.UID;
    } else refuse(tap, Refusal.NOT_ACCEPTED);
    done(Fault.None);
  }

  /** A card that fits no profile may yet tell what it is. */
  function stranger(): void {
    if (isodep) {
      native.wrapped = true;
      tap.family = versionFamily(native);
    }
    byUid();
  }

  /** The outcome of the profile that fits the card, as a fault or as a refusal. */
  function settle(outcome: Fault): Fault {
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
  function again(): Fault {
    if (dep.active) dep.deselect();
    const fault = wake(chip, a) || reselect(chip, a, a.uid);
    return fault || (isodep ? dep.activate() : fault);
  }

  function attempt(): void {
    prove(profile, a, tap, attempted);
  }

  function attempted(outcome: Fault): void {
    if (outcome === Fault.NotFound) tryNext();
    else done(settle(outcome));
  }

  /** The prover of the card's kind. */
  function proverOf(): Prove {
    if (isodep) return proveIsodep;
    if (!isClassic(a.sak)) return (proveType2 = proveType2 || createType2Prover(chip, parts));
    return (proveClassic = proveClassic || createClassicProver(chip, parts));
  }

  /** Tries the next profile of the card's kind. */
  function tryNext(): void {
    const profiles = reader.policy.profiles;
    while (looked < profiles.length) {
      profile = profiles[looked++];
      if (!fits(profile.family || 0)) continue;
      tap.profile = looked;
      if (profile.hostHeld) return done(Fault.Lent);
      prove = proverOf();
      // Nearly always the first one fits.
      if (!tried) {
        tried = true;
        return attempt();
      }
      const fault = again();
      return fault ? done(fault) : later(attempt);
    }
    tap.profile = 0;
    const fault = tried ? again() : Fault.None;
    if (fault) done(fault);
    else later(stranger);
  }

  function tryProfiles(families: (family: Family) => boolean): void {
    fits = families;
    looked = 0;
    tried = false;
    tryNext();
  }

  /**
   * GET_VERSION, and the card selected afterwards. Plain Ultralight and Ultralight C refuse the question, others ignore
   * it; silence is believed when it is repeated, lest a lost frame makes a stranger of a card.
   */
  function versionOf(): Fault {
    for (let silent = 0; ; silent++) {
      const fault = getVersion(chip);
      if (fault !== Fault.NotFound && fault !== Fault.NoAnswer) return fault;
      const lost = again();
      if (lost) return lost;
      if (fault === Fault.NotFound || silent) return Fault.NotFound;
    }
  }

  function readType2(): void {
    if (!asksFor(reader.policy, isType2Family)) return byUid();
    const fault = versionOf();
    if (fault && fault !== Fault.NotFound) return done(fault);
    if (!fault && isUltralightAes(chip)) tap.family = Family.ULTRALIGHT_AES;
    const kind = tap.family;
    tryProfiles((family) => family === kind);
  }

  const reader: CardReader = {
    policy: config.policy || { profiles: [], acceptUid: true },
    read(activation, made, lend, then) {
      a = activation;
      tap = made;
      done = then;
      tap.uid = a.uid;
      tap.atqa = a.atqa;
      tap.sak = a.sak;
      tap.randomUid = isRandomUid(a.uid);
      tap.family = identify(a.atqa, a.sak);
      tap.policyVersion = reader.policy.version;
      isodep = tap.family === Family.ISODEP;
      if (isodep) {
        const fault = dep.activate();
        if (fault) return done(fault);
        tap.ats = dep.ats;
      }
      if (lend) done(Fault.Lent);
      else if (isodep) tryProfiles(isIsodepFamily);
      else if (isClassic(a.sak)) tryProfiles(isClassicFamily);
      else if (tap.family === Family.ULTRALIGHT) later(readType2);
      else byUid();
    },
  };
  return reader;
}
