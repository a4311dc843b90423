/**
 * Remembers how strongly each card has been proved before, so that a card enrolled strong is never taken weak: whoever
 * answers with the UID of an AES card on a board that knows no AES gets nothing by it.
 */
import { ASSURANCES, type Assurance } from "./names.js";

/**
 * Where a verifier looks up the strength that a card was enrolled with. A back end answers from its table of cards; the
 * built-in store learns by itself and forgets at exit. Calls are synchronous and must not throw.
 */
export interface EnrolmentStore {
  /** The strength a card must show at least, by its UID in upper-case hexadecimal; undefined for unknown cards. */
  strength(uidHex: string): Assurance | undefined;
  /** Told of every genuine tap; stores that are filled elsewhere leave it out. */
  learn?(uidHex: string, assurance: Assurance): void;
}

/** True when the card was proved less strongly than it was enrolled. */
export function isDowngrade(store: EnrolmentStore, uidHex: string, assurance: Assurance): boolean {
  const enrolled = store.strength(uidHex);
  return enrolled !== undefined && ASSURANCES.indexOf(assurance) < ASSURANCES.indexOf(enrolled);
}

/** A store in memory that learns from genuine taps. Grows with the number of cards, by some 100 bytes each. */
export function createMemoryEnrolmentStore(): EnrolmentStore {
  const strengths = new Map<string, Assurance>();
  const store = {
    strength: (uidHex: string) => strengths.get(uidHex),
    learn(uidHex: string, assurance: Assurance) {
      if (!strengths.has(uidHex) || !isDowngrade(store, uidHex, assurance)) strengths.set(uidHex, assurance);
    },
  };
  return store;
}
