/** A reader that signs: the built firmware on a virtual board; every signature is checked by node:crypto. */
import { createHash, createPublicKey, verify } from "node:crypto";
import { expect, test } from "vitest";
import { COUPONS_PER_SECTOR, messages } from "../../../protocol/index.js";
import { createFleetKeys } from "../../../sdk/keys/fleet.js";
import { readCertificate } from "../../../sdk/signing/certificate.js";
import { COUPON_ADDRESS } from "../../../sdk/signing/coupons.js";
import { publicKeyOf } from "../../../sdk/signing/ed25519.js";
import { createSigningKit, type SigningKitOptions } from "../../../sdk/signing/kit.js";
import type { VirtualBoard } from "../../../sdk/virtual/board.js";
import { SPARE_BASE } from "../../../sdk/virtual/flash.js";
import { demoCards } from "../../../sdk/virtual/index.js";
import { writeCoupons } from "../../../sdk/virtual/reader.js";
import { createRig, type Rig } from "../../support/rig.js";

const secret = createHash("sha256").update("signing").digest();
const keys = createFleetKeys(secret);
const AT = COUPON_ADDRESS - SPARE_BASE;

/** Node's own check, without any of our code. */
function verifies(publicKey: Uint8Array, record: Uint8Array, signature: Uint8Array): boolean {
  const key = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), publicKey]);
  return verify(null, record, createPublicKey({ key, format: "der", type: "spki" }), signature);
}

async function start(
  options: Partial<SigningKitOptions> & { count: number },
  change: (board: VirtualBoard) => void = () => {},
) {
  const kit = createSigningKit({ keys, readerId: "rig", notBeforeMs: 0, ...options });
  const rig = await createRig({
    secret,
    config: { signingKey: kit.config },
    beforePower(board) {
      writeCoupons(board.flash, kit.coupons);
      change(board);
    },
  });
  return { kit, rig, publicKey: kit.config.publicKey as Uint8Array };
}

function tap(rig: Rig, times = 1): void {
  for (let i = 0; i < times; i++) {
    rig.board.field.place(demoCards(rig.keys).genuine);
    rig.advance(400);
    rig.removeAll();
    rig.advance(400);
    acknowledge(rig);
  }
}

function acknowledge(rig: Rig): void {
  const counter = Math.max(0, ...rig.allRecords().map((record) => record.counter));
  rig.host.send({ session: rig.session(), ack: { epoch: 1, counter } });
  rig.advance(300);
}

function sealed(rig: Rig) {
  return rig.host.records.map((bytes) => {
    const { record, mac, signature } = messages.SealedRecord.decode(bytes);
    return { record, mac, signature, counter: messages.Record.decode(record).counter };
  });
}

async function status(rig: Rig): Promise<messages.Status> {
  rig.host.send({ session: rig.session(), request: { id: 77, getStatus: {} } });
  rig.advance(200);
  return rig.host.messages.findLast(({ answer }) => answer?.status)?.answer?.status as messages.Status;
}

test("every record has a signature that node:crypto takes, whatever is in it, and a resend repeats it", async () => {
  const { rig, publicKey } = await start({ count: 200 });
  tap(rig, 12);
  // Sent again and again.
  rig.board.field.place(demoCards(rig.keys).plain);
  rig.advance(7000);
  const all = sealed(rig);
  expect(new Set(all.map(({ counter }) => counter)).size).toBe(14);
  expect(all.length).toBeGreaterThan(15);
  for (const { record, mac, signature } of all) {
    expect(verifies(publicKey, record, signature)).toBe(true);
    expect(mac).toHaveLength(32);
  }
});

test("Hello carries the certificate, which the fleet's public key proves", async () => {
  const { rig, publicKey, kit } = await start({ count: 5 });
  const certificate = rig.host.hello?.certificate ?? new Uint8Array(0);
  expect(Buffer.from(certificate)).toEqual(Buffer.from(kit.certificate));
  const read = readCertificate(publicKeyOf(keys.certificateSeed(1)), certificate);
  expect(read).toMatchObject({ readerId: "rig", notBeforeMs: 0 });
  expect(Buffer.from(read?.publicKey ?? [])).toEqual(Buffer.from(publicKey));
});

test("used coupons are wiped once their record is acknowledged, and others are not", async () => {
  const { rig } = await start({ count: 200 });
  tap(rig, 5);
  const coupon = (counter: number) => rig.board.flash.spare.slice(AT + 48 + (counter - 1) * 44).slice(0, 36);
  for (let counter = 1; counter <= 6; counter++) expect([...coupon(counter)].every((byte) => byte === 0)).toBe(true);
  expect([...coupon(7)].some((byte) => byte !== 0)).toBe(true);
});

test("coupons run low, very low and out: said, recorded, and then the MAC alone", async () => {
  const { rig, publicKey } = await start({ count: 22 });
  tap(rig, 30);
  const left = rig
    .allRecords()
    .flatMap(({ fault }) => (fault?.fault === messages.Fault.FAULT_COUPONS ? [fault.value] : []));
  expect(left).toEqual([4, 1, 0].map((n) => n));
  expect(rig.faults()).toEqual(["COUPONS", "COUPONS", "COUPONS"]);
  const all = sealed(rig);
  const signed = all.filter(({ signature }) => signature.length > 0);
  expect(Math.max(...signed.map(({ counter }) => counter))).toBe(22);
  expect(all.every(({ mac }) => mac.length === 32)).toBe(true);
  for (const { record, signature } of signed) expect(verifies(publicKey, record, signature)).toBe(true);
  expect(rig.taps()).toHaveLength(30);
  const { couponsLeft, unsignedRecords } = await status(rig);
  expect(couponsLeft).toBe(0);
  expect(unsignedRecords).toBe(all.length - signed.length);
});

test("where signatures are required, no card is accepted without a coupon", async () => {
  const { rig } = await start({ count: 8, required: true });
  tap(rig, 20);
  const all = sealed(rig);
  expect(rig.taps().length).toBeGreaterThan(3);
  expect(rig.taps().length).toBeLessThan(8);
  for (const { record, signature } of all) {
    if (messages.Record.decode(record).tap) expect(signature).toHaveLength(64);
  }
  expect((await status(rig)).couponsLeft).toBe(0);
});

test("coupons of another reader, of another key, or at another place are not used", async () => {
  const foreign = [
    createSigningKit({ keys, readerId: "other", count: 20 }),
    createSigningKit({ keys, readerId: "rig", version: 2, count: 20 }),
    createSigningKit({ keys, readerId: "rig", firstCounter: 2, count: 20 }),
  ];
  for (const { coupons } of foreign) {
    const { rig } = await start({ count: 20 }, ({ flash }) => flash.spare.fill(0xff).set(coupons, AT));
    tap(rig, 2);
    expect(sealed(rig).every(({ signature }) => signature.length === 0)).toBe(true);
    expect((await status(rig)).couponsLeft).toBe(0);
  }
});

test("a damaged coupon gives no signature, and the next one is good", async () => {
  const { rig, publicKey } = await start({ count: 20 }, ({ flash }) => {
    const at = AT + 48 + 44 * 2 + 7;
    flash.spare[at] = (flash.spare[at] ?? 0) ^ 4;
  });
  tap(rig, 4);
  for (const { record, signature, counter } of sealed(rig))
    expect(counter === 3 ? signature.length === 0 : verifies(publicKey, record, signature)).toBe(true);
});

test("the second sector goes on where the first one ends", async () => {
  const count = COUPONS_PER_SECTOR + 10;
  const { rig, publicKey } = await start({ count });
  tap(rig, count - 4);
  const all = sealed(rig).filter(({ signature }) => signature.length > 0);
  expect(Math.max(...all.map(({ counter }) => counter))).toBeGreaterThan(COUPONS_PER_SECTOR + 2);
  for (const { record, signature } of all) expect(verifies(publicKey, record, signature)).toBe(true);
});

test("a reader without a signing key sends what it sent before", async () => {
  const rig = await createRig({ secret });
  tap(rig, 1);
  expect(sealed(rig).every(({ signature }) => signature.length === 0)).toBe(true);
  expect(rig.host.hello?.certificate).toHaveLength(0);
});
