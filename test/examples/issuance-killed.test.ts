/** The card desk as a program of its own, killed in the middle of a batch, and as parts, killed in the middle of a card. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { blankCard } from "../../examples/issuance/blank-cards.js";
import { createEncoder, type Job } from "../../examples/issuance/encoder.js";
import { cardOf } from "../../examples/issuance/register.js";
import { SCHEMA } from "../../examples/issuance/schema.js";
import { all, type Db, openDatabase } from "../../examples/lib/database.js";
import { type BorrowedCard, createFleetKeys, createFleetSecret, type DeskReader, KetukError } from "../../sdk/index.js";
import { newFolder, sampleRegister } from "../support/card-desk.js";
import { type Pull, presentToDesk } from "../support/desk-card.js";
import { uidOf } from "../support/uid-of.js";

const MAIN = new URL("../../.build/examples/issuance/main.js", import.meta.url).pathname;
const running: ChildProcess[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

/** A reader to which one card is held at a time. */
function holding(card: Parameters<typeof presentToDesk>[0], pull?: Pull): DeskReader {
  let isHeld = true;
  return {
    lendNext: async ({ signal } = {}) => {
      if (!isHeld)
        return new Promise<BorrowedCard>((_, reject) =>
          signal?.addEventListener("abort", () => reject(new KetukError("aborted", "enough"))),
        );
      isHeld = false;
      const uid = uidOf(card);
      const lent = presentToDesk(card, uid, pull);
      return {
        ...lent,
        uid,
        release: async () => {},
        [Symbol.asyncDispose]: async () => {},
      } as unknown as BorrowedCard;
    },
  };
}

test("a desk that is killed after any exchange with a card goes on with the same card and the same credential", {
  timeout: 60_000,
}, async () => {
  const fleet = createFleetKeys(createFleetSecret());
  for (const exchange of [3, 12, 25, 40, 70]) {
    const path = join(newFolder(), "register.db");
    const card = blankCard("desfire");
    const life = async (db: Db, pull?: Pull) => {
      const jobs: Job[] = [];
      const encoder = createEncoder({
        db,
        reader: holding(card, pull),
        fleet,
        now: Date.now,
        onChange: (job) => void jobs.push(job),
      });
      expect(encoder.start(1, "desfire", "Oki")).toBe(true);
      await vi.waitFor(() => expect(["torn", "made"]).toContain(encoder.job?.phase), { timeout: 10_000, interval: 5 });
      await encoder.stop();
      return jobs;
    };
    const first = sampleRegister(path);
    await life(first, { exchange, when: "after" });
    const begun = cardOf(first, 1);
    // As a kill between the last exchange and the register leaves it.
    first.exec("UPDATE card SET state = 'begun', made_ms = NULL WHERE resident = 1");
    first.close();
    const second = openDatabase(path, SCHEMA);
    await life(second);
    expect(cardOf(second, 1)).toMatchObject({ state: "made", credential: "TIRTASARI 00000001/1" });
    if (begun) expect(cardOf(second, 1)?.uid).toBe(begun.uid);
    second.close();
  }
});

/** Starts the example; its address. */
async function start(data: string): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [MAIN, "--data", data, "--web-port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.push(child);
  let text = "";
  child.stdout?.on("data", (bytes) => {
    text += bytes;
  });
  await vi.waitFor(() => expect(text).toContain("Ctrl-C"), { timeout: 30_000, interval: 20 });
  return { url: /http:\/\/\S+?\//.exec(text)?.[0] ?? "", child };
}

async function post(url: string, path: string, fields: Record<string, string> = {}): Promise<void> {
  const response = await fetch(url + path, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { origin: url.slice(0, -1) },
  });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  await response.arrayBuffer();
}

interface Made {
  readonly resident: number;
  readonly uid: string;
}

test("the whole program, killed in a batch: nobody loses a card or gets a second one, and Ctrl-C ends it cleanly", {
  timeout: 120_000,
}, async ({ skip }) => {
  if (!existsSync(MAIN)) skip("the examples are not built: npm run build");
  const data = join(newFolder(), "register.db");
  const made = () => {
    const db = openDatabase(data, []);
    const rows = all<Made>(db, "SELECT resident, uid FROM card WHERE begun_ms IS NULL AND state = 'made' ORDER BY id");
    db.close();
    return rows;
  };
  const begin = async (url: string) => {
    await vi.waitFor(
      async () => {
        await post(url, "sample/officer");
        expect(await (await fetch(url)).text()).toContain("/officer/leave");
      },
      { timeout: 20_000 },
    );
  };
  const first = await start(data);
  await begin(first.url);
  await post(first.url, "batch/plan", { count: "30" });
  await post(first.url, "batch/start");
  await vi.waitFor(() => expect(made().length).toBeGreaterThan(2), { timeout: 60_000, interval: 100 });
  first.child.kill("SIGKILL");
  await new Promise((resolve) => first.child.once("exit", resolve));
  const before = made();

  const second = await start(data);
  await post(second.url, "batch/start");
  await vi.waitFor(() => expect(made().length).toBeGreaterThan(before.length + 2), { timeout: 60_000, interval: 100 });
  const ended = new Promise((resolve) => second.child.once("exit", resolve));
  second.child.kill("SIGINT");
  expect(await ended).toBe(0);
  const after = made();
  expect(after).toEqual(expect.arrayContaining(before));
  expect(new Set(after.map(({ uid }) => uid)).size).toBe(after.length);
  // The journal and the register tell the same.
  const lines = readFileSync(`${data}.batch.journal`, "utf8").trim().split("\n");
  const issued = lines.map((line) => JSON.parse(line)).filter(({ kind }) => kind === "issued");
  expect(issued.map(({ id, uid }) => `${id} ${uid}`).sort()).toEqual(
    after.map(({ resident, uid }) => `${resident} ${uid}`).sort(),
  );
  expect(existsSync(`${data}.batch.journal.lock`)).toBe(false);
});
