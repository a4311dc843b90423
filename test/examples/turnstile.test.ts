/** The gate: the reader decides, the host stores; members change, doors stand open, programs are killed, cables pulled. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { copiedCard, foreignCard, makeResidentCard, residentCard } from "../../examples/lib/cards.js";
import { residentOf } from "../../examples/lib/city.js";
import { all, type Db, one, openDatabase, run } from "../../examples/lib/database.js";
import { dayAt, startOf } from "../../examples/lib/days.js";
import { type Gate, openGate } from "../../examples/turnstile/gate.js";
import { GATE_RULES, PARTIES, partyOf, seedMembers } from "../../examples/turnstile/members.js";
import { BARS, barOf, medianOf, perMinute, STEPS, statisticsOf } from "../../examples/turnstile/passages.js";
import { SCHEMA } from "../../examples/turnstile/schema.js";
import { createGateApp } from "../../examples/turnstile/server.js";
import { createFleetKeyFile } from "../../sdk/index.js";
import { createVirtualReader, type VirtualReader } from "../../sdk/virtual/index.js";
import { fillDisk, lockDatabase } from "../support/harm-database.js";
import { until as untilOr } from "../support/pty.js";

const until = (what: () => boolean, waitMs = 10_000) => untilOr(what, "what the test waits for", waitMs);
const midnightOf = (ms: number) => startOf(dayAt(ms));
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "ketuk-gate-"));
  closing.push(() => rmSync(path, { recursive: true }));
  return path;
}

function database(path = ":memory:", members = 200): Db {
  const db = openDatabase(path, SCHEMA);
  seedMembers(db, members);
  return db;
}

/** A gate with members 1 to 200 in the board's own time. Staff, every tenth, pass at any time of the test's day. */
async function open(db = database()): Promise<Gate> {
  const board = join(folder(), "board.json");
  const pins = { button: 0, sck: 18, miso: 19, mosi: 23, cs: 5, rst: 22, relay: 32, door: 33 };
  writeFileSync(board, JSON.stringify({ name: "gate", chip: "esp32", doorLimitMs: 1500, pins }));
  const gate = await openGate({
    id: "gate-1",
    db,
    board: { wiring: board, clock: "fast" },
    retryMs: 100,
    samples: [residentCard(10), residentCard(20), residentCard(777), copiedCard(10, "salinan"), foreignCard("asing")],
  });
  closing.push(() => gate.close());
  return gate;
}

async function tap(gate: Gate, id: string): Promise<void> {
  const stored = new Promise((resolve) => gate.station.events.once("tap", resolve));
  await gate.station.present(id);
  await stored;
}

function decisions(db: Db): string[] {
  return all<{ decision: string }>(db, "SELECT decision FROM passage ORDER BY rowid").map(({ decision }) => decision);
}

describe("the gate", () => {
  test("lets members through, nobody twice, and nobody else; no whole UID is kept", async () => {
    const db = database();
    const gate = await open(db);
    expect(await gate.bring()).toMatchObject({ added: 200 });
    expect(gate.members).toEqual({ kind: "current" });
    for (const id of ["resident-10", "resident-10", "resident-777", "copy-10", "foreign"]) await tap(gate, id);
    expect(decisions(db)).toEqual(["admitted", "passed-back", "not-listed", "refused", "too-weak"]);
    expect(all(db, "SELECT party FROM passage ORDER BY rowid")).toEqual(
      [1, 1, null, null, null].map((party) => ({ party })),
    );
    const text = JSON.stringify(all(db, "SELECT * FROM passage"));
    for (const number of [10, 777]) expect(text).not.toContain(residentOf(number).uid);
  });

  test("keeps the hours of each group by its own clock", async () => {
    const db = database();
    const gate = await open(db);
    await gate.bring();
    const { reader, virtual, fleet } = gate.station;
    const come = async (number: number) => {
      const stored = new Promise((resolve) => gate.station.events.once("tap", resolve));
      await virtual?.present(makeResidentCard(number, fleet));
      await stored;
      return decisions(db).at(-1);
    };
    const members = Array.from({ length: 200 }, (_, i) => i + 1);
    const someOf = (party: number) => (nth: number) => members.filter((number) => partyOf(number) === party)[nth] ?? 0;
    const [resident, staff, pupil] = [someOf(0), someOf(1), someOf(2)];
    for (const [time, number, decision] of [
      ["2026-11-23T04:59:00+07:00", resident(0), "wrong-time"],
      ["2026-11-23T04:59:00+07:00", staff(0), "admitted"],
      ["2026-11-23T05:01:00+07:00", resident(1), "admitted"],
      ["2026-11-23T05:01:00+07:00", pupil(0), "wrong-time"],
      ["2026-11-23T06:01:00+07:00", pupil(1), "admitted"],
      ["2026-11-23T23:01:00+07:00", resident(2), "wrong-time"],
      // A Sunday.
      ["2026-11-29T12:00:00+07:00", pupil(2), "wrong-time"],
      ["2026-11-29T12:00:00+07:00", resident(3), "admitted"],
    ] as const) {
      await reader.setTime(new Date(time));
      expect(await come(number), `${number} at ${time}`).toBe(decision);
    }
  });

  test("closes the relay for its three seconds, and for nobody who may not pass", async () => {
    const gate = await open();
    await gate.bring();
    const { virtual } = gate.station;
    const pulses = () => virtual?.board.pinChanges.filter(({ pin }) => pin === "D32") ?? [];
    await tap(gate, "resident-777");
    expect(pulses().filter(({ level }) => level)).toEqual([]);
    await tap(gate, "resident-10");
    await virtual?.advance(4000);
    const [on, off] = pulses().slice(-2);
    expect([on?.level, off?.level]).toEqual([1, 0]);
    const openMs = ((off?.atUs ?? 0) - (on?.atUs ?? 0)) / 1000;
    expect(openMs).toBeGreaterThanOrEqual(3000);
    expect(openMs).toBeLessThan(3100);
  });

  test("who is no member any more does not pass, who is new does, and only the change travels", async () => {
    const db = database();
    const gate = await open(db);
    await gate.bring();
    run(db, "DELETE FROM member WHERE number = 10");
    run(db, "INSERT INTO member VALUES (777, ?, 1)", residentOf(777).uid);
    const change = await gate.bring();
    expect(change).toMatchObject({ added: 1, removed: 1, rewritten: 0 });
    expect(change?.writtenBytes).toBeLessThan(100);
    for (const id of ["resident-10", "resident-777"]) await tap(gate, id);
    expect(decisions(db)).toEqual(["not-listed", "admitted"]);
  });

  test("a door that is held open is told once, and closed again", async () => {
    const db = database();
    const gate = await open(db);
    const board = gate.station.virtual?.board as VirtualReader["board"];
    await until(() => gate.door === "closed");
    board.door = "open";
    await until(() => gate.door === "held");
    const page = await (await createGateApp(gate, db).request("/")).text();
    expect(page).toContain("pintu tertahan terbuka");
    board.door = "closed";
    await until(() => gate.door === "closed");
    expect(all<{ kind: string }>(db, "SELECT kind FROM alarm")).toEqual([{ kind: "door-held" }]);
  });

  test("a reader that is unplugged while members travel gets the rest when it is back", async () => {
    const db = database(":memory:", 3000);
    const gate = await open(db);
    const work = gate.bring();
    await until(() => gate.members.kind === "bringing" && gate.members.percent > 5);
    gate.station.virtual?.binding.port?.unplug();
    expect(await work).toBeUndefined();
    await until(() => gate.members.kind === "current", 20_000);
    await tap(gate, "resident-20");
    expect(decisions(db)).toEqual(["admitted"]);
  }, 30_000);
});

describe("the gate's database", () => {
  const pinsOf = (gate: Gate) =>
    gate.station.virtual?.board.pinChanges.filter(({ pin, level }) => pin === "D32" && level);

  test.each([
    ["is locked by another program", (_: Db, path: string) => lockDatabase(path)],
    ["has no room", (db: Db) => fillDisk(db, "passage")],
  ])(
    "%s: people pass all the same, and every passage is stored later, once",
    async (_, harm) => {
      const path = join(folder(), "gate.db");
      const db = database(path);
      db.exec("PRAGMA busy_timeout = 0");
      const gate = await open(db);
      await gate.bring();
      const heal = harm(db, path);
      const trouble = new Promise((resolve) => gate.station.events.once("trouble", resolve));
      for (const id of ["resident-10", "resident-20", "resident-10"]) await gate.station.present(id);
      await trouble;
      expect([decisions(db), pinsOf(gate)?.length]).toEqual([[], 2]);
      heal();
      await until(() => decisions(db).length === 3);
      await tap(gate, "resident-777");
      expect(decisions(db)).toEqual(["admitted", "admitted", "passed-back", "not-listed"]);
    },
    30_000,
  );

  test("that is full while members travel: they go on by themselves when there is room", async () => {
    const db = database(join(folder(), "gate.db"), 400);
    const gate = await open(db);
    const heal = fillDisk(db, "bucket");
    expect(await gate.bring()).toBeUndefined();
    expect(gate.members).toMatchObject({ kind: "waiting" });
    heal();
    await until(() => gate.members.kind === "current", 20_000);
    await tap(gate, "resident-10");
    expect(decisions(db)).toEqual(["admitted"]);
  }, 30_000);

  test("that is full when a door is held open: the wall says so at once, and the alarm is stored when there is room", async () => {
    const db = database(join(folder(), "gate.db"));
    const gate = await open(db);
    const board = gate.station.virtual?.board as VirtualReader["board"];
    await until(() => gate.door === "closed");
    const heal = fillDisk(db, "alarm");
    board.door = "open";
    await until(() => gate.door === "held");
    expect(await (await createGateApp(gate, db).request("/")).text()).toContain("pintu tertahan terbuka");
    expect(all(db, "SELECT kind FROM alarm")).toEqual([]);
    heal();
    board.door = "closed";
    await until(() => gate.door === "closed" && one(db, "SELECT 1 FROM alarm") !== undefined);
    expect(all(db, "SELECT kind FROM alarm")).toEqual([{ kind: "door-held" }]);
  });
});

describe("the host is killed", () => {
  const programs: ChildProcess[] = [];
  afterEach(() => {
    for (const program of programs.splice(0)) program.kill("SIGKILL");
  });

  function host(port: string, keys: string, data: string): ChildProcess {
    const main = ".build/examples/turnstile/main.js";
    const args = [main, "--port", port, "--keys", keys, "--data", data, "--web-port", "0"];
    const program = spawn(process.execPath, args, { stdio: "ignore" });
    programs.push(program);
    return program;
  }

  test("the reader goes on deciding, and every passage arrives later, once", async () => {
    const path = folder();
    const data = join(path, "gate.db");
    const keyFile = join(path, "fleet.json");
    const db = database(data, 40);
    closing.push(() => db.close());
    const keys = await createFleetKeyFile(keyFile);
    const virtual = createVirtualReader({
      id: "gate-1",
      keys,
      clock: "real",
      wiring: "devkit+relay+door",
      config: { gate: true, policy: { acceptUid: true, gate: GATE_RULES } },
    });
    closing.push(() => virtual.close());
    const { port } = await virtual.serveTcp(0);
    const card = (number: number) => makeResidentCard(number, keys);
    const first = host(`tcp://127.0.0.1:${port}`, keyFile, data);
    // All that is brought is remembered bucket by bucket: the last one says that the reader has everybody.
    const buckets = () => one<{ n: number }>(db, "SELECT count(*) n FROM bucket")?.n ?? 0;
    const wanted = 30;
    await until(() => buckets() >= wanted, 60_000);
    await virtual.advance(3000);
    await virtual.present(card(10));
    await until(() => decisions(db).length === 1);
    first.kill("SIGKILL");
    await virtual.advance(300);
    for (const number of [20, 777, 20]) await virtual.present(card(number));
    expect(decisions(db)).toEqual(["admitted"]);
    host(`tcp://127.0.0.1:${port}`, keyFile, data);
    await until(() => decisions(db).length === 4, 30_000);
    expect(decisions(db)).toEqual(["admitted", "admitted", "not-listed", "passed-back"]);
    expect(virtual.board.pinChanges.filter(({ pin, level }) => pin === "D32" && level).length).toBe(2);
  }, 120_000);
});

describe("the figures", () => {
  const NOW_MS = Date.UTC(2026, 10, 23, 3, 0, 5);

  function add(db: Db, atMs: number, decision: string, durationUs: number): void {
    const key = `${atMs}/${Math.random()}`;
    run(db, "INSERT INTO passage VALUES (?, ?, ?, ?, 0, 'ABCD')", key, atMs, decision, durationUs);
  }

  test("count the day, the last minute and a quarter of an hour", () => {
    const db = database(":memory:", 1);
    add(db, NOW_MS, "admitted", 80_000);
    add(db, NOW_MS - 2000, "admitted", 100_000);
    add(db, NOW_MS - 3000, "not-listed", 120_000);
    add(db, NOW_MS - 70_000, "admitted", 500_000);
    add(db, NOW_MS - 3_600_000, "admitted", 1000);
    add(db, midnightOf(NOW_MS) - 1, "admitted", 1000);
    const { throughput, ...figures } = statisticsOf(db, NOW_MS, midnightOf(NOW_MS));
    expect(figures).toMatchObject({ lastMinute: 2, admitted: 4, refused: 1, medianMs: 100 });
    expect(figures.histogram.map((n, i) => [i, n]).filter(([, n]) => n)).toEqual([
      [4, 1],
      [5, 1],
      [6, 1],
      [BARS - 1, 1],
    ]);
    expect(throughput.atMs.length).toBe(STEPS);
    expect(throughput.atMs.at(-1)).toBe(NOW_MS - 5000);
    expect(throughput.admitted.slice(-8)).toEqual([1, 1, 1, 1, 1, 1, 0, 2]);
    expect(throughput.refused.slice(-2)).toEqual([0, 1]);
    expect(perMinute([5, 0, 0, 0, 0, 0, 1, 2])).toEqual([1, 3]);
  });

  test("durations fall into bars of 20 ms, the day begins at midnight in Jakarta, and a median is one of the values", () => {
    expect([0, 19_999, 20_000, 299_999, 9_000_000].map(barOf)).toEqual([0, 0, 1, 14, 14]);
    expect(new Date(midnightOf(Date.UTC(2026, 10, 23, 16, 59))).toISOString()).toBe("2026-11-22T17:00:00.000Z");
    expect(new Date(midnightOf(Date.UTC(2026, 10, 23, 17, 0))).toISOString()).toBe("2026-11-23T17:00:00.000Z");
    expect([medianOf([]), medianOf([4]), medianOf([1, 2]), medianOf([1, 2, 9])]).toEqual([undefined, 4, 1, 2]);
  });

  test("every resident belongs to a group that has words, and rules name no other", () => {
    const parties = new Set(Array.from({ length: 1000 }, (_, i) => partyOf(i)));
    expect([...parties].sort()).toEqual(PARTIES.map((_, i) => i));
    for (const { group } of GATE_RULES.windows ?? []) expect(PARTIES[group ?? 0]).toBeDefined();
  });
});
