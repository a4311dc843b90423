/** 1,000 cards of each family with random pulls, crashes of the host and foreign cards: complete and verified, or reported. */
import { describe, expect, test } from "vitest";
import { openIssueBatch } from "../../sdk/issue/batch.js";
import { issueCard } from "../../sdk/issue/issue-card.js";
import type { JournalEntry } from "../../sdk/issue/ledger.js";
import type { Picc } from "../../sdk/virtual/air.js";
import { createDesfireCard, createNtag424Card, createUltralightAesCard } from "../../sdk/virtual/cards/index.js";
import { presentToDesk } from "../support/desk-card.js";
import { ISSUE_FAMILIES, issueKeys, uidOf } from "../support/issue-families.js";

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

describe.each(ISSUE_FAMILIES)("$name", ({ profile, blank, name }) => {
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
    const owners = new Map<string, { id: string; card: Picc; uid: Uint8Array }>();
    const states: Record<string, number> = {};
    const waiting: { card: Picc; uid: Uint8Array }[] = [];
    for (let made = 0; batch.open().length > 0; ) {
      // Half-made cards come back at once, later, or when no others are left.
      const again = waiting.length > 0 && (made >= COUNT + COUNT / 50 || random() < 0.6);
      const at = Math.floor(random() * waiting.length);
      const isForeign = !again && made % 51 === 50;
      const uid = uidOf(made + 1);
      const held = again ? waiting.splice(at, 1)[0] : undefined;
      const entry = held ?? { uid, card: isForeign ? foreign(profile.family, uid) : blank(uid) };
      if (!held) made++;
      const isPulled = random() < 0.4;
      const pull = { exchange: Math.floor(random() * 70), when: random() < 0.5 ? "before" : "after" } as const;
      const report = await batch.present(presentToDesk(entry.card, entry.uid, isPulled ? pull : undefined));
      states[report.state] = (states[report.state] ?? 0) + 1;
      if (report.state === "torn") waiting.push(entry);
      else if (report.state === "issued") {
        expect(owners.has(report.uid)).toBe(false);
        owners.set(report.uid, { ...entry, id: report.id ?? "" });
      } else expect([report.state, isForeign || held]).toEqual(["foreign", expect.anything()]);
      if (made % 200 === 0 && !held) {
        // The host dies: what counts stands in the journal.
        batch = openBatch();
      }
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
