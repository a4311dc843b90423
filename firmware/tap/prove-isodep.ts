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
  /** The profile, and what follows from it: nearly all cards are proved under the same one. */
  let profile: Profile;
  let ntag = false;
  let m: Messaging;
  let method: Method;
  /** The live versions of its key, and the command that reads its file. */
  let live: CardKey[];
  let ins = "";
  let header = "";
  /** The card that is being proved. */
  let tap: Tap;
  let key: CardKey;
  let rndA = "";

  function askUid(): Fault {
    return exchange(m, c, GET_CARD_UID, "", UID_BYTES, CommunicationMode.FULL);
  }

  function follow(asked: Profile): void {
    profile = asked;
    ntag = asked.family === Family.NTAG424;
    method = ntag ? Method.NTAG424 : asked.legacyAes ? Method.DESFIRE_EV1 : Method.DESFIRE_EV2;
    if (asked.legacyAes) ev1 = ev1 || createEv1();
    m = (asked.legacyAes && ev1) || ev2;
    c.wrapped = ntag || !!asked.wrapped;
    live = keysOf(parts.keys, asked.keySlot || 0);
    ins = ntag ? READ_NTAG424 : READ_DESFIRE;
    header = readHeader(asked.file || 0, asked.offset || 0, asked.length || 0);
  }

  /** While the card looks for the application. */
  function prepare(): void {
    rndA = parts.random();
  }

  function ownKey(): string {
    return keyOfCard(key, profile, tap.uid || "");
  }

  /** Which version of the key the card has. Cards count failed authentications, so it is asked for and not tried. */
  function choose(): Fault {
    key = live[0];
    if (!key) return Fault.Protocol;
    if (live.length > 1) {
      const fault = keyVersion(c, profile.keyNumber || 0);
      // The card has the application: whatever it lacks now is a fault of the card.
      if (fault) return fault === Fault.NotFound ? Fault.Protocol : fault;
      key = chooseKey(live, dep.data.charCodeAt(0));
    }
    tap.keySlot = key.slot;
    tap.keyVersion = key.version;
    return Fault.None;
  }

  function select(): Fault {
    const fault = ntag ? selectNtag424(dep, prepare) : selectApplication(c, profile.applicationId || "", prepare);
    if (fault) return fault;
    tap.family = profile.family;
    // The signature is told before a session; within one it would have to be deciphered.
    if (profile.originality && !command(c, READ_SIGNATURE, "\0")) tap.originality = dep.data;
    return choose();
  }

  /** The real UID of a card that shows a random one, told under a key that all cards share. */
  function identify(): Fault {
    const shared = keysOf(parts.keys, profile.uidKeySlot || 0)[0];
    const fault = shared
      ? authenticate(m, c, profile.uidKeyNumber || 0, shared.key || "", parts.random()) || askUid()
      : Fault.NotFound;
    if (!fault) tap.uid = dep.data;
    return fault;
  }

  function prove(): Fault {
    return m.challenge(c, profile.keyNumber || 0, rndA, ownKey) || m.prove(c);
  }

  /** What is told under the session: the UID, where the key does not stand for it, and the credential. */
  function read(): Fault {
    let fault: Fault = Fault.None;
    if (!profile.diversified) {
      fault = askUid();
      if (fault) return fault;
      tap.uid = dep.data;
    }
    const length = profile.length;
    if (length) {
      const mode = profile.mode || 0;
      if (!mode && !profile.legacyAes) note(tap, Weakness.PLAIN_CREDENTIAL);
      fault = m.ask(c, ins, header, mode, dep.besides) || m.open(c, length, mode);
      if (fault) return fault;
      tap.credential = dep.data;
    }
    proved(tap, method, Assurance.MUTUAL_AES);
    return fault;
  }

  const STEPS = [select, prove, read];
  const RANDOM_UID_STEPS = [select, identify, prove, read];

  return (asked, _a, made, done) => {
    tap = made;
    if (asked !== profile) follow(asked);
    const steps = made.randomUid && asked.uidKeySlot ? RANDOM_UID_STEPS : STEPS;
    parts.run(steps, steps.length - 1, made, done);
  };
}
