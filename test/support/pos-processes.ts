/**
 * A shop and the city's back end as processes of their own, with a reader on a real pty between them and people who buy:
 * any of them is killed at any moment, or the cable pulled, and started again. In the end every rupiah is counted.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { makeResidentCard } from "../../examples/lib/cards.js";
import { all, type Db, one, openDatabase } from "../../examples/lib/database.js";
import { audit, balanceOf } from "../../examples/pos/ledger.js";
import { createPurseCard, PURSE_UID, PURSE_VALUE, READER_CONFIG } from "../../examples/pos/sample.js";
import { BACKEND_SCHEMA, TILL_SCHEMA } from "../../examples/pos/schema.js";
import { createFleetKeyFile, readFleetKeys } from "../../sdk/index.js";
import { createVirtualReader, type DesfireCard, type Picc } from "../../sdk/virtual/index.js";
import { createPtyFolder, ended, type Pty, type PtyFolder, until } from "./pty.js";
import { createRandomSource } from "./random-source.js";

const BUILT = new URL("../../.build/examples/pos/", import.meta.url).pathname;
const STARTED_MS = 30_000;
const SETTLED_MS = 40_000;
/** Longer than a purse takes to pay. */
const PURSE_MS = 1400;
/** What may happen to a shop while somebody pays. */
const TROUBLES = ["till", "city", "both", "cable", "till", "nothing"] as const;

interface Program {
  readonly child: ChildProcess;
  readonly url: string;
}

/** What a life came to. */
export interface PosLife {
  /** Sales by their state. */
  readonly sales: Readonly<Record<string, number>>;
  /** What does not add up, in words; empty when everything does. */
  readonly faults: readonly string[];
  readonly killCount: number;
}

async function start(file: string, args: string[], env: NodeJS.ProcessEnv): Promise<Program> {
  const child = spawn(process.execPath, [`${BUILT}${file}`, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let text = "";
  child.stdout?.on("data", (bytes) => {
    text += bytes;
  });
  await until(() => text.includes("Ctrl-C") || child.exitCode !== null, `the start of ${file}`, STARTED_MS);
  if (child.exitCode !== null) throw new Error(`${file} has ended with ${child.exitCode}`);
  return { child, url: /http:\/\/\S+?\//.exec(text)?.[0] ?? "" };
}

/** A port that is free now: the till knows the city by it, whoever listens there. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Lives through so many purchases. The folder holds databases, keys and the port; the caller removes it. */
export async function livePos(roundCount: number, seed: number): Promise<PosLife> {
  const folder = createPtyFolder();
  const running: Partial<Record<"till" | "city", Program>> = {};
  const keyFile = folder.path("fleet.json");
  await createFleetKeyFile(keyFile);
  const fleet = await readFleetKeys(keyFile);
  const virtual = createVirtualReader({ id: "warung-01-till", keys: fleet, clock: "real", config: READER_CONFIG });
  const tcp = await virtual.serveTcp(0);
  try {
    const shop = createShop(folder, running, { city: await freePort(), reader: tcp.port });
    const purse = await createPurseCard(fleet);
    const cards = [1, 2, 4, 6].map((number): Picc => makeResidentCard(number, fleet));
    const { below } = createRandomSource(seed);
    const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
    let killCount = 0;
    for (let round = 0; round < roundCount; round++) {
      await shop.mend();
      await shop.post("basket", { good: pick(["soap", "tea", "noodles"]), quantity: "1" });
      await shop.post("pay", {});
      const card = below(10) < 3 ? purse : pick(cards);
      const trouble = pick(TROUBLES);
      const forMs = card === purse ? PURSE_MS : 400;
      // Mostly aimed: between the till's commit, the city's and the answer there are some milliseconds only.
      const isAimed = below(4) > 0;
      const afterMs = below(isAimed ? 25 : forMs + 300);
      const moment = isAimed ? shop.moved(forMs + 300) : Promise.resolve();
      const harm = moment
        .then(() => new Promise((resolve) => setTimeout(resolve, afterMs)))
        .then(() => shop.harm(trouble));
      await virtual.present(card, { forMs });
      await harm;
      if (trouble !== "nothing") killCount++;
    }
    await shop.mend();
    await settle(shop, () => virtual.present(purse, { forMs: PURSE_MS }));
    return { ...count(shop, purse), killCount };
  } finally {
    for (const program of Object.values(running)) program.child.kill("SIGKILL");
    await Promise.all(Object.values(running).map(({ child }) => ended(child)));
    await virtual.close();
    await folder.close();
  }
}

/** The processes, and the cable between them and the reader. */
interface Shop {
  /** Everything runs again, on the same files and the same port. */
  mend(): Promise<void>;
  harm(what: (typeof TROUBLES)[number]): Promise<void>;
  /** Resolves when the till has written about a sale, or after so long. */
  moved(waitMs: number): Promise<void>;
  /** What the shopkeeper does. */
  post(path: string, fields: Record<string, string>): Promise<void>;
  till<T>(work: (db: Db) => T): T;
  city<T>(work: (db: Db) => T): T;
}

function createShop(
  folder: PtyFolder,
  running: Partial<Record<"till" | "city", Program>>,
  ports: { readonly city: number; readonly reader: number },
): Shop {
  const [tillPath, cityPath] = [folder.path("till.db"), folder.path("city.db")];
  const keys = ["--keys", folder.path("fleet.json")];
  let pty: Pty | undefined;

  async function kill(name: "till" | "city"): Promise<void> {
    const program = running[name];
    delete running[name];
    program?.child.kill("SIGKILL");
    if (program) await ended(program.child);
  }

  function read<T>(path: string, schema: readonly string[], work: (db: Db) => T): T {
    const db = openDatabase(path, schema);
    try {
      return work(db);
    } finally {
      db.close();
    }
  }

  return {
    async mend() {
      pty ??= await folder.plug("reader", ports.reader);
      const cityArgs = [...keys, "--web-port", String(ports.city), "--data", cityPath];
      running.city ??= await start("backend-main.js", cityArgs, {});
      const tillArgs = [...keys, "--port", folder.path("reader"), "--web-port", "0", "--data", tillPath];
      const env = { KETUK_BACK_END: running.city.url, KETUK_SHOP: "warung-01" };
      running.till ??= await start("main.js", tillArgs, env);
    },
    async harm(what) {
      if (what === "both") await Promise.all([kill("till"), kill("city")]);
      else if (what === "cable") {
        await pty?.unplug();
        pty = undefined;
      } else if (what !== "nothing") await kill(what);
    },
    async moved(waitMs) {
      const db = openDatabase(tillPath, TILL_SCHEMA);
      const state = () =>
        JSON.stringify(
          all(db, "SELECT (SELECT count(*) FROM sale), (SELECT max(seq) FROM outbox), (SELECT count(*) FROM ticket)"),
        );
      const before = state();
      for (const endMs = Date.now() + waitMs; Date.now() < endMs && state() === before; )
        await new Promise((resolve) => setTimeout(resolve, 2));
      db.close();
    },
    async post(path, fields) {
      const url = running.till?.url ?? "";
      const init = { method: "POST", body: new URLSearchParams(fields), headers: { origin: url.slice(0, -1) } };
      const response = await fetch(url + path, init);
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      await response.arrayBuffer();
    },
    till: (work) => read(tillPath, TILL_SCHEMA, work),
    city: (work) => read(cityPath, BACKEND_SCHEMA, work),
  };
}

/** Until the queue is empty and every purse has said what it paid. */
async function settle(shop: Shop, presentPurse: () => Promise<void>): Promise<void> {
  const open = () =>
    shop.till((db) => ({
      torn: one<{ n: number }>(db, "SELECT count(*) AS n FROM sale WHERE state = 'torn'")?.n ?? 0,
      waiting: one<{ n: number }>(db, "SELECT count(*) AS n FROM outbox WHERE answer IS NULL")?.n ?? 0,
    }));
  for (const endMs = Date.now() + SETTLED_MS; Date.now() < endMs; ) {
    const { torn, waiting } = open();
    if (!torn && !waiting) return;
    if (torn) await presentPurse();
    else await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`it does not come to rest: ${JSON.stringify(open())}`);
}

function count(shop: Shop, purse: DesfireCard): Pick<PosLife, "sales" | "faults"> {
  const purseUid = Buffer.from(PURSE_UID).toString("hex").toUpperCase();
  const till = shop.till((db) => ({
    audit: audit(db),
    due: balanceOf(db, "due"),
    states: all<{ state: string; n: number }>(db, "SELECT state, count(*) AS n FROM sale GROUP BY state"),
    sold: all<{ key: string; purse: number; sum: number }>(
      db,
      `SELECT key, purse, sum(gross - discount) AS sum FROM sale JOIN sale_line ON sale.id = sale_line.sale
       WHERE state IN ('done', 'covered') GROUP BY sale.id ORDER BY key`,
    ),
  }));
  const city = shop.city((db) => ({
    audit: audit(db),
    due: balanceOf(db, "shop:warung-01"),
    purse: balanceOf(db, `purse:${purseUid}`),
    posted: all<{ key: string; sum: number }>(
      db,
      "SELECT key, amount AS sum FROM tap WHERE state IN ('posted', 'covered') AND kind = 'sale' ORDER BY key",
    ),
  }));
  const onCard = purse
    .inspect()
    .applications.flatMap(({ files }) => files)
    .find(({ type }) => type === "value");
  const value = onCard?.type === "value" ? onCard.value : Number.NaN;
  const byPurse = till.sold.reduce((sum, sale) => sum + (sale.purse ? sale.sum : 0), 0);
  const same = (what: string, a: unknown, b: unknown) =>
    JSON.stringify(a) === JSON.stringify(b) ? [] : [`${what}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`];
  const faults = [
    ...till.audit,
    ...city.audit,
    ...same("till and city on what is due", till.due, city.due),
    ...same(
      "sales at the till and in the city",
      till.sold.map(({ key, sum }) => ({ key, sum })),
      city.posted,
    ),
    ...same("the purse and its sales", value, PURSE_VALUE - byPurse),
    ...same("the purse and the city", value, city.purse),
  ];
  return { sales: Object.fromEntries(till.states.map(({ state, n }) => [state, n])), faults };
}
