/** One day of the city: everything started, everything that goes wrong, everything drained, and what the books say. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFleetKeyFile } from "ketuk";
import { createTopics } from "ketuk/bridge";
import { SCHEMA } from "../../examples/gateway/schema.js";
import { connectAs } from "../../examples/gateway/worker.js";
import { openDatabase } from "../../examples/lib/database.js";
import { openBroker } from "./broker.js";
import { isStandIn, readerId } from "./crowd.js";
import { clockText, shareUntil } from "./curve.js";
import { lastPostingOf, readFates, readTimes, sizeOf } from "./database.js";
import { type Host, startHost, sumFigures } from "./hosts.js";
import { createIntruder, type Intruder } from "./intruder.js";
import { accountFor, type Ledger } from "./ledger.js";
import { SLICES_COUNT } from "./messages.js";
import type { CityOptions } from "./options.js";
import { planDay, STOLEN_READER } from "./plan.js";
import { createMeter, type Usage } from "./process.js";
import { type DaySeries, type JournalSample, type LatencySlice, sliceDay } from "./series.js";
import { type Happened, makeTrouble } from "./troubles.js";
import { startWorkers } from "./workers.js";

const LOOK_MS = 250;
const TELL_EVERY = 8;
/** One record of nobody's reader to so many taps. */
const BAD_EVERY = 500;
const BAD_MIN = 10;
/** A receipt that went down with a broker or a worker is missed after so long, in a day of full length. */
const RECEIPT_TIMEOUT_MS = 15_000;
const RECEIPT_TIMEOUT_MIN_MS = 1500;
const DRAIN_MAX_MS = 600_000;
/** `aedes` gives every record to every connection of every worker. */
const LANES = { aedes: 2, mosquitto: 8, url: 8 };

/** What a day came to. */
export interface DayResult {
  readonly ledger: Ledger;
  readonly series: DaySeries;
  readonly latency: LatencySlice | undefined;
  readonly happened: readonly Happened[];
  readonly startMs: number;
  readonly dayMs: number;
  /** Until the last journal that could be reached was empty. */
  readonly drainMs: number;
  readonly turnedAway: number;
  /** By part: broker, bridges, boards, workers. */
  readonly usage: Readonly<Record<string, Usage>>;
  readonly database: { readonly bytes: number; readonly records: number };
  /** From the revocation to the last posting of the stolen reader; 0 or less when none came after it. */
  readonly revocationMs: number;
  readonly bridges: number;
}

/** Tells how far it is. */
export type Tell = (line: Readonly<Record<string, unknown>>) => void;

/** Lives through a day. */
export async function liveDay(options: CityOptions, tell: Tell): Promise<DayResult> {
  const folder = mkdtempSync(join(tmpdir(), "ketuk-city-"));
  const closing: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    return await liveIn(folder, options, tell, closing);
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

async function liveIn(
  folder: string,
  options: CityOptions,
  tell: Tell,
  closing: (() => unknown)[],
): Promise<DayResult> {
  const { dayMs, seed, cards } = options;
  const meter = createMeter();
  const keyFile = join(folder, "fleet.json");
  const data = join(folder, "city.db");
  const keys = await createFleetKeyFile(keyFile);
  const db = openDatabase(data, SCHEMA);
  closing.push(() => db.close());
  const broker = await openBroker(options.broker, folder, meter);
  closing.push(() => broker.kill());
  const lanes = LANES[options.broker.kind];
  const { preload } = options;
  const workers = startWorkers({ count: options.workers, brokerUrl: broker.url, data, keyFile, lanes, preload, meter });
  closing.push(() => workers.stop());

  const receiptTimeoutMs = Math.max(RECEIPT_TIMEOUT_MIN_MS, Math.min(RECEIPT_TIMEOUT_MS, dayMs / 15));
  const task = { brokerUrl: broker.url, keyFile, cards, seed, receiptTimeoutMs };
  const standIns = options.readers - options.boards;
  const bridges = Math.ceil(standIns / options.perBridge);
  const hosts: Host[] = await Promise.all(
    Array.from({ length: bridges }, (_, i) => {
      const first = i * options.perBridge;
      const count = Math.min(options.perBridge, standIns - first);
      return startHost({ ...task, bridge: i, first, count }, false, meter);
    }),
  );
  closing.push(() => Promise.all(hosts.map((host) => host.end())));
  if (options.boards > 0) {
    const boards = { ...task, bridge: bridges, first: 0, count: options.boards };
    hosts.push(await startHost(boards, true, meter));
  }

  const topics = createTopics();
  const client = connectAs({ url: broker.url }, `ketuk-city-${process.pid}`, { clean: true });
  closing.push(() => client.end(true));
  const counts = { posted: 0, repeated: 0 };
  client.on("connect", () => client.subscribe(topics.every("worker"), { qos: 0 }));
  client.on("message", (topic, payload, { retain }) => {
    if (retain || topics.parse(topic)?.kind !== "worker") return;
    const { posted = 0, repeated = 0 } = JSON.parse(payload.toString()) as Partial<typeof counts>;
    counts.posted += posted;
    counts.repeated += repeated;
  });
  const intruder = createIntruder(client, topics, keys, standIns);

  const startMs = Date.now() + 500;
  const journals: JournalSample[] = [];
  const bad = Math.max(BAD_MIN, Math.round(options.taps / BAD_EVERY));
  shareOut(hosts, options, { startMs, dayMs });
  let looks = 0;
  const looking = setInterval(() => {
    meter.look();
    const dayShare = (Date.now() - startMs) / dayMs;
    const { pending, fullest, tapped } = sumFigures(hosts);
    journals.push({ dayShare, pending, fullest });
    const due = Math.round(bad * shareUntil(dayShare)) - intruder.made.length;
    for (let i = 0; i < due; i++) intruder.publish();
    if (looks++ % TELL_EVERY === 0) {
      tell({ event: "progress", clock: clockText(dayShare), tapped, posted: counts.posted, pending });
    }
  }, LOOK_MS);
  const repeating = setInterval(intruder.repeat, receiptTimeoutMs);
  closing.push(() => {
    clearInterval(looking);
    clearInterval(repeating);
  });

  const plan = planDay({ bridges, workers: options.workers, isOwnBroker: broker.isOwn });
  const happened = await makeTrouble(plan, { broker, workers, hosts, db, keyFile }, { startMs, dayMs }, (what, phase) =>
    tell({ event: what.kind, phase, clock: clockText((Date.now() - startMs) / dayMs), label: what.label }),
  );
  await sleep(startMs + dayMs - Date.now() + LOOK_MS);
  const drained = await drain(hosts, intruder);
  tell({ event: "drained", seconds: Math.round((Date.now() - startMs - dayMs) / 100) / 10, complete: drained });
  const drainMs = Date.now() - startMs - dayMs;

  const accounts = await Promise.all(hosts.map((host) => host.account()));
  // Its last figures come a second later at most.
  await sleep(1200);
  clearInterval(looking);
  meter.look();
  await workers.stop();
  const revoked = readerId(STOLEN_READER);
  const readers = accounts.flatMap((account) => account.readers);
  const ledger = accountFor({
    seed,
    readers,
    bad: intruder.made,
    ...readFates(db),
    repeated: counts.repeated,
    revoked,
  });
  const { posted, latency, all } = sliceDay(isStandIn, readTimes(db), startMs, dayMs);
  const tappedAt = Array.from({ length: SLICES_COUNT }, (_, i) =>
    accounts.reduce((sum, one) => sum + one.tappedAt[i], 0),
  );
  const revokedMs = happened.find(({ kind }) => kind === "reader-revoked")?.startMs ?? startMs;
  return {
    ledger,
    series: { tapped: tappedAt, posted, latency, journals },
    latency: all,
    happened,
    startMs,
    dayMs,
    drainMs,
    turnedAway: sumFigures(hosts).turnedAway,
    usage: meter.usage(),
    database: sizeOf(db, data),
    revocationMs: (lastPostingOf(db, revoked) ?? revokedMs) - revokedMs,
    bridges,
  };
}

/** Whole boards take a card in most of a second: they get what such a reader gets in an ordinary hour. */
function shareOut(
  hosts: readonly Host[],
  { taps, readers }: CityOptions,
  day: { startMs: number; dayMs: number },
): void {
  const SECONDS_PER_BOARD_TAP = 12;
  const boards = hosts.find(({ isBoards }) => isBoards)?.count ?? 0;
  const boardTaps = Math.min(Math.round(taps / 4), Math.round((boards * day.dayMs) / 1000 / SECONDS_PER_BOARD_TAP));
  for (const host of hosts) {
    const share = Math.round(((taps - boardTaps) * host.count) / (readers - boards));
    host.say({ to: "day", ...day, taps: host.isBoards ? boardTaps : share });
  }
}

/** Waits until nothing is left but what nobody can reach. */
async function drain(hosts: readonly Host[], intruder: Intruder): Promise<boolean> {
  const endMs = Date.now() + DRAIN_MAX_MS;
  while (Date.now() < endMs) {
    if (sumFigures(hosts).reachable === 0 && intruder.waiting.size === 0) return true;
    await sleep(LOOK_MS);
  }
  return false;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
