/** The register: whatever officers press in whatever order, nobody has two cards that count, and every change has a name. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addBlockEvent, blockedCards } from "../../examples/issuance/blocks.js";
import { officerOf, receiveTap } from "../../examples/issuance/check.js";
import { receiptOf, SHOWN_MS, signReceipt } from "../../examples/issuance/receipt.js";
import {
  beginCard,
  blockCard,
  cardByUid,
  cardOf,
  markMade,
  nextCredential,
  putAside,
  unblockCard,
} from "../../examples/issuance/register.js";
import { findPeople, personOf } from "../../examples/issuance/residents.js";
import { fillWithSample } from "../../examples/issuance/sample.js";
import { SCHEMA } from "../../examples/issuance/schema.js";
import { residentOf } from "../../examples/lib/city.js";
import { all, type Db, inTransaction, one, openDatabase } from "../../examples/lib/database.js";

const NOW_MS = Date.parse("2026-11-23T09:00:00+07:00");
let taps = 0;

function register(): Db {
  const db = openDatabase(":memory:", SCHEMA);
  fillWithSample(db, NOW_MS);
  return db;
}

function tap(db: Db, uidHex: string, text: string, ok = true) {
  const credential = new Uint8Array(32);
  credential.set(new TextEncoder().encode(text));
  return inTransaction(db, () =>
    receiveTap(db, { idempotencyKey: `t/1/${++taps}`, uidHex, credential, verdict: { ok } }, NOW_MS),
  );
}

const officerTap = (db: Db) => tap(db, residentOf(601).uid, residentOf(601).credential);

function begin(db: Db, resident: number, uid: string): void {
  const card = { resident, uid, family: "desfire", credential: nextCredential(db, resident) } as const;
  beginCard(db, card, "Oki", NOW_MS);
}

/** All that the desk does, in its order. */
function issueAll(db: Db, resident: number, uid: string): void {
  begin(db, resident, uid);
  markMade(db, uid, "Oki", NOW_MS);
  tap(db, uid, cardByUid(db, uid)?.credential ?? "");
  signReceipt(db, cardByUid(db, uid)?.token ?? "-", residentOf(resident).name, "x", NOW_MS);
}

const RESIDENTS = [1, 2, 12];
const UIDS = ["04AA", "04AB", "04AC", "04AD", residentOf(12).uid];

const PRESSES = ["issue", "begin", "made", "tap", "sign", "aside", "block", "unblock", "officer"] as const;

/** One press of a button, sensible or not. */
function pressed(db: Db, what: (typeof PRESSES)[number], resident: number, uid: string): void {
  const card = cardByUid(db, uid);
  const id = card?.id ?? 0;
  const acts: Record<typeof what, () => unknown> = {
    issue: () => issueAll(db, resident, uid),
    begin: () => begin(db, resident, uid),
    made: () => markMade(db, uid, "Oki", NOW_MS),
    tap: () => tap(db, uid, card?.credential ?? ""),
    officer: () => officerTap(db),
    sign: () => signReceipt(db, card?.token ?? "-", personOf(db, card?.resident ?? 0)?.name ?? "", "x", NOW_MS),
    aside: () => putAside(db, id, "Oki", NOW_MS),
    block: () => blockCard(db, id, "hilang", "Oki", NOW_MS),
    unblock: () => unblockCard(db, id, "ketemu", "Oki", NOW_MS),
  };
  try {
    acts[what]();
  } catch (error) {
    // The database itself says no: somebody's card, or a second one.
    expect(String(error)).toMatch(/UNIQUE/);
  }
}

test("no order of presses gives a resident two cards, a credential to two cards, or a live card to the block list", () => {
  const press = fc.record({
    what: fc.constantFrom(...PRESSES),
    resident: fc.constantFrom(...RESIDENTS),
    uid: fc.constantFrom(...UIDS),
  });
  let liveCount = 0;
  fc.assert(
    fc.property(fc.array(press, { minLength: 5, maxLength: 40 }), (presses) => {
      const db = register();
      officerTap(db);
      for (const { what, resident, uid } of presses) {
        pressed(db, what, resident, uid);
        const counting = all<{ n: number }>(
          db,
          "SELECT count(*) AS n FROM card WHERE state NOT IN ('blocked', 'aside') GROUP BY resident",
        );
        for (const { n } of counting) expect(n).toBe(1);
      }
      const blocked = blockedCards(db, NOW_MS).uids;
      const states = all<{ uid: string; state: string }>(db, "SELECT uid, state FROM card");
      // The list is what the states are, exactly.
      expect(new Set(blocked)).toEqual(
        new Set(states.filter(({ state }) => state === "blocked" || state === "aside").map(({ uid }) => uid)),
      );
      liveCount += states.filter(({ uid, state }) => uid?.startsWith("04A") && state === "live").length;
      db.close();
    }),
    { numRuns: 60 },
  );
  expect(liveCount).toBeGreaterThan(0);
});

describe("a new card", () => {
  test("is checked by a genuine tap with its own credential while an officer is there, and only then can be signed for", () => {
    const db = register();
    begin(db, 1, "04AA");
    expect(tap(db, "04AA", "TIRTASARI 00000001/1")).toBe("half-made");
    markMade(db, "04AA", "Oki", NOW_MS);
    expect(tap(db, "04AA", "TIRTASARI 00000001/1", false)).toBe("refused");
    expect(tap(db, "04AA", "TIRTASARI 00000002/1")).toBe("other-content");
    expect(tap(db, "04AA", "TIRTASARI 00000001/1")).toBe("known");
    expect(officerTap(db)).toBe("officer");
    expect(tap(db, "04AA", "TIRTASARI 00000001/1")).toBe("checked");
    expect(tap(db, "04BB", "")).toBe("unknown");
    const token = cardOf(db, 1)?.token ?? "";
    const { name } = residentOf(1);
    expect(signReceipt(db, token, "somebody else", "receipt", NOW_MS)).toBe("name-differs");
    expect(cardOf(db, 1)?.state).toBe("checked");
    expect(signReceipt(db, token, `  ${name.toUpperCase().replace(" ", "   ")} `, "receipt", NOW_MS)).toBeUndefined();
    expect(cardOf(db, 1)).toMatchObject({ state: "live", handed_ms: NOW_MS });
    expect(signReceipt(db, token, name, "receipt", NOW_MS + 5)).toBeUndefined();
    expect(cardOf(db, 1)?.handed_ms).toBe(NOW_MS);
    expect(receiptOf(db, token, NOW_MS + SHOWN_MS)?.person.number).toBe(1);
    expect(receiptOf(db, token, NOW_MS + SHOWN_MS + 1)).toBeUndefined();
  });
});

describe("the block list", () => {
  test("keeps who blocked what and why, and its version counts every change", () => {
    const db = register();
    const id = cardOf(db, 12)?.id ?? 0;
    const before = blockedCards(db, NOW_MS);
    expect(before).toMatchObject({ version: 1, uids: [residentOf(11).uid] });
    expect(blockCard(db, id, "dicuri", "Oki", NOW_MS)).toBeUndefined();
    expect(blockCard(db, id, "dicuri", "Oki", NOW_MS)).toBe("wrong-state");
    expect(unblockCard(db, id, "", "Oki", NOW_MS)).toBe("reason-missing");
    expect(unblockCard(db, id, "ketemu", "Nia", NOW_MS)).toBeUndefined();
    expect(blockedCards(db, NOW_MS)).toMatchObject({ version: 3, uids: [residentOf(11).uid] });
    const sql = "SELECT what, detail, officer FROM history WHERE resident = 12 ORDER BY id DESC LIMIT 2";
    expect(all(db, sql)).toEqual([
      { what: "unblocked", detail: "ketemu", officer: "Nia" },
      { what: "blocked", detail: "dicuri", officer: "Oki" },
    ]);
  });

  test("ends the turn of an officer whose card it names, and opens the desk to it no more", () => {
    const db = register();
    expect(officerTap(db)).toBe("officer");
    expect(officerOf(db)).toBeDefined();
    expect(blockCard(db, cardOf(db, 601)?.id ?? 0, "dicuri", "Oki", NOW_MS)).toBeUndefined();
    expect(officerOf(db)).toBeUndefined();
    expect(officerTap(db)).toBe("blocked");
    expect(officerOf(db)).toBeUndefined();
  });

  test("of 10,000 cards is made in one question", () => {
    const db = register();
    inTransaction(db, () => {
      for (let i = 0; i < 10_000; i++)
        addBlockEvent(db, { uid: `04${i.toString(16)}`, isBlocked: true, reason: "x", officer: "x", nowMs: 0 });
    });
    expect(blockedCards(db, NOW_MS).uids).toHaveLength(10_001);
  });
});

test("people are found by a part of their name or number, and no sign in it means anything else", () => {
  const db = register();
  const { name, nik } = residentOf(42);
  expect(findPeople(db, name.toLowerCase(), 700).map(({ number }) => number)).toContain(42);
  expect(findPeople(db, nik.slice(3), 5).map(({ number }) => number)).toEqual([42]);
  for (const text of ["%", "_", "\\", "' OR 1=1 --"]) expect(findPeople(db, text, 5)).toEqual([]);
  expect(one(db, "SELECT count(*) AS n FROM resident")).toEqual({ n: 620 });
});
