/** A host with many stand-ins for readers at one real bridge, as a process of its own. */
import { readFleetKeys } from "ketuk";
import { openBridge } from "ketuk/bridge";
import { openCable } from "./cable.js";
import { readerId, scatter } from "./crowd.js";
import { serveHost, taskOfProcess } from "./host.js";
import { FIRST_TAP } from "./stand-in.js";
import { createStandInPool } from "./stand-in-pool.js";

/** Some places are busier than others. */
const SKEW = 1.4;
const KEY_VERSION = 1;

const task = taskOfProcess();
const { bridge: number, first, count, cards, seed } = task;
const keys = await readFleetKeys(task.keyFile);
const cable = await openCable(task.brokerUrl);
const members = Array.from({ length: count }, (_, i) => ({
  number: first + i,
  tapKey: keys.tapKey(readerId(first + i), KEY_VERSION),
  seed,
  cards,
}));
const { readers, standIns } = createStandInPool(members);
const bridge = await openBridge({
  broker: { url: cable.url },
  readers,
  id: `hall-${number}`,
  acknowledge: "stored",
  receiptTimeoutMs: task.receiptTimeoutMs,
});
await new Promise<void>((resolve) => {
  bridge.on("up", () => resolve());
});
for (const standIn of standIns) standIn.start(Date.now());
let people = 0;

serveHost({
  cable,
  tap(nowMs) {
    const place = Math.floor(count * scatter(seed + 2, number, people++) ** SKEW);
    return standIns[place].tap(nowMs);
  },
  figures() {
    let pending = 0;
    let reachable = 0;
    let fullest = 0;
    for (const { pendingCount, isPlugged } of standIns) {
      pending += pendingCount;
      if (isPlugged) reachable += pendingCount;
      fullest = Math.max(fullest, pendingCount);
    }
    return { pending, reachable, fullest };
  },
  pull(numbers) {
    for (const standIn of standIns) if (numbers.includes(standIn.number)) standIn.plug(false);
  },
  async account() {
    return standIns.map((standIn) => ({
      id: standIn.id,
      number: standIn.number,
      taps: standIn.lastCounter >= FIRST_TAP ? [[FIRST_TAP, standIn.lastCounter] as const] : [],
      pending: standIn.pending(),
      unseen: 0,
    }));
  },
  async close() {
    await bridge.close();
    cable.close();
  },
});
