/** The NTAG 424 DNA client against the virtual card, and the SUN message that this card writes. cards.md section 7. */
import { describe, expect, it } from "vitest";
import { type Ntag424Client, openNtag424 } from "../../../sdk/card/ntag424.js";
import { createCallbackCardKeys } from "../../../sdk/keys/card-keys.js";
import { createSunVerifier } from "../../../sdk/verify/sun.js";
import { createNtag424Card } from "../../../sdk/virtual/cards/ntag424.js";
import { presentCard } from "../../support/card-channel.js";
import { bytes } from "../../support/pcd.js";

const UID = bytes("04C767F2066180");
const CARD_KEYS = Array.from({ length: 5 }, (_, i) => bytes(`A0B1C2D3E4F5061728394A5B6C7D8E9${i}`));
const SIGNATURE = Uint8Array.from({ length: 56 }, (_, i) => i);
const keys = createCallbackCardKeys({
  versions: { 1: [1] },
  callback: ({ keyNumber, applicationId }) => (applicationId ? undefined : CARD_KEYS[keyNumber]),
});

async function opened(keyNumber?: number): Promise<Ntag424Client> {
  const card = createNtag424Card({ uid: UID, keys: CARD_KEYS, signature: SIGNATURE });
  const ntag = openNtag424(presentCard(card), { keys });
  expect(await ntag.selectApplication()).toEqual({ ok: true, value: undefined });
  if (keyNumber !== undefined) expect((await ntag.authenticate({ keyNumber, slot: 1 })).ok).toBe(true);
  return ntag;
}

describe("openNtag424", () => {
  it("proves the card and gets its UID", async () => {
    const ntag = await opened(0);
    expect(ntag.session).toEqual({ protocol: "ev2", keyNumber: 0, slot: 1, version: 1 });
    expect(await ntag.getCardUid()).toEqual({ ok: true, value: UID });
    expect(await ntag.getVersion()).toMatchObject({ ok: true, value: { product: "ntag424", uid: UID } });
  });

  it("writes and reads the enciphered file", async () => {
    const ntag = await opened(3);
    const data = Uint8Array.from({ length: 128 }, (_, i) => 200 - i);
    expect(await ntag.getFileSettings(3)).toMatchObject({
      value: { mode: "full", sizeBytes: 128, rights: { read: 2, write: 3, readWrite: 3, change: 0 } },
    });
    expect(await ntag.writeData(3, data)).toEqual({ ok: true, value: undefined });
    expect(await ntag.readData(3)).toEqual({ ok: true, value: { data, isAuthentic: true } });
    expect(await ntag.authenticateNonFirst({ keyNumber: 2, slot: 1 })).toMatchObject({ ok: true });
    expect(await ntag.readData(3, { offset: 100, lengthBytes: 28 })).toMatchObject({
      value: { data: data.slice(100), isAuthentic: true },
    });
  });

  it("writes and reads more than one APDU takes", async () => {
    const ntag = await opened();
    const data = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(await ntag.writeData(2, data, { mode: "plain" })).toEqual({ ok: true, value: undefined });
    expect(await ntag.readData(2)).toEqual({ ok: true, value: { data, isAuthentic: false } });
  });

  it("reads the originality signature with and without a session", async () => {
    expect(await (await opened()).readSignature()).toEqual({ ok: true, value: SIGNATURE });
    expect(await (await opened(1)).readSignature()).toEqual({ ok: true, value: SIGNATURE });
  });

  it("says what a card of another kind answers", async () => {
    const ntag = openNtag424({ uid: UID, transceive: async () => bytes("6A82") });
    expect(await ntag.selectApplication()).toMatchObject({ ok: false, reason: "refused", status: 0x6a82 });
    expect(await ntag.getVersion()).toEqual({ ok: false, reason: "no-session" });
  });

  it("takes a wrong key for what it is", async () => {
    const card = createNtag424Card({ uid: UID });
    const ntag = openNtag424(presentCard(card), { keys });
    await ntag.selectApplication();
    expect(await ntag.authenticate({ keyNumber: 0, slot: 1 })).toMatchObject({ ok: false, reason: "wrong-key" });
    expect(card.inspect().keys[0].totalFailureCount).toBe(1);
    await ntag.selectApplication();
    expect(await ntag.authenticate({ keyNumber: 0, slot: 1 })).toEqual({ ok: false, reason: "already-tried" });
    expect(card.inspect().keys[0].totalFailureCount).toBe(1);
  });

  it("shows phones a SUN message that verifies once, with a counter that the card proves", async () => {
    const [start, middle] = ["\0\x5dU\x04city.example/t?e=", "&m="];
    const picc = "0".repeat(32);
    const macOffset = start.length + picc.length + middle.length;
    const picture = Buffer.from(`${start}${picc}${middle}${"0".repeat(16)}`, "latin1");
    const card = createNtag424Card({
      uid: UID,
      keys: CARD_KEYS,
      files: { 2: { data: picture } },
      sdm: {
        mirrorUid: true,
        mirrorReadCounter: true,
        metaRead: 2,
        fileRead: 1,
        counterRetrieve: 1,
        piccDataOffset: start.length,
        macInputOffset: macOffset,
        macOffset,
      },
    });
    const sun = createSunVerifier({
      metaReadKey: CARD_KEYS[2],
      fileReadKey: () => CARD_KEYS[1],
      url: "https://city.example/t?e={picc}&m={mac}",
    });
    for (let count = 1; count <= 3; count++) {
      const ntag = openNtag424(presentCard(card), { keys });
      await ntag.selectApplication();
      const read = await ntag.readData(2, { mode: "plain", lengthBytes: picture.length });
      if (!read.ok) return expect.unreachable();
      const url = `https://${Buffer.from(read.value.data).toString("latin1").slice(4)}`;
      expect(await sun.verify(url)).toMatchObject({ ok: true, uidHex: "04C767F2066180", counter: count });
      expect(await sun.verify(url)).toMatchObject({ ok: false, reason: "replayed" });
      await ntag.authenticate({ keyNumber: 1, slot: 1 });
      expect(await ntag.getFileCounters(2)).toEqual({ ok: true, value: count });
    }
  });
});
