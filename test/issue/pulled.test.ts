/** A card pulled at any exchange of its issuance, in any family: the next presentation completes it. */
import { describe, expect, test } from "vitest";
import { issueCard } from "../../sdk/issue/issue-card.js";
import { createDesfireCard, createNtag424Card, createUltralightAesCard } from "../../sdk/virtual/cards/index.js";
import { type Pull, presentToDesk } from "../support/desk-card.js";
import { ISSUE_FAMILIES, issueKeys, uidOf, ultralightAesProfile } from "../support/issue-families.js";

const credential = new TextEncoder().encode("resident 0001");
const UID = uidOf(1);
const ZERO = new Uint8Array(16);
const FOREIGN = Uint8Array.from({ length: 16 }, (_, i) => 7 + 31 * i);

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

test("Ultralight AES: torn in the middle of any page, it is completed by the next presentation", async () => {
  const profile = ultralightAesProfile;
  const torn: number[] = [];
  for (let write = 0; write < 24; write++) {
    const card = createUltralightAesCard({ uid: UID });
    const channel = presentToDesk(card, UID);
    let writes = 0;
    const tearing = {
      ...channel,
      transceiveRaw(frame: Uint8Array) {
        if (frame[0] === 0xa2 && writes++ === write) card.faults.tearNextWrite = true;
        return channel.transceiveRaw(frame);
      },
    };
    const first = await issueCard(tearing, { profile, keys: issueKeys, credential });
    if (first.state === "torn") torn.push(write);
    const second = await issueCard(presentToDesk(card, UID), { profile, keys: issueKeys, credential });
    expect([write, second]).toMatchObject([write, { state: "issued" }]);
  }
  // Eight pages of keys, four of content, two of configuration, and three of locks.
  expect(torn).toHaveLength(17);
});

test.each([
  ["DESFire", ISSUE_FAMILIES[0], createDesfireCard({ uid: UID, piccKey: FOREIGN })],
  ["NTAG 424", ISSUE_FAMILIES[2], createNtag424Card({ uid: UID, keys: [FOREIGN, ZERO, ZERO, ZERO, ZERO] })],
  ["Ultralight AES", ISSUE_FAMILIES[3], createUltralightAesCard({ uid: UID, dataProtKey: FOREIGN, auth0: 4 })],
  ["open Ultralight AES with content", ISSUE_FAMILIES[3], createUltralightAesCard({ uid: UID, content: FOREIGN })],
])("a card of somebody else is left as it is: %s", async (_name, family, card) => {
  if (!family) throw new Error("no family");
  const before = JSON.stringify(card.inspect().valueOf());
  const outcome = await issueCard(presentToDesk(card, UID), {
    profile: family.profile,
    keys: issueKeys,
    credential,
    begin: () => expect.unreachable(),
  });
  expect(outcome).toMatchObject({ state: "foreign", steps: [], failure: { reason: "foreign" } });
  const counts = /"(authenticationFailures|failureCount|totalFailureCount|consecutiveFailureCount)":\d+/g;
  expect(JSON.stringify(card.inspect()).replace(counts, "")).toBe(before.replace(counts, ""));
});

test("a card that is somebody's already is not given another credential", async () => {
  for (const { profile, blank } of ISSUE_FAMILIES) {
    const card = blank(UID);
    await issueCard(presentToDesk(card, UID), { profile, keys: issueKeys, credential });
    const other = new TextEncoder().encode("resident 0002");
    const outcome = await issueCard(presentToDesk(card, UID), { profile, keys: issueKeys, credential: other });
    expect(outcome).toMatchObject({ state: "failed", failure: { reason: "other-content" } });
  }
});
