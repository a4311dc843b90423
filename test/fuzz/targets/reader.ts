/** The SDK's Reader: what a reader, or whoever holds the other end of the cable, may say to it. */
import { vi } from "vitest";
import { CHANNEL_HELLO, CHANNEL_SECURE, CHANNEL_SESSION, encodeFrame, messages } from "../../../protocol/index.js";
import { Reader } from "../../../sdk/index.js";
import type { OpenTransport } from "../../../sdk/transport/transport.js";
import { FakeReader } from "../../support/fake-reader.js";
import { FUZZ_KEYS, vectorsOf } from "../entries.js";
import type { FuzzTarget } from "../harness.js";

/** Every record that a good reader has sealed, as hexadecimal digits. */
const genuine = new Set<string>();
/** Counters of the next good reader begin here: no two of them ever seal the same one. */
let firstCounter = 0;

function fail(what: string): never {
  throw new Error(what);
}

/** Lets promises go on, and simulated time. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10) {
    vi.advanceTimersByTime(10);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** One Reader with a fake reader at the other end of a cable into which anybody can write. */
async function connect() {
  const fake = new FakeReader(FUZZ_KEYS);
  let inject: (bytes: Uint8Array) => void = () => {};
  const said: Uint8Array[] = [];
  let session = 0;
  firstCounter += 1000;
  fake.counter = firstCounter;
  fake.onSend = (message) => {
    session = message.session ?? 0;
    const record = message.record?.record;
    if (record) genuine.add(Buffer.from(record).toString("hex"));
  };
  const transport: OpenTransport = async (handlers) => {
    inject = (bytes) => handlers.bytes(bytes);
    fake.port.send = (bytes) => {
      if (said.length < 16) said.push(bytes.slice());
      handlers.bytes(bytes.slice());
    };
    return {
      path: "fuzz",
      async write(bytes) {
        fake.port.onWrite(bytes);
      },
      async close() {},
    };
  };
  const opening = Reader.open({ path: "fuzz", transport, keys: FUZZ_KEYS });
  await pass(1200);
  const reader = await opening;
  const forged: string[] = [];
  const taken: string[] = [];
  let ended = false;
  const take = async () => {
    for await (const tap of reader.taps()) {
      if (!tap.verdict.ok) continue;
      taken.push(tap.idempotencyKey);
      if (!genuine.has(Buffer.from(tap.sealed.record).toString("hex"))) forged.push(tap.idempotencyKey);
    }
  };
  const taking = take()
    .catch(() => {})
    .finally(() => {
      ended = true;
    });
  return {
    fake,
    reader,
    forged,
    taken,
    said,
    inject: (bytes: Uint8Array) => inject(bytes),
    session: () => session,
    hasEnded: () => ended,
    async close() {
      const closed = reader.close();
      await pass(300);
      await closed;
      await taking;
      fake.stop();
    },
  };
}

/**
 * The words of a good reader, mutated. The first byte says how the rest travels: 0 as it is, 1 as Hello, 2 in clear, 3 as
 * an enciphered message that it is not, and from 4 on in the session that is open. Nothing forged is genuine, and a good reader is heard afterwards.
 */
export async function sdkReader(): Promise<FuzzTarget> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
  let rig = await connect();
  rig.fake.tap();
  rig.fake.notice({ kind: 1, uptimeMs: 5 });
  await pass(3000);
  const said = rig.said.map((frame) => Uint8Array.of(0, ...frame));
  const conversation: messages.ToHost.$Properties[] = [
    { session: 1, answer: { id: 1, code: 0, status: { uptimeMs: 5, pending: 1 } } },
    { session: 1, notice: { kind: 8, uid: Uint8Array.of(1, 2, 3, 4), profile: 1 } },
    { session: 1, opened: { hostNonce: new Uint8Array(16), hello: Uint8Array.of(26, 1, 65), code: 5 } },
  ];
  const own = conversation.map((message) => Uint8Array.of(6, ...messages.ToHost.encode(message).finish()));
  const vectors = vectorsOf("ToHost").map((payload) => Uint8Array.of(6, ...payload));
  const hellos = vectorsOf("Hello").map((payload) => Uint8Array.of(1, ...payload));
  let count = 0;

  async function reconnect(): Promise<void> {
    if (rig.forged.length > 0) fail(`forged taps are genuine: ${rig.forged}`);
    await rig.close();
    rig = await connect();
  }

  return {
    name: "sdk-reader",
    entries: [...said, ...own, ...vectors, ...hellos],
    sampleCount: 10_000,
    longCount: 2_000_000,
    checkEvery: 1000,
    async run(input) {
      const [how = 0] = input;
      const channel = [0, CHANNEL_HELLO, CHANNEL_SECURE, CHANNEL_SESSION, CHANNEL_SECURE][how & 3] ?? 0;
      // Of a field that comes twice the last one counts.
      if (how & 4) rig.fake.sendBytes(Uint8Array.from([...input.subarray(1), 8, rig.session()]));
      else rig.inject(channel ? encodeFrame(channel, input.slice(1), "minimum") : input.slice(1));
      if (++count % 20 === 0) await pass(10);
      // A Hello without a common version ends it: that is the documented answer, and not what is looked for.
      if (rig.hasEnded()) await reconnect();
    },
    async check() {
      if (rig.forged.length > 0) fail(`forged taps are genuine: ${rig.forged}`);
      if (rig.hasEnded()) await reconnect();
      rig.inject(Uint8Array.of(0x7e));
      // The host may think that the reader has restarted, as somebody said in its name.
      rig.fake.restart();
      await pass(4000);
      const counter = rig.fake.tap({});
      await pass(20_000);
      if (!rig.taken.includes(`gate-7/1/${counter}`)) fail("a good reader is not heard any more");
    },
    reset: reconnect,
  };
}
