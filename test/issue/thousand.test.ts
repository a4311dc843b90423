/** 1,000 cards of each family with random pulls, crashes of the host and foreign cards: complete and verified, or reported. */
import { describe, expect, test } from "vitest";
import { openIssueBatch } from "../../sdk/issue/batch.js";
import { issueCard } from "../../sdk/issue/issue-card.js";
import type { JournalEntry } from "../../sdk/issue/ledger.js";
import type { Picc } from "../../sdk/virtual/air.js";
import { createDesfireCard, createNtag424Card, createUltralightAesCard } from "../../sdk/virtual/cards/index.js";
import { type Pull, presentToDesk } from "../support/desk-card.js";
import { ISSUE_FAMILIES, type IssueFamily, issueKeys, uidOf } from "../support/issue-families.js";

const COUNT = 1000;
const FOREIGN_KEY = Uint8Array.from({ length: 16 }, (_, i) => 7 + 31 * i);

/** A generator with a seed: the same run every time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function foreign(family: string, uid: Uint8Array): Picc {
  if (family === "desfire") return createDesfireCard({ uid, piccKey: FOREIGN_KEY });
  if (family === "ntag424") return createNtag424Card({ uid, keys: Array.from({ length: 5 }, () => FOREIGN_KEY) });
  return createUltralightAesCard({ uid, dataProtKey: FOREIGN_KEY, auth0: 4, cmac: true });
}

/** A card on its way to its owner. */
interface Blank {
  readonly uid: Uint8Array;
  readonly card: Picc;
  /** Somebody else's keys are in it. */
  readonly isForeign: boolean;
}

/** The cards in the order of their coming: new ones, one of 51 foreign, and half-made ones again. */
function createPile({ profile, blank }: IssueFamily, random: () => number) {
  const waiting: Blank[] = [];

  /** Half-made cards come back at once, later, or when no others are left. */
  function halfMade(): Blank | undefined {
    const again = waiting.length > 0 && (pile.made >= COUNT + COUNT / 50 || random() < 0.6);
    const at = Math.floor(random() * waiting.length);
    return again ? waiting.splice(at, 1)[0] : undefined;
  }

  function newOne(): Blank {
    const isForeign = pile.made % 51 === 50;
    const uid = uidOf(++pile.made);
    return { uid, card: isForeign ? foreign(profile.family, uid) : blank(uid), isForeign };
  }

  const pile = {
    /** New ones so far. */
    made: 0,
    take: () => halfMade() ?? newOne(),
    putBack: (one: Blank) => void waiting.push(one),
  };
  return pile;
}

/** Four of ten cards are pulled, anywhere. */
function pullOf(random: () => number): Pull | undefined {
  const isPulled = random() < 0.4;
  const pull: Pull = { exchange: Math.floor(random() * 70), when: random() < 0.5 ? "before" : "after" };
  return isPulled ? pull : undefined;
}

describe.each(ISSUE_FAMILIES)("$name", (family) => {
  const { profile, name } = family;
  test(`${COUNT} cards with random pulls`, { timeout: 120_000 }, async () => {
    const random = seeded(name.length);
    const people = Array.from({ length: COUNT }, (_, i) => ({
      id: `person ${i}`,
      credential: new TextEncoder().encode(`no ${i}`),
    }));
    // What stands on the disk; the file itself has its own test, and its flushes would take minutes here.
    const disk: JournalEntry[] = [];
    const openBatch = () => {
      const journal = { entries: [...disk], append: (entry: JournalEntry) => void disk.push(entry), close() {} };
      return openIssueBatch({ profile, people, keys: issueKeys, journal });
    };
    let batch = openBatch();
    const pile = createPile(family, random);
    const owners = new Map<string, Blank & { id: string }>();
    const states: Record<string, number> = {};
    while (batch.open().length > 0) {
      const madeBefore = pile.made;
      const one = pile.take();
      const report = await batch.present(presentToDesk(one.card, one.uid, pullOf(random)));
      states[report.state] = (states[report.state] ?? 0) + 1;
      if (report.state === "torn") pile.putBack(one);
      else if (report.state === "issued") {
        expect(owners.has(report.uid)).toBe(false);
        owners.set(report.uid, { ...one, id: report.id ?? "" });
      } else expect([report.state, one.isForeign]).toEqual(["foreign", true]);
      // The host dies with every 200th new card: what counts stands in the journal.
      if (pile.made > madeBefore && pile.made % 200 === 0) batch = openBatch();
    }
    expect(states.issued).toBe(COUNT);
    expect(states.torn).toBeGreaterThan(COUNT / 10);
    expect(states.foreign).toBeGreaterThan(5);
    expect(new Set([...owners.values()].map(({ id }) => id)).size).toBe(COUNT);
    // A desk that knows nothing of all that finds them complete, each with its owner's credential.
    for (const { id, card, uid } of [...owners.values()].filter((_, i) => i % 50 === 0)) {
      const credential = new TextEncoder().encode(id.replace("person", "no"));
      const outcome = await issueCard(presentToDesk(card, uid), { profile, keys: issueKeys, credential });
      expect(outcome).toEqual({ state: "issued", steps: [], isResumed: true });
    }
  });
});
