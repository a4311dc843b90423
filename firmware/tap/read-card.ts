/** Serves one selected card: identifies it, authenticates it where the configuration asks for it, and says what was proved. */
import { createCmacKey, diversify } from "../card/cmac.js";
import { authenticate, type OpenedSession, readData, selectApplication } from "../card/desfire.js";
import { identify, isRandomUid, speaksIsoDep } from "../card/identify.js";
import type { Activation } from "../card/iso14443a.js";
import type { IsoDep } from "../card/isodep.js";
import {
  Assurance,
  type CardKey,
  Family,
  Method,
  type Profile,
  type ReaderConfig,
  Refusal,
  type Tap,
} from "../link/messages.js";
import { Fault } from "../radio/fault.js";
import type { Clock } from "./clock.js";
import type { Random } from "./random.js";

export interface CardReader {
  /**
   * Reads the card that was just selected. Fault.None: `tap` is filled, whether the card was accepted or refused.
   * Fault.NoAnswer, Fault.Damaged: the card left or cannot be understood; nothing is known about it.
   */
  read(a: Activation, tap: Tap): Fault;
}

function findKey(keys: CardKey[], slot: number): CardKey | undefined {
  for (let i = 0; i < keys.length; i++) if (keys[i].slot === slot) return keys[i];
  return undefined;
}

export function createCardReader(dep: IsoDep, config: ReaderConfig, random: Random, clock: Clock): CardReader {
  /** One slot for the session, so that no object is made for a tap. */
  const opened: OpenedSession = { session: undefined };

  /** The key of this very card. */
  function cardKey(profile: Profile, key: CardKey, uid: string): string {
    if (!profile.diversified) return key.key || "";
    return diversify(createCmacKey(key.key || ""), uid + profile.applicationId + profile.systemId);
  }

  /** Authenticates and reads under one profile. Fault.NotFound: the card is not of this kind. */
  function prove(profile: Profile, a: Activation, tap: Tap): Fault {
    const key = findKey(config.cardKeys, profile.keySlot || 0);
    if (!key) return Fault.NotFound;
    let fault = selectApplication(dep, profile.applicationId || "");
    if (fault) return fault;
    // From here on the card claims to be of this kind: whatever fails now is a refusal, never a weaker acceptance.
    tap.family = Family.DESFIRE;
    tap.keySlot = key.slot;
    tap.keyVersion = key.version;
    const started = clock.us();
    fault = authenticate(dep, profile.keyNumber || 0, cardKey(profile, key, a.uid), random(), opened);
    const proved = clock.us();
    tap.authenticateUs = proved - started;
    if (fault || !opened.session) return fault;
    if (profile.length) {
      fault = readData(dep, opened.session, profile.file || 0, profile.offset || 0, profile.length, profile.mode || 0);
      tap.readUs = clock.us() - proved;
      if (fault) return fault;
      tap.credential = dep.data;
    }
    tap.assurance = Assurance.MUTUAL_AES;
    tap.method = Method.DESFIRE_EV2;
    return Fault.None;
  }

  function refuse(tap: Tap, why: Refusal): Fault {
    tap.refusal = why;
    tap.assurance = Assurance.NONE;
    tap.method = Method.NONE;
    return Fault.None;
  }

  /** What is left for a card that no profile proves. */
  function byUid(tap: Tap): Fault {
    if (!config.acceptUid) return refuse(tap, Refusal.NOT_ACCEPTED);
    tap.assurance = Assurance.UID;
    tap.method = Method.UID;
    return Fault.None;
  }

  /** The outcome of a profile that fits the card, as a fault or as a refusal. */
  function settle(outcome: Fault, tap: Tap): Fault {
    if (outcome === Fault.NoAnswer || outcome === Fault.Damaged || outcome === Fault.Chip) return outcome;
    if (outcome === Fault.WrongKey) return refuse(tap, Refusal.WRONG_KEY);
    if (outcome === Fault.Delayed) return refuse(tap, Refusal.DELAYED);
    return outcome ? refuse(tap, Refusal.CARD_ERROR) : Fault.None;
  }

  /** Tries the profiles in their order on a card that speaks ISO-DEP. */
  function byProfile(a: Activation, tap: Tap): Fault {
    const fault = dep.activate();
    if (fault) return fault;
    tap.ats = dep.ats;
    for (let i = 0; i < config.profiles.length; i++) {
      opened.session = undefined;
      const outcome = prove(config.profiles[i], a, tap);
      // The family is set once the card has shown the application of a profile: from then on it must pass it.
      if (outcome === Fault.NotFound && tap.family !== Family.DESFIRE) continue;
      tap.profile = i + 1;
      return settle(outcome, tap);
    }
    return byUid(tap);
  }

  return {
    read(a, tap) {
      tap.uid = a.uid;
      tap.atqa = a.atqa;
      tap.sak = a.sak;
      tap.randomUid = isRandomUid(a.uid);
      tap.family = identify(a.atqa, a.sak);
      return speaksIsoDep(a.sak) ? byProfile(a, tap) : byUid(tap);
    },
  };
}
