/** Who taps what: chance with a seed, so that the audit knows of every tap what ought to become of it. Pure. */

/** What is held to a reader, and how often. */
const KINDS = [
  { kind: "genuine", share: 0.975 },
  // The UID of a resident, the key of nobody.
  { kind: "copy", share: 0.01 },
  // Proved, and on no list of the gate.
  { kind: "blocked", share: 0.01 },
  // A UID and nothing that could be proved.
  { kind: "plain", share: 0.005 },
] as const;

/** What is held to a reader. */
export type CardKind = (typeof KINDS)[number]["kind"];

/** What a worker has to make of it: the reason of a refusal, or "posted". */
export const EXPECTED: Readonly<Record<CardKind, string>> = {
  genuine: "posted",
  copy: "card-refused",
  blocked: "card-refused",
  plain: "too-weak",
};

/** Looks like chance and is the same for the same three: from 0 to below 1. */
export function scatter(seed: number, a: number, b: number): number {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(a + 1, 0xc2b2ae35) ^ Math.imul(b + 1, 0x27d4eb2f);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}

/** What is held to a reader for the record with this counter. */
export function kindOf(seed: number, reader: number, counter: number): CardKind {
  let luck = scatter(seed, reader, counter);
  for (const { kind, share } of KINDS) {
    if (luck < share) return kind;
    luck -= share;
  }
  return "genuine";
}

/** Whose card it is, 1 to `cards`. */
export function cardOf(seed: number, reader: number, counter: number, cards: number): number {
  return 1 + Math.floor(scatter(seed + 1, reader, counter) * cards);
}

/** UID of a card by its number, 7 bytes. */
export function uidOf(card: number): Uint8Array {
  return Uint8Array.of(0x04, 0x7a, 0x51, card >>> 24, (card >>> 16) & 255, (card >>> 8) & 255, card & 255);
}

const STAND_IN = "gate-";

/** Readers are named by number: "gate-00042". */
export function readerId(reader: number): string {
  return `${STAND_IN}${String(reader).padStart(5, "0")}`;
}

/** Is it one of those, and not a whole board? A board's simulated clock falls behind when the computer is busy. */
export function isStandIn(id: string): boolean {
  return id.startsWith(STAND_IN);
}
