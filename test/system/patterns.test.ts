/** What the person at the reader sees and hears: when it begins, how it is told apart, how it ends. */
import { expect, test } from "vitest";
import { createUidCard, demoCards } from "../../sdk/virtual/index.js";
import { createRig, type Rig } from "../support/rig.js";

const CARD = createUidCard({ uid: Uint8Array.of(9, 8, 7, 6) });

/** Signs over a time, one letter for each of 20 ms: lights h, a, r; B while it sounds. */
function film(rig: Rig, ms: number): string[] {
  const seen: string[] = [];
  for (let at = 0; at < ms; at += 20) {
    const { signs } = rig.board;
    seen.push(signs.map((name) => (name === "buzzer" ? "B" : name[0])).join(""));
    rig.advance(20);
  }
  return seen;
}

let lastId = 100;
function signal(rig: Rig, pattern: number, durationMs = 0): number {
  lastId++;
  rig.host.send({ session: rig.session(), request: { id: lastId, signal: { pattern, durationMs } } });
  rig.advance(60);
  return rig.host.messages.find(({ answer }) => answer?.id === lastId)?.answer?.code ?? -1;
}

test("hold still, accepted, refused and error differ for the eye and for the ear", async () => {
  const rig = await createRig();
  const films = [1, 2, 3, 4].map((pattern) => {
    signal(rig, pattern);
    const pictures = film(rig, 600);
    signal(rig, 0);
    return pictures;
  });
  const lights = films.map((pictures) => pictures.at(-1));
  expect(lights).toEqual(["h", "a", "r", "hr"]);
  const sounds = films.map((pictures) => pictures.join(".").match(/B(\.\w*B)*/g)?.length ?? 0);
  expect(sounds).toEqual([0, 1, 1, expect.any(Number)]);
  expect(sounds[3]).toBeGreaterThan(1);
  const lengths = films.map((pictures) => pictures.filter((picture) => picture.includes("B")).length);
  expect(lengths[2]).toBeGreaterThan(2 * (lengths[1] ?? 0));
});

test.each([
  ["a duration that was asked for", 2, 300, 300],
  ["no duration, which is the usual one", 2, 0, 800],
  ["a long one, ended after ten seconds", 2, 3_600_000, 10_000],
  ["hold still without one, which a host may forget", 1, 0, 10_000],
])("the board ends a pattern by itself: %s", async (_, pattern, durationMs, lastsMs) => {
  const rig = await createRig();
  signal(rig, pattern, durationMs);
  rig.advance(lastsMs - 120);
  expect(rig.board.signs).not.toEqual([]);
  rig.advance(180);
  expect(rig.board.signs).toEqual([]);
});

test("a pattern takes the place of the one before, with its time and its sound", async () => {
  const rig = await createRig();
  signal(rig, 4, 5000);
  signal(rig, 2, 1000);
  rig.advance(200);
  expect(rig.board.signs).toEqual(["accepted"]);
  rig.advance(900);
  expect(rig.board.signs).toEqual([]);
});

test("the first light comes within 100 ms of the card, wherever the cycle is", async () => {
  const rig = await createRig();
  const card = demoCards(rig.keys).genuine;
  for (let phaseMs = 0; phaseMs < 60; phaseMs += 7) {
    rig.advance(phaseMs);
    rig.board.pinChanges.length = 0;
    const arrivedUs = rig.board.schedule.nowUs();
    rig.board.field.place(card);
    rig.advance(400);
    const light = rig.board.pinChanges.find(({ level }) => level === 1);
    expect(light?.pin).toBe("D2");
    expect((light?.atUs ?? Infinity) - arrivedUs).toBeLessThan(100_000);
    rig.removeAll();
    rig.advance(1500);
  }
});

test("accepted is shown only once the record is in flash, read back", async () => {
  const rig = await createRig();
  const { flash } = rig.board;
  let written = 0;
  const { write } = flash;
  let lit = 0;
  flash.write = (data, address) => {
    lit += Number(rig.board.signs.includes("accepted"));
    written++;
    write(data, address);
  };
  rig.board.pinChanges.length = 0;
  rig.board.field.place(demoCards(rig.keys).genuine);
  for (let i = 0; i < 300 && !rig.board.signs.includes("accepted"); i++) rig.advance(1);
  expect(rig.board.signs).toContain("accepted");
  expect(written).toBeGreaterThan(0);
  expect(lit).toBe(0);
});

test("a flash that keeps nothing makes an error, and nobody is told accepted", async () => {
  const rig = await createRig();
  rig.board.flash.faults.worn = true;
  rig.board.pinChanges.length = 0;
  rig.board.field.place(CARD);
  rig.advance(1000);
  const lit = new Set(rig.board.pinChanges.filter(({ level }) => level).map(({ pin }) => pin));
  expect(lit.has("D25")).toBe(false);
  expect(lit.has("D26")).toBe(true);
});
