/** A faulty cable strikes every byte of a record on its way to the host: no tap is wrong, lost or delivered twice. */
import { afterEach, expect, test } from "vitest";
import { RESEND_INTERVAL_MS } from "../../protocol/index.js";
import type { CableFault } from "../../sdk/virtual/index.js";
import { type CableRig, createCableRig } from "../support/cable.js";

let rig: CableRig;
afterEach(() => rig.close());

/** Strikes byte after byte, each time of another tap's record, until the frames are at their end. */
async function strikeEveryByte(fault: CableFault) {
  rig = await createCableRig();
  const worst = { bytes: 0, resends: 0, waitMs: 0 };
  for (let atByte = 0; ; atByte++) {
    const before = rig.virtual.cable.strikes[fault.kind];
    const sent = rig.recordFrames();
    rig.strikeNextRecord({ ...fault, atByte });
    await rig.present();
    const waitMs = await rig.until(() => rig.taps.length === rig.presented.length);
    const struck = rig.virtual.cable.strikes[fault.kind] > before;
    worst.resends = Math.max(worst.resends, rig.recordFrames() - sent - 1);
    worst.waitMs = Math.max(worst.waitMs, waitMs);
    rig.virtual.cable.setFaults();
    if (!struck) break;
    worst.bytes++;
  }
  expect(rig.wrongs()).toEqual([]);
  // The loop ends behind the last byte: such a frame has some 140.
  expect(worst.bytes).toBeGreaterThan(130);
  return worst;
}

test.each<CableFault>([
  { kind: "drop" },
  { kind: "truncate" },
  { kind: "corrupt" },
  { kind: "corrupt", mask: 0x7e ^ 0x7d },
  { kind: "corrupt", mask: 0xff },
  { kind: "flow-control" },
  { kind: "text" },
])("$kind ($mask) at every byte costs at most one resend", async (fault) => {
  const worst = await strikeEveryByte(fault);
  expect(worst.resends).toBe(1);
  expect(worst.waitMs).toBeLessThanOrEqual(RESEND_INTERVAL_MS + 100);
  console.log(`${fault.kind}: ${worst.bytes} bytes struck, at most ${worst.resends} resend and ${worst.waitMs} ms`);
});

test("a byte that comes twice costs at most one resend, a flag that comes twice nothing", async () => {
  expect((await strikeEveryByte({ kind: "duplicate" })).resends).toBe(1);
});

test("a frame in two pieces, cut at every boundary, arrives at once", async () => {
  expect((await strikeEveryByte({ kind: "split" })).resends).toBe(0);
});

test("every frame in pieces of one byte arrives at once", async () => {
  rig = await createCableRig();
  const split = [{ kind: "split", probability: 1 }] as const;
  rig.virtual.cable.setFaults({ toHost: split, toReader: split });
  for (let i = 0; i < 30; i++) await rig.present();
  expect(rig.wrongs()).toEqual([]);
  // The start, the clock, 30 taps.
  expect(rig.recordFrames()).toBe(32);
});

test("a stall at every byte shorter than the resend interval costs nothing, a longer one makes no tap twice", async () => {
  expect((await strikeEveryByte({ kind: "stall", forMs: 500 })).resends).toBe(0);
  await rig.close();
  expect((await strikeEveryByte({ kind: "stall", forMs: 7000 })).resends).toBeLessThanOrEqual(3);
  expect(rig.reader.counters.duplicates).toBeGreaterThan(0);
});
