/** Money on the card itself: debited once, given back once, whenever the card is pulled away, and posted once. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { all, type Db, one } from "../../examples/lib/database.js";
import { audit, balanceOf } from "../../examples/pos/ledger.js";
import { type Envelope, purseCredential } from "../../examples/pos/posting.js";
import { createPurseCard, PURSE_UID, PURSE_VALUE } from "../../examples/pos/sample.js";
import { addToBasket } from "../../examples/pos/till-basket.js";
import type { Sale } from "../../examples/pos/till-sales.js";
import type { DesfireCard } from "../../sdk/virtual/index.js";
import { createPosCity, type PosCity } from "../support/pos-city.js";

const ACCOUNT = `purse:${Buffer.from(PURSE_UID).toString("hex").toUpperCase()}`;
const states = (db: Db) => all<Sale>(db, "SELECT * FROM sale ORDER BY id").map(({ state }) => state);

function left(card: DesfireCard): number {
  const file = card.inspect().applications[0].files[0];
  return file.type === "value" ? file.value : Number.NaN;
}

async function open() {
  const city = createPosCity(["warung-01"]);
  const [till] = city.tills;
  await till.sync();
  return { city, till, card: await createPurseCard(city.fleet) };
}

function fill({ tills: [till] }: PosCity, pieces = 1) {
  addToBasket(till.db, "soap", pieces);
  till.askPayment(true);
}

/** What the shopkeeper presses before the card comes. */
function ask(city: PosCity, what: "pay" | "refund" | "look" | "next", pieces: number) {
  const [till] = city.tills;
  if (what === "next") till.clear();
  if (what === "pay") fill(city, pieces);
  const last = one<{ id: number }>(till.db, "SELECT max(id) AS id FROM sale WHERE state = 'done'");
  if (what === "refund" && last?.id) till.askCancel(last.id, [1]);
}

describe("a purse", () => {
  test("pays for the basket, gives the last payment back, and shows what is on it", async () => {
    const { city, till, card } = await open();
    fill(city, 3);
    expect(await city.purse(0, card)).toBe(true);
    await till.sync();
    expect([left(card), balanceOf(city.backDb, ACCOUNT), states(till.db)]).toEqual([85_000, 85_000, ["done"]]);
    till.askCancel(1, [1]);
    expect(await city.purse(0, card)).toBe(true);
    expect(till.notice).toEqual({ kind: "cancelled", sale: 1 });
    await till.sync();
    expect([left(card), balanceOf(city.backDb, ACCOUNT)]).toEqual([PURSE_VALUE, PURSE_VALUE]);
    await city.purse(0, card);
    expect(till.notice).toEqual({ kind: "purse", value: PURSE_VALUE });
    expect(audit(city.backDb)).toEqual([]);
  });

  test("with too little on it is not debited, and the basket stays", async () => {
    const { city, till, card } = await open();
    fill(city, 30);
    expect(await city.purse(0, card)).toBe(false);
    expect(till.notice).toEqual({ kind: "refused", reason: "balance" });
    expect(left(card)).toBe(PURSE_VALUE);
    expect(all(till.db, "SELECT 1 FROM basket")).toHaveLength(1);
  });

  test.each(["before", "after"] as const)(
    "torn %s its commit is asked at the next presentation, and pays once",
    async (when) => {
      const { city, till, card } = await open();
      fill(city, 2);
      card.faults.tearNextCommit = when;
      expect(await city.purse(0, card)).toBe(false);
      expect(till.notice).toEqual({ kind: "refused", reason: "torn" });
      // Somebody else's card may not pay for it meanwhile.
      const other = await createPurseCard(city.fleet, Uint8Array.of(4, 1, 2, 3, 4, 5, 6));
      expect(await city.purse(0, other)).toBe(false);
      city.tap(0, 1);
      expect(till.notice).toEqual({ kind: "refused", reason: "other-card" });
      expect(await city.purse(0, card)).toBe(true);
      await till.sync();
      expect(left(card)).toBe(90_000);
      expect(balanceOf(city.backDb, ACCOUNT)).toBe(90_000);
      expect(states(till.db).filter((state) => state === "done")).toHaveLength(1);
    },
  );

  test("that paid and left before it was given back is posted by its next tap, also for the next customer's basket", async () => {
    const { city, till, card } = await open();
    fill(city, 2);
    expect(await city.purse(0, card, {}, true)).toBe(false);
    till.clear();
    addToBasket(till.db, "tea", 1);
    expect(await city.purse(0, card)).toBe(true);
    await till.sync();
    expect([states(till.db), left(card), balanceOf(city.backDb, ACCOUNT)]).toEqual([["done"], 90_000, 90_000]);
    expect(all(till.db, "SELECT good FROM basket")).toEqual([{ good: "tea" }]);
  });

  test("of another fleet is refused", async () => {
    const { city, till } = await open();
    const stranger = await createPurseCard(createPosCity(["warung-01"]).fleet);
    fill(city);
    expect(await city.purse(0, stranger)).toBe(false);
    expect(till.notice).toEqual({ kind: "refused", reason: "card" });
    expect(states(till.db)).toEqual([]);
  });

  test("is posted once for a ticket, however many taps speak of it", async () => {
    const { city, till, card } = await open();
    fill(city, 2);
    await city.purse(0, card);
    const { id } = one<{ id: string }>(till.db, "SELECT id FROM ticket") ?? { id: "" };
    city.purseTap(0, PURSE_UID, purseCredential({ kind: "debit", ticket: id, amount: 10_000 }));
    await till.sync();
    expect(states(till.db)).toEqual(["done"]);
    expect(city.sent).toHaveLength(1);
    expect(balanceOf(city.backDb, ACCOUNT)).toBe(90_000);
  });

  test("pays no shop what its sealed tap does not say", async () => {
    const { city, till, card } = await open();
    fill(city, 2);
    await city.purse(0, card);
    const { body } = one<{ body: string }>(till.db, "SELECT body FROM outbox") ?? { body: "" };
    const sent = JSON.parse(body) as Envelope;
    const dearer = { ...sent, lines: [{ ...sent.lines[0], quantity: 3, amount: 15_000 }] };
    expect(city.book.accept(dearer).reason).toBe("altered");
    expect(balanceOf(city.backDb, ACCOUNT)).toBe(PURSE_VALUE);
  });

  test("never loses or doubles a rupiah, at whichever exchanges it is pulled away", async () => {
    const presentation = fc.record({
      what: fc.constantFrom("pay" as const, "refund" as const, "look" as const, "next" as const),
      pieces: fc.integer({ min: 1, max: 3 }),
      goneAt: fc.option(fc.integer({ min: 0, max: 14 }), { nil: undefined }),
      isAnswerLost: fc.boolean(),
      isFinishLost: fc.boolean(),
    });
    let torn = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(presentation, { minLength: 3, maxLength: 8 }), async (steps) => {
        const { city, till, card } = await open();
        for (const { what, pieces, goneAt, isAnswerLost, isFinishLost } of steps) {
          city.clock += 5000;
          ask(city, what, pieces);
          const pull = (_: Uint8Array, index: number) => index !== goneAt;
          const lose = (answer: Uint8Array, index: number) => (index === goneAt ? undefined : answer);
          torn += (await city.purse(0, card, isAnswerLost ? { answer: lose } : { command: pull }, isFinishLost))
            ? 0
            : 1;
          await till.sync();
          expect([...audit(city.backDb), ...audit(till.db)]).toEqual([]);
        }
        // The person comes back once more and holds the card still.
        till.clear();
        await city.purse(0, card);
        await till.sync();
        const rest = left(card);
        expect(balanceOf(city.backDb, ACCOUNT)).toBe(rest);
        expect(balanceOf(city.backDb, "shop:warung-01")).toBe(PURSE_VALUE - rest);
        expect(balanceOf(till.db, "due")).toBe(PURSE_VALUE - rest);
        expect(all(till.db, "SELECT 1 FROM ticket WHERE state <> 'posted'")).toEqual([]);
      }),
      { numRuns: 60 },
    );
    expect(torn).toBeGreaterThan(20);
  }, 120_000);
});
