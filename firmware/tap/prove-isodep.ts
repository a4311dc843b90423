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
import { isRandomUid } from "../card/identify.js";
import type { Activation } from "../card/iso14443a.js";
import type { IsoDep } from "../card/isodep.js";
import type { Messaging } from "../card/messaging.js";
import { READ_DATA as READ_NTAG424, selectNtag424 } from "../card/ntag424.js";
import { Assurance, CommunicationMode, Family, Method, type Profile, type Tap, Weakness } from "../link/messages.js";
import { Fault } from "../radio/fault.js";
import { chooseKey, keyOfCard, keysOf } from "./card-keys.js";
import { note, type Prove, type ProverParts, proved, within } from "./prover.js";

const UID_BYTES = 7;

export function createIsodepProver(dep: IsoDep, parts: ProverParts): Prove {
  const c: Commands = { dep, wrapped: false, status: 0 };
  const ev1 = createEv1();
  const ev2 = createEv2();

  /** The real UID of a card that shows a random one, told under a key that all cards share. */
  function realUid(profile: Profile, m: Messaging, tap: Tap): Fault {
    const key = keysOf(parts.keys, profile.uidKeySlot || 0)[0];
    if (!key) return Fault.NotFound;
    const fault =
      m.authenticate(c, profile.uidKeyNumber || 0, key.key || "", parts.random()) ||
      m.exchange(c, GET_CARD_UID, "", UID_BYTES, CommunicationMode.FULL);
    if (!fault) tap.uid = dep.data;
    return fault;
  }

  /** Key version, real UID, authentication: everything up to the open session. */
  function authenticate(profile: Profile, m: Messaging, tap: Tap): Fault {
    const live = keysOf(parts.keys, profile.keySlot || 0);
    if (!live.length) return Fault.NotFound;
    const keyNumber = profile.keyNumber || 0;
    let fault: Fault = Fault.None;
    let key = live[0];
    if (live.length > 1) {
      // Cards count failed authentications, so the right version is asked for and not found out by trying.
      fault = keyVersion(c, keyNumber);
      if (fault) return fault;
      key = chooseKey(live, dep.data.charCodeAt(0));
    }
    tap.keySlot = key.slot;
    tap.keyVersion = key.version;
    if (tap.randomUid && profile.uidKeySlot) fault = realUid(profile, m, tap);
    return fault || m.authenticate(c, keyNumber, keyOfCard(key, profile, tap.uid || ""), parts.random());
  }

  /** What is told under the session: the credential, and the UID where the key does not stand for it. */
  function read(profile: Profile, m: Messaging, ntag: boolean, tap: Tap): Fault {
    let fault: Fault = Fault.None;
    if (!profile.diversified) {
      fault = m.exchange(c, GET_CARD_UID, "", UID_BYTES, CommunicationMode.FULL);
      if (fault) return fault;
      tap.uid = dep.data;
    }
    const length = profile.length || 0;
    if (!length) return Fault.None;
    if (!profile.mode && !profile.legacyAes) note(tap, Weakness.PLAIN_CREDENTIAL);
    const header = readHeader(profile.file || 0, profile.offset || 0, length);
    fault = m.exchange(c, ntag ? READ_NTAG424 : READ_DESFIRE, header, length, profile.mode || 0);
    if (!fault) tap.credential = dep.data;
    return fault;
  }

  return (profile: Profile, a: Activation, tap: Tap): Fault => {
    const ntag = profile.family === Family.NTAG424;
    const m: Messaging = profile.legacyAes ? ev1 : ev2;
    c.wrapped = ntag || !!profile.wrapped;
    let fault = ntag ? selectNtag424(dep) : selectApplication(c, profile.applicationId || "");
    if (fault) return fault;
    tap.family = profile.family;
    tap.randomUid = isRandomUid(a.uid);
    // The signature is told before a session; within one it would have to be deciphered.
    if (profile.originality && !command(c, READ_SIGNATURE, "\0")) tap.originality = dep.data;
    const started = parts.clock.us();
    fault = authenticate(profile, m, tap);
    const opened = parts.clock.us();
    tap.authenticateUs = opened - started;
    if (fault) return within(fault);
    fault = read(profile, m, ntag, tap);
    tap.readUs = parts.clock.us() - opened;
    if (fault) return within(fault);
    const method = ntag ? Method.NTAG424 : profile.legacyAes ? Method.DESFIRE_EV1 : Method.DESFIRE_EV2;
    proved(tap, method, Assurance.MUTUAL_AES);
    return Fault.None;
  };
}
