/** The DESFire client against the virtual card over the virtual air. cards.md section 6; peers.md T18, T24. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DesfireClientOptions, openDesfire } from "../../../sdk/card/desfire.js";
import { proveCardKey } from "../../../sdk/card/proof.js";
import { createCallbackAuthenticator, createCallbackCardKeys } from "../../../sdk/keys/card-keys.js";
import { createDesfireCard } from "../../../sdk/virtual/cards/desfire.js";
import { createChannel, type Interference, presentCard } from "../../support/card-channel.js";
import { bytes } from "../../support/pcd.js";

const UID = bytes("04DE5F1EACC040");
const APP = bytes("010203");
const KEY_0 = bytes("A0B1C2D3E4F5061728394A5B6C7D8E9F");
const KEY_1 = bytes("0F1E2D3C4B5A69788796A5B4C3D2E1F0");
const WRONG = bytes("FF1E2D3C4B5A69788796A5B4C3D2E1F0");
const LONG = Uint8Array.from({ length: 200 }, (_, i) => i);
const CREDENTIAL = Uint8Array.from({ length: 32 }, (_, i) => 0xa0 + i);

const virtual = (options: { randomUid?: boolean; generation?: "ev1" | "ev2" | "ev3" } = {}) =>
  createDesfireCard({
    uid: UID,
    ...options,
    applications: [
      { id: bytes("0A0B0C"), keys: [KEY_0], files: [{ number: 2, mode: "plain", read: "free", data: CREDENTIAL }] },
      {
        id: APP,
        keys: [KEY_0, KEY_1],
        files: [
          { number: 0, mode: "plain", read: "free", data: LONG },
          { number: 1, mode: "mac", read: 1, data: LONG },
          { number: 2, mode: "full", read: 1, write: 1, data: LONG },
          { number: 4, mode: "plain", read: 1, write: 1, data: CREDENTIAL },
          { number: 5, mode: "full", read: "free", data: CREDENTIAL },
          { number: 6, type: "backup", mode: "mac", read: 1, write: 1, data: CREDENTIAL },
          {
            number: 7,
            type: "value",
            mode: "mac",
            read: 1,
            write: 0,
            readWrite: 1,
            lower: -100,
            upper: 1000,
            value: 500,
            isLimitedCreditEnabled: true,
          },
        ],
      },
    ],
  });

/** Version 2 is the newest. */
const versions = (newest: Uint8Array | undefined, before: Uint8Array | undefined) =>
  createCallbackCardKeys({
    versions: { 1: [2, 1] },
    callback: ({ keyNumber, version }) => (keyNumber === 0 ? KEY_0 : version === 2 ? newest : before),
  });

const KEYS = versions(KEY_1, WRONG);

function open(options: DesfireClientOptions = {}, interference: Interference = {}) {
  const channel = presentCard(virtual(), interference);
  return { channel, card: openDesfire(channel, { keys: KEYS, ...options }) };
}

async function opened(options: DesfireClientOptions = {}, interference: Interference = {}) {
  const { channel, card } = open(options, interference);
  expect(await card.selectApplication(APP)).toEqual({ ok: true, value: undefined });
  expect((await card.authenticate({ keyNumber: 1, slot: 1 })).ok).toBe(true);
  return { channel, card };
}

describe.each(["native", "wrapped"] as const)("framed %s", (framing) => {
  it("reads what the file holds, with the protection of the file", async () => {
    const { card } = await opened({ framing });
    expect(card.session).toEqual({ protocol: "ev2", keyNumber: 1, slot: 1, version: 2 });
    expect(await card.readData(0)).toEqual({ ok: true, value: { data: LONG, isAuthentic: false } });
    expect(await card.readData(1)).toEqual({ ok: true, value: { data: LONG, isAuthentic: true } });
    expect(await card.readData(2)).toEqual({ ok: true, value: { data: LONG, isAuthentic: true } });
    expect(await card.readData(4)).toEqual({ ok: true, value: { data: CREDENTIAL, isAuthentic: false } });
    expect(await card.readData(5)).toEqual({ ok: true, value: { data: CREDENTIAL, isAuthentic: false } });
    expect(await card.getCardUid()).toEqual({ ok: true, value: UID });
  });

  it("writes over several frames and reads back from any offset", async () => {
    const { card } = await opened({ framing });
    const data = Uint8Array.from({ length: 150 }, (_, i) => 255 - i);
    expect(await card.writeData(2, data, { offset: 20 })).toEqual({ ok: true, value: undefined });
    const expected = Uint8Array.from(LONG);
    expected.set(data, 20);
    expect(await card.readData(2)).toEqual({ ok: true, value: { data: expected, isAuthentic: true } });
    expect(await card.readData(2, { offset: 19, lengthBytes: 3, mode: "full" })).toEqual({
      ok: true,
      value: { data: expected.slice(19, 22), isAuthentic: true },
    });
    expect(await card.writeData(4, bytes("0102"), { offset: 1 })).toEqual({ ok: true, value: undefined });
    expect(await card.readData(4, { lengthBytes: 3 })).toMatchObject({ value: { data: bytes("A00102") } });
  });

  it("gets version and settings, in a session and without", async () => {
    const { card } = open({ framing });
    expect(await card.getVersion()).toMatchObject({ ok: true, value: { product: "desfire-ev2", uid: UID } });
    await card.selectApplication(APP);
    await card.authenticate({ keyNumber: 1, slot: 1 });
    expect(await card.getVersion()).toMatchObject({ ok: true, value: { product: "desfire-ev2", uid: UID } });
    expect(await card.getFileSettings(1)).toMatchObject({
      value: { type: "standard", mode: "mac", sizeBytes: 200, rights: { read: 1, write: "never" } },
    });
  });
});

describe.each(["ev1", "ev2", "ev3"] as const)("a DESFire %s", (generation) => {
  const isEv1 = generation === "ev1";
  async function begin(keyNumber = 1) {
    const channel = presentCard(virtual({ generation }));
    const card = openDesfire(channel, { keys: KEYS });
    await card.selectApplication(APP);
    const session = await card.authenticate({ keyNumber, slot: 1 });
    expect(session).toMatchObject({ ok: true, value: { protocol: isEv1 ? "ev1" : "ev2" } });
    return card;
  }

  it("reads and writes in every mode", async () => {
    const card = await begin();
    expect(await card.getVersion()).toMatchObject({ value: { product: `desfire-${generation}`, uid: UID } });
    expect(await card.getCardUid()).toEqual({ ok: true, value: UID });
    for (const [file, data, isAuthentic] of [
      [0, LONG, isEv1],
      [1, LONG, true],
      [2, LONG, true],
      [4, CREDENTIAL, isEv1],
    ] as const) {
      expect(await card.readData(file)).toEqual({ ok: true, value: { data, isAuthentic } });
    }
    const data = Uint8Array.from({ length: 150 }, (_, i) => 255 - i);
    for (const [file, part] of [
      [2, data],
      [4, data.subarray(0, 20)],
    ] as const) {
      expect(await card.writeData(file, part, { offset: 7 })).toEqual({ ok: true, value: undefined });
      expect(await card.readData(file, { offset: 7, lengthBytes: part.length })).toMatchObject({
        value: { data: Uint8Array.from(part) },
      });
    }
  });

  it("keeps changes back until the commit", async () => {
    const card = await begin();
    expect(await card.getValue(7)).toEqual({ ok: true, value: { value: 500, isAuthentic: true } });
    expect((await card.debit(7, 300)).ok).toBe(true);
    expect((await card.credit(7, 50)).ok).toBe(true);
    expect((await card.writeData(6, bytes("FFFE"))).ok).toBe(true);
    expect(await card.getValue(7)).toMatchObject({ value: { value: 500 } });
    expect(await card.commitTransaction()).toEqual({ state: "committed" });
    expect(await card.getValue(7)).toMatchObject({ value: { value: 250 } });
    expect(await card.readData(6, { lengthBytes: 3 })).toEqual({
      ok: true,
      value: { data: bytes("FFFEA2"), isAuthentic: true },
    });
    expect((await card.limitedCredit(7, 200)).ok).toBe(true);
    expect(await card.abortTransaction()).toEqual({ ok: true, value: undefined });
    expect(await card.getValue(7)).toMatchObject({ value: { value: 250 } });
    expect(await card.commitTransaction()).toMatchObject({ state: "unknown", fault: { statusName: "no-changes" } });
  });

  it("goes below zero where its limits allow, and no further", async () => {
    const card = await begin();
    expect((await card.debit(7, 600)).ok).toBe(true);
    expect(await card.commitTransaction()).toEqual({ state: "committed" });
    expect(await card.getValue(7)).toMatchObject({ value: { value: -100 } });
    expect(await card.debit(7, 1)).toMatchObject({ ok: false, reason: "refused", statusName: "boundary-error" });
    expect(card.session).toBeUndefined();
  });
});

describe("authentication", () => {
  it("takes the version before when the newest does not fit, and says so", async () => {
    const { card } = open({ keys: versions(WRONG, KEY_1) });
    await card.selectApplication(APP);
    expect(await card.authenticate({ keyNumber: 1, slot: 1 })).toMatchObject({ ok: true, value: { version: 1 } });
    expect((await card.readData(2)).ok).toBe(true);
  });

  it("tries no key twice in one presentation, also through another client", async () => {
    const channel = presentCard(virtual());
    const keys = versions(WRONG, WRONG);
    const card = openDesfire(channel, { keys });
    await card.selectApplication(APP);
    expect(await card.authenticate({ keyNumber: 1, slot: 1 })).toMatchObject({
      ok: false,
      reason: "wrong-key",
      statusName: "authentication-error",
    });
    const tried = channel.commands.length;
    expect(channel.commands.filter((command) => command.startsWith("71")).length).toBe(2);
    expect(await card.authenticate({ keyNumber: 1, slot: 1 })).toEqual({ ok: false, reason: "already-tried" });
    expect(channel.commands.length).toBe(tried);
    const again = openDesfire(channel, { keys });
    await again.selectApplication(APP);
    expect(await again.authenticate({ keyNumber: 1, slot: 1 })).toEqual({ ok: false, reason: "already-tried" });
  });

  it("sends nothing without a key", async () => {
    const { card, channel } = open({ keys: versions(undefined, undefined) });
    await card.selectApplication(APP);
    expect(await card.authenticate({ keyNumber: 1, slot: 1 })).toEqual({ ok: false, reason: "unknown-key" });
    expect(await card.authenticate({ keyNumber: 1, slot: 7 })).toEqual({ ok: false, reason: "unknown-key" });
    expect(channel.commands).toEqual(["5A010203"]);
  });

  it("changes the key within the session", async () => {
    const { card } = await opened();
    expect(await card.authenticateNonFirst({ keyNumber: 0, slot: 1 })).toMatchObject({
      ok: true,
      value: { keyNumber: 0 },
    });
    expect(await card.getCardUid()).toEqual({ ok: true, value: UID });
    expect(await card.readData(2, { mode: "full", lengthBytes: 1 })).toMatchObject({ ok: false, reason: "refused" });
  });

  it("asks for EV1 only where it may", async () => {
    const ev1 = (command: Uint8Array) => Uint8Array.of(command[0] === 0x71 ? 0x1c : 0xae);
    const commands = async (protocol: "auto" | "ev2") => {
      const channel = createChannel(UID, ev1);
      await openDesfire(channel, { keys: KEYS }).authenticate({ keyNumber: 1, slot: 1, protocol });
      return channel.commands;
    };
    expect(await commands("auto")).toEqual(["710100", "AA01"]);
    expect(await commands("ev2")).toEqual(["710100"]);
  });

  it("waits for a card that asks for a pause: it is not a wrong card", async () => {
    const channel = createChannel(UID, () => Uint8Array.of(0xad));
    expect(await openDesfire(channel, { keys: KEYS }).authenticate({ keyNumber: 1, slot: 1 })).toEqual({
      ok: false,
      reason: "delayed",
      status: 0xad,
      statusName: "authentication-delay",
    });
    expect(channel.commands.length).toBe(1);
  });

  it("does not believe a card that cannot prove the key itself", async () => {
    const { card } = open(
      {},
      {
        answer: (answer, index) => {
          if (index === 2) answer[7] = (answer[7] ?? 0) ^ 1;
          return answer;
        },
      },
    );
    await card.selectApplication(APP);
    expect(await card.authenticate({ keyNumber: 1, slot: 1 })).toEqual({ ok: false, reason: "bad-proof" });
    expect(await card.readData(0)).toEqual({ ok: false, reason: "no-session" });
  });

  it("finds the real UID of a card that hides it", async () => {
    const card = openDesfire(presentCard(virtual({ randomUid: true })), { keys: KEYS });
    expect(card.uid[0]).toBe(0x08);
    await card.selectApplication(APP);
    await card.authenticate({ keyNumber: 1, slot: 1, uid: UID });
    expect(await card.getCardUid()).toEqual({ ok: true, value: UID });
  });

  it("goes on after a SAM that gave up in the middle", async () => {
    const keys = createCallbackAuthenticator({
      versions: { 1: [2, 1] },
      callback: ({ version }, challenge) => (version === 1 ? proveCardKey(KEY_1, challenge) : undefined),
    });
    const { card } = open({ keys });
    await card.selectApplication(APP);
    expect(await card.authenticate({ keyNumber: 1, slot: 1 })).toMatchObject({ ok: true, value: { version: 1 } });
    expect((await card.readData(2)).ok).toBe(true);
  });

  it("refuses the token of a SAM that is none", async () => {
    const callback = () => ({ token: new Uint8Array(31), finish: () => undefined });
    const { card, channel } = open({ keys: createCallbackAuthenticator({ versions: { 1: [1] }, callback }) });
    await card.selectApplication(APP);
    await expect(card.authenticate({ keyNumber: 1, slot: 1 })).rejects.toThrow('"token"');
    expect(channel.commands).toEqual(["5A010203", "710100"]);
    expect(await card.readData(0)).toEqual({ ok: false, reason: "no-session" });
  });

  it("needs keys", async () => {
    const card = openDesfire(presentCard(virtual()));
    await expect(card.authenticate({ keyNumber: 1, slot: 1 })).rejects.toMatchObject({ code: "bad-argument" });
  });
});

it("asks for settings once per application and session", async () => {
  const { card, channel } = await opened();
  await card.readData(2);
  await card.readData(2);
  expect(channel.commands.filter((command) => command.startsWith("F5")).length).toBe(1);
  await card.selectApplication(bytes("0A0B0C"));
  expect(await card.readData(2)).toEqual({ ok: true, value: { data: CREDENTIAL, isAuthentic: false } });
  await card.selectApplication(APP);
  expect(await card.getFileSettings(2)).toMatchObject({ value: { mode: "full" } });
  await card.authenticate({ keyNumber: 1, slot: 1 });
  await card.getFileSettings(2);
  expect(channel.commands.filter((command) => command.startsWith("F5")).length).toBe(4);
});

describe("a lost session", () => {
  it("ends with a changed answer, any bit of it, and nothing goes on in plain", async () => {
    for (let bit = 0; bit < (32 + 16 + 8) * 8; bit += 5) {
      const { card, channel } = await opened(
        {},
        {
          answer: (answer, index) => {
            if (index === 3) answer[1 + (bit >> 3)] = (answer[1 + (bit >> 3)] ?? 0) ^ (1 << (bit & 7));
            return answer;
          },
        },
      );
      const read = await card.readData(2, { mode: "full", lengthBytes: 32 });
      expect(read).toEqual({ ok: false, reason: "bad-mac" });
      const sent = channel.commands.length;
      expect(card.session).toBeUndefined();
      expect(await card.readData(0)).toEqual({ ok: false, reason: "no-session" });
      expect(await card.getFileSettings(0)).toEqual({ ok: false, reason: "no-session" });
      expect(await card.commitTransaction()).toEqual({
        state: "not-sent",
        fault: { ok: false, reason: "no-session" },
      });
      expect(channel.commands.length).toBe(sent);
      expect((await card.selectApplication(APP)).ok).toBe(true);
      expect((await card.readData(0)).ok).toBe(true);
    }
  });

  it("ends with a refusal, which anybody could have made", async () => {
    const { card } = await opened();
    expect(await card.readData(31, { mode: "full", lengthBytes: 1 })).toEqual({
      ok: false,
      reason: "refused",
      status: 0xf0,
      statusName: "file-not-found",
    });
    expect(await card.getVersion()).toEqual({ ok: false, reason: "no-session" });
  });

  it("ends when the card leaves", async () => {
    const { card } = await opened({}, { answer: (answer, index) => (index < 3 ? answer : undefined) });
    expect(await card.readData(2)).toMatchObject({
      ok: false,
      reason: "no-answer",
      cause: { message: "the card is gone" },
    });
    expect(await card.getCardUid()).toEqual({ ok: false, reason: "no-session" });
  });

  it("needs one for what is protected", async () => {
    const { card, channel } = open();
    await card.selectApplication(APP);
    expect(await card.getCardUid()).toEqual({ ok: false, reason: "no-session" });
    expect(await card.readData(1)).toEqual({ ok: false, reason: "no-session" });
    expect(channel.commands).toEqual(["5A010203", "F501"]);
  });
});

it("runs calls that overlap one after the other", async () => {
  const { card } = await opened();
  const [a, b, c] = await Promise.all([card.readData(1), card.getCardUid(), card.readData(2)]);
  expect([a.ok, b.ok, c.ok]).toEqual([true, true, true]);
});

it("hands deadline and signal to every exchange", async () => {
  const seen: unknown[] = [];
  const transceive = { timeoutMs: 250, signal: new AbortController().signal };
  const channel = {
    uid: UID,
    transceive: async (_apdu: Uint8Array, options: unknown) => {
      seen.push(options);
      return Uint8Array.of(0x00);
    },
  };
  await openDesfire(channel, { transceive }).selectApplication(APP);
  expect(seen).toEqual([transceive]);
});

it("names the argument that no card could take", async () => {
  const { card } = open();
  await expect(card.readData(32)).rejects.toThrow('"file"');
  await expect(card.readData(1, { offset: -1 })).rejects.toThrow('"offset"');
  await expect(card.readData(1, { lengthBytes: 0 })).rejects.toThrow('"lengthBytes"');
  await expect(card.writeData(1, new Uint8Array(0))).rejects.toThrow('"data"');
  await expect(card.selectApplication(bytes("01"))).rejects.toThrow('"applicationId"');
  await expect(card.authenticate({ keyNumber: 14, slot: 1 })).rejects.toThrow('"keyNumber"');
  await expect(card.debit(1, 0)).rejects.toThrow('"amount"');
  expect(() => openDesfire(presentCard(virtual()), { framing: "other" as never })).toThrow('"framing"');
});

describe("answers of no sense", () => {
  it("never throw, and never bring data in a protected mode", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 12 }), async (answers) => {
        const script = [...answers];
        const card = openDesfire(
          createChannel(UID, () => script.shift() ?? new Uint8Array(0)),
          { keys: KEYS },
        );
        const results = [
          await card.getVersion(),
          await card.getFileSettings(1),
          await card.authenticate({ keyNumber: 1, slot: 1 }),
          await card.readData(1, { mode: "full", lengthBytes: 16 }),
          await card.getValue(1, { mode: "mac" }),
        ];
        expect(results.slice(2).every(({ ok }) => !ok)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("that never end are given up", async () => {
    const endless = createChannel(UID, () => Uint8Array.from({ length: 60 }, () => 0xaf));
    expect(await openDesfire(endless).getVersion()).toEqual({ ok: false, reason: "malformed" });
    const empty = createChannel(UID, () => Uint8Array.of(0xaf));
    expect(await openDesfire(empty).getVersion()).toEqual({ ok: false, reason: "malformed" });
    expect(empty.commands.length).toBe(1);
  });

  it("of another length than asked for are not data", async () => {
    const short = createChannel(UID, () => bytes("00010203"));
    expect(await openDesfire(short).readData(0, { mode: "plain", lengthBytes: 4 })).toEqual({
      ok: false,
      reason: "malformed",
    });
  });
});
