/**
 * T2 to T7: what Bishop Fox did to OSDP (github.com/BishopFox/mellon), tried here: encryption left out, capabilities talked
 * down, the install mode, weak keys, keys caught on the line; and the small cryptographic sins.
 */
import { afterEach, describe, expect, test } from "vitest";
import { CHANNEL_SECURE, messages } from "../../protocol/index.js";
import { createFleetKeys, createFleetSecret, Reader } from "../../sdk/index.js";
import { encodeConfig } from "../../sdk/virtual/config.js";
import { createUidCard, createVirtualReader } from "../../sdk/virtual/index.js";
import { clearToHost, editHello, editOpened, type Frame, kindOf } from "../support/attacker.js";
import { createRig } from "../support/rig.js";
import { endSieges, laySiege } from "../support/siege.js";

afterEach(endSieges);

const { ReaderState } = messages;

describe("T02 encryption is no option", () => {
  test("T02 nothing said in clear to a provisioned reader is done, before a session and within one", async () => {
    const rig = await createRig();
    const lit = () => rig.board.pinChanges.filter(({ pin, level }) => pin === "D26" && level).length;
    rig.board.field.place(createUidCard({ uid: Uint8Array.of(1, 2, 3, 4) }));
    rig.advance(500);
    const before = rig.host.messages.length;
    for (const session of [0, rig.session(), rig.session() + 1]) {
      rig.host.sendClear({ session, request: { id: 77, signal: { pattern: 3 } } });
      rig.host.sendClear({ session, request: { id: 78, setTime: { wallMs: 1_790_000_000_000 } } });
      rig.host.sendClear({ session, ack: { epoch: 1, counter: 1000 } });
      rig.host.sendClear({ session, request: { id: 79, getStatus: {} } });
    }
    rig.advance(500);
    expect([lit(), rig.host.messages.length]).toEqual([0, before]);
    rig.host.send({ session: rig.session(), request: { id: 1, getStatus: {} } });
    rig.advance(200);
    const status = rig.host.messages.at(-1)?.answer?.status;
    expect(status).toMatchObject({ pending: 2, framesBad: 12 });
    expect(Number(status?.wallMs)).toBe(0);
  });

  test("T02 an Open without a proof, as a reader in lab state takes it, opens no session", async () => {
    const rig = await createRig();
    const open = { protocol: 1, readerNonce: rig.host.hello?.nonce ?? null, hostNonce: new Uint8Array(16).fill(7) };
    rig.host.sendClear({ open });
    rig.host.sendClear({ open: { ...open, role: 4, keyVersion: 1 } });
    rig.advance(200);
    const codes = rig.host.messages.flatMap(({ opened }) => (opened ? [opened.code] : []));
    expect(codes.slice(-2).every((code) => code !== 0)).toBe(true);
  });

  test("T02 the SDK takes no record, answer or notice in clear from a reader that has keys", async () => {
    const siege = await laySiege();
    await siege.present();
    const sealed = messages.SealedRecord.decode(Buffer.from([...siege.made.values()].at(-1) ?? "", "hex"));
    const before = siege.notices.length;
    const session = 1;
    siege.attacker.inject(
      clearToHost({ session, record: sealed }),
      clearToHost({ session, notice: { kind: 5, fault: 4 } }),
      clearToHost({ session, answer: { id: 1, status: {} } }),
    );
    await siege.pass(100);
    expect(siege.notices.length).toBe(before);
    expect(siege.reader.counters.rejectedForged).toBe(3);
    expect(siege.wrongs()).toEqual([]);
  });

  test("T02 lab state is another state, and stamped into every record: no MAC, and no verdict but unsealed", async () => {
    const virtual = createVirtualReader({ config: "none" });
    await using reader = await Reader.open({ path: virtual.path, binding: virtual.binding, keys: virtual.keys });
    await virtual.present(createUidCard({ uid: Uint8Array.of(1, 2, 3, 4) }));
    const { value: tap } = await reader.taps().next();
    expect(reader.info.state).toBe("lab");
    expect([tap?.verdict.reason, tap?.sealed.mac.length]).toEqual(["unsealed", 0]);
    await virtual.close();
  });

  test("T02 a reader that was asked for by id is not taken in lab state", async () => {
    const siege = await laySiege();
    const lab = { state: ReaderState.READER_STATE_LAB };
    siege.attacker.act = (frame) => [kindOf(frame) === "hello" ? editHello(frame, { ...lab, readerId: "" }) : frame];
    siege.virtual.restart();
    await siege.pass(5000);
    expect(
      siege.attacker.seen
        .filter(({ way }) => way === "to reader")
        .map(kindOf)
        .at(-1),
    ).not.toBe("request");
    await siege.recovers();
    expect(siege.wrongs()).toEqual([]);
  });
});

test.each([
  ["with the reader's name", "gate-7"],
  ["without a name", ""],
])(
  "T02 an attacker who plays a whole reader in lab state, %s, is told nothing and believed nothing",
  async (_, readerId) => {
    const siege = await laySiege();
    const opens: messages.Open[] = [];
    siege.attacker.act = (frame) => {
      const lab = { state: ReaderState.READER_STATE_LAB, readerId, roleKeyVersion: 0, boot: 9 };
      if (kindOf(frame) === "hello") return [editHello(frame, lab)];
      if (frame.way === "to host") return [];
      const open = kindOf(frame) === "open" && messages.ToReader.decode(frame.payload).open;
      if (!open) return [frame];
      opens.push(messages.Open.create(open));
      const hello = siege.attacker.seen.findLast((seen) => kindOf(seen) === "hello");
      const said = hello ? editHello(hello, lab).payload : new Uint8Array();
      siege.attacker.inject(
        clearToHost({ session: 1, opened: { hostNonce: open.hostNonce ?? null, hello: said } }),
        clearToHost({ session: 1, notice: { kind: 5, fault: 4 } }),
      );
      return [];
    };
    const opened = siege.states.filter(({ state }) => state === "open").length;
    siege.virtual.restart();
    await siege.pass(6000);
    expect(opens.filter(({ authenticator }) => authenticator.length === 0)).toEqual([]);
    expect(siege.states.filter(({ state }) => state === "open").length).toBe(opened);
    expect(siege.notices).toEqual([]);
    await siege.recovers();
    expect(siege.wrongs()).toEqual([]);
  },
);

describe("T03 capabilities are not talked down", () => {
  test.each<[string, messages.Hello.$Properties]>([
    ["lab state", { state: ReaderState.READER_STATE_LAB }],
    ["a lower protocol range", { protocolMin: 0, protocolMax: 1 }],
    ["a foreign protocol range", { protocolMin: 9, protocolMax: 9 }],
    ["an older role key", { roleKeyVersion: 0 }],
    ["a newer role key", { roleKeyVersion: 2 }],
    ["a larger receive limit", { receiveLimit: 512 }],
    ["a smaller frame limit", { frameLimit: 64 }],
    ["other features", { features: 1 }],
    ["other firmware", { firmwareHash: new Uint8Array(8) }],
    ["another boot", { boot: 1000 }],
    ["another epoch", { epoch: 2 }],
    ["another reader", { readerId: "gate-8" }],
    ["another nonce", { nonce: new Uint8Array(16).fill(3) }],
  ])("T03 a Hello edited to %s leads to no session, and to one when the editing stops", async (_, change) => {
    const siege = await laySiege();
    siege.attacker.act = (frame) => [kindOf(frame) === "hello" ? editHello(frame, change) : frame];
    const opened = siege.states.filter(({ state }) => state === "open").length;
    const from = siege.attacker.seen.length;
    siege.virtual.restart();
    await siege.present();
    await siege.pass(6000);
    expect(siege.states.filter(({ state }) => state === "open").length).toBe(opened);
    expect(siege.taps).toHaveLength(0);
    expect(siege.attacker.seen.slice(from).map(kindOf)).not.toContain("request");
    await siege.recovers();
    expect(siege.wrongs()).toEqual([]);
  });

  test.each<[string, (frame: Frame) => Frame]>([
    ["no authenticator", (frame) => editOpened(frame, { authenticator: new Uint8Array() })],
    ["another authenticator", (frame) => editOpened(frame, { authenticator: new Uint8Array(16).fill(1) })],
    ["another session number", (frame) => ({ ...frame, payload: renumber(frame.payload) })],
    ["lab state", (frame) => editOpened(frame, {}, { state: ReaderState.READER_STATE_LAB })],
    ["a newer last record", (frame) => editOpened(frame, {}, { lastCounter: 4000 })],
    ["an older first record", (frame) => editOpened(frame, {}, { firstCounter: 1 })],
    ["another receive limit", (frame) => editOpened(frame, {}, { receiveLimit: 512 })],
  ])("T03 an Opened edited to %s is no answer", async (_, edit) => {
    const siege = await laySiege();
    siege.attacker.act = (frame) => [kindOf(frame) === "opened" ? edit(frame) : frame];
    const opened = siege.states.filter(({ state }) => state === "open").length;
    siege.virtual.restart();
    await siege.present();
    await siege.pass(4000);
    expect(siege.states.filter(({ state }) => state === "open").length).toBe(opened);
    expect(siege.taps).toHaveLength(0);
    await siege.recovers();
    expect(siege.wrongs()).toEqual([]);
  });

  test("T03 both edited alike, Hello and Opened, are found out by the proof", async () => {
    const siege = await laySiege();
    const change = { receiveLimit: 512, features: 3 };
    siege.attacker.act = (frame) => {
      if (kindOf(frame) === "hello") return [editHello(frame, change)];
      return [kindOf(frame) === "opened" ? editOpened(frame, {}, change) : frame];
    };
    siege.virtual.restart();
    await siege.pass(4000);
    expect(siege.states.at(-1)?.state).not.toBe("open");
    expect(siege.reader.counters.rejectedForged).toBeGreaterThan(0);
    await siege.recovers();
    expect(siege.wrongs()).toEqual([]);
  });
});

function renumber(payload: Uint8Array): Uint8Array {
  const message = messages.ToHost.decode(payload);
  return messages.ToHost.encode({ ...message, session: message.session + 1 }).finish();
}

describe("T04 there is no install mode on the line", () => {
  test("T04 no message to a provisioned reader gives it keys or an identity, not even the maintainer's", async () => {
    const rig = await createRig();
    const config = rig.board.storage.get("ketuk.cfg");
    const other = encodeConfig("rig", createFleetKeys(createFleetSecret()), {});
    rig.host.sendBytes(other);
    for (let field = 9; field < 64; field++) {
      // Requests that change the reader, and those that this firmware does not know, with a whole configuration in them.
      const body = Buffer.concat([tag(field), varint(other.length), other]);
      const request = Buffer.concat([Buffer.from([0x08, field]), body]);
      const session = Buffer.from([0x08, rig.session(), 0x22]);
      rig.host.sendBytes(Buffer.concat([session, varint(request.length), request]));
    }
    rig.advance(3000);
    expect(rig.board.storage.get("ketuk.cfg")).toBe(config);
    const answers = rig.host.messages.flatMap(({ answer }) => (answer ? [answer] : []));
    expect(answers.length).toBeGreaterThan(50);
    // 17 is LendNext: any number is a time to it, and it gives nothing but a card. 20 is SetSpeed: any is a speed.
    expect(answers.filter(({ code }) => code === messages.Code.CODE_OK).map(({ id }) => id)).toEqual([17, 20]);
    rig.board.powerOn();
    rig.advance(1500);
    expect(rig.host.hello).toMatchObject({ readerId: "rig", state: ReaderState.READER_STATE_PROVISIONED });
  });
});

function varint(n: number): Uint8Array {
  return n < 128 ? Uint8Array.of(n) : Uint8Array.of((n & 127) | 128, n >> 7);
}
function tag(field: number): Uint8Array {
  return varint((field << 3) | 2);
}

const WEAK: [string, (size: number) => Uint8Array][] = [
  ["zeros", (size) => new Uint8Array(size)],
  ["FF", (size) => new Uint8Array(size).fill(0xff)],
  ["counting bytes", (size) => Uint8Array.from({ length: size }, (_, i) => 0x30 + i)],
  ["counting down", (size) => Uint8Array.from({ length: size }, (_, i) => 0xff - 7 * i)],
  ["a short piece repeated", (size) => Uint8Array.from({ length: size }, (_, i) => 0x9d ^ ((i % 4) * 0x31))],
  [
    "the example of FIPS 197",
    (size) =>
      Buffer.concat([Buffer.from("2b7e151628aed2a6abf7158809cf4f3c", "hex"), Buffer.alloc(size, 7)]).subarray(0, size),
  ],
];

describe("T05 keys that anybody would try are refused", () => {
  test.each(WEAK)("T05 %s: by the SDK as a fleet's secret, and by the firmware as any of its keys", async (_, weak) => {
    expect(() => createFleetKeys(weak(32))).toThrow(expect.objectContaining({ code: "weak-key" }));
    const strong = (size: number) => createFleetSecret().subarray(0, size);
    const configs = [
      { tapKey: weak(32) },
      { randomKey: weak(16) },
      { policyKey: weak(32) },
      { roleKeys: [{ role: 1, version: 1, key: weak(32) }] },
      { roleKeys: [1, 2].map((role) => ({ role, version: 1, key: role === 1 ? strong(32) : weak(32) })) },
      { cardKeys: [{ slot: 1, version: 1, key: weak(16) }] },
    ];
    for (const config of configs) {
      const virtual = createVirtualReader({ config, clock: "manual" });
      const seen: string[] = [];
      virtual.board.uart.onSend = (bytes) => seen.push(Buffer.from(bytes).toString("latin1"));
      await virtual.advance(1500);
      // No identity: lab state, and a damaged one at that, which accepts no card.
      expect(seen.join("")).not.toContain("virtual-1");
      await virtual.close();
    }
  });

  test("T05 a reader without keys has none: there is no default key to find", async () => {
    const virtual = createVirtualReader({ config: "none", clock: "manual" });
    await virtual.advance(1500);
    expect(virtual.board.storage.has("ketuk.cfg")).toBe(false);
    await virtual.close();
  });
});

test("T06 no key goes over the line: not when a session opens, not while it runs, not in the answers", async () => {
  const siege = await laySiege({ role: "maintainer" });
  await siege.present();
  await siege.signal();
  await siege.outcome(siege.reader.setPolicy({ version: 2, profiles: [], acceptUid: true }, siege.virtual.keys));
  await siege.outcome(siege.reader.status());
  siege.virtual.restart();
  await siege.pass(4000);
  const wire = Buffer.concat(siege.attacker.seen.map(({ payload }) => payload));
  const { keys } = siege.virtual;
  const secrets = [
    keys.tapKey("gate-7", 1),
    keys.randomKey("gate-7", 1),
    keys.policyKey("gate-7", 1),
    keys.cardKey(1, 1),
    ...(["tap", "operator", "issuer", "maintainer"] as const).map((role) => keys.roleKey("gate-7", role, 1)),
  ];
  for (const secret of secrets) {
    for (let at = 0; at + 8 <= secret.length; at += 8)
      expect(wire.includes(Buffer.from(secret.subarray(at, at + 8)))).toBe(false);
  }
});

describe("T07 the small sins", () => {
  test("T07 MACs of 16 bytes, 64-bit counters that rise, and never the same ciphertext for the same message", async () => {
    const siege = await laySiege();
    for (let i = 0; i < 20; i++) await siege.outcome(siege.reader.ping());
    for (const way of ["to host", "to reader"] as const) {
      const frames = siege.attacker.seen.filter((frame) => frame.way === way && frame.channel === CHANNEL_SECURE);
      const counters = frames.map(({ payload }) => Buffer.from(payload).readBigUInt64BE());
      expect(counters[0]).toBe(1n);
      // The host's by one. The reader leaves one out where a message overtook the notice that lay ready.
      const steps = counters.slice(1).map((counter, i) => counter - (counters[i] as bigint));
      expect(steps.filter((step) => step !== 1n && (way === "to reader" || step !== 2n))).toEqual([]);
      // Counter, whole blocks, MAC.
      for (const { payload } of frames) expect((payload.length - 8 - 16) % 16).toBe(0);
      const blocks = frames.flatMap(({ payload }) =>
        Array.from({ length: (payload.length - 24) / 16 }, (_, i) =>
          Buffer.from(payload.subarray(8 + 16 * i, 24 + 16 * i)).toString("hex"),
        ),
      );
      expect(frames.length).toBeGreaterThan(20);
      expect(new Set(blocks).size).toBe(blocks.length);
    }
  });

  test("T07 the same session opened twice has other keys: not one block comes twice", async () => {
    const siege = await laySiege();
    const blocks = new Set<string>();
    let count = 0;
    for (let i = 0; i < 8; i++) {
      const from = siege.attacker.seen.length;
      siege.virtual.restart();
      await siege.until(() => siege.states.filter(({ state }) => state === "open").length > i);
      await siege.outcome(siege.reader.ping());
      for (const { channel, payload } of siege.attacker.seen.slice(from)) {
        if (channel !== CHANNEL_SECURE) continue;
        for (let at = 8; at + 16 <= payload.length - 16; at += 16, count++)
          blocks.add(Buffer.from(payload.subarray(at, at + 16)).toString("hex"));
      }
    }
    expect(count).toBeGreaterThan(30);
    expect(blocks.size).toBe(count);
  });

  test("T07 nothing can be read from a frame but its length: no type, no session number, no request id", async () => {
    const siege = await laySiege();
    await siege.outcome(siege.reader.ping());
    const [first, second] = siege.attacker.seen.filter((f) => f.channel === CHANNEL_SECURE && f.way === "to reader");
    expect(first?.payload.length).toBeGreaterThanOrEqual(40);
    expect(second).toBeDefined();
  });
});
