/** A card whose key the host holds: the reader relays, the host proves, the sealed tap says so. */
import { createHash, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createCallbackCardKeys, debitOnce, KetukError, type LentCard, openDesfire, Reader } from "../../sdk/index.js";
import { createDesfireCard, createVirtualReader, type VirtualReader } from "../../sdk/virtual/index.js";
import { CREDENTIAL, configFor, FAMILIES, type FamilyRow, genuineKey, keyFor, UID } from "../support/families.js";

const row = FAMILIES.find((each) => each.name === "DESFire EV2, full") as FamilyRow;
const card = () => row.make(genuineKey(row), () => new Uint8Array(randomBytes(16)));
const AID = Uint8Array.of(0x4b, 0x54, 0x4b);
const GET_VERSION = Uint8Array.of(0x60);
const NEXT = Uint8Array.of(0xaf);

async function open() {
  const profile = { ...row.profile, hostHeld: true };
  // Two seconds of patience mean something only where a second is a second.
  const virtual = createVirtualReader({ clock: "real", config: configFor({ ...row, profile }) });
  const reader = await Reader.open({
    path: virtual.path,
    binding: virtual.binding,
    keys: virtual.keys,
    role: "issuer",
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

/** Reads the version of a DESFire in three exchanges; returns all that passed, both ways. */
async function readVersion(lent: LentCard): Promise<Uint8Array[]> {
  const passed: Uint8Array[] = [];
  for (const apdu of [GET_VERSION, NEXT, NEXT]) passed.push(apdu, await lent.transceive(apdu));
  return passed;
}

function hashOf(apdus: Uint8Array[]): Buffer {
  return apdus.reduce<Buffer>((hash, apdu) => {
    const size = Buffer.from([apdu.length >> 8, apdu.length & 255]);
    return createHash("sha256").update(hash).update(size).update(apdu).digest();
  }, Buffer.alloc(0));
}

async function place(virtual: VirtualReader) {
  const placed = card();
  virtual.place(placed);
  return placed;
}

test("the host speaks to the card, and the tap carries its word and a hash of all that passed", async () => {
  await using rig = await open();
  let passed: Uint8Array[] = [];
  const served = rig.reader.withCard(async (lent) => {
    expect(Buffer.from(lent.uid).toString("hex")).toBe("04a31b625e7780");
    passed = await readVersion(lent);
    return { accepted: true, credential: new TextEncoder().encode("from the host") };
  });
  await place(rig.virtual);
  await served;
  const { value: tap } = await rig.reader.taps().next();
  expect(tap).toMatchObject({ method: "host", assurance: "mutual-aes", refusal: "none", profile: 1 });
  expect(new TextDecoder().decode(tap?.credential)).toBe("from the host");
  expect(Buffer.from(tap?.exchanges ?? [])).toEqual(hashOf(passed));
  expect(passed[1]?.[0]).toBe(0xaf);
});

test("a host that refuses, or throws, leaves a refused tap", async () => {
  await using rig = await open();
  const taps = rig.reader.taps();
  const refusing = rig.reader.withCard(async () => ({ accepted: false }));
  let placed = await place(rig.virtual);
  await refusing;
  expect((await taps.next()).value).toMatchObject({ refusal: "host", assurance: "none", method: "host" });
  rig.virtual.remove(placed);
  await rig.virtual.advance(600);

  const throwing = rig.reader.withCard(async () => {
    throw new Error("the key server is down");
  });
  const outcome = throwing.catch((error: unknown) => error);
  placed = await place(rig.virtual);
  expect(await outcome).toMatchObject({ message: "the key server is down" });
  expect((await taps.next()).value).toMatchObject({ refusal: "host" });
});

test("a host that stays silent loses the card after two seconds, and the tap says so", async () => {
  await using rig = await open();
  await place(rig.virtual);
  await rig.virtual.advance(3000);
  const { value: tap } = await rig.reader.taps().next();
  expect(tap).toMatchObject({ refusal: "host", assurance: "none", method: "none" });
});

test("a card pulled away during the loan is told as such, and the next one is served", async () => {
  await using rig = await open();
  const { virtual, reader } = rig;
  const served = reader.withCard(async (lent) => {
    await lent.transceive(GET_VERSION);
    virtual.remove(placed);
    await lent.transceive(NEXT);
    return { accepted: true };
  });
  const outcome = served.catch((error: unknown) => error);
  const placed = await place(virtual);
  expect(await outcome).toBeInstanceOf(KetukError);
  expect(await outcome).toMatchObject({ code: "card-removed" });
  await virtual.advance(800);

  const again = reader.withCard(async (lent) => ({ accepted: (await readVersion(lent)).length === 6 }));
  await place(virtual);
  await again;
  expect((await reader.taps().next()).value).toMatchObject({ method: "host", refusal: "none" });
});

test("a card that was not lent takes no APDUs from the host", async () => {
  const virtual = createVirtualReader({ config: configFor(row) });
  await using reader = await Reader.open({
    path: virtual.path,
    binding: virtual.binding,
    keys: virtual.keys,
    role: "issuer",
  });
  const asked = reader.withCard(async () => ({ accepted: true }), { signal: AbortSignal.timeout(300) });
  const outcome = asked.catch((error: unknown) => error);
  await virtual.present(card());
  expect((await reader.taps().next()).value).toMatchObject({ method: "desfire-ev2" });
  expect(await outcome).toMatchObject({ code: "aborted" });
  await virtual.close();
});

test("the DESFire client of the SDK authenticates, reads and debits a lent card, the key never leaving the host", async () => {
  await using rig = await open();
  const wallet = createDesfireCard({
    uid: UID,
    applications: [
      {
        id: AID,
        keys: [keyFor("application"), keyFor("wallet")],
        files: [
          { number: 1, mode: "full", read: 1, data: CREDENTIAL },
          {
            number: 2,
            type: "value",
            mode: "full",
            read: "never",
            readWrite: 1,
            lower: 0,
            upper: 100_000,
            value: 50_000,
          },
        ],
      },
    ],
  });
  const keys = createCallbackCardKeys({ versions: { 1: [1] }, callback: () => keyFor("wallet") });
  let left: number | undefined;
  const served = rig.reader.withCard(async (lent) => {
    const card = openDesfire(lent, { keys });
    const selected = await card.selectApplication(AID);
    const proved = await card.authenticate({ keyNumber: 1, slot: 1 });
    const read = await card.readData(1, { lengthBytes: 16 });
    const debit = await debitOnce(card, { file: 2, amount: 12_500 });
    const value = await card.getValue(2);
    left = value.ok ? value.value.value : undefined;
    const ok = selected.ok && proved.ok && read.ok && debit.state === "done";
    return { accepted: ok, credential: read.ok ? read.value.data : undefined };
  });
  rig.virtual.place(wallet);
  await served;
  const { value: tap } = await rig.reader.taps().next();
  expect(tap).toMatchObject({ method: "host", assurance: "mutual-aes", refusal: "none" });
  expect(Buffer.from(tap?.credential ?? [])).toEqual(Buffer.from(CREDENTIAL));
  expect(left).toBe(37_500);
});
