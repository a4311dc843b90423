/** A flood of taps through a bridge, a broker and workers that are processes of their own, killed while it lasts. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { openStore, type Store } from "../../examples/gateway/store.js";
import { select } from "../../examples/gateway/work.js";
import { all, type Db, one } from "../../examples/lib/database.js";
import type { BrokerOptions } from "../../sdk/bridge/broker-options.js";
import { toHex } from "../../sdk/bytes.js";
import { createGatewayRig, type GatewayRig, until } from "./gateway-rig.js";
import { openMosquitto } from "./mosquitto.js";
import { UID } from "./records.js";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Worker processes that share a database. */
export interface WorkerSet {
  /** What is stored. */
  account(): Promise<Account>;
  /** Idempotency keys of all postings. */
  keys(): Promise<Set<string>>;
  /** As kill -9, and a new process with the same name. Resolves when it takes records. */
  killAndStart(index: number): Promise<void>;
  /** As kill -9 of all workers; their sessions stay with the broker. */
  pause(): Promise<void>;
  /** Starts them again. */
  resume(): Promise<void>;
  /** What the workers have said, one object a line. */
  readonly lines: string[];
  /** Ctrl-C; resolves with the exit codes. */
  stop(): Promise<(number | null)[]>;
}

/**
 * Starts workers and waits until they take records.
 *
 * @param address of their database; default a SQLite file of their own
 * @param more options of theirs
 */
export async function startWorkers(
  broker: BrokerOptions,
  rig: GatewayRig,
  count: number,
  address?: string,
  more: readonly string[] = [],
): Promise<WorkerSet> {
  const folder = mkdtempSync(join(tmpdir(), "ketuk-workers-"));
  const data = address ?? join(folder, "city.db");
  const store = await openStore(data);
  let isOpen = true;
  const lines: string[] = [];
  const children: ChildProcess[] = [];

  function start(index: number): Promise<void> {
    const own = ["--id", `w${index}`, "--lanes", "4", ...more];
    const args = ["--mqtt", broker.url, "--data", data, "--keys", rig.keyFile, ...own];
    const child = spawn("node", [join(ROOT, ".build/examples/gateway/worker-main.js"), ...args], { stdio: "pipe" });
    children[index] = child;
    return new Promise((resolve, reject) => {
      child.stderr?.on("data", (text) => lines.push(String(text)));
      child.stdout?.on("data", (text) => {
        lines.push(...String(text).split("\n").filter(Boolean));
        resolve();
      });
      child.once("exit", (code) => reject(new Error(`a worker ended with ${code}: ${lines.join("\n")}`)));
    });
  }

  function interrupt(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> | number | null {
    child.removeAllListeners("exit");
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const gone = new Promise<number | null>((resolve) => child.once("exit", resolve));
    child.kill(signal);
    return gone;
  }

  await Promise.all(Array.from({ length: count }, (_, index) => start(index)));
  return {
    account: () => accountIn(store),
    async keys() {
      const rows = await store.read(() => select<{ key: string }>("SELECT key FROM posting"));
      return new Set(rows.map(({ key }) => key));
    },
    lines,
    async killAndStart(index) {
      const child = children[index] as ChildProcess;
      child.removeAllListeners("exit");
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
      await start(index);
    },
    async pause() {
      await Promise.all(children.map((child) => interrupt(child, "SIGKILL")));
    },
    async resume() {
      await Promise.all(children.map((_, index) => start(index)));
    },
    async stop() {
      const codes = isOpen ? await Promise.all(children.map((child) => interrupt(child, "SIGINT"))) : [];
      if (isOpen) await store.close();
      isOpen = false;
      rmSync(folder, { recursive: true, force: true });
      return codes;
    },
  };
}

/** What the database has of a flood. */
export interface Account {
  readonly postings: number;
  readonly records: number;
  readonly holes: number;
  readonly dead: number;
}

/** Counts what is stored. */
export function accountOf(db: Db): Account {
  const count = (table: string) => one<{ n: number }>(db, `SELECT count(*) AS n FROM ${table}`)?.n ?? 0;
  return { postings: count("posting"), records: count("record"), holes: count("hole"), dead: count("dead_letter") };
}

/** The same, of any database. */
async function accountIn(store: Store): Promise<Account> {
  const of = (table: string, name: string) => `(SELECT count(*) FROM ${table}) AS ${name}`;
  const columns = [of("posting", "postings"), of("record", "records"), of("hole", "holes"), of("dead_letter", "dead")];
  const [account] = await store.read(() => select<Account>(`SELECT ${columns.join(", ")}`));
  return { ...(account as Account) };
}

/** Waits until what is stored is so; the deadline is the test's own. */
export async function untilStored(workers: WorkerSet, isSo: (account: Account) => boolean): Promise<void> {
  while (!(await workers.account().then(isSo, () => false))) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Everything that was made is posted, once, and nothing is missing or dead. */
export async function expectAllPosted(workers: WorkerSet, made: ReadonlySet<string>, readers: number): Promise<void> {
  expect(await workers.keys()).toEqual(made);
  const records = made.size + readers;
  expect(await workers.account()).toEqual({ postings: made.size, records, holes: 0, dead: 0 });
}

/** Idempotency keys of all postings. */
export function postedKeys(db: Db): Set<string> {
  return new Set(all<{ key: string }>(db, "SELECT key FROM posting").map(({ key }) => key));
}

/** Taps at all readers until `stop` is called; returns the keys of all taps that were made. */
export function flood(rig: GatewayRig, everyMs: number): { stop(): Set<string> } {
  const made = new Set<string>();
  const timer = setInterval(() => {
    for (const { id, fake } of rig.boards) {
      // A person waits where the reader is full.
      if (fake.pending.length < 40) made.add(`${id}/1/${fake.tap()}`);
    }
  }, everyMs);
  return {
    stop() {
      clearInterval(timer);
      return made;
    },
  };
}

/** A siege of workers. */
export interface WorkerSiege {
  readonly kills: number;
  readonly workers: number;
  /** What lets a reader forget a record; default as the bridge has it. */
  readonly acknowledge?: "published";
  /** Of their database; default a SQLite file. */
  readonly address?: string;
  /** Comes after every kill. */
  after?(kill: number): Promise<void>;
  /** Closed after the test. */
  readonly closing: (() => Promise<unknown>)[];
}

/** Kills one worker after the other while taps come, and accounts for every tap. */
export async function killWorkers({ closing, ...siege }: WorkerSiege): Promise<void> {
  const { kills, acknowledge, address, after } = siege;
  const broker = await openMosquitto();
  closing.push(broker.close);
  const rig = await createGatewayRig(broker.options, 10);
  closing.push(rig.close);
  const workers = await startWorkers(broker.options, rig, siege.workers, address);
  closing.push(workers.stop);
  await rig.bridge({ receiptTimeoutMs: 2000, ...(acknowledge && { acknowledge }) });
  const taps = flood(rig, 40);
  for (let kill = 0; kill < kills; kill++) {
    const before = (await workers.account()).postings;
    await untilStored(workers, ({ postings }) => postings > before + 20);
    await workers.killAndStart(kill % siege.workers);
    await after?.(kill);
  }
  const made = taps.stop();
  await until(() => rig.pending() === 0);
  await untilStored(workers, ({ postings }) => postings >= made.size);
  await expectAllPosted(workers, made, 10);
  const repeated = workers.lines.filter((line) => line.includes('"event":"repeated"')).length;
  console.log(`${kills} workers killed: ${made.size} taps, all posted once; ${repeated} came to a worker twice`);
  // Nothing in the logs leads back to a card.
  expect(workers.lines.join("\n")).not.toContain(toHex(UID));
  expect(await workers.stop()).toEqual(Array.from({ length: siege.workers }, () => 0));
}
