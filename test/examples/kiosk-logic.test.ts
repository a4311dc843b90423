/** The rules of the service desk over its database, without reader and pages. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aidFor } from "../../examples/kiosk/entitlements.js";
import { beforeInQueue, changePlaces, register, wards } from "../../examples/kiosk/hospital.js";
import { callNext, measureLanes, median, takeNumber, waiting } from "../../examples/kiosk/lanes.js";
import { SCHEMA } from "../../examples/kiosk/schema.js";
import { checkUpload, MOST_BYTES, typeOf } from "../../examples/kiosk/uploads.js";
import {
  endIdle,
  endVisit,
  enterVisit,
  IDLE_MS,
  markDone,
  outcomeOf,
  receiveTap,
} from "../../examples/kiosk/visits.js";
import { CATEGORIES, residentOf } from "../../examples/lib/city.js";
import { all, type Db, openDatabase, run } from "../../examples/lib/database.js";
import { CATEGORY_NAMES, QUOTAS } from "../../examples/lib/programme.js";
import { MONDAY_MS, PNG, sampleDatabase, tapOf } from "../support/kiosk.js";

/** Taps and gives the token of the visit. */
function enter(db: Db, resident: number, atMs: number): string {
  const tap = tapOf(resident, atMs);
  expect(receiveTap(db, tap, atMs)).toBe("welcome");
  return outcomeOf(db, tap.idempotencyKey)?.token ?? "";
}

describe("a tap at the kiosk", () => {
  test("opens a visit only when its verdict is ok, its card known and not blocked, and made just now", () => {
    const db = sampleDatabase(MONDAY_MS);
    const at = (facts: Parameters<typeof tapOf>[2], resident = 1) =>
      receiveTap(db, tapOf(resident, MONDAY_MS, facts), MONDAY_MS);
    const refused = (reason: string, refusal = "none") => ({ verdict: { ok: false, reason }, refusal });
    expect([
      at({}),
      at({}, 13),
      at({}, 9999),
      at(refused("too-weak")),
      at(refused("card-refused", "wrong-key")),
      at(refused("card-refused", "not-accepted")),
      at(refused("card-refused", "card-error")),
      at(refused("bad-mac")),
      at(refused("unverified")),
      at({ datedAt: new Date(MONDAY_MS - 60_000) }),
      at({ datedAt: undefined }),
    ]).toEqual([
      "welcome",
      "blocked",
      "unknown",
      "foreign",
      "refused",
      "foreign",
      "again",
      "refused",
      "refused",
      "late",
      "late",
    ]);
    expect(all(db, "SELECT count(*) AS n FROM visit WHERE opened_ms = ? AND ended_by = 'next-tap'", MONDAY_MS)).toEqual(
      [{ n: 1 }],
    );
    expect(all(db, "SELECT 1 FROM visit WHERE ended_ms IS NULL")).toEqual([]);
  });

  test("ends the visit before it, whose pages answer no more", () => {
    const db = sampleDatabase(MONDAY_MS);
    const first = enter(db, 1, MONDAY_MS);
    expect(enterVisit(db, first, MONDAY_MS)?.person.name).toBe(residentOf(1).name);
    const second = enter(db, 4, MONDAY_MS + 1000);
    expect(enterVisit(db, first, MONDAY_MS + 1000)).toBeUndefined();
    expect(enterVisit(db, second, MONDAY_MS + 1000)?.person.number).toBe(4);
    receiveTap(db, tapOf(1, MONDAY_MS + 2000, { verdict: { ok: false, reason: "too-weak" } }), MONDAY_MS + 2000);
    expect(enterVisit(db, second, MONDAY_MS + 2000)).toBeUndefined();
  });

  test("that comes late disturbs nobody who stands there now", () => {
    const db = sampleDatabase(MONDAY_MS);
    const token = enter(db, 1, MONDAY_MS);
    receiveTap(db, tapOf(4, MONDAY_MS - 120_000), MONDAY_MS + 1000);
    expect(enterVisit(db, token, MONDAY_MS + 1000)?.person.number).toBe(1);
  });

  test("every life of a visit ends with at most one open, and idle ones end by themselves", () => {
    const db = sampleDatabase(MONDAY_MS);
    let nowMs = MONDAY_MS;
    const steps = fc.array(
      fc.record({
        kind: fc.constantFrom("tap", "foreign", "idle", "finish"),
        resident: fc.integer({ min: 1, max: 5 }),
        afterMs: fc.integer({ min: 1, max: 2 * IDLE_MS }),
      }),
      { maxLength: 12 },
    );
    const foreign = { verdict: { ok: false, reason: "too-weak" } };
    const act: Record<string, (resident: number) => unknown> = {
      tap: (resident) => enter(db, resident, nowMs),
      foreign: (resident) => receiveTap(db, tapOf(resident, nowMs, foreign), nowMs),
      finish: () => endVisit(db, "finish", nowMs),
      idle: () => endIdle(db, nowMs),
    };
    fc.assert(
      fc.property(steps, (taken) => {
        for (const { kind, resident, afterMs } of taken) {
          nowMs += afterMs;
          act[kind]?.(resident);
          const open = all<{ seen_ms: number }>(db, "SELECT seen_ms FROM visit WHERE ended_ms IS NULL");
          const mostCount = kind === "finish" || kind === "foreign" ? 0 : 1;
          expect(open.length).toBeLessThanOrEqual(mostCount);
          for (const { seen_ms } of open) expect(nowMs - seen_ms).toBeLessThanOrEqual(IDLE_MS);
        }
      }),
      { numRuns: 60 },
    );
    const token = enter(db, 1, nowMs);
    expect(enterVisit(db, token, nowMs + IDLE_MS)).toBeDefined();
    expect(enterVisit(db, token, nowMs + 2 * IDLE_MS + 1)).toBeUndefined();
    expect(all(db, "SELECT ended_by FROM visit WHERE token = ?", token)).toEqual([{ ended_by: "idle" }]);
  });
});

describe("the hospital", () => {
  test("gives each queue its own numbers, one to each resident a day, from 1 again tomorrow", () => {
    const db = sampleDatabase(MONDAY_MS);
    const ask = (resident: number, clinic = "general", hospital = "rsud", atMs = MONDAY_MS) =>
      register(db, resident, hospital, clinic, atMs)?.number;
    expect([ask(1), ask(2), ask(1), ask(3)]).toEqual([1, 2, 1, 3]);
    expect([ask(3, "child"), ask(3, "general", "rs-kasih")]).toEqual([1, 1]);
    expect(ask(3, "general", "rsud", MONDAY_MS + 86_400_000)).toBe(1);
    expect([ask(1, "nonsense"), ask(1, "toString"), ask(1, "general", "nowhere")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const third = register(db, 3, "rsud", "general", MONDAY_MS);
    expect(third && beforeInQueue(db, third)).toBe(2);
  });

  test("has never fewer than no free places, never more than it has", () => {
    const db = sampleDatabase(MONDAY_MS);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom("beds", "isolation"), fc.integer({ min: -9, max: 9 }))),
        (changes) => {
          for (const [places, by] of changes) changePlaces(db, "pkm-kauman", places as "beds", by, MONDAY_MS);
          for (const ward of wards(db)) {
            expect(ward.free_beds).toBeGreaterThanOrEqual(0);
            expect(ward.free_beds).toBeLessThanOrEqual(ward.beds);
            expect(ward.free_isolation).toBeGreaterThanOrEqual(0);
            expect(ward.free_isolation).toBeLessThanOrEqual(ward.isolation);
          }
        },
      ),
      { numRuns: 60 },
    );
    expect(changePlaces(db, "nowhere", "beds", 1, MONDAY_MS)).toBe(false);
    expect(wards(db, "utara")[0]?.district).toBe("utara");
  });
});

describe("an upload", () => {
  const any = ["image/jpeg", "image/png", "application/pdf"] as const;

  test("is judged by its first bytes, never by its name", () => {
    expect(typeOf(PNG)).toBe("image/png");
    expect(typeOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))).toBe("image/jpeg");
    expect(typeOf(Buffer.from("%PDF-1.7"))).toBe("application/pdf");
    for (const text of ["<svg onload=alert(1)>", "MZ", "", "%PD"]) expect(typeOf(Buffer.from(text))).toBeUndefined();
  });

  test("is refused when it is missing, too large, or of a kind that is not asked for", () => {
    const large = new Uint8Array(MOST_BYTES + 1);
    large.set(PNG);
    expect([
      checkUpload(undefined, any),
      checkUpload(new Uint8Array(0), any),
      checkUpload(large, any),
      checkUpload(Buffer.from("%PDF-1.7"), ["image/png"]),
      typeof checkUpload(PNG, any),
    ]).toEqual(["missing", "missing", "too-large", "wrong-type", "object"]);
  });
});

describe("the two lanes", () => {
  test("are measured on the people who were served, each from the moment they came", () => {
    const db = openDatabase(":memory:", SCHEMA);
    for (const number of [1, 2]) {
      const { nik, name, born, address, neighbourhood, district, category, uid } = residentOf(number);
      const values = [number, nik, name, born, address, neighbourhood, district, category];
      run(db, "INSERT INTO resident VALUES (?, ?, ?, ?, ?, ?, ?, ?)", ...values);
      run(db, "INSERT INTO card VALUES (?, ?, 'active')", uid, number);
    }
    const minute = 60_000;
    expect([takeNumber(db, MONDAY_MS), takeNumber(db, MONDAY_MS + minute)]).toEqual([1, 2]);
    callNext(db, MONDAY_MS + 10 * minute);
    callNext(db, MONDAY_MS + 15 * minute);
    expect(waiting(db, MONDAY_MS)).toEqual([]);
    const tap = tapOf(1, MONDAY_MS - 700);
    receiveTap(db, tap, MONDAY_MS);
    const token = outcomeOf(db, tap.idempotencyKey)?.token ?? "";
    markDone(db, token, MONDAY_MS + 40_000);
    markDone(db, token, MONDAY_MS + 90_000);
    enter(db, 2, MONDAY_MS + 99_000);
    expect(measureLanes(db, MONDAY_MS + 20 * minute)).toEqual({
      fast: { servedCount: 1, waitMs: 700, totalMs: 40_700 },
      manual: { servedCount: 1, waitMs: 10 * minute, totalMs: 15 * minute },
    });
    expect(measureLanes(db, MONDAY_MS + 86_400_000).manual.servedCount).toBe(0);
    expect([median([]), median([5]), median([9, 1, 5]), median([4, 1, 9, 5])]).toEqual([undefined, 5, 5, 4]);
  });
});

test("every category has a name and its aid, an unknown one has none", () => {
  for (const category of CATEGORIES) expect(CATEGORY_NAMES[category].id).not.toBe("");
  // Food is what shops hand out, worth what they are paid for it: 10 kg at 14,000, 30 at 2,000 and 2 at 18,000.
  expect(aidFor("low-income")[0]).toMatchObject({
    rupiahMonthly: 236_000,
    what: { id: "Beras: 10 kg · Telur: 30 butir · Minyak goreng 1 L: 2 botol" },
  });
  for (const category of CATEGORIES)
    expect(aidFor(category).some(({ name }) => name.en === "Food aid")).toBe(Object.keys(QUOTAS[category]).length > 0);
  expect(aidFor("low-income").map(({ name }) => name.en)).toEqual(["Food aid", "Health insurance contribution"]);
  expect([aidFor("none"), aidFor("nonsense"), aidFor("constructor")]).toEqual([[], [], []]);
});

test("sample data fills an empty database once, and every area has a head and a deputy", () => {
  const db = sampleDatabase(MONDAY_MS);
  const before = all(db, "SELECT count(*) AS n FROM complaint");
  expect(sampleDatabase(MONDAY_MS)).toBeDefined();
  expect(all(db, "SELECT count(*) AS n FROM complaint")).toEqual(before);
  const areas = all<{ n: number }>(db, "SELECT count(*) AS n FROM official GROUP BY office, area");
  expect(areas.map(({ n }) => n)).toEqual(Array(12).fill(2));
});
