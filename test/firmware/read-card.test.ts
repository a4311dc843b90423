/** What the reader makes of a selected card: which outcomes lead to which tap, and that trouble never makes a card stronger or weaker than it is. */
import "../support/espruino-globals.js";
import { createCipheriv, createDecipheriv } from "node:crypto";
import { describe, expect, test } from "vitest";
import { diversify } from "../../firmware/card/cmac.js";
import type { Activation } from "../../firmware/card/iso14443a.js";
import {
  Assurance,
  Family,
  Method,
  type Profile,
  type ReaderConfig,
  Refusal,
  type Tap,
} from "../../firmware/link/messages.js";
import { Fault } from "../../firmware/radio/fault.js";
import { createClock } from "../../firmware/tap/clock.js";
import { type CardReader, createCardReader } from "../../firmware/tap/read-card.js";
import { fromHex, hexOf } from "../support/espruino-globals.js";
import { createFakeChip } from "../support/fake-chip.js";
import { createFakeDep } from "../support/fake-dep.js";

const UID = fromHex("04a31b625e7780");
const MASTER = "master key 16 by";
const ZERO = Buffer.alloc(16);

const profile: Profile = {
  family: Family.DESFIRE,
  applicationId: "KTK",
  keyNumber: 1,
  keySlot: 1,
  file: 1,
  offset: 0,
  length: 0,
  mode: 3,
  diversified: true,
  systemId: "ketuk demo",
};
const other: Profile = { ...profile, applicationId: "OTH" };

function configWith(change: Partial<ReaderConfig> = {}): ReaderConfig {
  return {
    readerId: "r",
    tapKey: "",
    cardKeys: [{ slot: 1, version: 9, key: MASTER }],
    roleKeys: [],
    policy: { profiles: [profile], acceptUid: true },
    ...change,
  };
}

const desfire: Activation = { atqa: "\x44\x03", uid: UID, sak: 0x20, several: false };

/** A card with one application that knows `key`; `trouble` may answer in its place. */
function card(
  application: string,
  key: string,
  trouble: (command: string, index: number) => string | Fault | undefined = () => undefined,
) {
  let rndA = Buffer.alloc(0);
  const rndB = Buffer.alloc(16, 0x42);
  const bytes = Buffer.from(key, "latin1");
  return createFakeDep((command, index) => {
    const said = trouble(command, index);
    if (said !== undefined) return said;
    if (command.startsWith("5a")) return command.slice(2) === Buffer.from(application).toString("hex") ? "00" : "a0";
    if (command.startsWith("71")) {
      return `af${createCipheriv("aes-128-cbc", bytes, ZERO).setAutoPadding(false).update(rndB).toString("hex")}`;
    }
    if (command.startsWith("af")) {
      const plain = createDecipheriv("aes-128-cbc", bytes, ZERO)
        .setAutoPadding(false)
        .update(Buffer.from(command.slice(2), "hex"));
      rndA = plain.subarray(0, 16);
      if (!plain.subarray(16).equals(Buffer.concat([rndB.subarray(1), rndB.subarray(0, 1)]))) return "ae";
      const answer = Buffer.concat([Buffer.from("TI__"), rndA.subarray(1), rndA.subarray(0, 1), Buffer.alloc(12)]);
      return `00${createCipheriv("aes-128-cbc", bytes, ZERO).setAutoPadding(false).update(answer).toString("hex")}`;
    }
    return "1c";
  });
}

/** Answers WUPA and SELECT, for when a card has to be called again. */
function createActivatingChip() {
  return createFakeChip((frame) => {
    if (frame === "52") return { answer: "4403" };
    if (frame.startsWith("9370")) return { answer: "04" };
    return frame.startsWith("9570") ? { answer: "20" } : undefined;
  });
}

const ownKey = diversify([MASTER], `${UID}KTKketuk demo`);

/** How reading a card ends. */
function readBy(reader: CardReader, a: Activation, tap: Tap): Fault | undefined {
  let ended: Fault | undefined;
  reader.read(a, tap, false, (fault) => {
    ended = fault;
  });
  return ended;
}

function read(dep: ReturnType<typeof createFakeDep>, config = configWith(), a = desfire) {
  let count = 0;
  const reader = createCardReader(
    createActivatingChip(),
    dep,
    config,
    () => `random number ${String(++count).padStart(2, "0")}`,
    createClock(),
    (step) => step(),
  );
  const tap: Tap = {};
  return { fault: readBy(reader, a, tap), tap, sent: dep.sent };
}

const accepted = { assurance: Assurance.MUTUAL_AES, method: Method.DESFIRE_EV2, family: Family.DESFIRE };
const byUid = { assurance: Assurance.UID, method: Method.UID };
const refused = { assurance: Assurance.NONE, method: Method.NONE };

describe("a card of a profile", () => {
  test("that knows its own diversified key is accepted as mutually authenticated", () => {
    const { fault, tap } = read(card("KTK", ownKey));
    expect(fault).toBe(Fault.None);
    expect(tap).toMatchObject({ ...accepted, uid: UID, keySlot: 1, keyVersion: 9, profile: 1 });
    expect(tap.refusal).toBeUndefined();
    expect(hexOf(tap.ats ?? "")).toBe("067577810280");
  });

  test.each([
    ["another card's key", diversify([MASTER], `${fromHex("04a31b625e7781")}KTKketuk demo`)],
    ["the master key itself", MASTER],
    ["a guessed key", "\0".repeat(16)],
  ])("that has %s is refused, not taken by its UID", (_, key) => {
    const { fault, tap } = read(card("KTK", key));
    expect(fault).toBe(Fault.None);
    expect(tap).toMatchObject({ ...refused, refusal: Refusal.WRONG_KEY, family: Family.DESFIRE });
  });

  test("that answers every authentication with one more status is refused for it", () => {
    const expected = new Map([
      ["ad", Refusal.DELAYED],
      ["ae", Refusal.WRONG_KEY],
      ["9d", Refusal.WRONG_KEY],
    ]);
    for (let status = 1; status < 256; status++) {
      const hex = status.toString(16).padStart(2, "0");
      if (hex === "af") continue;
      const { fault, tap } = read(card("KTK", ownKey, (c) => (c.startsWith("71") ? hex : undefined)));
      expect({ hex, fault, ...tap }).toMatchObject({
        hex,
        fault: Fault.None,
        ...refused,
        refusal: expected.get(hex) ?? Refusal.CARD_ERROR,
      });
    }
  });

  test("whose file cannot be read is refused, although it proved the key", () => {
    for (const answer of ["f0", "9d", "ae", "be", "1c", "00", `00${"00".repeat(40)}`]) {
      const config = configWith({ policy: { profiles: [{ ...profile, length: 16 }], acceptUid: true } });
      const { fault, tap } = read(
        card("KTK", ownKey, (c) => (c.startsWith("bd") ? answer : undefined)),
        config,
      );
      expect(fault).toBe(Fault.None);
      expect(tap).toMatchObject(refused);
      expect(tap.refusal).not.toBe(Refusal.NONE);
      expect(tap.credential ?? "").toBe("");
    }
  });
});

describe("trouble on air", () => {
  const steps = ["5a", "71", "af", "bd"];

  test.each([Fault.NoAnswer, Fault.Damaged, Fault.Chip])(
    "fault %i at any step leaves no tap to be recorded",
    (fault) => {
      for (const step of steps) {
        const config = configWith({ policy: { profiles: [{ ...profile, length: 16 }], acceptUid: true } });
        const run = read(
          card("KTK", ownKey, (c) => (c.startsWith(step) ? fault : undefined)),
          config,
        );
        expect({ step, fault: run.fault }).toEqual({ step, fault });
        expect(run.tap.assurance ?? Assurance.NONE).toBe(Assurance.NONE);
      }
    },
  );

  test.each([Fault.Protocol, Fault.Collision])(
    "fault %i at any step is a refusal, never an acceptance by UID",
    (fault) => {
      for (const step of steps) {
        const config = configWith({ policy: { profiles: [{ ...profile, length: 16 }], acceptUid: true } });
        const run = read(
          card("KTK", ownKey, (c) => (c.startsWith(step) ? fault : undefined)),
          config,
        );
        expect({ step, fault: run.fault, ...run.tap }).toMatchObject({
          step,
          fault: Fault.None,
          ...refused,
          refusal: Refusal.CARD_ERROR,
        });
      }
    },
  );

  test("RATS that fails leaves nothing known", () => {
    const dep = card("KTK", ownKey);
    dep.activate = () => Fault.Protocol;
    expect(read(dep)).toMatchObject({ fault: Fault.Protocol, sent: [] });
  });
});

describe("several profiles", () => {
  const config = configWith({ policy: { profiles: [other, profile], acceptUid: true } });

  test("are tried in their order", () => {
    const { tap, sent } = read(card("KTK", ownKey), config);
    expect(tap).toMatchObject({ ...accepted, profile: 2 });
    expect(sent.slice(0, 2)).toEqual(["5a4f5448", "5a4b544b"]);
  });

  test("a card that shows the application of the first must pass it, and is not tried with the next", () => {
    const { tap, sent } = read(card("OTH", "\0".repeat(16)), config);
    expect(tap).toMatchObject({ ...refused, refusal: Refusal.WRONG_KEY, profile: 1 });
    expect(sent.filter((c) => c.startsWith("5a"))).toHaveLength(1);
  });

  test("one try for each tap: a wrong key is never repeated", () => {
    const { sent } = read(card("KTK", "\0".repeat(16)), config);
    expect(sent.filter((c) => c.startsWith("71"))).toHaveLength(1);
  });
});

describe("a card of no profile", () => {
  test.each([
    ["a foreign ISO-DEP card", desfire, Family.ISODEP],
    ["a Classic", { ...desfire, sak: 0x08, atqa: "\x04\x00" }, Family.CLASSIC],
    ["an Ultralight", { ...desfire, sak: 0x00, atqa: "\x44\x00" }, Family.ULTRALIGHT],
    ["something else", { ...desfire, sak: 0x01, atqa: "\x04\x00" }, Family.UNKNOWN],
  ] as [string, Activation, Family][])(
    "%s is accepted by its UID where that is allowed, else refused",
    (_, a, family) => {
      const dep = () => card("none", ownKey);
      expect(read(dep(), configWith(), a)).toMatchObject({ fault: Fault.None, tap: { ...byUid, family } });
      expect(read(dep(), configWith({ policy: { profiles: [profile], acceptUid: false } }), a)).toMatchObject({
        fault: Fault.None,
        tap: { ...refused, family, refusal: Refusal.NOT_ACCEPTED },
      });
    },
  );

  test("no card without ISO-DEP is ever sent a block", () => {
    const dep = card("KTK", ownKey);
    dep.activate = () => {
      throw new Error("RATS to a card that does not speak ISO-DEP");
    };
    expect(read(dep, configWith(), { ...desfire, sak: 0x08 }).sent).toEqual([]);
  });

  test.each([
    ["08010203", true],
    ["07010203", false],
    ["08010203040506", false],
  ])("a UID of its own for every presentation is told apart: %s", (uid, random) => {
    expect(read(card("none", ownKey), configWith(), { ...desfire, uid: fromHex(uid) }).tap.randomUid).toBe(random);
  });
});

test("nothing of one card is left for the next", () => {
  const config = configWith();
  const dep = card("KTK", ownKey);
  const at = createClock();
  const reader = createCardReader(
    createActivatingChip(),
    dep,
    config,
    () => "r".repeat(16),
    at,
    (step) => step(),
  );
  const first: Tap = {};
  readBy(reader, desfire, first);
  expect(first).toMatchObject(accepted);
  // The next one is silent after the challenge, so no session can be its own.
  dep.exchange = (command) => {
    if (command.charCodeAt(0) !== 0x5a) return Fault.Damaged;
    dep.data = "\0";
    return Fault.None;
  };
  const second: Tap = {};
  expect(readBy(reader, desfire, second)).toBe(Fault.Damaged);
  expect(second.assurance ?? Assurance.NONE).toBe(Assurance.NONE);
});
