/** Who holds a card, and who holds an office. */
import { all, type Db, one } from "../lib/database.js";

/** A resident as the desk knows them. */
export interface Person {
  readonly number: number;
  readonly nik: string;
  readonly name: string;
  /** YYYY-MM-DD */
  readonly born: string;
  readonly address: string;
  readonly neighbourhood: string;
  readonly district: string;
  readonly category: string;
}

/** An office that approves. */
export type Office = "neighbourhood" | "district";

/** Whose card it is; "unknown" and "blocked" are answers like any other. */
export type Holder = { readonly kind: "resident"; readonly person: Person } | { readonly kind: "unknown" | "blocked" };

/** Looks up a card that was proved to be genuine. */
export function holderOf(db: Db, uid: string): Holder {
  const card = one<{ resident: number; state: string }>(db, "SELECT resident, state FROM card WHERE uid = ?", uid);
  if (!card) return { kind: "unknown" };
  if (card.state !== "active") return { kind: "blocked" };
  return { kind: "resident", person: personOf(db, card.resident) };
}

/** A resident by number. @throws Error when there is none: numbers come from the database itself */
export function personOf(db: Db, number: number): Person {
  const person = one<Person>(db, "SELECT * FROM resident WHERE number = ?", number);
  if (!person) throw new Error(`there is no resident ${number}`);
  return person;
}

/** Tells whether a resident heads, or deputises for the head of, an area. */
export function holdsOffice(db: Db, resident: number, office: Office, area: string): boolean {
  const sql = "SELECT 1 FROM official WHERE resident = ? AND office = ? AND area = ?";
  return all(db, sql, resident, office, area).length > 0;
}
