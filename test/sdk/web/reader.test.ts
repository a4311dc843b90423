/** The Reader of browsers, in Node: the built firmware behind ports that look like those of Web Serial. */
import { afterEach, beforeEach, expect, test } from "vitest";
import type { StateEvent } from "../../../sdk/index.js";
import { publicKeyOf } from "../../../sdk/signing/ed25519.js";
import { createVirtualReader, demoCards, type VirtualReader } from "../../../sdk/virtual/index.js";
import { parseKeys, Reader, type Tap, type WebReaderOptions } from "../../../sdk/web/index.js";
import { openWebSerial } from "../../../sdk/web/transport.js";
import { until } from "../../support/pty.js";
import { FakeWebSerial } from "../../support/web-serial.js";
import { tillKeyFile, wireOf } from "../../support/web-wire.js";

let serial: FakeWebSerial;
const virtuals: VirtualReader[] = [];
const readers: Reader[] = [];

beforeEach(() => {
  serial = new FakeWebSerial();
});
afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader.close()));
  await Promise.all(virtuals.splice(0).map((virtual) => virtual.close()));
});

function board(id: string, signing = false): VirtualReader {
  const virtual = createVirtualReader({ id, ...(signing && { signing: { count: 92 } }) });
  virtuals.push(virtual);
  return virtual;
}

async function open(options: WebReaderOptions): Promise<Reader> {
  const reader = await Reader.open({ serial, ...options });
  readers.push(reader);
  return reader;
}

async function nextTap(reader: Reader): Promise<Tap> {
  const { value } = await reader.taps({ signal: AbortSignal.timeout(5000) }).next();
  value?.ack();
  return value as Tap;
}

test("a page with the keys of a till opens a session and gets verified taps", async () => {
  const virtual = board("gate-7");
  const port = serial.plug(wireOf(virtual));
  const reader = await open({ port, keys: parseKeys(tillKeyFile(virtual, true)) });
  expect(reader.info).toMatchObject({ id: "gate-7", state: "provisioned", path: expect.stringMatching(/10c4:ea60/) });
  expect(port.signals).toEqual({ dataTerminalReady: false, requestToSend: false });
  await virtual.present(demoCards(virtual.keys).genuine);
  expect(await nextTap(reader)).toMatchObject({ uidHex: "04A31B625E7780", verdict: { ok: true, reason: "genuine" } });
  await virtual.present(demoCards(virtual.keys).clone);
  expect((await nextTap(reader)).verdict).toMatchObject({ ok: false, reason: "card-refused" });
  await reader.close();
  expect(port.isOpen).toBe(false);
});

test("without a tap key the signature decides, under the certificate that the reader brings", async () => {
  const virtual = board("gate-7", true);
  const keys = parseKeys(tillKeyFile(virtual, false));
  const fleetPublicKey = publicKeyOf(virtual.keys.certificateSeed(1));
  const reader = await open({ port: serial.plug(wireOf(virtual)), keys, fleetPublicKey });
  await virtual.present(demoCards(virtual.keys).genuine);
  expect((await nextTap(reader)).verdict).toMatchObject({ ok: true, signature: "valid" });
  await reader.close();

  const foreign = publicKeyOf(new Uint8Array(32).fill(7));
  const again = await open({ port: serial.plug(wireOf(virtual)), keys, fleetPublicKey: foreign });
  await virtual.present(demoCards(virtual.keys).genuine);
  expect((await nextTap(again)).verdict).toMatchObject({ ok: false, reason: "no-signature" });
});

test("with both keys the verdict says what the signature is worth", async () => {
  const virtual = board("gate-7", true);
  const fleetPublicKey = publicKeyOf(virtual.keys.certificateSeed(1));
  const reader = await open({ port: serial.plug(wireOf(virtual)), keys: virtual.keys, fleetPublicKey });
  await virtual.present(demoCards(virtual.keys).genuine);
  expect((await nextTap(reader)).verdict).toMatchObject({ ok: true, signature: "valid" });
});

test("unplugged and plugged in again it goes on at once, on another port object, and loses no tap", async () => {
  const virtual = board("gate-7");
  const port = serial.plug(wireOf(virtual));
  // So long a pause that only the "connect" event can end it.
  const reader = await open({
    port,
    keys: virtual.keys,
    reconnect: { firstDelayMs: 600_000, longestDelayMs: 600_000 },
  });
  const states: StateEvent[] = [];
  reader.on("state", (event) => states.push(event));
  serial.unplug(port);
  await until(() => states.length > 0, "the loss");
  expect(states).toMatchObject([{ state: "reconnecting", attempt: 1, error: { code: "disconnected" } }]);
  await expect(reader.ping()).rejects.toMatchObject({ code: "disconnected" });
  // Between two hosts the reader goes on reading.
  await virtual.present(demoCards(virtual.keys).genuine);
  const fresh = serial.plug(wireOf(virtual));
  await until(() => states.at(-1)?.state === "open", "the reconnect");
  expect((await nextTap(reader)).verdict.ok).toBe(true);
  expect(fresh.isOpen).toBe(true);
  expect(reader.counters.reconnects).toBe(1);
});

test("a port that opens after nobody wants it any more is closed again", async () => {
  const port = serial.plug(wireOf(board("gate-7")));
  const giveUp = new AbortController();
  const opening = openWebSerial(port, "port", { bytes() {}, lost() {} }, giveUp.signal);
  giveUp.abort();
  await expect(opening).rejects.toMatchObject({ code: "aborted" });
  expect(port.isOpen).toBe(false);
});

test("a break on the line is no loss", async () => {
  const virtual = board("gate-7");
  const port = serial.plug(wireOf(virtual));
  const reader = await open({ port, keys: virtual.keys });
  const states: StateEvent[] = [];
  reader.on("state", (event) => states.push(event));
  port.fail("BreakError");
  await virtual.present(demoCards(virtual.keys).genuine);
  expect((await nextTap(reader)).verdict.ok).toBe(true);
  expect(states).toEqual([]);
});

test("the event alone, before the streams notice anything, is a loss", async () => {
  const virtual = board("gate-7");
  const port = serial.plug(wireOf(virtual));
  const reader = await open({ port, keys: virtual.keys, reconnect: false });
  port.dispatchEvent(new Event("disconnect"));
  await expect(reader.taps().next()).rejects.toMatchObject({ code: "disconnected" });
  await reader.close();
  expect(port.isOpen).toBe(false);
});

test("a reader is found by its id on the ports that the page has been given, those in use left alone", async () => {
  const other = board("gate-8");
  const virtual = board("gate-7");
  const taken = serial.plug(wireOf(other));
  await open({ port: taken, keys: other.keys });
  const port = serial.plug(wireOf(virtual));
  const reader = await open({ id: "gate-7", keys: virtual.keys });
  expect(reader.info.id).toBe("gate-7");
  expect(port.isOpen).toBe(true);
  await expect(open({ id: "gate-9", keys: virtual.keys, timeoutMs: 300 })).rejects.toMatchObject({
    code: "reader-not-found",
  });
  expect(taken.attempts).toBe(1);
});

test("what cannot be opened is explained", async () => {
  const virtual = board("gate-7");
  const { keys } = virtual;
  const port = serial.plug(wireOf(virtual));
  await expect(Reader.open({ keys })).rejects.toMatchObject({ code: "bad-argument", hint: /requestPort/ });
  await expect(Reader.open({ id: "gate-7", keys })).rejects.toMatchObject({ code: "port-not-found", hint: /https/ });
  await expect(open({ port, keys, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "aborted" });
  for (const [name, code] of [
    ["InvalidStateError", "port-busy"],
    ["SecurityError", "port-forbidden"],
    ["NetworkError", "port-failed"],
  ] as const) {
    port.openError = Object.assign(new Error("no"), { name });
    await expect(open({ port, keys })).rejects.toMatchObject({ code, hint: expect.stringMatching(/./) });
  }
  port.openError = undefined;
  await open({ port, keys });
  await expect(open({ port, keys })).rejects.toMatchObject({ code: "port-busy" });
});

test("a page gets keys from a role key file and from nothing else", () => {
  for (const text of ["", "{", "[]", '{"ketuk":"key-ring","version":1}']) {
    expect(() => parseKeys(text)).toThrowError(expect.objectContaining({ code: "key-file-invalid" }));
  }
  expect(() => parseKeys('{"secret 0123')).not.toThrowError(/0123/);
});
