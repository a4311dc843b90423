/** All faults at once, in both directions, by chance: after they end every tap has come, once, in order, unchanged. */
import { afterEach, expect, test, vi } from "vitest";
import { Reader } from "../../sdk/index.js";
import { type CableFault, type CableFaults, createVirtualReader, demoCards } from "../../sdk/virtual/index.js";
import { type CableRig, createCableRig } from "../support/cable.js";

const ROUNDS = 60;
/** Fewer than every reader holds, so that no card is turned away while nothing gets through. */
const CARDS_PER_ROUND = 12;

/** FAULT_SEED=... runs one mix again. */
const SEED = Number(process.env.FAULT_SEED ?? 20_260_301);

let rig: CableRig | undefined;
afterEach(async () => {
  await rig?.close();
  rig = undefined;
  vi.useRealTimers();
});

/** Every kind of fault that leaves the port open; `rate` is that of the most frequent ones. */
function everything(rate: number): CableFault[] {
  return [
    { kind: "stall", forMs: 700, probability: rate / 40 },
    { kind: "text", probability: rate / 10 },
    { kind: "truncate", probability: rate / 2 },
    { kind: "drop", probability: rate },
    { kind: "duplicate", probability: rate },
    { kind: "flow-control", probability: rate },
    { kind: "corrupt", probability: rate },
    { kind: "split", probability: 0.05 },
  ];
}

function faultsOf(round: number): CableFaults {
  const rate = [0.0005, 0.002, 0.01, 0.05][round % 4] ?? 0;
  return { seed: SEED + round, toHost: everything(rate), toReader: everything(rate) };
}

test(`${ROUNDS} random mixes from seed ${SEED} make no wrong tap, lose none and deliver none twice`, async () => {
  rig = await createCableRig();
  const { cable } = rig.virtual;
  let worstMs = 0;
  for (let round = 0; round < ROUNDS; round++) {
    cable.setFaults(faultsOf(round));
    for (let i = 0; i < CARDS_PER_ROUND; i++) await rig.present();
    cable.setFaults();
    const { presented, taps } = rig;
    worstMs = Math.max(worstMs, await rig.until(() => taps.length >= presented.length, 30_000));
    expect({ round, seed: SEED, wrongs: rig.wrongs() }).toEqual({ round, seed: SEED, wrongs: [] });
  }
  await rig.pass(5000);
  expect(rig.wrongs()).toEqual([]);
  expect((await rig.within(rig.reader.status())).pending).toBe(0);
  expect(Object.entries(cable.strikes).filter(([kind, count]) => kind !== "disconnect" && count < 10)).toEqual([]);
  // Twelve records, four in the air at once, after the resend that the last fault may have cost.
  expect(worstMs).toBeLessThanOrEqual(5000);
  const struck = Object.values(cable.strikes).reduce((sum, count) => sum + count, 0);
  console.log(
    `seed ${SEED}: ${rig.taps.length} taps, ${struck} strikes, 0 lost, 0 twice, at most ${worstMs} ms to recover`,
  );
});

test("through the serial stream and over TCP a bad cable costs no tap either", async () => {
  const virtual = createVirtualReader({ cableFaults: { toHost: [{ kind: "drop", probability: 0.002 }] } });
  const server = await virtual.serveTcp(0);
  const cards = demoCards(virtual.keys);
  for (const path of [virtual.path, `tcp://127.0.0.1:${server.port}`]) {
    const options = path === virtual.path ? { binding: virtual.binding } : {};
    await using reader = await Reader.open({ path, keys: virtual.keys, ...options });
    const taps = reader.taps();
    for (let i = 0; i < 5; i++) {
      await virtual.present(cards.genuine);
      const { value } = await taps.next();
      expect(value?.verdict.reason).toBe("genuine");
      value?.ack();
    }
    virtual.cable.setFaults({ toHost: [{ kind: "disconnect", atByte: 20 }] });
    const lost = new Promise((resolve) => reader.on("state", resolve));
    await virtual.present(cards.genuine);
    await lost;
    virtual.cable.setFaults();
  }
  await virtual.close();
});
