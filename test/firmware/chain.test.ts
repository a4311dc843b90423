/** The chain of records: decoded by protobufjs, hashed and sealed by node:crypto. */

import "../support/espruino-globals.js";
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { createChain, seal, type What } from "../../firmware/tap/chain.js";
import { createClock } from "../../firmware/tap/clock.js";
import { messages } from "../../protocol/index.js";
import { espruino, fromHex, hexOf, resetEspruino } from "../support/espruino-globals.js";

const KEY = "k".repeat(32);
const provisioned = { readerId: "gate-7", epoch: 5, tapKey: KEY, tapKeyVersion: 3, cardKeys: [], roleKeys: [] };
const UID = "\x04\xa3\x1b\x62\x5e\x77\x80";

beforeEach(() => resetEspruino());

function start(config: Parameters<typeof createChain>[0] = provisioned, newest = "") {
  const clock = createClock();
  const chain = createChain(config, 1, clock, newest);
  let counter = 0;
  function make(what: What) {
    const bytes = chain.make(++counter, what);
    const sealed = messages.SealedRecord.decode(Buffer.from(bytes, "latin1"));
    return { bytes, sealed, record: messages.Record.decode(sealed.record) };
  }
  function add(what: What) {
    const made = make(what);
    chain.accept();
    return made;
  }
  return { make, add, clock };
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("every record names the one before by its SHA-256, across starts; only the very first names none", () => {
  const { add } = start();
  const list = [
    add({ bootRecord: { interpreter: "2v29 ESP32" } }),
    add({ tap: { uid: UID } }),
    add({ tap: { uid: UID } }),
  ];
  list.push(start(provisioned, list[2]?.bytes).add({ tap: { uid: UID } }));
  expect(list[0]?.record.previous).toHaveLength(0);
  for (let i = 1; i < 4; i++) {
    const before = sha256(list[i - 1]?.sealed.record ?? new Uint8Array());
    expect(hex(list[i]?.record.previous ?? new Uint8Array())).toBe(before);
  }
});

test("a record that could not be stored is no link", () => {
  const { make, add } = start();
  const first = add({ tap: { uid: UID } });
  make({ tap: { uid: UID } });
  const next = add({ tap: { uid: UID } });
  expect(hex(next.record.previous)).toBe(sha256(first.sealed.record));
});

test("a record says who, when, how often started, and under which key", () => {
  const { add, clock } = start();
  espruino.nowUs = 7_000_000;
  clock.set(1_790_000_000_000);
  espruino.nowUs = 8_500_000;
  const { record } = add({ tap: { uid: UID, assurance: 1 } });
  expect(record).toMatchObject({ readerId: "gate-7", epoch: 5, counter: 1, boot: 1, keyVersion: 3, wallSource: 1 });
  expect(Number(record.uptimeMs)).toBe(8500);
  expect(Number(record.wallMs)).toBe(1_790_000_001_500);
  expect(hex(record.tap?.uid ?? new Uint8Array())).toBe(hexOf(UID));
  expect(record.bootRecord ?? undefined).toBeUndefined();
});

test("is sealed with HMAC-SHA256 over its exact bytes and 00 00 00 01", () => {
  const { sealed } = start().add({ tap: { uid: UID, credential: "\x00\xff~}" } });
  const mac = createHmac("sha256", KEY)
    .update(sealed.record)
    .update(Buffer.of(0, 0, 0, 1))
    .digest("hex");
  expect(hex(sealed.mac)).toBe(mac);
});

test("without a key the record has no seal, and nothing that looks like one", () => {
  const { sealed, record } = start({ readerId: "", tapKey: "", cardKeys: [], roleKeys: [] }).add({ tap: { uid: UID } });
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
