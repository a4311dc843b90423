/** What the reader accepts is said by a policy: versions, strength, key rotation, two cards, and who may change it. */
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { messages } from "../../protocol/index.js";
import { createFleetKeys, createFleetSecret, Reader } from "../../sdk/index.js";
import { createClassicCard, createUltralightAesCard, createUltralightCard } from "../../sdk/virtual/cards/index.js";
import { createUidCard, createVirtualReader, demoCards, demoProfile } from "../../sdk/virtual/index.js";
import {
  CREDENTIAL,
  configFor,
  FAMILIES,
  type FamilyRow,
  genuineKey,
  keyFor,
  makeDesfire,
  UID,
} from "../support/families.js";
import { createRig } from "../support/rig.js";

const { Assurance, Refusal, SeveralCards, Weakness } = messages;
const rng = () => new Uint8Array(randomBytes(16));
const PLAIN = createUidCard({ uid: Uint8Array.of(1, 2, 3, 4) });

function rowNamed(name: string): FamilyRow {
  const row = FAMILIES.find((each) => each.name === name);
  if (!row) throw new Error(`no row ${name}`);
  return row;
}

async function openVirtual(policy: messages.AcceptancePolicy.$Properties = {}) {
  const virtual = createVirtualReader({ config: { policy } });
  const reader = await Reader.open({
    path: virtual.path,
    binding: virtual.binding,
    keys: virtual.keys,
    role: "maintainer",
  });
  return {
    virtual,
    reader,
    async [Symbol.asyncDispose]() {
      await reader.close();
      await virtual.close();
    },
  };
}

test("a policy sealed with the fleet's key is obeyed at once and kept over restarts", async () => {
  await using rig = await openVirtual();
  const { virtual, reader } = rig;
  await reader.setPolicy({ version: 2, profiles: [demoProfile()], acceptUid: false }, virtual.keys);
  const taps = reader.taps();
  await virtual.present(PLAIN);
  expect((await taps.next()).value).toMatchObject({ refusal: "not-accepted", policyVersion: 2 });
  await reader.setPolicy({ version: 3, profiles: [demoProfile()], acceptUid: true }, virtual.keys);
  virtual.restart();
  await virtual.advance(2500);
  await virtual.present(PLAIN);
  const { value } = await taps.next();
  expect(value).toMatchObject({ refusal: "none", assurance: "uid", policyVersion: 3 });
});

test("a policy with a foreign seal, or an old version, is refused, and nothing changes", async () => {
  await using rig = await openVirtual();
  const { virtual, reader } = rig;
  const foreign = createFleetKeys(createFleetSecret());
  await expect(reader.setPolicy({ version: 9, acceptUid: true }, foreign)).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining("forbidden"),
  });
  await expect(reader.setPolicy({ version: 1, acceptUid: false }, virtual.keys)).rejects.toMatchObject({
    code: "refused",
  });
  await virtual.present(demoCards(virtual.keys).genuine);
  expect((await reader.taps().next()).value).toMatchObject({ assurance: "mutual-aes", policyVersion: 1 });
});

test("a policy that does not fit into a frame is refused before it is sent", async () => {
  await using rig = await openVirtual();
  const profiles = Array.from({ length: 20 }, () => demoProfile());
  await expect(rig.reader.setPolicy({ version: 2, profiles }, rig.virtual.keys)).rejects.toMatchObject({
    code: "bad-argument",
  });
});

test("during a rotation cards with the old and with the new key are accepted, each with its own version", async () => {
  const row = rowNamed("DESFire EV2, full");
  const config = {
    ...configFor(row),
    cardKeys: [
      { slot: 1, version: 0, key: keyFor("card") },
      { slot: 1, version: 7, key: keyFor("next year's card") },
    ],
  };
  const rig = await createRig({ config });
  const cards = [row.make(keyFor("card"), rng), makeDesfire("full", {}, 7)(keyFor("next year's card"), rng)];
  for (const card of cards) {
    rig.board.field.place(card);
    rig.advance(500);
    rig.removeAll();
    rig.advance(400);
  }
  // One try each: the card was asked which version it has.
  expect(rig.taps()).toMatchObject([
    { assurance: Assurance.ASSURANCE_MUTUAL_AES, refusal: 0, keyVersion: 0 },
    { assurance: Assurance.ASSURANCE_MUTUAL_AES, refusal: 0, keyVersion: 7 },
  ]);
});

test("a card that is proved, but weaker than its profile asks for, is refused", async () => {
  const row = rowNamed("Ultralight AES, set up as it should be");
  const rig = await createRig({ config: configFor(row) });
  const card = createUltralightAesCard({
    uid: UID,
    dataProtKey: dataProtKeyOf(row),
    auth0: 4,
    cmac: true,
    content: CREDENTIAL,
    rng,
  });
  rig.board.field.place(card);
  rig.advance(600);
  expect(rig.taps()).toMatchObject([
    { refusal: Refusal.REFUSAL_TOO_WEAK, assurance: 0, weakness: 1 << Weakness.WEAKNESS_OPEN_CONFIGURATION },
  ]);
});

test("an Ultralight AES whose configuration is open, or that sends no MACs, is only as good as a password", async () => {
  const row = rowNamed("Ultralight AES, set up as it should be");
  const profile = { ...row.profile, minimum: Assurance.ASSURANCE_PASSWORD };
  const open = { uid: UID, dataProtKey: dataProtKeyOf(row), auth0: 4, content: CREDENTIAL, rng };
  const cases = [
    { card: createUltralightAesCard({ ...open, cmac: true }), mode: 1, weakness: 1 },
    {
      card: createUltralightAesCard({ ...open, lockConfig: true, lockKeys: true }),
      mode: 0,
      weakness: 1 << Weakness.WEAKNESS_NO_MESSAGING,
    },
  ];
  for (const { card, mode, weakness } of cases) {
    const rig = await createRig({ config: configFor({ ...row, profile: { ...profile, mode } }) });
    rig.board.field.place(card);
    rig.advance(600);
    expect(rig.taps()).toMatchObject([{ refusal: 0, assurance: Assurance.ASSURANCE_PASSWORD, weakness }]);
  }
});

test("a Classic that takes a published back-door key is only as good as its UID", async () => {
  const row = rowNamed("MIFARE Classic");
  const backdoorKey = Uint8Array.of(0xa3, 0x96, 0xef, 0xa4, 0xe2, 0x4f);
  const sectors = { 1: { keyA: genuineKey(row) } };
  const rig = await createRig({ config: configFor(row) });
  rig.board.field.place(createClassicCard({ uid: UID, sectors, blocks: { 4: CREDENTIAL }, backdoorKey, rng }));
  rig.advance(800);
  expect(rig.taps()).toMatchObject([
    { refusal: 0, assurance: Assurance.ASSURANCE_UID, weakness: 1 << Weakness.WEAKNESS_BACKDOOR },
  ]);
});

test("the one-way counter of an NTAG comes with its tap where the profile asks for it", async () => {
  const row = rowNamed("NTAG 215 with a password");
  const rig = await createRig({ config: configFor({ ...row, profile: { ...row.profile, counter: 3 } }) });
  const key = genuineKey(row);
  const secrets = { password: key.subarray(0, 4), pack: key.subarray(4, 6), auth0: 4, protectReads: true };
  const counting = { nfcCounter: "free", counters: [0, 0, 0x012345] } as const;
  rig.board.field.place(
    createUltralightCard({ type: "ntag215", uid: UID, content: CREDENTIAL, ...secrets, ...counting }),
  );
  rig.advance(600);
  // The card itself counts this very reading.
  expect(rig.taps()).toMatchObject([{ refusal: 0, cardCounter: 0x012346 }]);
});

test("where the policy says so, the strongest of several cards makes the tap", async () => {
  const row = rowNamed("DESFire EV2, full");
  const severalCards = SeveralCards.SEVERAL_CARDS_STRONGEST;
  const rig = await createRig({ config: configFor(row, { severalCards }) });
  rig.board.field.place(PLAIN);
  rig.board.field.place(row.make(genuineKey(row), rng));
  rig.advance(1500);
  expect(rig.taps()).toMatchObject([{ assurance: Assurance.ASSURANCE_MUTUAL_AES }]);
  rig.removeAll();
  rig.advance(600);

  // Two of the same strength: nobody can say whose tap it is.
  rig.board.field.place(PLAIN);
  rig.board.field.place(createUidCard({ uid: Uint8Array.of(5, 6, 7, 8) }));
  rig.advance(1500);
  expect(rig.taps()).toHaveLength(1);
});

test("a slow answer is marked as slow, and nothing more is claimed", async () => {
  const row = rowNamed("DESFire EV2, full");
  for (const [slowUs, slow] of [
    [1_000_000, false],
    [1_000, true],
  ] as const) {
    const rig = await createRig({ config: configFor(row, { slowUs }) });
    rig.board.field.place(row.make(genuineKey(row), rng));
    rig.advance(600);
    expect(rig.taps()).toMatchObject([{ assurance: Assurance.ASSURANCE_MUTUAL_AES, refusal: 0, slow }]);
  }
});

test("a card that has the application but not the file is refused, whatever family its profile names", async () => {
  const row = rowNamed("DESFire EV2, full");
  for (const family of [messages.Family.FAMILY_DESFIRE, messages.Family.FAMILY_ISODEP]) {
    const rig = await createRig({ config: configFor({ ...row, profile: { ...row.profile, family, file: 9 } }) });
    rig.board.field.place(row.make(genuineKey(row), rng));
    rig.advance(600);
    expect(rig.taps()).toMatchObject([{ refusal: Refusal.REFUSAL_CARD_ERROR, assurance: 0 }]);
  }
});

test("a profile whose key the reader lacks refuses its cards and never takes them for their UID", async () => {
  for (const name of ["DESFire EV2, full", "Ultralight AES, set up as it should be", "MIFARE Classic"]) {
    const row = rowNamed(name);
    const rig = await createRig({ config: configFor({ ...row, profile: { ...row.profile, keySlot: 99 } }) });
    rig.board.field.place(row.make(genuineKey(row), rng));
    rig.advance(600);
    expect(rig.taps(), name).toMatchObject([{ refusal: Refusal.REFUSAL_CARD_ERROR, assurance: 0 }]);
  }
});

test("profiles are tried in their order, whatever kinds of card they are for", async () => {
  const [desfire, ntag] = [rowNamed("DESFire EV2, full"), rowNamed("NTAG 424 DNA")];
  const config = configFor(desfire, { profiles: [desfire.profile, ntag.profile] });
  const rig = await createRig({ config });
  for (const row of [ntag, desfire]) {
    rig.board.field.place(row.make(genuineKey(row), rng));
    rig.advance(700);
    rig.removeAll();
    rig.advance(400);
  }
  expect(rig.taps()).toMatchObject([
    { profile: 2, assurance: Assurance.ASSURANCE_MUTUAL_AES },
    { profile: 1, assurance: Assurance.ASSURANCE_MUTUAL_AES },
  ]);
});

/** The key that the row's own card would have. */
function dataProtKeyOf(row: FamilyRow): Uint8Array {
  const card = row.make(genuineKey(row), rng) as ReturnType<typeof createUltralightAesCard>;
  // Four pages from 30h on, last byte first.
  return Uint8Array.from(card.inspect().memory.subarray(0x30 * 4, 0x34 * 4)).reverse();
}
