/**
 * Power goes at every flash operation of a scripted day on a reader that signs: marks and wiping of coupons included,
 * those after every byte. Whoever collects all signatures that ever leave the board learns nothing about its key.
 */
import "../support/espruino-globals.js";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createCoupons } from "../../firmware/sign/coupons.js";
import { createSigner, type Signer } from "../../firmware/sign/signer.js";
import { COUPON_SECTORS, messages } from "../../protocol/index.js";
import { createFleetKeys } from "../../sdk/keys/fleet.js";
import { COUPON_ADDRESS } from "../../sdk/signing/coupons.js";
import { signatureFits } from "../../sdk/signing/ed25519.js";
import { createSigningKit } from "../../sdk/signing/kit.js";
import { readerSigningKey } from "../../sdk/signing/reader-key.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { createFlash, SECTOR_BYTES, SPARE_BASE, type VirtualFlash } from "../../sdk/virtual/flash.js";
import { createSpy, recoverScalar, type Spied, type Spy } from "../support/leaked-key.js";
import {
  CONFIG,
  checkChain,
  createHostStore,
  type FlashOperation,
  type HostStore,
  type Life,
  startBoard,
} from "../support/store-rig.js";

const SECTORS = 4;
const COUPONS = 260;
const AT = COUPON_ADDRESS - SPARE_BASE;
const AREA = Math.ceil(COUPONS / 92) * SECTOR_BYTES;

const fleet = createFleetKeys(createHash("sha256").update("power cut signing").digest());
const kit = createSigningKit({ keys: fleet, readerId: "gate-7", count: COUPONS, notBeforeMs: 0 });
const publicKey = kit.config.publicKey as Uint8Array;
const boardKey = {
  table: toByteString(kit.config.table as Uint8Array),
  nonceSeed: toByteString(kit.config.nonceSeed as Uint8Array),
  publicKey: toByteString(publicKey),
  firstCounter: 1,
  coupons: COUPONS,
};

interface Image {
  readonly bytes: Uint8Array;
  readonly coupons: Uint8Array;
}

interface Moment {
  readonly operation: FlashOperation;
  readonly image: Image;
  readonly confirmed: readonly number[];
  readonly stored: ReadonlyMap<number, Uint8Array>;
  readonly seen: ReadonlyMap<string, Spied>;
}

function imageOf(flash: VirtualFlash): Image {
  return { bytes: flash.bytes.slice(), coupons: flash.spare.slice(AT, AT + AREA) };
}

/** One flash for all starts: a new one each time would spend its time on 1.5 MB of nothing. */
const reused = createFlash(() => {});

function restore(image: Image): VirtualFlash {
  reused.bytes.set(image.bytes);
  reused.spare.set(image.coupons, AT);
  reused.faults.cut = undefined;
  return reused;
}

function start(flash: VirtualFlash): { board: Life; signer: Signer } {
  const board = startBoard(flash, SECTORS, CONFIG);
  return {
    board,
    signer: createSigner(
      { ...boardKey },
      createCoupons("gate-7", boardKey, COUPON_SECTORS),
      board.journal,
      board.counter,
    ),
  };
}

/** What the session does: everything in the window leaves signed. Returns how many records had no signature. */
function send({ board, signer }: ReturnType<typeof start>, spy: Spy): number {
  let missing = 0;
  board.journal.counters.forEach((counter, i) => {
    const sealed = board.journal.records[i] ?? "";
    const signature = Buffer.from(signer.signatureOf(counter, sealed), "latin1");
    if (signature.length === 0) missing++;
    else spy.see(messages.SealedRecord.decode(Buffer.from(sealed, "latin1")).record, signature);
  });
  return missing;
}

function liveADay(): Moment[] {
  const moments: Moment[] = [];
  const confirmed: number[] = [];
  const host = createHostStore();
  const spy = createSpy(publicKey);
  const flash = createFlash(() => {});
  flash.spare.set(kit.coupons, AT);
  const { write, erasePage } = flash;
  function note(operation: FlashOperation): void {
    const stored = new Map(host.records);
    moments.push({ operation, image: imageOf(flash), confirmed: [...confirmed], stored, seen: new Map(spy.seen) });
  }
  Object.assign(flash, {
    write(data: Uint8Array, address: number) {
      note({ address, data: data.slice() });
      write(data, address);
    },
    erasePage(address: number) {
      note({ address });
      erasePage(address);
    },
  });
  for (let boot = 0; boot < 4; boot++) {
    const life = start(flash);
    for (let i = 0; i < 25; i++) {
      const counter = life.board.tap();
      if (counter) confirmed.push(counter);
      if (i % 3 !== 1) {
        if (send(life, spy)) throw new Error("a record without a signature on a good day");
        host.receive(life.board.journal, i % 4);
      }
      for (let idle = 0; idle < i % 5; idle++) {
        life.board.recorder.tend();
        life.signer.tend();
      }
    }
  }
  return moments;
}

/** Starts after a cut, sends all there is, taps again. Throws at anything that must not be. */
function recover(flash: VirtualFlash, { confirmed, stored, seen }: Moment): Spy {
  const host: HostStore = createHostStore(stored);
  const spy = createSpy(publicKey, seen);
  const life = start(flash);
  let missing = 0;
  for (let round = 0; life.board.journal.pending; round++) {
    if (round > 1000) throw new Error("the journal cannot be drained");
    missing += send(life, spy);
    host.receive(life.board.journal);
    life.signer.tend();
  }
  life.board.tap();
  missing += send(life, spy);
  host.receive(life.board.journal);
  for (let i = 0; i < 8; i++) life.signer.tend();
  for (const counter of confirmed) if (!host.records.has(counter)) throw new Error(`tap ${counter} is lost`);
  if (missing) throw new Error(`${missing} records without a signature`);
  checkChain(host.records);
  for (const [point, { message, signature }] of spy.seen)
    if (!seen.has(point) && !signatureFits(publicKey, message, signature)) throw new Error("a signature does not fit");
  return spy;
}

function isCoupon({ address }: FlashOperation): boolean {
  return address < SPARE_BASE + 0x180000;
}

test("at every flash operation: no coupon signs two messages, every signature fits, nothing is lost", () => {
  const moments = liveADay();
  let cuts = 0;
  let couponCuts = 0;
  for (const moment of moments) {
    const { operation, image } = moment;
    const size = operation.data?.length ?? SECTOR_BYTES;
    const step = isCoupon(operation) ? 1 : operation.data ? 23 : 1024;
    for (let bytes = 0; bytes <= size; bytes += step) {
      const flash = restore(image);
      flash.faults.cut = { afterOperations: 0, afterBytes: bytes };
      if (operation.data) flash.write(operation.data, operation.address);
      else flash.erasePage(operation.address);
      flash.faults.cut = undefined;
      try {
        recover(flash, moment);
      } catch (error) {
        throw new Error(`cut ${cuts}, at 0x${operation.address.toString(16)} after ${bytes} bytes`, { cause: error });
      }
      cuts++;
      if (isCoupon(operation)) couponCuts++;
    }
  }
  console.info(`power cuts of a signing reader: ${cuts}, ${couponCuts} of them in its coupons: no nonce used twice`);
  expect(couponCuts).toBeGreaterThan(2000);
  expect(moments.at(-1)?.seen.size).toBeGreaterThan(50);
}, 300_000);

test("a counter that begins anew, against all rules, still gives the key away to nobody: marks refuse", () => {
  const flash = restore({ bytes: new Uint8Array(reused.bytes.length).fill(0xff), coupons: kit.coupons });
  const spy = createSpy(publicKey);
  const first = start(flash);
  for (let i = 0; i < 3; i++) first.board.tap();
  send(first, spy);
  const signed = spy.seen.size;
  // The free partition is wiped, the coupons stay: the same counters for other records.
  flash.bytes.fill(0xff);
  const second = start(flash);
  second.board.recorder.setTime(1_790_000_000_000);
  for (let i = 0; i < 3; i++) second.board.tap();
  expect(send(second, spy)).toBeGreaterThan(2);
  expect(spy.seen.size).toBe(signed);
});

test("the test sees a leak: a nonce used twice gives the scalar, and the spy finds it", () => {
  const flash = restore({ bytes: new Uint8Array(reused.bytes.length).fill(0xff), coupons: kit.coupons });
  const taken: Spied[] = [];
  for (const life of [1, 2]) {
    flash.bytes.fill(0xff);
    // A flash whose marks went as well.
    flash.spare.set(kit.coupons, AT);
    const { board, signer } = start(flash);
    board.recorder.setTime(1_790_000_000_000 * life);
    board.tap();
    const sealed = board.journal.records[1] ?? "";
    const signature = Buffer.from(signer.signatureOf(board.journal.counters[1] ?? 0, sealed), "latin1");
    taken.push({ message: messages.SealedRecord.decode(Buffer.from(sealed, "latin1")).record, signature });
  }
  const [a, b] = taken as [Spied, Spied];
  expect(recoverScalar(publicKey, a, b)).toBe(readerSigningKey(fleet.signingSeed("gate-7", 1)).scalar);
  const spy = createSpy(publicKey);
  spy.see(a.message, a.signature);
  expect(() => spy.see(b.message, b.signature)).toThrow("the private key is out");
});
