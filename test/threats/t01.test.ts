/** T1: somebody taps the wires, and plays again what he has heard. */
import { afterEach, expect, test } from "vitest";
import type { Frame } from "../support/attacker.js";
import { kindOf } from "../support/attacker.js";
import { endSieges, laySiege, type Siege } from "../support/siege.js";

afterEach(endSieges);

/** Some ordinary minutes: cards, a request, acknowledgements. Returns all that was on the wire. */
async function play(siege: Siege): Promise<Frame[]> {
  const from = siege.attacker.seen.length;
  for (let i = 0; i < 3; i++) await siege.present();
  await siege.signal();
  await siege.pass(3000);
  return siege.attacker.seen.slice(from);
}

test("T01 the wire shows no card, no credential and no request of a provisioned reader", async () => {
  const siege = await laySiege();
  await play(siege);
  const { seen } = siege.attacker;
  expect(new Set(seen.map(kindOf))).toEqual(new Set(["hello", "hello request", "open", "opened", "enciphered"]));
  const wire = Buffer.concat(seen.map(({ payload }) => payload)).toString("hex");
  for (const uid of siege.presented) expect(wire).not.toContain(uid.toLowerCase());
  expect(siege.taps).toHaveLength(3);
  // The same cards are found on the wire of a reader in lab state, so the search above would find them.
  const { record } = siege.taps[0]?.sealed ?? {};
  expect(Buffer.from(record ?? []).toString("hex")).toContain(siege.presented[0]?.toLowerCase());
});

test("T01 frames played again, at once, later or all together, are taken by neither side", async () => {
  const siege = await laySiege();
  const { attacker } = siege;
  attacker.act = (frame) => [frame, frame, frame];
  await play(siege);
  attacker.act = undefined;
  expect(siege.wrongs()).toEqual([]);
  const { seen } = attacker;
  const secret = seen.filter((frame) => kindOf(frame) === "enciphered");
  const before = {
    shown: siege.shown(),
    taps: siege.taps.length,
    rejected: (await siege.outcome(siege.reader.status())) as { rejected: number },
  };
  attacker.inject(...secret);
  await siege.pass(2000);
  expect([siege.shown(), siege.taps.length]).toEqual([before.shown, before.taps]);
  const after = (await siege.outcome(siege.reader.status())) as { rejected: number };
  expect(after.rejected - before.rejected.rejected).toBe(secret.filter(({ way }) => way === "to reader").length);
  expect(siege.reader.counters.rejectedForged).toBeGreaterThanOrEqual(
    secret.filter(({ way }) => way === "to host").length,
  );
  await siege.recovers();
  expect(siege.wrongs()).toEqual([]);
});

test("T01 a whole session played to the reader again, before and after its restart, does nothing", async () => {
  const siege = await laySiege();
  await play(siege);
  const recorded = siege.attacker.seen.filter(({ way }) => way === "to reader");
  expect(recorded.map(kindOf)).toContain("open");
  for (const restart of [false, true]) {
    const before = siege.shown();
    if (restart) siege.virtual.restart();
    siege.attacker.act = () => [];
    await siege.pass(1500);
    siege.attacker.inject(...recorded);
    await siege.pass(1500);
    expect(siege.shown()).toBe(before);
    await siege.recovers();
  }
  expect(siege.wrongs()).toEqual([]);
});

test("T01 a whole session played to the host again gives it no tap", async () => {
  const siege = await laySiege();
  await play(siege);
  const recorded = siege.attacker.seen.filter(({ way }) => way === "to host");
  await siege.outcome(siege.reader.close());
  const before = siege.made.size;
  const again = await laySiege({
    keys: siege.virtual.keys,
    virtual: { keys: siege.virtual.keys },
    // The reader is replaced by the recording: its Hello, its Opened, its records.
    before: (attacker) => {
      let started = false;
      attacker.act = (frame) => {
        if (frame.way === "to reader" && !started) {
          started = true;
          attacker.inject(...recorded);
        }
        return [];
      };
    },
  }).catch((error: Error) => error.message);
  expect(again).toMatch(/not-a-reader|disconnected|session-refused/);
  expect(siege.made.size).toBe(before);
});
