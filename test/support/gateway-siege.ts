/** A flood of taps through a bridge, a broker and workers that are processes of their own, killed while it lasts. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { SCHEMA } from "../../examples/gateway/schema.js";
import { all, type Db, one, openDatabase } from "../../examples/lib/database.js";
import type { BrokerOptions } from "../../sdk/bridge/broker-options.js";
import { toHex } from "../../sdk/bytes.js";
import { createGatewayRig, type GatewayRig, until } from "./gateway-rig.js";
import { openMosquitto } from "./mosquitto.js";
import { UID } from "./records.js";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Worker processes that share a database. */
export interface WorkerSet {
  readonly db: Db;
  /** As kill -9, and a new process with the same name. Resolves when it takes records. */
  killAndStart(index: number): Promise<void>;
  /** What the workers have said, one object a line. */
  readonly lines: string[];
  /** Ctrl-C; resolves with the exit codes. */
  stop(): Promise<(number | null)[]>;
}

/** Starts workers and waits until they take records. */
export async function startWorkers(broker: BrokerOptions, rig: GatewayRig, count: number): Promise<WorkerSet> {
  const folder = mkdtempSync(join(tmpdir(), "ketuk-workers-"));
  const data = join(folder, "city.db");
  const db = openDatabase(data, SCHEMA);
  const lines: string[] = [];
  const children: ChildProcess[] = [];

  function start(index: number): Promise<void> {
    const args = ["--mqtt", broker.url, "--data", data, "--keys", rig.keyFile, "--id", `w${index}`, "--lanes", "4"];
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

  await Promise.all(Array.from({ length: count }, (_, index) => start(index)));
  return {
    db,
    lines,
    async killAndStart(index) {
      const child = children[index] as ChildProcess;
      child.removeAllListeners("exit");
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
      await start(index);
    },
    async stop() {
      const codes = await Promise.all(
        children.map((child) => {
          child.removeAllListeners("exit");
          if (child.exitCode !== null || !db.open) return child.exitCode;
          const gone = new Promise<number | null>((resolve) => child.once("exit", resolve));
          child.kill("SIGINT");
          return gone;
        }),
      );
      if (db.open) db.close();
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

/**
 * Kills one of two workers after the other while taps come, and accounts for every tap.
 *
 * @param closing what is to be closed after the test
 */
export async function killWorkers(kills: number, closing: (() => Promise<unknown>)[]): Promise<void> {
  const broker = await openMosquitto();
  closing.push(broker.close);
  const rig = await createGatewayRig(broker.options, 10);
  closing.push(rig.close);
  const workers = await startWorkers(broker.options, rig, 2);
  closing.push(workers.stop);
  await rig.bridge();
  const taps = flood(rig, 20);
  for (let kill = 0; kill < kills; kill++) {
    const before = accountOf(workers.db).postings;
    await until(() => accountOf(workers.db).postings > before + 20);
    await workers.killAndStart(kill % 2);
  }
  const made = taps.stop();
  await until(() => rig.pending() === 0 && accountOf(workers.db).postings >= made.size);
  expect(postedKeys(workers.db)).toEqual(made);
  expect(accountOf(workers.db)).toMatchObject({ postings: made.size, records: made.size + 10, holes: 0, dead: 0 });
  const repeated = workers.lines.filter((line) => line.includes('"event":"repeated"')).length;
  console.log(`${kills} workers killed: ${made.size} taps, all posted once; ${repeated} came to a worker twice`);
  // Nothing in the logs leads back to a card.
  expect(workers.lines.join("\n")).not.toContain(toHex(UID));
  expect(await workers.stop()).toEqual([0, 0]);
}
