/** A card pulled at any exchange of its issuance, in any family: the next presentation completes it. */
import { describe, expect, test } from "vitest";
import { issueCard } from "../../sdk/issue/issue-card.js";
import { type Pull, presentToDesk } from "../support/desk-card.js";
import { ISSUE_FAMILIES, issueKeys, uidOf } from "../support/issue-families.js";

const credential = new TextEncoder().encode("resident 0001");
const UID = uidOf(1);

describe.each(ISSUE_FAMILIES)("$name", ({ profile, blank }) => {
  const issue = async (card: ReturnType<typeof blank>, pull?: Pull, uid = UID) => {
    const channel = presentToDesk(card, uid, pull);
    return { outcome: await issueCard(channel, { profile, keys: issueKeys, credential }), count: channel.count };
  };

  test("a blank card is issued in one presentation, and found complete in the next", async () => {
    const card = blank(UID);
    const { outcome } = await issue(card);
    expect(outcome).toMatchObject({ state: "issued", isResumed: false });
    expect((await issue(card)).outcome).toEqual({ state: "issued", isResumed: true, steps: [] });
  });

  test("pulled at any exchange, before the command or before its answer, it is completed by the next presentation", async () => {
    const { count } = await issue(blank(UID));
    const torn: string[] = [];
    for (let exchange = 0; exchange < count; exchange++) {
      for (const when of ["before", "after"] as const) {
        const card = blank(UID);
        const first = await issue(card, { exchange, when });
        torn.push(first.outcome.state);
        const second = await issue(card);
        expect([exchange, when, first.outcome.state, second.outcome]).toMatchObject([
          exchange,
          when,
          "torn",
          { state: "issued" },
        ]);
      }
    }
    expect(torn).toHaveLength(2 * count);
  });
});
