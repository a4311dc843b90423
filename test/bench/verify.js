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
/** Taps of the back end whose heap is looked at. KETUK_BENCH_TAPS=10000000 looks at memory for as long as the goal says. */
const TAPS = Number(process.env.KETUK_BENCH_TAPS ?? 900_000);
/** Taps of the others: as many with few readers as with many. */
const FEW = 240_000;
/** Cards of the back end. */
const CARDS = 1_000_000;
const BATCH = 10_000;
const ROUNDS = 5;
/** After this one the heap is looked at for the first time. */
const WARM_ROUND = 2;
const keys = createFleetKeys(createFleetSecret());

/** The work, several times; throws where it finds another number of taps each time. */
const passes = (work, what) => async () => {
  for (let pass = 0; pass < PASSES; pass++) {
    const count = await work();
    if (count !== COUNT) throw new Error(`${what}: ${count} taps verified, expected ${COUNT}`);
  }
};

function tapsOfOne() {
  const source = createTapSource(keys, "gate-7");
  return { key: source.key, taps: Array.from({ length: COUNT }, (_, index) => source.next(index)) };
}

const inPieces = (frames) => cut(Buffer.concat(frames), 4096, createRandom(6));

export const PIPELINE = {
  ours() {
    const { taps } = tapsOfOne();
    const pieces = inPieces(taps.map((tap) => encodeFrame(CHANNEL_SESSION, messageOf(tap), "minimum")));
    return passes(() => {
      let count = 0;
      const verifier = createVerifier({ keys });
      const decoder = createFrameDecoder(LIMIT_BYTES, {
        frame(channel, payload) {
          const message = decodeMessage(channel, payload);
          if (message?.kind === "record" && verifier.verify(message.sealed).ok) count++;
        },
      });
      for (const piece of pieces) decoder.push(piece);
      return count;
    }, "raw bytes");
  },
  async usual() {
    const { taps, key } = tapsOfOne();
    const pieces = inPieces(taps.map((tap) => cobsFrame(messageOf(tap))));
    const usual = await createUsualPipeline(key);
    return passes(async () => {
      let count = 0;
      await usual(pieces, () => count++);
      return count;
    }, "usual pipeline");
  },
  hmac() {
    const { taps, key } = tapsOfOne();
    return passes(() => {
      let count = 0;
      for (const tap of taps) if (timingSafeEqual(bareHmac(key, tap), tap.mac)) count++;
      return count;
    }, "createHmac");
  },
};

export async function pipeline() {
  const result = await rounds(import.meta.url, "PIPELINE", 11);
  const name = "raw bytes to verified tap";
  return [
    row(`${name}: against the usual pipeline`, speed(result, "ours", "usual"), "x", ">=2.5"),
    row(`${name}: share of createHmac alone`, speed(result, "ours", "hmac"), "x", ">=0.7"),
    row(`${name}: CPU`, median(result.times.ours) / COUNT / PASSES, "us"),
  ];
}

function sealedMessages() {
  const { key, taps } = tapsOfOne();
  const sessionKeys = [0, 1, 2, 3].map(() => new Uint8Array(randomBytes(32)));
  const reader = createSecureChannel(sessionKeys, "to reader");
  return { key, taps, sessionKeys, sealed: taps.map((tap) => reader.seal(messageOf(tap))) };
}

export const SECURE = {
  ours() {
    const { sessionKeys, sealed } = sealedMessages();
    return passes(() => {
      let count = 0;
      const host = createSecureChannel(sessionKeys, "to host");
      const verifier = createVerifier({ keys });
      for (const bytes of sealed) {
        const message = decodeMessage(CHANNEL_SESSION, host.open(bytes));
        if (message?.kind === "record" && verifier.verify(message.sealed).ok) count++;
      }
      return count;
    }, "secure session");
  },
  /** IV, ciphertext, MAC of the message, seal of the record. */
  bare() {
    const { key, taps, sessionKeys, sealed } = sealedMessages();
    const aesKey = sessionKeys[0].subarray(0, 16);
    return passes(() => {
      let count = 0;
      for (const [index, bytes] of sealed.entries()) {
        createHmac("sha256", sessionKeys[1]).update(bytes.subarray(0, -16)).digest();
        const iv = createCipheriv("aes-128-ecb", aesKey, null).setAutoPadding(false).update(bytes.subarray(0, 16));
        createDecipheriv("aes-128-cbc", aesKey, iv).setAutoPadding(false).update(bytes.subarray(8, -16));
        if (timingSafeEqual(bareHmac(key, taps[index]), taps[index].mac)) count++;
      }
      return count;
    }, "bare calls");
  },
};

export async function secureSession() {
  const result = await rounds(import.meta.url, "SECURE");
  const name = "secure session to verified tap: share of the bare cryptographic calls";
  return [row(name, speed(result, "ours", "bare"), "x", ">=0.6")];
}

/** Batches in each round, the one that does not count included. */
const batchesOf = (tapCount) => Math.ceil(tapCount / BATCH / (ROUNDS + 1));

/**
 * A contestant of the back end: in a round come batches of new taps of so many readers, whose making is not counted.
 *
 * @param createCheck gives the function that says whether a tap is genuine
 */
function backEnd(readerCount, tapCount, createCheck) {
  return () => {
    const random = createRandom(7);
    const sources = Array.from({ length: readerCount }, (_, index) => createTapSource(keys, `gate-${index}`));
    const check = createCheck();
    function batchUs() {
      const taps = Array.from({ length: BATCH }, () => {
        const source = sources[random.below(readerCount)];
        return { source, sealed: source.next(random.below(CARDS)) };
      });
      // Twice: what two collections have met is moved no more. Else moving the batch is charged to who makes more garbage.
      globalThis.gc({ type: "minor" });
      globalThis.gc({ type: "minor" });
      const before = process.cpuUsage();
      for (const tap of taps) if (!check(tap)) throw new Error("back end: a tap was not verified");
      const { user, system } = process.cpuUsage(before);
      return user + system;
    }
    return (round) => {
      let us = 0;
      batchUs();
      for (let batch = 0; batch < batchesOf(tapCount); batch++) us += batchUs();
      // A whole collection also throws compiled code away: only where the heap is looked at.
      if (round !== WARM_ROUND && round !== ROUNDS) return { us };
      globalThis.gc();
      globalThis.gc();
      return { us, heapBytes: process.memoryUsage().heapUsed };
    };
  };
}

function verifying() {
  const verifier = createVerifier({ keys });
  return ({ sealed }) => verifier.verify(sealed).ok;
}

const comparing = () => (tap) => timingSafeEqual(bareHmac(tap.source.key, tap.sealed), tap.sealed.mac);

export const BACK_END = {
  few: backEnd(10, FEW, verifying),
  many: backEnd(5000, FEW, verifying),
  long: backEnd(5000, TAPS, verifying),
  hmac: backEnd(5000, FEW, comparing),
  hmacFew: backEnd(10, FEW, comparing),
};

export async function backEnds() {
  const { times, found } = await rounds(import.meta.url, "BACK_END", ROUNDS);
  const heaps = found.long.flatMap(({ heapBytes = [] }) => heapBytes);
  const grownBytes = (heaps[1] - heaps[0]) / (batchesOf(TAPS) * BATCH * (ROUNDS - WARM_ROUND));
  return [
    row(
      "back end, 5,000 readers, 1,000,000 cards: share of createHmac alone",
      speed({ times }, "many", "hmac"),
      "x",
      ">=0.6",
    ),
    row("back end: CPU per tap with 5,000 readers against 10", speed({ times }, "few", "many"), "x", "<=1.3"),
    row("back end: the same of createHmac alone", speed({ times }, "hmacFew", "hmac"), "x"),
    row("back end: CPU", median(times.many) / batchesOf(FEW) / BATCH, "us"),
    row(`back end: heap that stays per tap, over ${TAPS} taps`, grownBytes, "bytes", "<=1"),
  ];
}
