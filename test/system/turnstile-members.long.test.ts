/** The gate example with all its 100,000 members: brought once over the line, then changed within seconds. */
import { expect, test } from "vitest";
import { residentCard } from "../../examples/lib/cards.js";
import { all, openDatabase, run } from "../../examples/lib/database.js";
import { openGate } from "../../examples/turnstile/gate.js";
import { MEMBER_COUNT, seedMembers } from "../../examples/turnstile/members.js";
import { SCHEMA } from "../../examples/turnstile/schema.js";

test("100,000 members pass, a stranger does not, and a day's changes are a few thousand bytes", async () => {
  const db = openDatabase(":memory:", SCHEMA);
  seedMembers(db);
  const samples = [residentCard(MEMBER_COUNT), residentCard(MEMBER_COUNT + 7), residentCard(20)];
  const gate = await openGate({ id: "gate-1", db, samples, board: { clock: "fast" } });
  const tap = async (id: string) => {
    const stored = new Promise((resolve) => gate.station.events.once("tap", resolve));
    await gate.station.present(id);
    await stored;
    return all<{ decision: string }>(db, "SELECT decision FROM passage ORDER BY rowid").at(-1)?.decision;
  };
  const beganMs = performance.now();
  const first = await gate.bring();
  console.log(`turnstile: ${MEMBER_COUNT} members in ${Math.round((performance.now() - beganMs) / 1000)} s`, first);
  expect(first).toMatchObject({ added: MEMBER_COUNT });
  // Every tenth resident is staff, who pass at any time of the day.
  expect(await tap(`resident-${MEMBER_COUNT}`)).toBe("admitted");
  expect(await tap(`resident-${MEMBER_COUNT + 7}`)).toBe("not-listed");
  run(db, "DELETE FROM member WHERE number % 1000 = 20");
  const change = await gate.bring();
  expect(change).toMatchObject({ added: 0, removed: 100, rewritten: 0 });
  expect(change?.writtenBytes).toBeLessThan(5000);
  expect(await tap("resident-20")).toBe("not-listed");
  await gate.close();
});
