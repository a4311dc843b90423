/** A host with whole virtual boards, the real firmware on them, at a real pool and bridge, as a process of its own. */
import { createFleetKeys, createFleetSecret, type Reader, ReaderPool, readFleetKeys } from "ketuk";
import { openBridge } from "ketuk/bridge";
import { createDemoCard, createVirtualReader } from "ketuk/virtual";
import { openCable } from "./cable.js";
import { uidOf } from "./crowd.js";
import { serveHost, taskOfProcess } from "./host.js";

/** So long somebody waits for the light. */
const PATIENCE_MS = 20_000;
const LOOK_MS = 20;
/** The reader has to notice that the card is gone. */
const LEAVE_MS = 500;
/** One card in so many is a copy. */
const COPY_EVERY = 20;

const task = taskOfProcess();
const keys = await readFleetKeys(task.keyFile);
const strangers = createFleetKeys(createFleetSecret());
const cable = await openCable(task.brokerUrl);
const boards = Array.from({ length: task.count }, (_, i) =>
  createVirtualReader({ id: `board-${i + 1}`, keys, clock: "real" }),
);
const list = boards.map(async (board) => ({ path: `tcp://127.0.0.1:${(await board.serveTcp(0)).port}` }));
const pool = await ReaderPool.open({ keys, role: "tap", list: () => Promise.all(list) });
const bridge = await openBridge({
  broker: { url: cable.url },
  readers: pool,
  id: `hall-${task.bridge}`,
  role: "tap",
  acknowledge: "stored",
  receiptTimeoutMs: task.receiptTimeoutMs,
});
/** Counters of the taps that have left the boards, by reader. */
const seen = new Map<string, Set<number>>(boards.map(({ id }) => [id, new Set()]));
pool.on("record", ({ id, event: { record } }) => {
  if (record.kind === "tap") seen.get(id)?.add(record.data.counter);
});
while (pool.state().counts.open < boards.length) await sleep(50);

const busy = new Set<number>();
let people = 0;
let lit = 0;

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Holds a card there until a light comes on, as people do. */
async function present(place: number, turn: number): Promise<void> {
  const board = boards[place];
  const owner = turn % COPY_EVERY === COPY_EVERY - 1 ? strangers : keys;
  const card = createDemoCard(owner, uidOf(1 + (turn % task.cards)), "TIRTASARI");
  const isLit = () => board.board.signs.some((sign) => sign === "accepted" || sign === "refused");
  board.place(card);
  for (let ms = 0; ms < PATIENCE_MS && !isLit(); ms += LOOK_MS) await sleep(LOOK_MS);
  if (isLit()) lit++;
  board.remove(card);
  await sleep(LEAVE_MS);
  while (isLit()) await sleep(LOOK_MS);
  busy.delete(place);
}

async function accountOf(id: string, reader: Reader | undefined) {
  const counters = [...(seen.get(id) ?? [])];
  const status = await reader?.status();
  const unseen = Math.max(0, (status?.taps ?? 0) - counters.length);
  return { id, taps: counters.map((counter) => [counter, counter] as const), pending: [], unseen };
}

let pending = 0;
setInterval(() => {
  pending = bridge.heldCount();
}, 100);

serveHost({
  cable,
  tap() {
    const place = people++ % boards.length;
    if (busy.has(place)) return false;
    busy.add(place);
    void present(place, people);
    return true;
  },
  figures: () => ({ pending, reachable: pending + busy.size, fullest: 0 }),
  pull() {},
  async account() {
    const accounts = await Promise.all(boards.map(({ id }) => accountOf(id, pool.get(id))));
    const made = accounts.reduce((sum, { taps, unseen }) => sum + taps.length + unseen, 0);
    // A light that nothing came of would be a lost tap: it appears as one that is nowhere.
    if (made < lit) accounts.push({ id: "board-light", taps: [[1, lit - made]], pending: [], unseen: 0 });
    return accounts;
  },
  async close() {
    await bridge.close();
    await pool.close();
    await Promise.all(boards.map((board) => board.close()));
    cable.close();
  },
});
