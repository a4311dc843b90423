/** Power cuts: neither counters nor boot numbers nor nonces ever repeat. */
import { expect, test } from "vitest";
import { createUidCard } from "../../sdk/virtual/index.js";
import { createRig } from "../support/rig.js";

test("counters, boots and nonces are new after every restart", async () => {
  const rig = await createRig();
  const card = createUidCard({ uid: Uint8Array.of(9, 8, 7, 6) });
  const nonces = new Set<string>();
  const boots: number[] = [];
  for (let round = 0; round < 25; round++) {
    rig.board.field.place(card);
    rig.advance(300);
    rig.removeAll();
    rig.advance(300);
    nonces.add(Buffer.from(rig.host.hello?.nonce ?? []).toString("hex"));
    boots.push(rig.host.hello?.boot ?? 0);
    rig.board.powerOn();
    await rig.openSession();
  }
  const counters = rig.allRecords().map((record) => record.counter);
  expect(new Set(counters).size).toBe(counters.length);
  expect(counters).toEqual([...counters].sort((a, b) => a - b));
  expect(boots).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
  expect(nonces.size).toBe(25);
});

test("a board without working flash accepts no card and says why", async () => {
  const rig = await createRig({ beforePower: (board) => (board.flash.faults.worn = true) });
  rig.board.field.place(createUidCard({ uid: Uint8Array.of(9, 8, 7, 6) }));
  rig.advance(500);
  expect(rig.allRecords()).toHaveLength(0);
  expect(rig.faults()).toContain("FLASH");
});
