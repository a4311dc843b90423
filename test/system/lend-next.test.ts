/** A desk borrows cards: whatever the policy says, no record is made, and cards without ISO-DEP are spoken to in frames. */
import { expect, test } from "vitest";
import { KetukError, Reader, type ReaderOptions } from "../../sdk/index.js";
import {
  createDesfireCard,
  createUidCard,
  createUltralightAesCard,
  createVirtualReader,
  demoCards,
} from "../../sdk/virtual/index.js";

const UID = Uint8Array.of(0x04, 0xa3, 0x1b, 0x62, 0x5e, 0x77, 0x80);
const GET_VERSION = Uint8Array.of(0x60);

async function open(options: Partial<ReaderOptions> = {}) {
  const virtual = createVirtualReader({ clock: "real" });
  const { path, binding, keys } = virtual;
  const reader = await Reader.open({ path, binding, keys, role: "issuer", ...options });
  const records: string[] = [];
  reader.on("record", ({ record }) => records.push(record.kind));
  return {
    virtual,
    reader,
    records,
    async [Symbol.asyncDispose]() {
      await reader.close();
      await virtual.close();
    },
  };
}

test("a card that the policy would take is lent instead, and leaves no record", async () => {
  await using rig = await open();
  const card = demoCards(rig.virtual.keys).genuine;
  const coming = rig.reader.lendNext({ withinMs: 5000 });
  await rig.virtual.advance(100);
  rig.virtual.place(card);
  await using lent = await coming;
  expect([lent.profile, lent.family, lent.sak, lent.atqa[0]]).toEqual([0, "desfire", 0x20, 0x44]);
  expect((await lent.transceive(GET_VERSION))[0]).toBe(0xaf);
  await expect(lent.transceiveRaw(GET_VERSION)).rejects.toMatchObject({ code: "bad-argument" });
  await lent.release();
  await rig.virtual.advance(300);
  rig.virtual.remove(card);
  await rig.virtual.advance(400);
  // The offer was for one card: the next is a tap again.
  await rig.virtual.present(card);
  expect((await rig.reader.taps().next()).value).toMatchObject({ method: "desfire-ev2" });
  expect((await rig.reader.status()).taps).toBe(1);
});

test("a card without ISO-DEP takes frames: data, ACK, and after a NAK it is there again", async () => {
  await using rig = await open();
  const card = createUltralightAesCard({ uid: UID, content: Uint8Array.of(1, 2, 3, 4) });
  const coming = rig.reader.lendNext();
  await rig.virtual.advance(100);
  rig.virtual.place(card);
  await using lent = await coming;
  expect([lent.family, lent.ats.length]).toEqual(["ultralight", 0]);
  expect([...(await lent.transceiveRaw(Uint8Array.of(0x30, 4)))].slice(0, 4)).toEqual([1, 2, 3, 4]);
  expect([...(await lent.transceiveRaw(Uint8Array.of(0xa2, 4, 9, 8, 7, 6)))]).toEqual([0x0a]);
  expect([...(await lent.transceiveRaw(Uint8Array.of(0xa2, 0, 9, 8, 7, 6)))]).toEqual([0x00]);
  expect([...(await lent.transceiveRaw(Uint8Array.of(0x30, 4)))].slice(0, 4)).toEqual([9, 8, 7, 6]);
  await expect(lent.transceive(GET_VERSION)).rejects.toMatchObject({ code: "bad-argument" });
});

test("a card that was lost in an exchange and still lies there is the next card again; one that left is not", async () => {
  await using rig = await open();
  const card = createDesfireCard({ uid: UID });
  const coming = rig.reader.lendNext();
  await rig.virtual.advance(100);
  rig.virtual.place(card);
  const first = await coming;
  rig.virtual.remove(card);
  await expect(first.transceive(GET_VERSION)).rejects.toMatchObject({ code: "card-removed" });
  rig.virtual.place(card);
  const again = await rig.reader.lendNext({ withinMs: 3000 });
  expect((await again.transceive(GET_VERSION))[0]).toBe(0xaf);
  rig.virtual.remove(card);
  await expect(again.transceive(GET_VERSION)).rejects.toMatchObject({ code: "card-removed" });
  await rig.virtual.advance(600);
  const other = createUidCard({ uid: Uint8Array.of(1, 2, 3, 4) });
  const next = rig.reader.lendNext({ withinMs: 3000 });
  await rig.virtual.advance(100);
  rig.virtual.place(other);
  expect([...(await next).uid]).toEqual([1, 2, 3, 4]);
});

test("nobody comes: the call ends in time, and a card that comes later is the policy's", async () => {
  await using rig = await open();
  await expect(rig.reader.lendNext({ withinMs: 200 })).rejects.toMatchObject({ code: "timeout" });
  const stop = new AbortController();
  const waiting = rig.reader.lendNext({ signal: stop.signal });
  await rig.virtual.advance(100);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ code: "aborted" });
  await rig.virtual.advance(100);
  await rig.virtual.present(demoCards(rig.virtual.keys).genuine);
  expect((await rig.reader.taps().next()).value).toMatchObject({ method: "desfire-ev2" });
});

test.each(["tap", "operator"] as const)(
  "the role %s borrows nothing, and the reader keeps a record of the attempt",
  async (role) => {
    await using rig = await open({ role });
    const error = await rig.reader.lendNext().catch((one: unknown) => one);
    expect(error).toMatchObject({ code: "refused", message: expect.stringContaining("forbidden") });
    expect((error as { hint?: string }).hint).toContain("issuer");
    expect((await rig.reader.status()).forbidden).toBe(1);
  },
);

test("a new session takes the offer of the one before back", async () => {
  const virtual = createVirtualReader({ clock: "real" });
  const { path, binding, keys } = virtual;
  const desk = await Reader.open({ path, binding, keys, role: "issuer" });
  const waiting = desk.lendNext().catch((error: unknown) => error);
  await virtual.advance(200);
  // The desk's program dies: what it asked for is not taken back by it.
  await binding.port?.close();
  await desk.close();
  expect(await waiting).toBeInstanceOf(KetukError);
  await using gate = await Reader.open({ path, binding, keys, role: "tap" });
  await virtual.present(demoCards(keys).genuine);
  expect((await gate.taps().next()).value).toMatchObject({ method: "desfire-ev2", refusal: "none" });
  await virtual.close();
});
