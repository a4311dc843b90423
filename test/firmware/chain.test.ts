/** The chain of records: decoded by protobufjs, hashed and sealed by node:crypto. */

import "../support/espruino-globals.js";
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { createChain, seal } from "../../firmware/tap/chain.js";
import { createClock } from "../../firmware/tap/clock.js";
import { createCounter } from "../../firmware/tap/counter.js";
import { messages } from "../../protocol/index.js";
import { espruino, fromHex, hexOf, resetEspruino } from "../support/espruino-globals.js";

const KEY = "k".repeat(32);
const provisioned = { readerId: "gate-7", epoch: 5, tapKey: KEY, tapKeyVersion: 3, cardKeys: [] };
const UID = "\x04\xa3\x1b\x62\x5e\x77\x80";

beforeEach(() => resetEspruino());

function start(config: Parameters<typeof createChain>[0] = provisioned) {
  const counter = createCounter();
  const clock = createClock();
  const chain = createChain(config, counter, clock);
  function add(...what: Parameters<typeof chain.add>) {
    counter.next();
    const sealed = messages.SealedRecord.decode(Buffer.from(chain.add(...what), "latin1"));
    return { sealed, record: messages.Record.decode(sealed.record) };
  }
  return { add, clock };
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("every record names the one before by its SHA-256, the first of a boot names none", () => {
  const { add } = start();
  const list = [
    add(undefined, { interpreter: "2v29 ESP32" }),
    add({ uid: UID }, undefined),
    add({ uid: UID }, undefined),
  ];
  expect(list[0]?.record.previous).toHaveLength(0);
  expect(hex(list[1]?.record.previous ?? new Uint8Array())).toBe(sha256(list[0]?.sealed.record ?? new Uint8Array()));
  expect(hex(list[2]?.record.previous ?? new Uint8Array())).toBe(sha256(list[1]?.sealed.record ?? new Uint8Array()));
  expect(start().add({ uid: UID }, undefined).record.previous).toHaveLength(0);
});

test("a record says who, when, how often started, and under which key", () => {
  const { add, clock } = start();
  espruino.nowUs = 7_000_000;
  clock.set(1_790_000_000_000);
  espruino.nowUs = 8_500_000;
  const { record } = add({ uid: UID, assurance: 1 }, undefined);
  expect(record).toMatchObject({ readerId: "gate-7", epoch: 5, counter: 1, boot: 1, keyVersion: 3, wallSource: 1 });
  expect(Number(record.uptimeMs)).toBe(8500);
  expect(Number(record.wallMs)).toBe(1_790_000_001_500);
  expect(hex(record.tap?.uid ?? new Uint8Array())).toBe(hexOf(UID));
  expect(record.bootRecord ?? undefined).toBeUndefined();
});

test("is sealed with HMAC-SHA256 over its exact bytes and 00 00 00 01", () => {
  const { sealed } = start().add({ uid: UID, credential: "\x00\xff~}" }, undefined);
  const mac = createHmac("sha256", KEY)
    .update(sealed.record)
    .update(Buffer.of(0, 0, 0, 1))
    .digest("hex");
  expect(hex(sealed.mac)).toBe(mac);
});

test("without a key the record has no seal, and nothing that looks like one", () => {
  const { sealed, record } = start({ readerId: "", tapKey: "", cardKeys: [] }).add({ uid: UID }, undefined);
  expect(sealed.mac).toHaveLength(0);
  expect(record).toMatchObject({ readerId: "", epoch: 0, keyVersion: 0, counter: 1 });
});

describe("protocol/vectors/records.json", () => {
  const url = new URL("../../protocol/vectors/records.json", import.meta.url);
  const { records } = JSON.parse(readFileSync(url, "utf8")) as {
    records: { name: string; tapKey: string; record: string; mac: string }[];
  };

  test.each(records)("the board seals as openssl does: $name", ({ tapKey, record, mac }) => {
    expect(hexOf(seal(fromHex(tapKey), fromHex(record)))).toBe(mac);
  });
});
