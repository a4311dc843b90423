/** What board and host really send, read and written by Google's own protoc. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, inject, test } from "vitest";
import { messages } from "../../protocol/index.js";
import { createFleetKeys } from "../../sdk/keys/fleet.js";
import { createBoard } from "../../sdk/virtual/board.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { createUidCard } from "../../sdk/virtual/cards/uid-card.js";
import { CONFIG_FILE, encodeConfig } from "../../sdk/virtual/config.js";
import { createDemoCard } from "../../sdk/virtual/demo-cards.js";
import { createHostEnd } from "../support/host-end.js";
import { codecOf, fromVector, messageVectors } from "../support/message-vectors.js";
import "../support/programs.js";
import { tapWire } from "../support/wiretap.js";

const PROTO_FOLDER = fileURLToPath(new URL("../../protocol", import.meta.url));
const missing = !inject("programs").protoc;

function protoc(what: string, input: Uint8Array | string): Buffer {
  return execFileSync("protoc", [`--proto_path=${PROTO_FOLDER}`, what, "ketuk.proto"], { input });
}

/** Text format by protoc. */
function textOf(type: string, bytes: Uint8Array): string {
  return protoc(`--decode=ketuk.${type}`, bytes).toString();
}

/** Decoded by protoc to text and encoded again from it: the same bytes, when they are as protoc writes them. */
function through(type: string, bytes: Uint8Array): Buffer {
  return protoc(`--encode=ketuk.${type}`, textOf(type, bytes));
}

/** Everything a board with the demonstration's keys says while it is opened, asked and tapped. */
function conversation() {
  const keys = createFleetKeys(new Uint8Array(32).fill(0x6b).map((byte, i) => byte ^ (i * 7)));
  const board = createBoard({ storage: new Map([[CONFIG_FILE, toByteString(encodeConfig("gate-7", keys, {}))]]) });
  const heard: { type: string; bytes: Uint8Array }[] = [];
  const sent: Uint8Array[] = [];
  tapWire(board.uart, keys, {
    hello: (bytes) => heard.push({ type: "Hello", bytes }),
    toHost: (bytes) => heard.push({ type: "ToHost", bytes }),
    toReader: (bytes) => sent.push(bytes),
  });
  const host = createHostEnd(board.uart, keys);
  const advance = (ms: number) => board.schedule.advance(board.schedule.nowUs() + ms * 1000);
  const send = (message: messages.ToReader.$Properties) => {
    host.send(message);
    advance(200);
  };
  board.powerOn();
  advance(1200);
  send({
    open: {
      protocol: 1,
      readerNonce: host.hello?.nonce ?? new Uint8Array(),
      hostNonce: new Uint8Array(16).fill(3),
      wallMs: 1_790_000_000_000,
    },
  });
  send({ session: 1, request: { id: 1, getStatus: {} } });
  send({ session: 1, request: { id: 2, signal: { pattern: messages.Pattern.PATTERN_ERROR } } });
  for (const card of [
    createDemoCard(keys, Uint8Array.of(4, 1, 2, 3, 4, 5, 6), "resident 0001"),
    createUidCard({ uid: Uint8Array.of(8, 1, 2, 3) }),
  ]) {
    board.field.place(card);
    advance(500);
    board.field.remove(card);
    advance(500);
  }
  send({ session: 1, ack: { epoch: 1, counter: 1 } });
  return { heard, sent };
}

test.skipIf(missing)("protoc reads everything the board says, and would have written the same bytes", () => {
  const { heard } = conversation();
  const kinds = new Set<string>();
  for (const { type, bytes } of heard) {
    const text = textOf(type, bytes);
    // A field number in place of a name is one that the proto does not have.
    expect(text).not.toMatch(/^\s*\d+[ :{]/m);
    kinds.add(type === "Hello" ? type : (/^(\w+) \{/m.exec(text)?.[1] ?? "nothing"));
    expect(through(type, bytes)).toEqual(Buffer.from(bytes));
  }
  expect([...kinds].sort()).toEqual(["Hello", "answer", "notice", "opened", "record"]);
});

test.skipIf(missing)("protoc reads the records inside, and would have written the same", () => {
  const records = conversation().heard.flatMap(({ type, bytes }) => {
    const record = type === "ToHost" ? messages.ToHost.decode(bytes).record : undefined;
    return record?.record ? [record.record.slice()] : [];
  });
  const texts = records.map((record) => {
    const text = textOf("Record", record);
    const again = through("Record", record);
    // What a reader knows first of a tap stands first, which protobuf leaves free; protoc writes fields by their numbers.
    if (text.includes("tap {")) expect([textOf("Record", again), again.length]).toEqual([text, record.length]);
    else expect(again).toEqual(Buffer.from(record));
    return text;
  });
  expect(texts[0]).toContain("boot_record {");
  const genuine = texts.find((text) => text.includes("ASSURANCE_MUTUAL_AES")) ?? "";
  expect(genuine).toContain("method: METHOD_DESFIRE_EV2");
  expect(genuine).toContain('credential: "resident 0001');
  expect(texts.some((text) => text.includes("ASSURANCE_UID") && text.includes("random_uid: true"))).toBe(true);
});

test.skipIf(missing)("protoc reads everything the host says, and would have written the same bytes", () => {
  const { sent } = conversation();
  expect(sent).toHaveLength(4);
  for (const bytes of sent) {
    expect(textOf("ToReader", bytes)).not.toMatch(/^\s*\d+[ :{]/m);
    expect(through("ToReader", bytes)).toEqual(Buffer.from(bytes));
  }
});

test.skipIf(missing)("the vectors are what protoc writes", { timeout: 60_000 }, () => {
  const { messages: vectors, malformed } = messageVectors();
  for (const { type, value, hex } of vectors) {
    expect(through(type, Buffer.from(hex, "hex")).toString("hex")).toBe(hex);
    expect(Buffer.from(codecOf(type).encode(fromVector(type, value)).finish()).toString("hex")).toBe(hex);
  }
  for (const { type, hex } of malformed) {
    expect(() =>
      execFileSync("protoc", [`--proto_path=${PROTO_FOLDER}`, `--decode=ketuk.${type}`, "ketuk.proto"], {
        input: Buffer.from(hex, "hex"),
        stdio: "pipe",
      }),
    ).toThrow();
  }
});
