/** The cable is pulled within a frame, at every byte of it, in both directions; the app opens the reader again. */
import { afterEach, expect, test } from "vitest";
import { type CableRig, createCableRig } from "../support/cable.js";

let rig: CableRig;
afterEach(() => rig.close());

test("pulled at every byte of a record: every tap comes once to whoever opens the port next", async () => {
  rig = await createCableRig();
  let bytes = 0;
  for (let struck = true; struck; bytes++) {
    const before = rig.virtual.cable.strikes.disconnect;
    rig.strikeNextRecord({ kind: "disconnect", atByte: bytes });
    await rig.present();
    struck = rig.virtual.cable.strikes.disconnect > before;
    rig.virtual.cable.setFaults();
    // A Reader that finds the port again by itself is closed here, so that both kinds go the same way.
    await rig.reopen();
    await rig.until(() => rig.taps.length === rig.presented.length, 5000);
  }
  expect(bytes).toBeGreaterThan(130);
  expect(rig.wrongs()).toEqual([]);
});

test("pulled at every byte of an acknowledgement: the tap is acknowledged or comes again, in the same bytes", async () => {
  rig = await createCableRig();
  let bytes = 0;
  for (let struck = true; struck; bytes++) {
    const before = rig.virtual.cable.strikes.disconnect;
    rig.virtual.cable.setFaults({ toReader: [{ kind: "disconnect", atByte: bytes }] });
    await rig.present();
    struck = rig.virtual.cable.strikes.disconnect > before;
    rig.virtual.cable.setFaults();
    await rig.reopen();
    await rig.pass(3000);
    const status = await rig.within(rig.reader.status());
    expect(status.pending).toBe(0);
  }
  expect(bytes).toBeGreaterThan(12);
  // A new Reader remembers nothing of the old one: what it gets again is the same tap under the same key.
  const sealed = new Map<string, string>();
  for (const tap of rig.taps) {
    const hex = Buffer.from(tap.sealed.record).toString("hex");
    expect(sealed.get(tap.idempotencyKey) ?? hex).toBe(hex);
    sealed.set(tap.idempotencyKey, hex);
  }
  expect(sealed.size).toBe(rig.presented.length);
  expect([...new Set(rig.taps.map((tap) => tap.uidHex))]).toEqual(rig.presented);
});
