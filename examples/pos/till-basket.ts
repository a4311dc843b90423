/** What lies on the counter, and what the next tap is for. Both are in the database: a till that restarts goes on. */
import { all, type Db, one, run } from "../lib/database.js";
import { type BasketLine, goodOf } from "./goods.js";
import type { KnownPerson } from "./posting.js";

/** What the next tap is for. */
export type Task =
  | {
      readonly kind: "pay";
      /** Taps made before are for something else. Milliseconds since 1970. */
      readonly since: number;
      /** Draw from the holder's quota as far as it goes. */
      readonly useAid: boolean;
      /** A purse was pulled away while it paid this sale: only that card may come now. */
      readonly torn?: number;
    }
  | { readonly kind: "cancel"; readonly since: number; readonly sale: number; readonly lines: readonly number[] };

/** No basket is larger, in grams or pieces of one good. */
const MOST = 100_000;

/** The lines of the basket, in the order of the shelf. */
export function basketOf(db: Db): BasketLine[] {
  return all<BasketLine>(db, "SELECT good, quantity FROM basket ORDER BY rowid");
}

/** Adds to the basket, or takes away with a negative quantity. Unknown goods change nothing. */
export function addToBasket(db: Db, good: string, quantity: number): void {
  if (!goodOf(good) || !Number.isSafeInteger(quantity)) return;
  const had = one<BasketLine>(db, "SELECT good, quantity FROM basket WHERE good = ?", good)?.quantity ?? 0;
  const now = Math.min(MOST, had + quantity);
  if (now <= 0) run(db, "DELETE FROM basket WHERE good = ?", good);
  else
    run(
      db,
      "INSERT INTO basket (good, quantity) VALUES (?, ?) ON CONFLICT DO UPDATE SET quantity = excluded.quantity",
      good,
      now,
    );
}

/** The next customer: nothing on the counter, nothing to tap for. */
export function clearCounter(db: Db): void {
  run(db, "DELETE FROM basket");
  setTask(db, undefined);
}

/** What the next tap is for; undefined: nothing, it only shows what is on the card. */
export function taskOf(db: Db): Task | undefined {
  const row = one<{ body: string }>(db, "SELECT body FROM task");
  return row && (JSON.parse(row.body) as Task);
}

/** See {@link taskOf}. */
export function setTask(db: Db, task: Task | undefined): void {
  if (task) run(db, "INSERT OR REPLACE INTO task (id, body) VALUES (1, ?)", JSON.stringify(task));
  else run(db, "DELETE FROM task");
}

/** What the till knew of a person when it last heard from the back end. */
export function knownPerson(db: Db, uid: string): KnownPerson | undefined {
  const row = one<{ body: string }>(db, "SELECT body FROM person WHERE uid = ?", uid);
  return row && (JSON.parse(row.body) as KnownPerson);
}

/** Takes over what the back end says of people. */
export function learnPeople(db: Db, people: readonly KnownPerson[]): void {
  run(db, "DELETE FROM person");
  for (const person of people)
    run(db, "INSERT INTO person (uid, body) VALUES (?, ?)", person.uid, JSON.stringify(person));
}
