/** Signing coupons that come over the line: taken in order, for counters that nobody has used, and not by halves. */
import "../support/espruino-globals.js";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Code } from "../../firmware/link/messages.js";
import { createCoupons } from "../../firmware/sign/coupons.js";
import { COUPON_HEAD_BYTES, COUPON_SECTORS, COUPONS_PER_SECTOR } from "../../protocol/index.js";
import { type KetukError, Reader } from "../../sdk/index.js";
import { publicKeyOf } from "../../sdk/signing/ed25519.js";
import { createSigningKit } from "../../sdk/signing/kit.js";
import { createSignatureVerifier } from "../../sdk/verify/index.js";
import { createUidCard, createVirtualReader, type VirtualReader } from "../../sdk/virtual/index.js";
import { resetEspruino } from "../support/espruino-globals.js";

const CARD = createUidCard({ uid: Uint8Array.of(9, 8, 7, 6) });
let virtual: VirtualReader | undefined;

beforeEach(() => resetEspruino());
afterEach(async () => {
  await virtual?.close();
  virtual = undefined;
});

/** A reader whose coupons end after the first sector. */
async function open() {
  virtual = createVirtualReader({ id: "gate-7", signing: { count: COUPONS_PER_SECTOR } });
  const { path, binding, keys } = virtual;
  const reader = await Reader.open({ path, binding, keys, role: "maintainer", minimumAssurance: "uid" });
  return { virtual, reader };
}

function kitFor(one: VirtualReader, firstCounter: number, sectors: number) {
  return createSigningKit({ keys: one.keys, readerId: one.id, firstCounter, count: sectors * COUPONS_PER_SECTOR });
}

test("a reader that has signed its last record signs again after a refill, under the same key, and after a restart", async () => {
  const { virtual: one, reader } = await open();
  const { certificate } = kitFor(one, 1, 1);
  const verifier = createSignatureVerifier({
    fleetPublicKey: publicKeyOf(one.keys.certificateSeed(1)),
    certificates: [certificate],
    minimumAssurance: "uid",
  });
  const taps = reader.taps();
  async function tap(): Promise<string> {
    await one.present(CARD, { forMs: 200 });
    const { value } = await taps.next();
    if (!value) throw new Error("no tap");
    value.ack();
    return verifier.verify(value.sealed).reason;
  }
  while ((await reader.status()).couponsLeft > 0) await tap();
  expect(await tap()).toBe("no-signature");
  const { couponsEnd } = await reader.status();
  expect(couponsEnd).toBe(1 + COUPONS_PER_SECTOR);
  expect(await reader.storeCoupons(kitFor(one, couponsEnd, 2).coupons)).toBe(2);
  expect((await reader.status()).couponsEnd).toBe(1 + 3 * COUPONS_PER_SECTOR);
  expect(await tap()).toBe("genuine");
  one.restart();
  await one.advance(3000);
  expect((await reader.status({ timeoutMs: 20_000 })).couponsEnd).toBe(1 + 3 * COUPONS_PER_SECTOR);
  expect(await tap()).toBe("genuine");
  await reader.close();
}, 60_000);

test("anything but whole sectors is refused by name, and so are roles below maintainer", async () => {
  const { virtual: one, reader } = await open();
  await expect(reader.storeCoupons(new Uint8Array(100))).rejects.toMatchObject({ code: "bad-argument" });
  await reader.close();
  const { path, binding, keys } = one;
  await using till = await Reader.open({ path, binding, keys, role: "operator" });
  const refused = await till.storeCoupons(new Uint8Array(4096)).catch((error: KetukError) => error);
  expect(refused).toMatchObject({ code: "refused", message: expect.stringContaining("forbidden") });
});

describe("on the board", () => {
  const key = { publicKey: "p".repeat(32), nonceSeed: "n".repeat(32), firstCounter: 1 };
  const PIECE = 256;
  const FULL = 1 + COUPON_SECTORS * COUPONS_PER_SECTOR;

  /** Gives a sector that begins at a counter, up to so many bytes of it. */
  function give(coupons: ReturnType<typeof createCoupons>, first: number, needed: number, stop = 4096): Code {
    let code = Code.OK;
    for (let offset = COUPON_HEAD_BYTES; offset < stop && !code; offset += PIECE)
      code = coupons.store(first, offset, "c".repeat(Math.min(PIECE, 4096 - offset)), needed);
    return code;
  }

  test("a full ring takes a sector only in the place of one that is used up", () => {
    const coupons = createCoupons("r", { ...key, coupons: FULL - 1 }, COUPON_SECTORS);
    expect(coupons.end()).toBe(FULL);
    expect(give(coupons, FULL, COUPONS_PER_SECTOR)).toBe(Code.BUSY);
    expect(give(coupons, FULL, 1 + COUPONS_PER_SECTOR)).toBe(Code.OK);
    expect(coupons.end()).toBe(FULL + COUPONS_PER_SECTOR);
    expect(give(coupons, FULL + COUPONS_PER_SECTOR, 1 + COUPONS_PER_SECTOR)).toBe(Code.BUSY);
    expect(createCoupons("r", { ...key, coupons: FULL - 1 }, COUPON_SECTORS).end()).toBe(FULL + COUPONS_PER_SECTOR);
  });

  test("a sector that was cut short does not count, and can be given again", () => {
    const config = { ...key, coupons: COUPONS_PER_SECTOR };
    const first = 1 + COUPONS_PER_SECTOR;
    const coupons = createCoupons("r", config, COUPON_SECTORS);
    expect(give(coupons, first, 1, 2000)).toBe(Code.OK);
    const again = createCoupons("r", config, COUPON_SECTORS);
    expect(again.end()).toBe(first);
    expect(again.store(first, 2000, "c", 1)).toBe(Code.BAD_REQUEST);
    expect(give(again, first, 1)).toBe(Code.OK);
    expect(again.end()).toBe(first + COUPONS_PER_SECTOR);
  });

  test("coupons for other counters than the next ones are refused", () => {
    const coupons = createCoupons("r", { ...key, coupons: COUPONS_PER_SECTOR }, COUPON_SECTORS);
    for (const first of [1, 2, COUPONS_PER_SECTOR, 2 + COUPONS_PER_SECTOR, 1 + 2 * COUPONS_PER_SECTOR])
      expect(give(coupons, first, 1)).toBe(Code.BAD_REQUEST);
  });
});
