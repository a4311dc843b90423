/** A faulty cable strikes every byte that the host sends: sessions open, requests are answered once, acknowledgements arrive. */
import { afterEach, expect, test } from "vitest";
import type { CableFault } from "../../sdk/virtual/index.js";
import { type CableRig, createCableRig } from "../support/cable.js";

let rig: CableRig;
afterEach(() => rig.close());

const FAULTS: CableFault[] = [
  { kind: "drop" },
  { kind: "duplicate" },
  { kind: "truncate" },
  { kind: "corrupt" },
  { kind: "corrupt", mask: 0xff },
  { kind: "split" },
  { kind: "flow-control" },
  { kind: "text" },
  { kind: "stall", forMs: 1200 },
];

/** Does something with every byte of the host's next frame struck, until the frame is at its end. */
async function strikeEveryByte(fault: CableFault, afterFrames: number, act: () => Promise<void>): Promise<number> {
  for (let atByte = 0; ; atByte++) {
    const before = rig.virtual.cable.strikes[fault.kind];
    rig.virtual.cable.setFaults({ toReader: [{ ...fault, atByte, afterFrames }] });
    await act();
    rig.virtual.cable.setFaults();
    if (rig.virtual.cable.strikes[fault.kind] === before) return atByte;
  }
}

const name = ({ kind, mask }: CableFault & { mask?: number }) => (mask ? `${kind} ${mask}` : kind);

test.each(FAULTS.map((fault) => [name(fault), fault] as const))("a request with %s at every byte", async (_, fault) => {
  rig = await createCableRig();
  let worstMs = 0;
  const bytes = await strikeEveryByte(fault, 0, async () => {
    const changes = rig.virtual.board.pinChanges.length;
    let done = false;
    const call = rig.reader.signal("accepted").then(() => {
      done = true;
    });
    worstMs = Math.max(worstMs, await rig.until(() => done, 5000));
    await call;
    // Let what still travels arrive: a request that was repeated must not run again.
    await rig.pass(1500);
    expect(rig.virtual.board.pinChanges.length - changes).toBe(SIGNAL_CHANGES);
    rig.virtual.board.pinChanges.splice(0);
  });
  expect(bytes).toBeGreaterThan(12);
  expect(SIGNAL_CHANGES).toBeGreaterThan(0);
  // One retry of the host, which comes after 500 ms, or the stall itself.
  expect(worstMs).toBeLessThanOrEqual(fault.kind === "stall" ? 1300 : 600);
});

/** Levels that "accepted" writes to pins: lamp and buzzer on, then off. Learnt from a good cable in the first test. */
const SIGNAL_CHANGES = await countSignalChanges();

async function countSignalChanges(): Promise<number> {
  rig = await createCableRig();
  const before = rig.virtual.board.pinChanges.length;
  const call = rig.reader.signal("accepted");
  await rig.pass(1500);
  await call;
  const count = rig.virtual.board.pinChanges.length - before;
  await rig.close();
  return count;
}

test.each(FAULTS.map((fault) => [name(fault), fault] as const))(
  "an acknowledgement with %s at every byte is repeated until the reader has it, and no tap comes twice",
  async (_, fault) => {
    rig = await createCableRig();
    const bytes = await strikeEveryByte(fault, 0, async () => {
      await rig.present();
      await rig.pass(3500);
      const status = await rig.within(rig.reader.status());
      expect(status.pending).toBe(0);
    });
    expect(bytes).toBeGreaterThan(12);
    expect(rig.wrongs()).toEqual([]);
  },
);

test.each(FAULTS.map((fault) => [name(fault), fault] as const))(
  "a session opens although %s strikes any byte of HelloRequest or Open",
  async (_, fault) => {
    rig = await createCableRig();
    for (const afterFrames of [0, 1]) {
      const bytes = await strikeEveryByte(fault, afterFrames, async () => {
        await rig.reopen();
        await rig.present();
      });
      expect(bytes).toBeGreaterThan(8);
    }
    await rig.pass(3000);
    expect(rig.wrongs()).toEqual([]);
  },
);
