/**
 * T22: weak randomness. The board's own generator gives the same numbers after every start and its AES-CTR ignores the IV:
 * the virtual board does so too. Nothing that must be new ever comes twice, whatever a power cut does.
 */
import { createCipheriv } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { CHANNEL_SECURE, createFrameDecoder, FRAME_LIMIT_TO_HOST, messages } from "../../protocol/index.js";
import { detokenise } from "../../sdk/firmware/tokens.js";
import { createFleetKeys, createFleetSecret } from "../../sdk/index.js";
import { builtFirmware, createBoard, type VirtualBoard } from "../../sdk/virtual/board.js";
import { toByteString, toBytes } from "../../sdk/virtual/byte-string.js";
import { CONFIG_FILE, encodeConfig } from "../../sdk/virtual/config.js";
import { boardCrypto } from "../../sdk/virtual/espruino.js";
import { demoCards } from "../../sdk/virtual/index.js";
import { createHostEnd } from "../support/host-end.js";
import { createRig } from "../support/rig.js";

const keys = createFleetKeys(createFleetSecret());
const config = () => new Map([[CONFIG_FILE, toByteString(encodeConfig("gate-7", keys, {}))]]);
const hex = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString("hex");
const { encrypt } = boardCrypto.AES;

afterEach(() => {
  boardCrypto.AES.encrypt = encrypt;
});

function advance(board: VirtualBoard, ms: number): void {
  board.schedule.advance(board.schedule.nowUs() + ms * 1000);
}

describe("T22 the virtual board has the real one's faults", () => {
  test("T22 E.hwRand gives the same numbers after every start, and AES-CTR the same keystream for every IV", () => {
    const board = createBoard({ hardwareOnly: true, storage: config() });
    const starts = [1, 2].map(() => {
      board.powerOn();
      return [1, 2, 3].map(() => board.globals.E.hwRand());
    });
    expect(starts[0]).toEqual(starts[1]);
    expect(new Set(starts[0]).size).toBe(3);
    const key = createFleetSecret().subarray(0, 16);
    const twice = (mode: "CTR" | "CBC") =>
      [1, 2].map((n) =>
        hex(new Uint8Array(encrypt(new Uint8Array(16), key, { mode, iv: new Uint8Array(16).fill(n) }))),
      );
    expect(new Set(twice("CTR")).size).toBe(1);
    // CBC honours its IV there, and here.
    expect(new Set(twice("CBC")).size).toBe(2);
  });

  test("T22 the firmware uses neither", () => {
    expect(detokenise(builtFirmware())).not.toMatch(/hwRand|Math\.random|srand|CTR/);
  });
});

test("T22 in 3,000 starts with a power cut after each, no nonce comes twice, and none is a simple function of the start", () => {
  const board = createBoard({ storage: config() });
  const host = createHostEnd(board.uart, keys);
  const nonces = new Set<string>();
  const boots = new Set<number>();
  for (let i = 0; i < 3000; i++) {
    board.powerOn();
    advance(board, 5);
    nonces.add(hex(host.hello?.nonce));
    boots.add(host.hello?.boot ?? 0);
    host.forget();
  }
  expect([nonces.size, boots.size]).toEqual([3000, 3000]);
  // Half of all bits differ between neighbours.
  const list = [...nonces].map((nonce) => BigInt(`0x${nonce}`));
  const differing = list
    .slice(1)
    .map((nonce, i) => (nonce ^ (list[i] as bigint)).toString(2).replaceAll("0", "").length);
  const mean = differing.reduce((a, b) => a + b) / differing.length;
  expect(Math.abs(mean - 64)).toBeLessThan(1);
});

test("T22 RndA of every card authentication is new: across cards, sessions, power cuts, with a host that repeats itself", () => {
  const cards = demoCards(keys);
  const board = createBoard({ storage: config() });
  const host = createHostEnd(board.uart, keys);
  /** RndA || RndB' is the one enciphered message of 32 bytes under a card's key. */
  const rndA = new Set<string>();
  let count = 0;
  boardCrypto.AES.encrypt = (data, key, options) => {
    const bytes = typeof data === "string" ? Buffer.from(data, "latin1") : undefined;
    if (bytes?.length === 32 && !options) {
      rndA.add(hex(bytes.subarray(0, 16)));
      count++;
    }
    return encrypt(data, key, options);
  };
  for (let i = 0; i < 60; i++) {
    board.powerOn();
    advance(board, 50);
    host.send({ open: { protocol: 1, readerNonce: host.hello?.nonce ?? null, hostNonce: new Uint8Array(16).fill(1) } });
    for (let j = 0; j < 3; j++) {
      board.field.place(cards.genuine);
      advance(board, 250);
      board.field.remove(cards.genuine);
      advance(board, 300);
    }
    const last = host.hello?.lastCounter ?? 0;
    host.send({ session: 1, ack: { epoch: 1, counter: last + 100 } });
    advance(board, 300);
  }
  expect(count).toBeGreaterThan(150);
  expect(rndA.size).toBe(count);
});

test("T22 two boards with one image of the flash say one nonce, and a host's own nonce still makes two sessions", () => {
  const first = createBoard({ storage: config() });
  first.powerOn();
  advance(first, 500);
  first.powerOff();
  const said = [1, 2].map((n): { nonce: string; blocks: string[] } => {
    const board = createBoard({ storage: new Map([["ketuk.cfg", first.storage.get("ketuk.cfg") ?? ""]]) });
    board.flash.bytes.set(first.flash.bytes);
    const host = createHostEnd(board.uart, keys);
    board.powerOn();
    advance(board, 100);
    const nonce = host.hello?.nonce ?? new Uint8Array();
    host.send({ open: { protocol: 1, readerNonce: nonce, hostNonce: new Uint8Array(16).fill(n) } });
    host.forget();
    advance(board, 400);
    return { nonce: hex(nonce), blocks: encipheredBlocks(host.sentHex()) };
  });
  expect(said[0]?.nonce).toBe(said[1]?.nonce);
  const blocks = said.flatMap((each) => each.blocks);
  expect(blocks.length).toBeGreaterThan(20);
  expect(new Set(blocks).size).toBe(blocks.length);
});

/** The blocks of all enciphered frames. */
function encipheredBlocks(sentHex: string): string[] {
  const blocks: string[] = [];
  createFrameDecoder(FRAME_LIMIT_TO_HOST, {
    frame(channel, payload) {
      if (channel !== CHANNEL_SECURE) return;
      for (let at = 8; at + 16 <= payload.length - 16; at += 16) blocks.push(hex(payload.slice(at, at + 16)));
    },
  }).push(Buffer.from(sentHex, "hex"));
  return blocks;
}

test("T22 no IV and no key comes twice over thousands of messages of many sessions", async () => {
  const rig = await createRig();
  const ivs = new Set<string>();
  let count = 0;
  boardCrypto.AES.encrypt = (data, key, options) => {
    if (options?.mode === "CBC" && options.iv) {
      ivs.add(`${hex(Buffer.from(key as string, "latin1"))} ${hex(toBytes(options.iv))}`);
      count++;
    }
    return encrypt(data, key, options);
  };
  for (let session = 0; session < 20; session++) {
    for (let id = 1; id <= 100; id++) rig.host.send({ session: rig.session(), request: { id, ping: {} } });
    rig.advance(1500);
    rig.host.requestHello();
    rig.advance(100);
    await rig.openSession();
  }
  expect(count).toBeGreaterThan(1900);
  expect(ivs.size).toBe(count);
});

describe("T22 a generator that fails its test", () => {
  /** A board whose AES breaks after so many calls. */
  function broken(after: number) {
    let calls = 0;
    boardCrypto.AES.encrypt = (data, key, options) => {
      if (options || ++calls <= after) return encrypt(data, key, options);
      return new Uint8Array(16).fill(0x42).buffer;
    };
  }

  test.each([[0], [1], [2]])(
    "T22 broken after %i calls: no session is opened by a recorded or by any other Open",
    async (after) => {
      const board = createBoard({ storage: config() });
      broken(after);
      const host = createHostEnd(board.uart, keys);
      board.powerOn();
      const codes: number[] = [];
      for (let i = 0; i < 4; i++) {
        host.requestHello();
        advance(board, 100);
        host.send({
          open: { protocol: 1, readerNonce: host.hello?.nonce ?? null, hostNonce: new Uint8Array(16).fill(i + 1) },
        });
        advance(board, 200);
        codes.push(host.messages.findLast(({ opened }) => opened)?.opened?.code ?? -1);
      }
      // The first block may have been good; the second shows that it is not.
      expect(codes.slice(2)).toEqual([messages.Code.CODE_BUSY, messages.Code.CODE_BUSY]);
      expect(codes.filter((code) => code === 0).length).toBeLessThan(3);
    },
  );

  test("T22 within a session: the card that is being proved is refused, the next is not taken, and the host is told", async () => {
    const rig = await createRig();
    const cards = demoCards(rig.keys);
    rig.board.field.place(cards.genuine);
    rig.advance(400);
    rig.removeAll();
    rig.advance(400);
    expect(rig.taps().map((tap) => tap.refusal)).toEqual([0]);
    let stuck: ArrayBuffer | undefined;
    boardCrypto.AES.encrypt = (data, key, options) => {
      const isBlock = !options && data instanceof ArrayBuffer && data.byteLength === 16;
      if (!isBlock) return encrypt(data, key, options);
      stuck ??= encrypt(data, key, options);
      return stuck;
    };
    for (let i = 0; i < 3; i++) {
      rig.board.field.place(cards.genuine);
      rig.advance(500);
      rig.removeAll();
      rig.host.send({ session: rig.session(), ack: { epoch: 1, counter: rig.allRecords().at(-1)?.counter ?? 0 } });
      rig.advance(400);
    }
    const refusals = rig.taps().map((tap) => tap.refusal);
    expect(refusals.slice(2).every((refusal) => refusal !== 0)).toBe(true);
    expect(rig.faults()).toContain("RANDOM");
    expect(rig.allRecords().some(({ fault }) => fault?.fault === messages.Fault.FAULT_RANDOM)).toBe(true);
  });
});

test("T22 the numbers are AES under the reader's own key: another reader with the same boot count has others", () => {
  const nonces = ["gate-7", "gate-8"].map((id) => {
    const board = createBoard({ storage: new Map([[CONFIG_FILE, toByteString(encodeConfig(id, keys, {}))]]) });
    const host = createHostEnd(board.uart, keys);
    board.powerOn();
    advance(board, 5);
    return { boot: host.hello?.boot, nonce: hex(host.hello?.nonce), id };
  });
  expect(nonces[0]?.boot).toBe(nonces[1]?.boot);
  const input = Buffer.alloc(16);
  input.writeUInt32LE(nonces[0]?.boot ?? 0, 0);
  input.writeUInt32LE(1, 4);
  for (const { id, nonce } of nonces) {
    const aes = createCipheriv("aes-128-ecb", keys.randomKey(id, 1), null).setAutoPadding(false);
    expect(nonce).toBe(aes.update(input).toString("hex"));
  }
  expect(nonces[0]?.nonce).not.toBe(nonces[1]?.nonce);
});
