/**
 * Decides who passes, host or no host: members in raw flash, looked up by a keyed hash of their UID; time windows of their
 * groups; and nobody twice within a while. protocol/README.md, "Gates", has the layout. Whatever is missing or unknown
 * (no bucket, no clock, a weak proof) lets nobody through.
 */
import { MEMBER_BUCKETS, MEMBER_BYTES, MEMBER_DIGESTS, MEMBER_GROUPS, MEMBER_HEAD } from "../../protocol/limits.js";
import { MEMBER_FLASH } from "../board.js";
import {
  Assurance,
  Code,
  Gate as Decision,
  decodeRecordHead,
  decodeSealedRecord,
  type GateRules,
  Method,
  type ReaderConfig,
  Refusal,
  type StoreMembers,
  type Tap,
  Weakness,
} from "../link/messages.js";
import { word } from "../link/secure.js";
import { seal } from "./chain.js";
import { type Clock, toUs } from "./clock.js";
import { createFlashArea, SECTOR_BYTES } from "./flash-area.js";

/** Cards that are remembered so that they do not pass twice. */
const REMEMBERED = 128;
const MINUTE_MS = 60000;
const DAY_MINUTES = 1440;
const WEEK_MINUTES = 10080;
/** 1970 began on a Thursday; windows count from Monday. */
const FIRST_MINUTE = 4320;

export interface Gate {
  /** Says in the tap whether its card passes. Nothing happens to one that was refused. */
  decide(tap: Tap, rules: GateRules | undefined): void;
  /** The record of a card that may pass is stored. */
  passed(tap: Tap): void;
  /** An entry of the journal, found at the start: who has just passed does not do so again by a restart. */
  recall(sealed: string): void;
  store(piece: StoreMembers): Code;
  /** CRC-32 of some buckets; "" beyond the last, and where there is no room for members. */
  digests(first: number): string;
}

export function createGate(config: ReaderConfig, clock: Clock): Gate {
  const area = createFlashArea(MEMBER_FLASH, config.gate ? MEMBER_BUCKETS : 0);
  /** Who passed, as numbers, and when: rings of the same length. Without a gate nobody does. */
  const who = new Uint32Array(config.gate ? REMEMBERED : 0);
  const when = new Uint32Array(config.gate ? REMEMBERED : 0);
  let next = 0;

  function hashOf(uid: string): string {
    return seal(config.policyKey || "", `ketuk gate\0${uid}`);
  }

  /** Half of the numbers: above them the interpreter's arrays compare otherwise. */
  function placeOf(uid: string): number {
    return who.indexOf(E.CRC32(uid) >>> 1);
  }

  function remember(uid: string): void {
    let place = placeOf(uid);
    if (place < 0) place = next++ % REMEMBERED;
    who[place] = E.CRC32(uid) >>> 1;
    when[place] = clock.uptimeMs();
  }

  /** Group of a member, -1 for anybody else. */
  function groupOf(hash: string): number {
    const bucket = area.read(hash.charCodeAt(0) % MEMBER_BUCKETS, 0, SECTOR_BYTES);
    const most = hash.substr(2, 3);
    let at = bucket.substr(0, 4) === MEMBER_HEAD ? 0 : SECTOR_BYTES;
    for (;;) {
      at = bucket.indexOf(most, at + 1);
      if (at < 0) return at;
      const first = bucket.charCodeAt(at - 1);
      if (at % MEMBER_BYTES === 1 && (first ^ hash.charCodeAt(1)) < MEMBER_GROUPS) return first % MEMBER_GROUPS;
    }
  }

  function onTime(rules: GateRules, group: number): Decision {
    const wallMs = clock.wallMs();
    const minutes = (Math.floor(wallMs / MINUTE_MS) + FIRST_MINUTE + (rules.zoneMinutes || 0)) % WEEK_MINUTES;
    const minute = minutes % DAY_MINUTES;
    let decision = Decision.ADMITTED;
    for (let i = 0; i < rules.windows.length; i++) {
      const { group: named, days, fromMinute, toMinute } = rules.windows[i];
      if (named !== group) continue;
      if (!wallMs) return rules.openWithoutClock ? Decision.ADMITTED : Decision.NO_CLOCK;
      const today = ((days || 0) >> Math.floor(minutes / DAY_MINUTES)) & 1;
      if (today && minute >= (fromMinute || 0) && minute < (toMinute || 0)) return Decision.ADMITTED;
      decision = Decision.WRONG_TIME;
    }
    return decision;
  }

  function decisionOf(tap: Tap, rules: GateRules): Decision {
    const uid = tap.uid || "";
    const weak = (tap.assurance || 0) < (rules.minimum || Assurance.MUTUAL_AES);
    if (weak || tap.method === Method.HOST || ((tap.weakness || 0) >> Weakness.UID_UNPROVED) & 1)
      return Decision.TOO_WEAK;
    const group = groupOf(hashOf(uid));
    if (group < 0) return Decision.NOT_LISTED;
    const place = placeOf(uid);
    if (place >= 0 && clock.uptimeMs() - when[place] < (rules.passbackMs || 0)) return Decision.PASSED_BACK;
    return onTime(rules, group);
  }

  return {
    decide(tap, rules) {
      if (!rules || tap.refusal) return;
      const started = getTime();
      tap.gate = decisionOf(tap, rules);
      if (tap.gate !== Decision.ADMITTED) tap.refusal = Refusal.GATE;
      tap.gateUs = toUs(getTime() - started);
    },
    passed: (tap) => remember(tap.uid || ""),
    recall(sealed) {
      try {
        const tap = decodeRecordHead(decodeSealedRecord(sealed).record || "").tap;
        if (tap && tap.gate === Decision.ADMITTED) remember(tap.uid || "");
      } catch (_) {
        // Not ours.
      }
    },
    store(piece) {
      const bucket = piece.bucket || 0;
      // Without its head an erase that is cut brings nobody back.
      if (piece.erase && !(area.write(bucket, 0, "\0\0\0\0") && area.erase(bucket))) return Code.FLASH;
      return area.write(bucket, piece.offset || 0, piece.data || "") ? Code.OK : Code.FLASH;
    },
    digests(first) {
      let all = "";
      for (let i = 0; i < MEMBER_DIGESTS; i++) {
        const bucket = area.read(first + i, 0, SECTOR_BYTES);
        if (bucket) all += word(E.CRC32(bucket));
      }
      return all;
    },
  };
}
