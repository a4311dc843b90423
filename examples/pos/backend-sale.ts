/** Does the city post a sale? By resident's card: aid and account. By purse: what the sealed tap says was taken. */
import type { Category } from "../lib/city.js";
import { type Db, one } from "../lib/database.js";
import { dayAt, monthAt } from "../lib/days.js";
import { type Case, type Decision, refused } from "./backend-case.js";
import { type PersonRow, personOf, servantSums } from "./backend-people.js";
import { arePricesRight, type Plan, planSale } from "./backend-plan.js";
import { grant } from "./entitlement.js";
import { isWithinRisk, servantFault } from "./limits.js";
import { purseWordOf, type Reason, type SaleLine } from "./posting.js";

function sumOf(lines: readonly SaleLine[], pay?: SaleLine["pay"]): number {
  return lines.reduce((sum, line) => sum + (pay === undefined || line.pay === pay ? line.amount : 0), 0);
}

/** A resident's card, proved by the reader. */
export function decideByCard(db: Db, found: Case): Decision {
  const { tap, shop, at, envelope } = found;
  const { lines } = envelope;
  const person = personOf(db, tap.uidHex);
  if (!person) return refused("unknown-card");
  if (person.blocked) return refused("blocked");
  if (found.blocked) return refused(found.blocked);
  if (!arePricesRight(lines) || lines.some(({ pay }) => pay === "purse")) return refused("wrong-price");
  grant(db, tap.uidHex, person.category as Category, monthAt(at), at);
  const servant = person.category === "civil-servant" ? sumOf(lines, "account") : 0;
  const plan = planSale(db, lines, tap.uidHex, shop.id, at);
  const fault = faultOf(db, found, person, plan, servant);
  if (fault) return refused(fault);
  const { moves, short } = plan;
  return { answer: short ? { state: "covered", reason: short } : { state: "posted" }, moves, servant };
}

/** Why not. Goods that are gone already are paid for within the limit of the risk class. */
function faultOf(
  db: Db,
  { shop, at, envelope }: Case,
  person: PersonRow,
  { short }: Plan,
  servant: number,
): Reason | undefined {
  const unfair = servantFault(person.district, shop.district, servantSums(db, person.uid, shop.id, at), servant);
  // The district is known to every till.
  if (unfair === "servant-district") return unfair;
  if (!envelope.offline) return unfair ?? (short === "risk-fund" ? "balance" : short);
  if (short === "risk-fund") return short;
  if (!short && !unfair) return undefined;
  const before = offlineBefore(db, person.uid, shop.id, dayAt(at));
  return isWithinRisk(person.risk, before, sumOf(envelope.lines)) ? undefined : "offline-limit";
}

function offlineBefore(db: Db, uid: string, shop: string, day: string): number {
  const row = one<{ sum: number | null }>(
    db,
    `SELECT sum(amount) AS sum FROM tap
     WHERE uid = ? AND shop = ? AND day = ? AND offline AND kind = 'sale' AND state IN ('posted', 'covered')`,
    ...[uid, shop, day],
  );
  return row?.sum ?? 0;
}

/** The amount is in the sealed bytes; a purse that was never issued, or is emptier than the card said, pays nobody. */
export function decideByPurse(db: Db, { tap, shop, at, envelope }: Case): Decision {
  const word = purseWordOf(tap.credential);
  const { lines } = envelope;
  if (word?.kind !== "debit" || word.amount !== sumOf(lines)) return refused("altered");
  if (!arePricesRight(lines) || lines.some(({ pay }) => pay !== "purse")) return refused("wrong-price");
  if (one(db, "SELECT 1 FROM tap WHERE ticket = ?", word.ticket)) return refused("already");
  const { moves, short } = planSale(db, lines, tap.uidHex, shop.id, at);
  return short ? refused("purse") : { answer: { state: "posted" }, moves };
}
