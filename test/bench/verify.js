/** From raw bytes to a verified, typed tap; the same in a secure session; and the back end with many readers and cards. */
import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { CHANNEL_SESSION, createFrameDecoder, encodeFrame } from "../../dist/protocol/index.js";
import { decodeMessage } from "../../dist/sdk/link/messages.js";
import { createSecureChannel } from "../../dist/sdk/link/secure.js";
import { createFleetKeys, createFleetSecret, createVerifier } from "../../dist/sdk/verify/index.js";
import { createRandom, cut, median, rounds, row, speed } from "./measure.js";
import { cobsFrame, createUsualPipeline } from "./peers.js";
import { bareHmac, createTapSource, messageOf } from "./taps.js";

const COUNT = 10_000;
const LIMIT_BYTES = 1024;
/** Times over the taps in a round, as in frames.js. */
const PASSES = 3;
/** Taps of the back end with 5,000 readers. KETUK_BENCH_TAPS=10000000 looks at memory for as long as the goal says. */
const TAPS = Number(process.env.KETUK_BENCH_TAPS ?? 300_000);
/** Cards of the back end. */
const CARDS = 1_000_000;
const keys = createFleetKeys(createFleetSecret());

function mustBe(count, expected, what) {
  if (count !== expected) throw new Error(`${what}: ${count} taps verified, expected ${expected}`);
}

function roundsOfPasses(contestants) {
  const passes = (work) => async () => {
    for (let pass = 0; pass < PASSES; pass++) await work();
  };
  return rounds(Object.fromEntries(Object.entries(contestants).map(([name, work]) => [name, passes(work)])));
}

export async function pipeline() {
  const source = createTapSource(keys, "gate-7");
  const taps = Array.from({ length: COUNT }, (_, index) => source.next(index));
  const bytes = taps.map(messageOf);
  const ours = cut(Buffer.concat(bytes.map((m) => encodeFrame(CHANNEL_SESSION, m, "minimum"))), 4096, createRandom(6));
  const theirs = cut(Buffer.concat(bytes.map(cobsFrame)), 4096, createRandom(6));
  const usual = await createUsualPipeline(source.key);
  const times = await roundsOfPasses({
    ours() {
      let count = 0;
      const verifier = createVerifier({ keys });
      const decoder = createFrameDecoder(LIMIT_BYTES, {
        frame(channel, payload) {
          const message = decodeMessage(channel, payload);
          if (message?.kind === "record" && verifier.verify(message.sealed).ok) count++;
        },
      });
      for (const piece of ours) decoder.push(piece);
      mustBe(count, COUNT, "raw bytes");
    },
    async usual() {
      let count = 0;
      await usual(theirs, () => count++);
      mustBe(count, COUNT, "usual pipeline");
    },
    hmac() {
      for (const tap of taps) timingSafeEqual(bareHmac(source.key, tap), tap.mac);
    },
  });
  return [
    row("raw bytes to verified tap: against the usual pipeline", speed(times, "ours", "usual"), "x", ">=2.5"),
    row("raw bytes to verified tap: share of createHmac alone", speed(times, "ours", "hmac"), "x", ">=0.7"),
    row("raw bytes to verified tap: CPU", median(times.ours) / COUNT / PASSES, "us"),
  ];
}

export async function secureSession() {
  const source = createTapSource(keys, "gate-7");
  const taps = Array.from({ length: COUNT }, (_, index) => source.next(index));
  const sessionKeys = [0, 1, 2, 3].map(() => new Uint8Array(randomBytes(32)));
  const reader = createSecureChannel(sessionKeys, "to reader");
  const sealed = taps.map((tap) => reader.seal(messageOf(tap)));
  const times = await roundsOfPasses({
    ours() {
      let count = 0;
      const host = createSecureChannel(sessionKeys, "to host");
      const verifier = createVerifier({ keys });
      for (const bytes of sealed) {
        const message = decodeMessage(CHANNEL_SESSION, host.open(bytes));
        if (message?.kind === "record" && verifier.verify(message.sealed).ok) count++;
      }
      mustBe(count, COUNT, "secure session");
    },
    // IV, ciphertext, MAC of the message, seal of the record.
    bare() {
      const key = sessionKeys[0].subarray(0, 16);
      for (const [index, bytes] of sealed.entries()) {
        createHmac("sha256", sessionKeys[1]).update(bytes.subarray(0, -16)).digest();
        const iv = createCipheriv("aes-128-ecb", key, null).setAutoPadding(false).update(bytes.subarray(0, 16));
        createDecipheriv("aes-128-cbc", key, iv).setAutoPadding(false).update(bytes.subarray(8, -16));
        timingSafeEqual(bareHmac(source.key, taps[index]), taps[index].mac);
      }
    },
  });
  return [
    row(
      "secure session to verified tap: share of the bare cryptographic calls",
      speed(times, "ours", "bare"),
      "x",
      ">=0.6",
    ),
  ];
}

/** CPU of the verifier and of createHmac alone for taps of so many readers, and what the heap grew by. */
async function backEnd(readers, tapCount) {
  const random = createRandom(7);
  const sources = Array.from({ length: readers }, (_, index) => createTapSource(keys, `gate-${index}`));
  const verifier = createVerifier({ keys });
  const batch = 10_000;
  const [ours, bare, heap] = [[], [], []];
  for (let at = 0; at < tapCount; at += batch) {
    const taps = Array.from({ length: batch }, () => {
      const source = sources[random.below(readers)];
      return { source, sealed: source.next(random.below(CARDS)) };
    });
    let start = process.cpuUsage();
    let count = 0;
    for (const { sealed } of taps) if (verifier.verify(sealed).ok) count++;
    let { user, system } = process.cpuUsage(start);
    mustBe(count, batch, "back end");
    ours.push(user + system);
    start = process.cpuUsage();
    for (const { source, sealed } of taps) timingSafeEqual(bareHmac(source.key, sealed), sealed.mac);
    ({ user, system } = process.cpuUsage(start));
    bare.push(user + system);
    taps.length = 0;
    // A whole collection also throws compiled code away: only where the heap is looked at.
    const done = at + batch;
    if (done === tapCount / 2 || done === tapCount) {
      globalThis.gc?.();
      heap.push(process.memoryUsage().heapUsed);
    }
  }
  const [warm] = heap;
  return {
    usPerTap: median(ours) / batch,
    share: median(ours.map((us, index) => bare[index] / us)),
    grownBytes: (heap.at(-1) - warm) / (tapCount / 2),
  };
}

export async function backEnds() {
  const few = await backEnd(10, 100_000);
  const many = await backEnd(5000, TAPS);
  return [
    row("back end, 5,000 readers, 1,000,000 cards: share of createHmac alone", many.share, "x", ">=0.6"),
    row("back end: CPU per tap with 5,000 readers against 10", many.usPerTap / few.usPerTap, "x", "<=1.3"),
    row(`back end: heap that stays per tap, over the second half of ${TAPS} taps`, many.grownBytes, "bytes", "<=1"),
  ];
}
