/** The guides' profile and policy belong together: a card that is issued by the one is genuine under the other. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parsePolicy } from "../../sdk/flash/policy-file.js";
import { openIssueBatch, parseIssueProfile, parsePeople, Reader, runDesk } from "../../sdk/index.js";
import { createIssueKeys } from "../../sdk/issue/fleet-slots.js";
import { createDesfireCard } from "../../sdk/virtual/cards/index.js";
import { createVirtualReader } from "../../sdk/virtual/index.js";
import { issueFleet as fleet } from "../support/issue-families.js";

/** The first block of JSON of a page. */
function jsonOf(page: string): string {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), "utf8");
  return /```json\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
}

test("a card by the profile of the issuing guide is genuine under the policy of the flashing guide", async () => {
  const profile = parseIssueProfile(JSON.parse(jsonOf("sdk/issue/README.md")));
  const policy = parsePolicy(jsonOf("sdk/flash/README.md"), "README.md");
  const virtual = createVirtualReader({ clock: "real", keys: fleet, config: { policy } });
  await using reader = await Reader.open({ ...virtual, keys: fleet, role: "issuer" });
  const people = parsePeople("id,credential\n1,resident 0001\n", 32);
  const journal = { entries: [], append() {}, close() {} };
  const batch = openIssueBatch({ profile, people, keys: createIssueKeys(fleet, profile), journal });
  const desk = runDesk({ reader, batch });
  await reader.status();
  const card = createDesfireCard({ uid: Uint8Array.of(4, 0x31, 2, 3, 4, 5, 6) });
  virtual.place(card);
  await desk;
  virtual.remove(card);
  await virtual.advance(500);
  await virtual.present(card);
  for await (const tap of reader.taps()) {
    expect([tap.verdict.reason, Buffer.from(tap.credential).toString().replace(/\0+$/, "")]).toEqual([
      "genuine",
      "resident 0001",
    ]);
    break;
  }
  await virtual.close();
});
