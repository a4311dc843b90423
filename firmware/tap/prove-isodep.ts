/** Proves DESFire and NTAG 424 cards: one session under the card's own key, one read inside it. */
import { type Commands, command } from "../card/command.js";
import {
  GET_CARD_UID,
  keyVersion,
  READ_DATA as READ_DESFIRE,
  READ_SIGNATURE,
  readHeader,
  selectApplication,
} from "../card/desfire.js";
import { createEv1 } from "../card/ev1.js";
import { createEv2 } from "../card/ev2.js";
import type { IsoDep } from "../card/isodep.js";
import { authenticate, exchange, type Messaging } from "../card/messaging.js";
import { READ_DATA as READ_NTAG424, selectNtag424 } from "../card/ntag424.js";
import {
  Assurance,
  type CardKey,
  CommunicationMode,
  Family,
  Method,
  type Profile,
  type Tap,
  Weakness,
} from "../link/messages.js";
import { Fault } from "../radio/fault.js";
import { chooseKey, keyOfCard, keysOf } from "./card-keys.js";
import { note, type Prove, type ProverParts, proved } from "./prover.js";

const UID_BYTES = 7;

export function createIsodepProver(dep: IsoDep, parts: ProverParts): Prove {
  const c: Commands = { dep, wrapped: false, status: 0 };
  /** Made when the policy asks for it. */
  let ev1: Messaging | undefined;
  const ev2 = createEv2();
  /** The card that is being proved, and how. */
  let profile: Profile;
  let tap: Tap;
  let m: Messaging;
  let ntag = false;
  let key: CardKey;
  /** The key of this very card, once it is known. */
  let own = "";
  let rndA = "";
  /** What is to be read. */
  let header = "";

  function askUid(): Fault {
    return exchange(m, c, GET_CARD_UID, "", UID_BYTES, CommunicationMode.FULL);
  }

  /** The key slot that was used last, and its live versions: the same one serves nearly all cards. */
  let slot = -1;
  let live: CardKey[] = [];

  /** While the card looks for the application. */
  function prepareKey(): void {
    const wanted = profile.keySlot || 0;
    if (slot !== wanted) {
      slot = wanted;
      live = keysOf(parts.keys, wanted);
    }
    key = live[0];
    if (key) own = keyOfCard(key, profile, tap.uid || "");
  }

  /** While the card makes its challenge. */
  function prepareProof(): void {
    rndA = parts.random();
    header = readHeader(profile.file || 0, profile.offset || 0, profile.length || 0);
  }

  /** Which version of the key the card has. Cards count failed authentications, so it is asked for and not tried. */
  function choose(): Fault {
    if (!key) return Fault.Protocol;
    if (live.length > 1) {
      const fault = keyVersion(c, profile.keyNumber || 0);
      // The card has the application: whatever it lacks now is a fault of the card.
      if (fault) return fault === Fault.NotFound ? Fault.Protocol : fault;
      key = chooseKey(live, dep.data.charCodeAt(0));
      own = keyOfCard(key, profile, tap.uid || "");
    }
    tap.keySlot = key.slot;
    tap.keyVersion = key.version;
    return Fault.None;
  }

  function select(): Fault {
    const fault = ntag
      ? selectNtag424(dep, prepareKey)
      : selectApplication(c, profile.applicationId || "", prepareKey);
    if (fault) return fault;
    tap.family = profile.family;
    // The signature is told before a session; within one it would have to be deciphered.
    if (profile.originality && !command(c, READ_SIGNATURE, "\0")) tap.originality = dep.data;
    return choose();
  }

  /** The real UID of a card that shows a random one, told under a key that all cards share. Then the card's own key. */
  function identify(): Fault {
    if (tap.randomUid && profile.uidKeySlot) {
      const shared = keysOf(parts.keys, profile.uidKeySlot)[0];
      const fault = shared
        ? authenticate(m, c, profile.uidKeyNumber || 0, shared.key || "", parts.random()) || askUid()
        : Fault.NotFound;
      if (fault) return fault;
      tap.uid = dep.data;
      own = keyOfCard(key, profile, dep.data);
    }
    return m.challenge(c, profile.keyNumber || 0, own, prepareProof);
  }

  function prove(): Fault {
    return m.prove(c, rndA);
  }

  /** What is told under the session: the UID, where the key does not stand for it, and the credential. */
  function ask(): Fault {
    let fault: Fault = Fault.None;
    if (!profile.diversified) {
      fault = askUid();
      if (fault) return fault;
      tap.uid = dep.data;
    }
    if (profile.length) {
      if (!profile.mode && !profile.legacyAes) note(tap, Weakness.PLAIN_CREDENTIAL);
      fault = m.ask(c, ntag ? READ_NTAG424 : READ_DESFIRE, header, profile.mode || 0, dep.besides);
    }
    return fault;
  }

  function open(): Fault {
    if (profile.length) {
      const fault = m.open(c, profile.length, profile.mode || 0);
      if (fault) return fault;
      tap.credential = dep.data;
    }
    const method = ntag ? Method.NTAG424 : profile.legacyAes ? Method.DESFIRE_EV1 : Method.DESFIRE_EV2;
    proved(tap, method, Assurance.MUTUAL_AES);
    return Fault.None;
  }

  const STEPS = [select, identify, prove, ask, open];
  const READING = 3;

  return (asked, _a, made, done) => {
    profile = asked;
    tap = made;
    ntag = profile.family === Family.NTAG424;
    if (profile.legacyAes) ev1 = ev1 || createEv1();
    m = (profile.legacyAes && ev1) || ev2;
    c.wrapped = ntag || !!profile.wrapped;
    parts.run(STEPS, READING, tap, done);
  };
}
