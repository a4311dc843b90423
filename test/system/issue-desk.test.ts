/** A desk at a whole reader: blank cards held to it, pulled away too early, brought back, until the list is done. */
import { expect, test } from "vitest";
import { openIssueBatch, parsePeople, Reader, runDesk } from "../../sdk/index.js";
import type { JournalEntry } from "../../sdk/issue/ledger.js";
import type { LendNextOptions } from "../../sdk/reader/lend-next.js";
import { createVirtualReader, type VirtualReader } from "../../sdk/virtual/index.js";
import { ISSUE_FAMILIES, issueFleet, issueKeys, uidOf } from "../support/issue-families.js";

const PEOPLE = parsePeople("id,credential\na,one\nb,two\nc,three\n", 16);

async function hold(virtual: VirtualReader, card: Parameters<VirtualReader["place"]>[0], forMs: number): Promise<void> {
  virtual.place(card);
  await virtual.advance(forMs);
  virtual.remove(card);
  await virtual.advance(500);
}

test.each(ISSUE_FAMILIES)(
  "$name: three people, one card pulled twice",
  { timeout: 60_000 },
  async ({ profile, blank }) => {
    const virtual = createVirtualReader({ clock: "real", keys: issueFleet });
    const { path, binding, keys } = virtual;
    const entries: JournalEntry[] = [];
    const journal = { entries: [], append: (entry: JournalEntry) => void entries.push(entry), close() {} };
    const batch = openIssueBatch({ profile, people: PEOPLE, keys: issueKeys, journal });
    await using reader = await Reader.open({ path, binding, keys, role: "issuer" });
    const records: string[] = [];
    reader.on("record", ({ record }) => records.push(record.kind));
    const states: string[] = [];
    let isAsking = false;
    const asking = {
      async lendNext(options?: LendNextOptions) {
        isAsking = true;
        return reader.lendNext(options).finally(() => (isAsking = false));
      },
    };
    /** People wait for the desk: the card that comes before it has asked is a tap. */
    async function untilAsked(): Promise<void> {
      while (!isAsking && batch.open().length > 0) await virtual.advance(50);
      await reader.status();
    }
    const desk = runDesk({ reader: asking, batch, onReport: ({ state }) => states.push(state) });
    const cards = [1, 2, 3].map((n) => blank(uidOf(n)));
    for (const [i, card] of cards.entries()) {
      if (i === 1) {
        for (const forMs of [400, 600]) {
          await untilAsked();
          await hold(virtual, card, forMs);
        }
      }
      while (batch.progress().issuedCount <= i) {
        await untilAsked();
        virtual.place(card);
        for (let ms = 0; ms < 4000 && batch.progress().issuedCount <= i; ms += 100) await virtual.advance(100);
        virtual.remove(card);
        await virtual.advance(400);
      }
    }
    await desk;
    expect(batch.open()).toEqual([]);
    expect(states.filter((state) => state === "issued")).toHaveLength(3);
    expect(states.filter((state) => state === "torn").length).toBeGreaterThan(0);
    expect(entries.filter(({ kind }) => kind === "begun")).toHaveLength(3);
    // A desk makes no taps.
    expect(records).not.toContain("tap");
    await virtual.close();
  },
);

test("a desk whose session may not lend says so", async () => {
  const virtual = createVirtualReader({ clock: "real", keys: issueFleet });
  const { path, binding, keys } = virtual;
  const journal = { entries: [], append: () => {}, close() {} };
  const [family] = ISSUE_FAMILIES;
  if (!family) throw new Error("no family");
  const batch = openIssueBatch({ profile: family.profile, people: PEOPLE, keys: issueKeys, journal });
  await using reader = await Reader.open({ path, binding, keys, role: "operator" });
  await expect(runDesk({ reader, batch })).rejects.toMatchObject({ code: "refused" });
  await virtual.close();
});
