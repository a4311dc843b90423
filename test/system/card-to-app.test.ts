/** A card is tapped, the app gets a tap it can trust: the whole way, through the serial stream, without real waiting. */
import { expect, test } from "vitest";
import { Reader } from "../../sdk/index.js";
import { createVerifier } from "../../sdk/verify/index.js";
import { createUidCard, createVirtualReader, demoCards } from "../../sdk/virtual/index.js";

async function openVirtual(options: Parameters<typeof createVirtualReader>[0] = {}) {
  const virtual = createVirtualReader(options);
  const reader = await Reader.open({ path: virtual.path, binding: virtual.binding, keys: virtual.keys });
  const taps = reader.taps();
  return {
    virtual,
    reader,
    async tap() {
      const { value } = await taps.next();
      if (!value) throw new Error("no tap");
      return value;
    },
    async [Symbol.asyncDispose]() {
      await reader.close();
      await virtual.close();
    },
  };
}

test("a genuine card, a copy with the wrong key and a plain card each get their own verdict", async () => {
  await using rig = await openVirtual({ id: "gate-1" });
  const cards = demoCards(rig.virtual.keys);
  await rig.virtual.present(cards.genuine);
  await rig.virtual.present(cards.clone);
  await rig.virtual.present(cards.plain);
  const [genuine, clone, plain] = [await rig.tap(), await rig.tap(), await rig.tap()];

  expect(genuine).toMatchObject({ reader: "gate-1", family: "desfire", assurance: "mutual-aes", refusal: "none" });
  expect(genuine.verdict).toMatchObject({ ok: true, reason: "genuine" });
  expect(new TextDecoder().decode(genuine.credential)).toMatch(/^resident 0001\0+$/);
  expect(genuine.uidHex).toBe("04A31B625E7780");

  expect(clone).toMatchObject({ family: "desfire", assurance: "none", refusal: "wrong-key", uidHex: "04A31B625E7780" });
  expect(clone.verdict).toMatchObject({ ok: false, reason: "card-refused" });
  expect(clone.credential).toHaveLength(0);

  expect(plain).toMatchObject({ family: "classic", assurance: "uid", refusal: "none", uidHex: "5A0C9E41" });
  expect(plain.verdict).toMatchObject({ ok: false, reason: "too-weak" });
  expect([clone.counter, plain.counter]).toEqual([genuine.counter + 1, genuine.counter + 2]);
});

test("another back end with the same fleet secret reaches the same verdict from the sealed bytes alone", async () => {
  await using rig = await openVirtual();
  await rig.virtual.present(demoCards(rig.virtual.keys).genuine);
  const tap = await rig.tap();
  expect(createVerifier({ keys: rig.virtual.keys }).verify(tap.sealed)).toMatchObject({ ok: true, reason: "genuine" });
});

test("the reader forgets a tap only when the app has acknowledged it", async () => {
  await using rig = await openVirtual();
  await rig.virtual.present(createUidCard({ uid: Uint8Array.of(1, 2, 3, 4) }));
  const tap = await rig.tap();
  expect((await rig.reader.status()).pending).toBe(1);
  tap.ack();
  await rig.virtual.advance(200);
  expect((await rig.reader.status()).pending).toBe(0);
});

test("a tap that was not acknowledged comes again to the next host, the same byte for byte", async () => {
  await using rig = await openVirtual();
  await rig.virtual.present(demoCards(rig.virtual.keys).genuine);
  const first = await rig.tap();
  await rig.reader.close();
  await using again = await Reader.open({
    path: rig.virtual.path,
    binding: rig.virtual.binding,
    keys: rig.virtual.keys,
  });
  for await (const tap of again.taps()) {
    expect(tap.sealed).toEqual(first.sealed);
    expect(tap.verdict.ok).toBe(true);
    break;
  }
});

test("UIDs of 4, 7 and 10 bytes are read whole, and random ones are flagged", async () => {
  await using rig = await openVirtual();
  const uids = [
    [0x08, 1, 2, 3],
    [4, 5, 6, 7, 8, 9, 10],
    [4, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  ];
  for (const uid of uids) await rig.virtual.present(createUidCard({ uid: Uint8Array.from(uid), sak: 0 }));
  const taps = [await rig.tap(), await rig.tap(), await rig.tap()];
  expect(taps.map((tap) => [...tap.uid])).toEqual(uids);
  expect(taps.map((tap) => tap.randomUid)).toEqual([true, false, false]);
});

test("a reader that accepts no plain cards refuses them itself", async () => {
  await using rig = await openVirtual({ config: { policy: { acceptUid: false } } });
  await rig.virtual.present(demoCards(rig.virtual.keys).plain);
  expect(await rig.tap()).toMatchObject({ assurance: "none", refusal: "not-accepted" });
});

test("a reader in lab state seals nothing, and says so", async () => {
  await using rig = await openVirtual({ config: "none" });
  await rig.virtual.present(createUidCard({ uid: Uint8Array.of(1, 2, 3, 4) }));
  const tap = await rig.tap();
  expect(rig.reader.info.state).toBe("lab");
  expect(tap.verdict).toMatchObject({ ok: false, reason: "unsealed" });
});

test("what is acknowledged just before closing reaches the reader, though the line is busy", async () => {
  await using rig = await openVirtual();
  const { virtual, reader } = rig;
  await virtual.present(createUidCard({ uid: Uint8Array.of(1, 2, 3, 4) }));
  const tap = await rig.tap();
  // A frame is written, and the pause after it has begun.
  const pinging = reader.ping().catch(() => undefined);
  tap.ack();
  await Promise.all([reader.close(), pinging]);
  await using later = await Reader.open({ path: virtual.path, binding: virtual.binding, keys: virtual.keys });
  expect((await later.status()).pending).toBe(0);
});
