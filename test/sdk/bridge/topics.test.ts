/** Topics, receipts, addresses and commands as they come from outside: what is taken, and what is not. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { brokerUrls, readBrokerOptions } from "../../../sdk/bridge/broker-options.js";
import { mayCommand, readCommand } from "../../../sdk/bridge/command.js";
import type { MqttPacket } from "../../../sdk/bridge/mqtt-package.js";
import { decodeReceipts, encodeReceipts, recordDigest } from "../../../sdk/bridge/receipts.js";
import { createTopics } from "../../../sdk/bridge/topics.js";

const topics = createTopics();

describe("topics", () => {
  test("are taken apart as they were put together", () => {
    expect(topics.parse(topics.record("gate-7"))).toEqual({ kind: "record", levels: ["gate-7"] });
    expect(topics.parse(topics.command("gate-7", "relay"))).toEqual({ kind: "command", levels: ["gate-7", "relay"] });
    expect(topics.parse(topics.dead("bad-mac", "gate-7"))?.levels).toEqual(["bad-mac", "gate-7"]);
    expect(topics.shared("record", "workers")).toBe("$share/workers/ketuk/1/record/#");
  });

  test("of another tree, or of no kind, are nobody's", () => {
    for (const topic of [
      "ketuk/2/record/gate-7",
      "ketuk/1/record",
      "ketuk/1/record/",
      "ketuk/1/other/a",
      "$SYS/a",
      "",
    ]) {
      expect(topics.parse(topic), topic).toBeUndefined();
    }
  });

  test("cannot be made of what would mean something in a topic", () => {
    for (const id of ["a/b", "#", "+", ""]) expect(() => topics.record(id), id).toThrow("record");
    for (const prefix of ["", "a//b", "/a", "a/", "$SYS", "a/#", "+"]) {
      expect(() => createTopics(prefix), prefix).toThrow("prefix");
    }
  });
});

test("receipts survive their way, and what is none names nothing", () => {
  const receipts = [
    { epoch: 1, counter: 7 },
    { epoch: 2, counter: 4_294_967_295 },
  ];
  expect(decodeReceipts(Buffer.from(encodeReceipts(receipts)))).toEqual(receipts);
  const named = [{ epoch: 1, counter: 2, digest: recordDigest(Uint8Array.of(1)) }];
  expect(decodeReceipts(encodeReceipts(named))).toEqual(named);
  const strange = [
    "",
    "{",
    "7",
    "null",
    '[["1",2]]',
    "[[1.5,2]]",
    "[[1]]",
    "[[-1,2]]",
    `[${"[1,2],".repeat(2000)}[1,2]]`,
  ];
  for (const text of strange) expect(decodeReceipts(text), text.slice(0, 20)).toEqual([]);
});

describe("addresses of brokers", () => {
  test("may be several, of a cluster", () => {
    expect(brokerUrls("mqtts://a:8883, mqtts://b:8883")).toEqual(["mqtts://a:8883", "mqtts://b:8883"]);
  });

  test("never hold a password, and an error does not repeat one", () => {
    expect(() => brokerUrls("mqtt://me:secret@broker")).toThrow("has a password in it");
    expect(() => brokerUrls("http://me:secret@broker")).toThrow(/^(?!.*secret)/);
    for (const text of ["http://broker", "broker", "mqtt://"]) expect(() => brokerUrls(text), text).toThrow("url");
  });

  test("come with secrets from files and the environment", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ketuk-broker-"));
    const passwordFile = join(folder, "password");
    writeFileSync(passwordFile, "from file\nsecond line");
    const environment = { KETUK_MQTT_USERNAME: "hall", KETUK_MQTT_PASSWORD: "from environment" };
    const url = "mqtt://broker";
    expect(await readBrokerOptions(url, { passwordFile }, environment)).toMatchObject({
      username: "hall",
      password: "from file",
    });
    expect((await readBrokerOptions(url, {}, environment)).password).toBe("from environment");
    await expect(readBrokerOptions(url, { ca: join(folder, "none") }, {})).rejects.toThrow("CA file");
    rmSync(folder, { recursive: true });
  });
});

describe("a command", () => {
  const packet = (change: Partial<MqttPacket> = {}): MqttPacket => ({
    topic: "ketuk/1/command/gate-7/signal",
    payload: Buffer.from('{"pattern":"accepted"}'),
    qos: 1,
    retain: false,
    ...change,
  });

  test("is answered where MQTT 5 says, with the mark of the request", () => {
    const correlationData = Buffer.from([1, 2]);
    const request = readCommand(
      topics,
      packet({ properties: { responseTopic: "ketuk/1/answer/desk/9", correlationData } }),
    );
    expect(request).toMatchObject({ reader: "gate-7", name: "signal", body: { pattern: "accepted" } });
    expect(request?.answer).toEqual({ topic: "ketuk/1/answer/desk/9", id: undefined, correlationData });
    expect(request?.key).toBeDefined();
  });

  test("is answered by name and number where there is only MQTT 3.1.1", () => {
    const request = readCommand(topics, packet({ payload: '{"id":"7","to":"desk"}' }));
    expect(request?.answer).toMatchObject({ topic: "ketuk/1/answer/desk", id: "7" });
  });

  test("cannot make the bridge publish anywhere else", () => {
    for (const responseTopic of ["ketuk/1/record/gate-7", "other", "ketuk/1/answer", "$SYS/x"]) {
      const request = readCommand(topics, packet({ properties: { responseTopic } }));
      expect(request?.answer.topic, responseTopic).toBe("ketuk/1/answer/gate-7");
    }
    expect(readCommand(topics, packet({ payload: '{"to":"../record"}' }))?.answer.topic).toBe("ketuk/1/answer/gate-7");
  });

  test("is not taken when it is retained, too long, or under another topic; and JSON that is none has no values", () => {
    expect(readCommand(topics, packet({ retain: true }))).toBeUndefined();
    expect(readCommand(topics, packet({ payload: new Uint8Array(131_073) }))).toBeUndefined();
    expect(readCommand(topics, packet({ topic: "ketuk/1/record/gate-7" }))).toBeUndefined();
    for (const payload of ["{", "7", "null"])
      expect(readCommand(topics, packet({ payload }))?.body ?? {}, payload).toEqual({});
  });

  test("needs the role that it needs at the reader", () => {
    expect(mayCommand("tap", "status")).toBe(true);
    expect(mayCommand("tap", "relay")).toBe(false);
    expect(mayCommand("operator", "relay")).toBe(true);
    expect(mayCommand("issuer", "update")).toBe(false);
    expect(mayCommand("maintainer", "update")).toBe(true);
  });
});
