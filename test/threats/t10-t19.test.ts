/** T10 to T19: attacks on cards and with cards. Each card family's own tests go further; here is one attack each. */
import { createHash, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { messages } from "../../protocol/index.js";
import {
  createCallbackCardKeys,
  createFleetKeys,
  createFleetSecret,
  createMemoryEnrolmentStore,
  createVerifier,
  type DeskCard,
  issueCard,
  openDesfire,
  openNtag424,
  openUltralightAes,
  Reader,
  type ReaderOptions,
  type Tap,
} from "../../sdk/index.js";
import { diversifyKey } from "../../sdk/keys/diversify.js";
import type { Picc } from "../../sdk/virtual/air.js";
import { createClassicCard, createUltralightAesCard } from "../../sdk/virtual/cards/index.js";
import { createUidCard, createVirtualReader, demoCards, type VirtualReaderConfig } from "../../sdk/virtual/index.js";
import { presentToDesk } from "../support/desk-card.js";
import { CREDENTIAL, configFor, FAMILIES, type FamilyRow, genuineKey, keyFor, UID } from "../support/families.js";
import { ISSUE_FAMILIES, issueKeys, uidOf } from "../support/issue-families.js";
import { createRig } from "../support/rig.js";

const rng = () => new Uint8Array(randomBytes(16));
const rowNamed = (name: string) => FAMILIES.find((row) => row.name === name) as FamilyRow;

/** The taps that these cards make, one after the other. */
async function tapsOf(
  config: VirtualReaderConfig,
  cards: Picc[],
  options: Partial<ReaderOptions> = {},
): Promise<Tap[]> {
  const virtual = createVirtualReader({ config });
  const { path, binding, keys } = virtual;
  await using reader = await Reader.open({ path, binding, keys, ...options });
  const taps: Tap[] = [];
  for (const card of cards) {
    await virtual.present(card);
    const { value } = await reader.taps().next();
    if (value) taps.push(value);
  }
  await virtual.close();
  return taps;
}

describe("T10 a UID is copied", () => {
  test("T10 the copy is known by its UID only, and no verdict is good unless the application asks for so little", async () => {
    const row = rowNamed("DESFire EV2, full");
    const copy = () => createUidCard({ uid: UID, sak: 0, atqa: 0x0044 });
    const [strict] = await tapsOf(configFor(row), [copy()]);
    expect([strict?.assurance, strict?.verdict.reason]).toEqual(["uid", "too-weak"]);
    const [off] = await tapsOf(configFor(row, { acceptUid: false }), [copy()], { minimumAssurance: "uid" });
    expect([off?.refusal, off?.verdict.reason]).toEqual(["not-accepted", "card-refused"]);
  });

  test("T10 a UID that is made anew for every tap is flagged", async () => {
    const [tap] = await tapsOf({}, [createUidCard({ uid: Uint8Array.of(8, 1, 2, 3) })]);
    expect(tap?.randomUid).toBe(true);
  });
});

test("T11 a MIFARE Classic is no more than crypto1, whatever it proves: too weak by default", async () => {
  const row = rowNamed("MIFARE Classic");
  const [tap] = await tapsOf(configFor(row), [row.make(genuineKey(row), rng)]);
  expect([tap?.assurance, tap?.verdict.reason]).toEqual(["crypto1", "too-weak"]);
});

test("T12 a Classic that takes a published back-door key is no more than its UID, and marked", async () => {
  const row = rowNamed("MIFARE Classic");
  const card = createClassicCard({
    uid: UID,
    sectors: { 1: { keyA: genuineKey(row) } },
    blocks: { 4: CREDENTIAL },
    backdoorKey: Uint8Array.of(0xa3, 0x96, 0xef, 0xa4, 0xe2, 0x4f),
    rng,
  });
  const [tap] = await tapsOf(configFor(row), [card], { minimumAssurance: "crypto1" });
  expect([tap?.assurance, tap?.weaknesses, tap?.verdict.ok]).toEqual(["uid", ["backdoor"], false]);
});

describe("T13 keys that follow from the UID alone", () => {
  test("T13 diversification is AN10922, with NXP's own numbers", () => {
    // AN10922, 2.2.1: AES-128, UID 04782E21801D80, application 3042F5, "NXP Abu".
    const master = Buffer.from("00112233445566778899AABBCCDDEEFF", "hex");
    const input = Buffer.from("04782E21801D803042F54E585020416275", "hex");
    expect(Buffer.from(diversifyKey(master, input)).toString("hex").toUpperCase()).toBe(
      "A8DD63A3B89D54B37CA802473FDA9175",
    );
  });

  test("T13 whoever knows UID, application and system, and one card's key, opens no other card", async () => {
    const row = rowNamed("DESFire EV2, full");
    const other = createHash("sha256").update(UID).digest().subarray(0, 16);
    const [byUid] = await tapsOf(configFor(row), [row.make(new Uint8Array(other), rng)]);
    expect(byUid?.refusal).toBe("wrong-key");
    const keys = [1, 2].map((n) =>
      Buffer.from(diversifyKey(keyFor("card"), Uint8Array.of(4, n, 1, 1, 1, 1, 1))).toString("hex"),
    );
    expect(new Set(keys).size).toBe(2);
  });
});

test("T14 an Ultralight AES that was left open, or that sends no MACs, is no more than a password, and marked", async () => {
  const row = rowNamed("Ultralight AES, set up as it should be");
  const dataProtKey = diversifyKey(genuineKey(row), Buffer.concat([UID, new TextEncoder().encode("matrix")]));
  const open = createUltralightAesCard({ uid: UID, dataProtKey, auth0: 4, cmac: true, content: CREDENTIAL, rng });
  const lax = { ...configFor(row), policy: { profiles: [{ ...row.profile, minimum: 0 }], acceptUid: true } };
  const [tap] = await tapsOf(lax, [open]);
  expect([tap?.assurance, tap?.verdict.reason]).toEqual(["password", "too-weak"]);
  expect(tap?.weaknesses).toContain("open-configuration");
  const silent = createUltralightAesCard({
    uid: UID,
    dataProtKey,
    auth0: 4,
    lockConfig: true,
    lockKeys: true,
    content: CREDENTIAL,
    rng,
  });
  const plain = { ...lax, policy: { profiles: [{ ...row.profile, minimum: 0, mode: 0 }], acceptUid: true } };
  const [other] = await tapsOf(plain, [silent]);
  expect(other?.weaknesses).toContain("no-messaging");
  expect(other?.verdict.ok).toBe(false);
});

/** Keys that still are the zeros of the delivery, as an attacker would try them. */
async function transportKeysTaken(family: string, card: DeskCard): Promise<string[]> {
  const keys = createCallbackCardKeys({ versions: { 1: [1] }, callback: () => new Uint8Array(16) });
  const taken: string[] = [];
  if (family === "ultralight-aes") {
    const client = openUltralightAes(card);
    for (const n of [0, 1]) if ((await client.authenticate(n, new Uint8Array(16), true)).ok) taken.push(`${n}`);
    return taken;
  }
  if (family === "ntag424") {
    const client = openNtag424(card, { keys });
    await client.selectApplication();
    for (let n = 0; n < 5; n++) if ((await client.authenticate({ keyNumber: n, slot: 1 })).ok) taken.push(`${n}`);
    return taken;
  }
  const client = openDesfire(card, { keys });
  for (const level of [new Uint8Array(3), Uint8Array.of(0x4b, 0x54, 0x4b)]) {
    const selected = await client.selectApplication(level);
    for (let n = 0; n < 3 && selected.ok; n++)
      if ((await client.authenticate({ keyNumber: n, slot: 1 })).ok) taken.push(`${level.join()} ${n}`);
  }
  await client.selectApplication(new Uint8Array(3));
  if ((await client.tryTransportKey()).ok) taken.push("DES");
  return taken;
}

describe("T15 transport keys", () => {
  test("T15 a reader refuses to be told the zeros of a card from the factory as its AES key", async () => {
    const virtual = createVirtualReader({ config: { cardKeys: [{ slot: 1, version: 1, key: new Uint8Array(16) }] } });
    const opening = Reader.open({ path: virtual.path, binding: virtual.binding, keys: virtual.keys });
    // A damaged configuration is lab state, and accepts no card.
    await using reader = await opening;
    expect(reader.info.state).toBe("lab");
    await virtual.present(demoCards(virtual.keys).genuine);
    const { value: tap } = await reader.taps().next();
    expect([tap?.refusal, tap?.verdict.ok]).toEqual(["not-accepted", false]);
    await virtual.close();
  });

  test.each(ISSUE_FAMILIES)(
    "T15 a card that was issued takes no key of its delivery any more: $name",
    async (family) => {
      const { profile, blank } = family;
      const uid = uidOf(1);
      const card = blank(uid);
      const credential = new TextEncoder().encode("no 1");
      const outcome = await issueCard(presentToDesk(card, uid), { profile, keys: issueKeys, credential });
      expect(outcome.state).toBe("issued");
      // Not by the desk's word: zeros are tried on every key that the card has.
      expect(await transportKeysTaken(profile.family, presentToDesk(card, uid))).toEqual([]);
      const open = presentToDesk(blank(uid), uid);
      expect((await transportKeysTaken(profile.family, open)).length).toBeGreaterThan(0);
    },
  );

  test("T15 a card that says it has changed its key, and has not, is not counted as done", async () => {
    const [, , , family] = ISSUE_FAMILIES;
    if (!family) throw new Error("no family");
    const uid = uidOf(1);
    const channel = presentToDesk(family.blank(uid), uid);
    // Somebody in between takes the writes of the key pages and says yes to them.
    const liar = {
      ...channel,
      transceiveRaw: async (frame: Uint8Array) =>
        frame[0] === 0xa2 && (frame[1] ?? 0) >= 0x30 ? Uint8Array.of(0x0a) : channel.transceiveRaw(frame),
    };
    const credential = new TextEncoder().encode("no 1");
    const outcome = await issueCard(liar, { profile: family.profile, keys: issueKeys, credential });
    expect(outcome).toMatchObject({ state: "failed", failure: { reason: "wrong-key" } });
  });
});

describe("T16 a reader is stolen, and its keys are read", () => {
  test("T16 its keys are its own: they seal for no other reader, and the fleet's secret is not among them", async () => {
    const secret = createFleetSecret();
    const rig = await createRig({ secret });
    const image = Buffer.concat([...rig.board.storage.values()].map((file) => Buffer.from(file, "latin1")));
    expect(image.includes(Buffer.from(secret))).toBe(false);
    const fleet = createFleetKeys(secret);
    expect(image.includes(Buffer.from(fleet.tapKey("rig", 1)))).toBe(true);
    for (const other of [fleet.tapKey("gate-8", 1), fleet.roleKey("gate-8", "tap", 1), fleet.cardKey(2, 1)])
      expect(image.includes(Buffer.from(other))).toBe(false);
  });

  test("T16 once it is revoked its taps are refused, with the right seal", async () => {
    const rig = await createRig();
    rig.board.field.place(demoCards(rig.keys).genuine);
    rig.advance(500);
    const sealed = rig.host.records.at(-1) ?? new Uint8Array();
    expect(createVerifier({ keys: rig.keys }).verify(sealed).reason).toBe("genuine");
    const keys = { tapKey: rig.keys.tapKey, revoked: (id: string) => id === "rig" };
    expect(createVerifier({ keys }).verify(sealed).reason).toBe("revoked");
  });

  test("T16 where the host holds the card keys, the stolen reader has none", async () => {
    const row = rowNamed("DESFire EV2, full");
    const config = { cardKeys: [], policy: { profiles: [{ ...row.profile, hostHeld: true }], acceptUid: false } };
    const rig = await createRig({ config });
    const image = Buffer.concat([...rig.board.storage.values()].map((file) => Buffer.from(file, "latin1")));
    expect(image.includes(Buffer.from(rig.keys.cardKey(1, 1)))).toBe(false);
  });
});

test("T17 a relay that takes its time is marked as slow; a fast one is not, and nothing more is claimed", async () => {
  const row = rowNamed("DESFire EV2, full");
  const config = (slowUs: number) => configFor(row, { slowUs });
  const [slow] = await tapsOf(config(1000), [row.make(genuineKey(row), rng)]);
  const [fast] = await tapsOf(config(10_000_000), [row.make(genuineKey(row), rng)]);
  expect([slow?.slow, fast?.slow]).toEqual([true, false]);
  // A hint, not a verdict.
  expect(slow?.verdict.reason).toBe("genuine");
});

test("T18 a card that was enrolled strong is not taken weak, and one that shows its application must prove it", async () => {
  const row = rowNamed("DESFire EV2, full");
  const genuine = row.make(genuineKey(row), rng);
  const copy = createUidCard({ uid: UID, sak: 0, atqa: 0x0044 });
  const enrolment = createMemoryEnrolmentStore();
  const taps = await tapsOf(configFor(row), [genuine, copy], { minimumAssurance: "uid", enrolment });
  expect(taps.map((tap) => tap.verdict.reason)).toEqual(["genuine", "downgrade"]);
  const [refused] = await tapsOf(configFor(row), [row.make(keyFor("another"), rng)], { minimumAssurance: "uid" });
  expect(refused?.verdict.reason).toBe("card-refused");
});

test("T19 a card pulled away after any frame makes no tap, or the whole one; never half of one", async () => {
  const row = rowNamed("DESFire EV2, full");
  const found = new Set<number>();
  for (let frames = 1; frames <= 24; frames++) {
    const rig = await createRig({ config: configFor(row) });
    rig.board.field.faults.removeAfterFrames = frames;
    rig.board.field.place(row.make(genuineKey(row), rng));
    rig.advance(900);
    for (const tap of rig.taps()) {
      expect([tap.refusal, tap.assurance]).toEqual([0, messages.Assurance.ASSURANCE_MUTUAL_AES]);
      expect(Buffer.from(tap.credential)).toEqual(Buffer.from(CREDENTIAL));
    }
    found.add(rig.taps().length);
  }
  expect([...found].sort()).toEqual([0, 1]);
});
