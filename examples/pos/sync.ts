/**
 * The queue's way to the back end. What was sent and not answered is sent again, byte for byte the same purchase; the back
 * end knows it by its tap. Only answers take something out of the queue.
 */
import { all, type Db, inTransaction, run } from "../lib/database.js";
import { offlineFault } from "./offline.js";
import type { Answer, BackEnd, Envelope, Reason } from "./posting.js";
import { clearCounter, knownPerson, learnPeople, taskOf } from "./till-basket.js";
import { book, linesOf, saleOf, setState } from "./till-sales.js";
import type { TillPlace } from "./till-tap.js";

const BATCH_COUNT = 20;

interface Waiting {
  readonly seq: number;
  readonly key: string;
  readonly sale: number;
  readonly body: string;
}

/** Envelopes that have no answer yet. */
export function waiting(db: Db, limit = -1): Waiting[] {
  return all<Waiting>(db, "SELECT seq, key, sale, body FROM outbox WHERE answer IS NULL ORDER BY seq LIMIT ?", limit);
}

/**
 * Empties the queue, then fetches what the back end knows. When the network is down, sales that wait for an answer are
 * decided here: within the limits they go ahead, else they are refused, and what the back end may have posted is voided.
 *
 * @returns whether the back end is there
 * @throws when the till's database does
 */
export async function synchronise(place: TillPlace, backEnd: BackEnd): Promise<boolean> {
  const { db } = place;
  for (;;) {
    const batch = waiting(db, BATCH_COUNT);
    let answers: readonly Answer[];
    try {
      if (!batch.length) {
        const { people } = await backEnd.snapshot(place.shop.id);
        // What was sold meanwhile is in the queue, and counted from there.
        if (!waiting(db, 1).length) inTransaction(db, () => learnPeople(db, people));
        return true;
      }
      answers = await backEnd.send(batch.map(({ body }) => JSON.parse(body) as Envelope));
    } catch (error) {
      if ((error as { code?: string }).code?.startsWith("SQLITE")) throw error;
      inTransaction(db, () => giveUpAsking(place));
      return false;
    }
    inTransaction(db, () => {
      for (const [index, row] of batch.entries()) {
        const answer = answers[index];
        if (answer) settle(place, row, answer);
      }
    });
    if (answers.length < batch.length) return true;
  }
}

/** Nobody answers, and somebody stands at the counter. */
function giveUpAsking(place: TillPlace): void {
  const { db } = place;
  for (const row of waiting(db)) {
    const sale = saleOf(db, row.sale);
    if (sale?.state !== "asked" || sale.key !== row.key) continue;
    const person = knownPerson(db, sale.uid);
    const lines = linesOf(db, sale.id);
    const fault = person ? offlineFault(place, person, lines, sale.at) : "unknown-card";
    const envelope = JSON.parse(row.body) as Envelope;
    const changed: Envelope = fault ? { ...envelope, kind: "void", lines: [] } : { ...envelope, offline: true };
    run(db, "UPDATE outbox SET body = ? WHERE seq = ?", JSON.stringify(changed), row.seq);
    setState(db, sale.id, fault ? "refused" : "offline", fault ?? null);
    if (fault) continue;
    run(db, "UPDATE sale SET offline = 1 WHERE id = ?", sale.id);
    book(db, lines, ["sales", "due"], row.key, sale.at);
    freeCounter(db);
  }
}

/** The basket was sold; a refused one stays on the counter. */
function freeCounter(db: Db): void {
  if (taskOf(db)?.kind === "pay") clearCounter(db);
}

function settle(place: TillPlace, row: Waiting, answer: Answer): void {
  const { db } = place;
  run(db, "UPDATE outbox SET answer = ? WHERE seq = ?", JSON.stringify(answer), row.seq);
  const { kind } = JSON.parse(row.body) as Envelope;
  if (kind === "sale") settleSale(place, row, answer);
  else if (kind === "cancel" && answer.state === "refused") keepSold(place, row);
}

function settleSale({ db, now }: TillPlace, { key, sale: id }: Waiting, answer: Answer): void {
  const sale = saleOf(db, id);
  const isGood = answer.state === "posted" || answer.state === "covered";
  const reason: Reason | null = answer.reason ?? (isGood ? null : "altered");
  const lines = linesOf(db, id);
  if (sale?.state === "asked") {
    setState(db, id, isGood ? "done" : "refused", reason);
    if (!isGood) return;
    book(db, lines, ["sales", "due"], key, sale.at);
    freeCounter(db);
  } else if (sale?.state === "offline") {
    if (isGood) return setState(db, id, answer.state === "covered" ? "covered" : "done", reason);
    setState(db, id, "lost", reason);
    book(db, lines, ["due", "loss"], `${key}/lost`, now());
  }
}

/** The back end will not take these lines back: then either nobody has paid for them, or they stay sold. */
function keepSold({ db, now }: TillPlace, { key, sale: id }: Waiting): void {
  const lines = linesOf(db, id).filter(({ cancelled_by }) => cancelled_by === key);
  if (saleOf(db, id)?.state === "lost") return book(db, lines, ["loss", "due"], `${key}/kept`, now());
  book(db, lines, ["sales", "due"], `${key}/kept`, now());
  run(db, "UPDATE sale_line SET cancelled_by = NULL WHERE sale = ? AND cancelled_by = ?", id, key);
}
