/** The receipt: the resident writes their name on their own phone, and with that the card is theirs. */
import { type Db, inTransaction, one, run } from "../lib/database.js";
import { type Card, note, type Refusal } from "./register.js";
import { type Person, personOf } from "./residents.js";

/** A receipt, signed or to be signed. */
export interface Receipt {
  readonly card: Card;
  readonly person: Person;
}

/** A signed receipt can be looked at for so long by whoever has its address. */
export const SHOWN_MS = 24 * 3_600_000;

/** The receipt of an address; undefined when there is none, or it was signed too long ago. */
export function receiptOf(db: Db, token: string, nowMs: number): Receipt | undefined {
  const card = one<Card>(db, "SELECT * FROM card WHERE token = ?", token);
  const person = card && personOf(db, card.resident);
  if (!card || !person || (card.state !== "checked" && card.state !== "live")) return undefined;
  if (card.handed_ms !== null && nowMs - card.handed_ms > SHOWN_MS) return undefined;
  return { card, person };
}

/** Signs it: name and time. Sent twice, the first counts. */
export function signReceipt(db: Db, token: string, name: string, officer: string, nowMs: number): Refusal | undefined {
  return inTransaction(db, () => {
    const receipt = receiptOf(db, token, nowMs);
    if (!receipt) return "no-such-card";
    const { card, person } = receipt;
    if (card.state === "live") return undefined;
    if (plain(name) !== plain(person.name)) return "name-differs";
    const sql = "UPDATE card SET state = 'live', handed_ms = ?, signed_name = ? WHERE id = ?";
    run(db, sql, nowMs, name.trim(), card.id);
    note(db, card, "handed", officer, nowMs, name.trim());
    return undefined;
  });
}

/** As people type: capitals, spaces and full stops do not matter. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[.\s]+/g, " ")
    .trim();
}
