/** Kills a real host process again and again with SIGKILL, at random moments, while cards come to its reader. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { createFleetKeyFile, type FleetKeys, readFleetKeys } from "../../sdk/index.js";
import { createVirtualReader } from "../../sdk/virtual/index.js";
import { createPtyFolder, ended } from "./pty.js";
import { letPeopleCome } from "./queue-of-people.js";
import { createRandomSource, type RandomSource } from "./random-source.js";

/** After "go", while it opens database and port. */
const STARTING_MS = 120;
/** After it has said that it is open. */
const OPEN_MS = 150;
/** After it has got a tap: in this time it inserts, commits, saves its cursor and acknowledges, mostly in the first. */
const TAP_MS = [0, 0, 1, 3, 12];
const DEADLINE_MS = 20_000;

/** What the application said last before it was killed. */
export type LastWord = "loaded" | "open" | "got" | "inserted" | "stored";

/** Said between two of them: the tap was stored by a life before this one. */
const KNOWN = "known";

export interface KillRun {
  readonly keys: FleetKeys;
  /** A file of the application. */
  path(name: string): string;
  /** UIDs of the cards for which the green light came on, in their order. */
  readonly green: readonly string[];
  readonly red: number;
  /** How often it died after which word. */
  readonly deaths: Readonly<Record<LastWord, number>>;
  /** Taps that came again and were known to its database. */
  readonly knownCount: number;
  readonly durationMs: number;
}

interface App {
  /** The word it said last. */
  last(): LastWord;
  /** Taps that it knew already. */
  knownCount(): number;
  /** Resolves when it says the word, or is gone. */
  hears(word: LastWord): Promise<void>;
  tell(word: string): void;
  kill(): Promise<void>;
  ended(): Promise<number | null>;
}

function startApp(script: string, path: string, folder: string): App {
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(process.execPath, [script, path, folder], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  let last = "" as LastWord;
  let errors = "";
  let knownCount = 0;
  const waiting = new Map<LastWord, () => void>();
  child.stdin.on("error", () => {});
  child.stderr.on("data", (text) => (errors += String(text)));
  child.stdout.on("data", (text) => {
    for (const word of String(text).trimEnd().split("\n")) {
      if (word === KNOWN) knownCount++;
      else last = word as LastWord;
      waiting.get(last)?.();
    }
  });
  const gone = ended(child);
  return {
    last: () => last,
    knownCount: () => knownCount,
    hears: (word) => {
      const heard = new Promise<void>((resolve) => waiting.set(word, resolve));
      if (last === word) return Promise.resolve();
      return inTime(Promise.race([heard, gone.then(() => fail(`it ended by itself: ${errors}`))]), word);
    },
    tell: (word) => child.stdin.write(`${word}\n`),
    async kill() {
      if (child.exitCode !== null) fail(`it ended by itself: ${errors}`);
      child.kill("SIGKILL");
      await gone;
    },
    async ended() {
      await inTime(gone, "the end");
      return child.exitCode;
    },
  };
}

function fail(why: string): never {
  throw new Error(why);
}

async function inTime(promise: Promise<void>, what: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the application did not come to "${what}"`)), DEADLINE_MS);
  });
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Waits for a moment of one of three kinds: in the start, when it is open, or with a tap in its hands. */
async function momentToKill(app: App, random: RandomSource): Promise<void> {
  const kind = random.below(10);
  if (kind >= 2) await app.hears(kind < 5 ? "open" : "got");
  const limitMs = kind < 2 ? STARTING_MS : kind < 5 ? OPEN_MS : (TAP_MS[kind - 5] ?? 0);
  await new Promise((resolve) => setTimeout(resolve, random.below(limitMs + 1)));
}

/**
 * Runs an application of this folder and kills it so often; at last it may take all that is left.
 *
 * @param check looks at what it has stored, which is removed afterwards
 */
export async function killOften(
  name: string,
  kills: number,
  seed: number,
  check: (run: KillRun) => void | Promise<void>,
): Promise<void> {
  const random = createRandomSource(seed);
  const script = fileURLToPath(new URL(name, import.meta.url));
  const folder = createPtyFolder();
  await createFleetKeyFile(folder.path("fleet.json"));
  const keys = await readFleetKeys(folder.path("fleet.json"));
  const virtual = createVirtualReader({ id: "kill-1", clock: "real", keys });
  const pty = await folder.plug("reader", (await virtual.serveTcp(0)).port);
  // As long as somebody has it open, socat does not take the end of a program for the end of the cable.
  const held = openSync(pty.path, constants.O_RDWR | constants.O_NOCTTY);
  const deaths = { loaded: 0, open: 0, got: 0, inserted: 0, stored: 0 };
  let knownCount = 0;
  const startedMs = performance.now();
  const people = letPeopleCome(virtual);
  // The next one loads its modules while this one works.
  let next = startApp(script, pty.path, folder.path("."));
  try {
    for (let kill = 0; kill <= kills; kill++) {
      const app = next;
      await app.hears("loaded");
      app.tell("go");
      if (kill === kills) {
        await app.hears("open");
        await people.stop();
        app.tell("enough");
        if ((await app.ended()) !== 0) fail("the application failed at its end");
        break;
      }
      next = startApp(script, pty.path, folder.path("."));
      await momentToKill(app, random);
      await app.kill();
      deaths[app.last()]++;
      knownCount += app.knownCount();
    }
    const durationMs = performance.now() - startedMs;
    await check({ keys, path: folder.path, green: people.green, red: people.red(), deaths, knownCount, durationMs });
  } finally {
    await people.stop();
    await next.kill().catch(() => {});
    closeSync(held);
    await folder.close();
    await virtual.close();
  }
}
