/** Who passes a gate: members, time windows, nobody twice, no weak proof; and what it holds when something is missing. */
import { beforeEach, describe, expect, test } from "vitest";
import {
  Assurance,
  Gate as Decision,
  encodeRecord,
  encodeSealedRecord,
  Method,
  Weakness,
} from "../../firmware/link/messages.js";
import { createMemberHash } from "../../sdk/gate/bucket.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { espruino, passUs, resetEspruino } from "../support/espruino-globals.js";
import { createGateRig, POLICY_KEY, RULES, uidOf } from "../support/gate-rig.js";

beforeEach(() => resetEspruino());

/** Monday, 23 November 2026, 00:00 UTC. */
const MONDAY_MS = Date.UTC(2026, 10, 23);
const HOUR_MS = 3_600_000;
const strong = { assurance: Assurance.MUTUAL_AES, method: Method.DESFIRE_EV2 };

test("a member passes, a stranger does not, and without rules nothing is decided", async () => {
  const rig = createGateRig();
  await rig.sync([{ uid: uidOf(1) }, { uid: uidOf(2).slice(0, 4) }]);
  expect(rig.decide(uidOf(1))).toBe(Decision.ADMITTED);
  expect(rig.decide(uidOf(2).slice(0, 4))).toBe(Decision.ADMITTED);
  expect(rig.decide(uidOf(2))).toBe(Decision.NOT_LISTED);
  expect(rig.decide(new Uint8Array(0))).toBe(Decision.NOT_LISTED);
  const tap = { ...strong, uid: toByteString(uidOf(2)) };
  rig.gate.decide(tap, undefined);
  expect(tap).toEqual({ ...strong, uid: toByteString(uidOf(2)) });
});

test("who is refused keeps what was proved, and a card that was refused before is not looked up", async () => {
  const rig = createGateRig();
  const stranger = { ...strong, uid: toByteString(uidOf(9)) };
  rig.gate.decide(stranger, RULES);
  expect(stranger).toMatchObject({ refusal: 7, gate: Decision.NOT_LISTED, assurance: Assurance.MUTUAL_AES });
  const copy = { uid: toByteString(uidOf(9)), refusal: 1 };
  rig.gate.decide(copy, RULES);
  expect(copy).toEqual({ uid: toByteString(uidOf(9)), refusal: 1 });
});

test("a reader that was not flashed as a gate lets nobody through", async () => {
  const rig = createGateRig(false);
  await expect(rig.sync([{ uid: uidOf(1) }])).rejects.toMatchObject({ code: "refused" });
  expect(rig.decide(uidOf(1))).toBe(Decision.NOT_LISTED);
});

test("a bucket without its head lets nobody through", async () => {
  const rig = createGateRig();
  await rig.sync([{ uid: uidOf(1) }]);
  const { bucket } = rig.asked[0] ?? { bucket: -1 };
  rig.gate.store({ bucket, data: "\0" });
  expect(rig.decide(uidOf(1))).toBe(Decision.NOT_LISTED);
});

test("an erase that is cut at its end leaves nobody of the bucket", async () => {
  const rig = createGateRig();
  await rig.sync([{ uid: uidOf(1) }]);
  const { bucket } = rig.asked[0] ?? { bucket: -1 };
  Object.assign(espruino.flash, { erasePage: () => {} });
  rig.gate.store({ bucket, erase: true });
  expect(rig.decide(uidOf(1))).toBe(Decision.NOT_LISTED);
});

test("an entry counts in its place only, not where two others meet", () => {
  const rig = createGateRig();
  const { bucket, hash } = createMemberHash(POLICY_KEY)(uidOf(1));
  const entry = String.fromCharCode(hash >>> 24, (hash >> 16) & 255, (hash >> 8) & 255, hash & 255);
  rig.gate.store({ bucket, data: `KTG1\x01${entry}` });
  expect(rig.decide(uidOf(1))).toBe(Decision.NOT_LISTED);
  rig.gate.store({ bucket, offset: 12, data: entry });
  expect(rig.decide(uidOf(1))).toBe(Decision.ADMITTED);
});

test("a weak proof, the host's word, and a UID that nobody proved do not pass, whoever is named", async () => {
  const rig = createGateRig();
  await rig.sync([{ uid: uidOf(1) }]);
  const uid = uidOf(1);
  expect(rig.decide(uid, RULES, { assurance: Assurance.UID, method: Method.UID })).toBe(Decision.TOO_WEAK);
  expect(rig.decide(uid, RULES, { assurance: Assurance.CRYPTO1, method: Method.CLASSIC })).toBe(Decision.TOO_WEAK);
  expect(rig.decide(uid, RULES, { assurance: Assurance.MUTUAL_AES, method: Method.HOST })).toBe(Decision.TOO_WEAK);
  const unproved = { ...strong, weakness: 1 << Weakness.UID_UNPROVED };
  expect(rig.decide(uid, RULES, unproved)).toBe(Decision.TOO_WEAK);
  const lax = { ...RULES, minimum: Assurance.UID };
  expect(rig.decide(uid, lax, { assurance: Assurance.UID, method: Method.UID })).toBe(Decision.ADMITTED);
});

describe("time windows", () => {
  // Weekdays 06:00 to 18:00 in Jakarta; Saturday morning as a second window.
  const rules = {
    zoneMinutes: 420,
    windows: [
      { group: 1, days: 31, fromMinute: 360, toMinute: 1080 },
      { group: 1, days: 32, fromMinute: 480, toMinute: 720 },
    ],
  };

  async function at(hour: number, options = rules): Promise<Decision[]> {
    resetEspruino();
    const rig = createGateRig();
    await rig.sync([
      { uid: uidOf(1), group: 1 },
      { uid: uidOf(2), group: 2 },
    ]);
    // Hours after Monday 00:00 in Jakarta.
    rig.clock.set(MONDAY_MS + (hour - 7) * HOUR_MS);
    return [rig.decide(uidOf(1), options), rig.decide(uidOf(2), options)];
  }

  test.each([
    [5.99, Decision.WRONG_TIME],
    [6, Decision.ADMITTED],
    [17.99, Decision.ADMITTED],
    [18, Decision.WRONG_TIME],
    [4 * 24 + 12, Decision.ADMITTED],
    [5 * 24 + 7.9, Decision.WRONG_TIME],
    [5 * 24 + 8, Decision.ADMITTED],
    [6 * 24 + 12, Decision.WRONG_TIME],
    [7 * 24 + 6, Decision.ADMITTED],
  ])("%s h into the week they hold for their group, and never for a group without", async (hour, expected) => {
    expect(await at(hour)).toEqual([expected, Decision.ADMITTED]);
  });

  test("west of Greenwich the week begins later", async () => {
    const west = { ...rules, zoneMinutes: 10_080 - 300 };
    // Monday 06:00 in New York is Monday 11:00 UTC, 18:00 in Jakarta.
    expect((await at(18, west))[0]).toBe(Decision.ADMITTED);
    expect((await at(17.9, west))[0]).toBe(Decision.WRONG_TIME);
  });

  test("a reader without a clock lets nobody of such a group through, unless it is told to", async () => {
    const rig = createGateRig();
    await rig.sync([{ uid: uidOf(1), group: 1 }, { uid: uidOf(2) }]);
    expect(rig.decide(uidOf(1), rules)).toBe(Decision.NO_CLOCK);
    expect(rig.decide(uidOf(2), rules)).toBe(Decision.ADMITTED);
    expect(rig.decide(uidOf(1), { ...rules, openWithoutClock: true })).toBe(Decision.ADMITTED);
  });
});

describe("nobody twice", () => {
  const rules = { ...RULES, passbackMs: 60_000 };

  test("within the time, counted from the last passage", async () => {
    const rig = createGateRig();
    await rig.sync([{ uid: uidOf(1) }, { uid: uidOf(2) }]);
    const pass = () => rig.gate.passed({ uid: toByteString(uidOf(1)) });
    pass();
    passUs(59_900_000);
    expect([rig.decide(uidOf(1), rules), rig.decide(uidOf(2), rules)]).toEqual([
      Decision.PASSED_BACK,
      Decision.ADMITTED,
    ]);
    expect(rig.decide(uidOf(1))).toBe(Decision.ADMITTED);
    passUs(200_000);
    expect(rig.decide(uidOf(1), rules)).toBe(Decision.ADMITTED);
    pass();
    passUs(30_000_000);
    expect(rig.decide(uidOf(1), rules)).toBe(Decision.PASSED_BACK);
  });

  test("of the last 128 that passed", async () => {
    const rig = createGateRig();
    const many = Array.from({ length: 130 }, (_, i) => ({ uid: uidOf(i) }));
    await rig.sync(many);
    for (const { uid } of many) rig.gate.passed({ uid: toByteString(uid) });
    const decisions = many.map(({ uid }) => rig.decide(uid, rules));
    expect(decisions.map((d) => d === Decision.PASSED_BACK)).toEqual(many.map((_, i) => i >= 2));
  });

  test("nor by a restart: the journal tells who was admitted, and who was not is not held back", async () => {
    const rig = createGateRig();
    await rig.sync([{ uid: uidOf(1) }, { uid: uidOf(2) }]);
    const sealed = (number: number, gate: Decision) => {
      const tap = { uid: toByteString(uidOf(number)), gate, family: 1, assurance: 4, credential: "x", gateUs: 1000 };
      return encodeSealedRecord({ record: encodeRecord({ readerId: "gate-1", counter: number, tap }), mac: "m" });
    };
    rig.gate.recall(sealed(1, Decision.ADMITTED));
    rig.gate.recall(sealed(2, Decision.WRONG_TIME));
    rig.gate.recall("nonsense");
    expect([rig.decide(uidOf(1), rules), rig.decide(uidOf(2), rules)]).toEqual([
      Decision.PASSED_BACK,
      Decision.ADMITTED,
    ]);
  });
});
