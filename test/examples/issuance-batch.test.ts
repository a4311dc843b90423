/** The batch room: a list with bad cards in it, paused, killed, locked out, and every resident with one card in the end. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type BatchRoom, type BatchState, openBatchRoom } from "../../examples/issuance/batch.js";
import { blankCard, strangeCard } from "../../examples/issuance/blank-cards.js";
import { beginCard, cardOf } from "../../examples/issuance/register.js";
import { all, type Db } from "../../examples/lib/database.js";
import {
  type BorrowedCard,
  createFleetKeys,
  createFleetSecret,
  type IssueReport,
  KetukError,
} from "../../sdk/index.js";
import type { Picc } from "../../sdk/virtual/air.js";
import { newFolder, sampleRegister } from "../support/card-desk.js";
import { type Pull, presentToDesk } from "../support/desk-card.js";
import { fillDisk, lockDatabase } from "../support/harm-database.js";
import { uidOf } from "../support/uid-of.js";

const fleet = createFleetKeys(createFleetSecret());
let folder: string;
let db: Db;
let states: BatchState[];

beforeEach(() => {
  folder = newFolder();
  db = sampleRegister(join(folder, "register.db"));
  states = [];
});
afterEach(() => void db.close());

interface Held {
  readonly card: Picc;
  readonly pull?: Pull;
}

/** A reader to which these cards are held, one after the other; `dies` is what happens after the last. */
function feedOf(cards: (index: number) => Held | undefined, reports: IssueReport[] = []) {
  let index = 0;
  const reader = {
    async lendNext({ signal }: { signal?: AbortSignal | undefined } = {}): Promise<BorrowedCard> {
      const held = cards(index++);
      if (held) {
        const uid = uidOf(held.card);
        const lent = presentToDesk(held.card, uid, held.pull);
        return {
          ...lent,
          uid,
          release: async () => {},
          [Symbol.asyncDispose]: async () => {},
        } as unknown as BorrowedCard;
      }
      return new Promise((_, reject) =>
        signal?.addEventListener("abort", () => reject(new KetukError("aborted", "enough"))),
      );
    },
  };
  return async () => ({ reader, reported: (report: IssueReport) => void reports.push(report), close: async () => {} });
}

function room(openFeed: Parameters<typeof openBatchRoom>[0]["openFeed"]): BatchRoom {
  const onChange = (state: BatchState) => void states.push(state);
  return openBatchRoom({ db, fleet, journalPath: join(folder, "journal"), now: Date.now, openFeed, onChange });
}

const untilPhase = (one: BatchRoom, phase: BatchState["phase"]) =>
  vi.waitFor(() => expect(one.state.phase).toBe(phase), { timeout: 30_000, interval: 10 });

/** Every resident of the list has a card, and no card two residents. */
function expectDone(count: number): void {
  const made = all<{ resident: number; uid: string }>(
    db,
    "SELECT resident, uid FROM card WHERE begun_ms IS NULL AND state = 'made'",
  );
  expect(made).toHaveLength(count);
  expect(new Set(made.map(({ uid }) => uid)).size).toBe(count);
  expect(new Set(made.map(({ resident }) => resident)).size).toBe(count);
}

test("500 cards, with strange and pulled ones among them, end with one card each and every error named", {
  timeout: 90_000,
}, async () => {
  let again: Picc | undefined;
  const batch = room(
    feedOf((index) => {
      const card = again ?? (index % 50 === 9 ? strangeCard() : blankCard("desfire"));
      const isPulled = again === undefined && index % 40 === 7;
      again = isPulled ? card : undefined;
      return isPulled ? { card, pull: { exchange: 20, when: "after" } } : { card };
    }),
  );
  expect(batch.state.phase).toBe("empty");
  expect(batch.start()).toBe(false);
  expect(batch.plan(500, "Oki")).toBe(500);
  expect(batch.start()).toBe(true);
  expect(batch.start()).toBe(false);
  await untilPhase(batch, "done");
  expectDone(500);
  const { errors, issuedCount, trouble } = batch.state;
  expect([issuedCount, trouble]).toEqual([500, undefined]);
  const kinds = (state: string) => errors.filter((error) => error.state === state);
  expect(kinds("torn").length).toBeGreaterThan(5);
  expect(kinds("torn").every(({ isSettled, resident }) => isSettled && resident !== undefined)).toBe(true);
  expect(kinds("foreign").length).toBeGreaterThan(5);
  expect(kinds("foreign").every(({ isSettled, resident }) => !isSettled && resident === undefined)).toBe(true);
  // Progress was told card by card.
  expect(states.filter(({ phase }) => phase === "running").length).toBeGreaterThan(500);
});

test("paused it stops between two cards, and goes on; killed, the journal tells the register what it has missed", {
  timeout: 60_000,
}, async () => {
  const cards = Array.from({ length: 12 }, () => blankCard("desfire"));
  const first = room(feedOf((index) => (index < 4 ? { card: cards[index] as Picc } : undefined)));
  first.plan(10, "Oki");
  first.start();
  await vi.waitFor(() => expect(first.state.issuedCount).toBe(4), { timeout: 20_000 });
  await first.pause();
  expect(first.state.phase).toBe("paused");
  expect(existsSync(join(folder, "journal.lock"))).toBe(false);
  // As a crash between the journal and the register leaves it.
  db.exec(
    "UPDATE card SET state = 'planned', uid = NULL, made_ms = NULL WHERE id = (SELECT max(id) FROM card WHERE state = 'made' AND begun_ms IS NULL)",
  );
  expect(first.state.issuedCount).toBe(3);
  const second = room(feedOf((index) => ({ card: cards[index + 3] as Picc })));
  second.start();
  await untilPhase(second, "done");
  expectDone(10);
});

test.each([
  ["locked", () => lockDatabase(join(folder, "register.db"))],
  ["full", () => fillDisk(db, "card", "UPDATE")],
])(
  "with the register %s the cards go on, and the register follows when it can",
  { timeout: 60_000 },
  async (_, harm) => {
    const quiet = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    db.exec("PRAGMA busy_timeout = 0");
    let heal = () => {};
    const batch = room(
      feedOf((index) => {
        if (index === 1) heal = harm();
        if (index === 3) heal();
        return { card: blankCard("desfire") };
      }),
    );
    batch.plan(5, "Oki");
    batch.start();
    await untilPhase(batch, "done");
    expectDone(5);
    expect(quiet).toHaveBeenCalled();
    quiet.mockRestore();
  },
);

test("a card of the desk that strays into the room is left alone, and nobody on the list gets one at the desk", {
  timeout: 60_000,
}, async () => {
  const stray = blankCard("desfire");
  const uid = Buffer.from(uidOf(stray)).toString("hex").toUpperCase();
  beginCard(db, { resident: 300, uid, family: "desfire", credential: "TIRTASARI 00000300/1" }, "Oki", 0);
  const reports: IssueReport[] = [];
  const batch = room(feedOf((index) => ({ card: index === 0 ? stray : blankCard("desfire") }), reports));
  batch.plan(2, "Oki");
  const planned = all<{ resident: number }>(db, "SELECT resident FROM card WHERE state = 'planned'")[0]?.resident ?? 0;
  expect(() => beginCard(db, { resident: planned, uid: "04FF", family: "desfire", credential: "x" }, "Oki", 0)).toThrow(
    /UNIQUE/,
  );
  batch.start();
  await untilPhase(batch, "done");
  expect(reports.map(({ state }) => state)).toEqual(["unexpected", "issued", "issued"]);
  expect(cardOf(db, 300)?.state).toBe("begun");
  // Whoever has a card, or is on a list, is not put on another one.
  expect(batch.plan(1000, "Oki")).toBe(620 - 7 - 1 - 2);
});
