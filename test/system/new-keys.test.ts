/** A maintainer gives a reader other keys, and takes them away: nothing in between works by halves. */
import { afterEach, expect, test } from "vitest";
import { messages } from "../../protocol/index.js";
import {
  createFleetKeys,
  createFleetSecret,
  type FleetKeys,
  type KetukError,
  Reader,
  type Role,
} from "../../sdk/index.js";
import { createVerifier } from "../../sdk/verify/index.js";
import { CONFIG_FILE, encodeConfig } from "../../sdk/virtual/config.js";
import { createVirtualReader, demoCards, type VirtualReader } from "../../sdk/virtual/index.js";

const ID = "gate-7";
const virtuals: VirtualReader[] = [];

afterEach(async () => {
  for (const virtual of virtuals.splice(0)) await virtual.close();
});

function make(): VirtualReader {
  const virtual = createVirtualReader({ id: ID });
  virtuals.push(virtual);
  return virtual;
}

function open(virtual: VirtualReader, keys: Partial<FleetKeys> = virtual.keys, role: Role = "maintainer") {
  return Reader.open({ path: virtual.path, binding: virtual.binding, keys, role, reconnect: false, timeoutMs: 4000 });
}

function configOf(keys: FleetKeys, epoch: number, id = ID) {
  return messages.ReaderConfig.decode(encodeConfig(id, keys, { epoch }));
}

/** Taps a genuine card of these keys and returns its verdict. */
async function tap(virtual: VirtualReader, keys: FleetKeys): Promise<string | undefined> {
  await using reader = await open(virtual, keys);
  await virtual.present(demoCards(keys).genuine);
  const { value } = await reader.taps().next();
  value?.ack();
  return value?.verdict.reason;
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: KetukError) => `${error.code}: ${error.message}`,
  );

test("other keys hold from the restart on: the old ones open nothing, and the chain tells of the change", async () => {
  const virtual = make();
  const next = createFleetKeys(createFleetSecret());
  const kinds: string[] = [];
  {
    await using reader = await open(virtual);
    await reader.storeKeys(configOf(next, 2));
  }
  await virtual.advance(3000);
  expect(await codeOf(open(virtual))).toMatch(/^session-refused/);
  {
    await using reader = await Reader.open({
      path: virtual.path,
      binding: virtual.binding,
      keys: next,
      onRecord: ({ record, verdict }) => kinds.push(`${record.kind} ${verdict.reason} ${record.data.epoch}`),
    });
    await virtual.advance(3000);
    expect(reader.info.epoch).toBe(2);
  }
  expect(kinds).toContain("key-change not-a-tap 2");
  expect(await tap(virtual, next)).toBe("genuine");
});

test("keys for another reader, of no higher epoch, or weak are refused, and the reader goes on with its own", async () => {
  const virtual = make();
  const next = createFleetKeys(createFleetSecret());
  await using reader = await open(virtual);
  for (const config of [
    configOf(next, 1),
    configOf(next, 2, "gate-8"),
    { ...configOf(next, 2), tapKey: new Uint8Array(32).fill(7) },
    { ...configOf(next, 2), roleKeys: [] },
  ])
    expect(await codeOf(reader.storeKeys(config))).toMatch(/^refused.*bad-request/);
  await virtual.present(demoCards(virtual.keys).genuine);
  expect((await reader.taps().next()).value?.verdict.reason).toBe("genuine");
  expect(reader.info.boot).toBe(1);
});

test("no role below maintainer changes keys or takes them away", async () => {
  const virtual = make();
  for (const role of ["tap", "operator", "issuer"] as const) {
    await using reader = await open(virtual, virtual.keys, role);
    expect(await codeOf(reader.storeKeys(configOf(virtual.keys, 2)))).toMatch(/^refused.*forbidden/);
    expect(await codeOf(reader.factoryReset({ force: true }))).toMatch(/^refused.*forbidden/);
  }
});

test("a power cut while keys are stored leaves the old or the new ones, whatever of the file was written", async () => {
  const virtual = make();
  const next = createFleetKeys(createFleetSecret());
  {
    await using reader = await open(virtual);
    await reader.storeKeys(configOf(next, 2));
  }
  const file = virtual.board.storage.get("ketuk.cf0") ?? "";
  expect(file.length).toBeGreaterThan(300);
  for (let size = 0; size < file.length; size += 37) {
    virtual.board.storage.set("ketuk.cf0", file.slice(0, size) + "\xff".repeat(file.length - size));
    virtual.restart();
    await virtual.advance(1500);
    expect(await codeOf(open(virtual).then((reader) => reader.close()))).toBe("done");
  }
  virtual.board.storage.set("ketuk.cf0", file);
  virtual.restart();
  await virtual.advance(1500);
  expect(await codeOf(open(virtual, next).then((reader) => reader.close()))).toBe("done");
});

test("a factory reset needs somebody at the button and an empty journal; then nothing of the old reader is left", async () => {
  const virtual = make();
  {
    await using reader = await open(virtual);
    expect(await codeOf(reader.factoryReset())).toMatch(/^refused.*nobody-there/);
    virtual.board.buttonHeld = true;
    await virtual.present(demoCards(virtual.keys).genuine);
    const { value } = await reader.taps().next();
    expect(await codeOf(reader.factoryReset())).toMatch(/^refused.*busy/);
    value?.ack();
    await virtual.advance(500);
    const farewell = await reader.factoryReset();
    const verdict = createVerifier({ keys: virtual.keys }).verify(farewell);
    expect(verdict).toMatchObject({ reason: "not-a-tap", chain: "gap" });
    expect(messages.Record.decode(farewell.record).farewell?.givenUp).toBe(0);
  }
  virtual.board.buttonHeld = false;
  await virtual.advance(5000);
  expect(virtual.board.storage.has(CONFIG_FILE)).toBe(false);
  const secret = Buffer.from(virtual.keys.tapKey(ID, 1)).toString("latin1");
  for (const content of virtual.board.storage.values()) expect(content.includes(secret)).toBe(false);
  await using lab = await Reader.open({ path: virtual.path, binding: virtual.binding });
  expect(lab.info).toMatchObject({ state: "lab", id: "" });
});
