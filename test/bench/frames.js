/** Frames: ours, escaped HDLC with CRC, against delimiter and COBS without a check of the CRC, and the least scan there is. */
import { createFrameDecoder, encodeFrame } from "../../dist/protocol/index.js";
import { createRandom, cut, median, rounds, row, speed } from "./measure.js";
import {
  checkCrc,
  cobsFrame,
  createMeshtasticDecoder,
  decodeCobs,
  decodeSlip,
  decodeZwave,
  meshtasticFrame,
  slipFrame,
  zwaveFrame,
} from "./peers.js";

const COUNT = 20_000;
const LIMIT_BYTES = 1024;
/** Times over the data in a round: a port lives for days, so the compiler's first milliseconds are not what is asked for. */
const PASSES = 5;
/** Folder of @meshtastic/core, which nobody here installs; without it the row is left out. */
const MESHTASTIC = process.env.KETUK_BENCH_MESHTASTIC;
const random = createRandom(1);
const payloads = Array.from({ length: COUNT }, () => random.bytes(118 + random.below(44)));
/** Where a decoder told of a frame which one it was: the number that stands in it. */
for (const [index, payload] of payloads.entries()) new DataView(payload.buffer).setUint32(0, index);
const ours = payloads.map((payload) => encodeFrame(2, payload, "minimum"));
const theirs = payloads.map(cobsFrame);

/** 2 % bursts of 1 to 200 bytes of noise, 1 % of frames with a flipped bit. The same places for every encoding. */
function disturb(frames) {
  const noise = createRandom(2);
  const parts = [];
  const damaged = new Set();
  for (const [index, frame] of frames.entries()) {
    if (noise.below(100) < 2) parts.push(noise.bytes(1 + noise.below(200)));
    const flip = noise.below(100) < 1;
    const copy = Uint8Array.from(frame);
    if (flip) {
      copy[1 + noise.below(copy.length - 2)] ^= 1 << noise.below(8);
      damaged.add(index);
    }
    parts.push(copy);
  }
  return { bytes: Buffer.concat(parts), damaged };
}

function decodeOurs(pieces, take) {
  const decoder = createFrameDecoder(LIMIT_BYTES, { frame: (_address, payload) => take(payload) });
  for (const piece of pieces) decoder.push(piece);
}

/** Ceiling: finds the ends of frames and makes views of them; checks and decodes nothing. */
function scan(pieces, take) {
  for (const piece of pieces) {
    let at = 0;
    for (let end = piece.indexOf(0x7e); end >= 0; end = piece.indexOf(0x7e, at)) {
      if (end > at) take(piece.subarray(at, end));
      at = end + 1;
    }
  }
}

const passes = (decode, pieces) => async () => {
  let count = 0;
  for (let pass = 0; pass < PASSES; pass++) await decode(pieces, () => count++);
  return count;
};

/** Decodes what `make` gives, in pieces of up to so many bytes. */
const contestant = (decode, make, most) => () => passes(decode, cut(make(), most, createRandom(3)));

const joined = (frames) => () => Buffer.concat(frames);
export const LARGE = {
  ours: contestant(decodeOurs, joined(ours), 4096),
  theirs: contestant(decodeCobs, joined(theirs), 4096),
  ceiling: contestant(scan, joined(ours), 4096),
  slip: contestant(decodeSlip, () => Buffer.concat(payloads.map(slipFrame)), 4096),
  zwave: contestant(decodeZwave, () => Buffer.concat(payloads.map(zwaveFrame)), 4096),
  ...(MESHTASTIC && {
    meshtastic: async () => {
      const decode = await createMeshtasticDecoder(MESHTASTIC);
      return contestant(decode, () => Buffer.concat(payloads.map(meshtasticFrame)), 4096)();
    },
  }),
};
export const SMALL = {
  ours: contestant(decodeOurs, joined(ours), 64),
  theirs: contestant(decodeCobs, joined(theirs), 64),
};
export const NOISY = {
  ours: contestant(decodeOurs, () => disturb(ours).bytes, 4096),
  theirs: contestant(decodeCobs, () => disturb(theirs).bytes, 4096),
};
/** So many times the same 4 KiB without any end of a frame: what differs is how much has come before. */
const endless = (times) => () => {
  const pieces = cut(Buffer.alloc(4096, 1), 64, createRandom(5));
  return passes(decodeOurs, Array.from({ length: times }, () => pieces).flat());
};
export const ENDLESS = { half: endless(2048), whole: endless(4096) };

/** Undamaged frames that arrive, and frames that nobody sent. */
function recall({ bytes, damaged }, decode) {
  const seen = new Set();
  let junk = 0;
  decode(cut(bytes, 4096, createRandom(4)), (payload) => {
    const index = payload.length >= 4 ? new DataView(payload.buffer, payload.byteOffset).getUint32(0) : COUNT;
    if (index < COUNT && Buffer.compare(payload, payloads[index]) === 0) seen.add(index);
    else junk++;
  });
  const undamaged = payloads.map((_, index) => index).filter((index) => !damaged.has(index));
  return { percent: (100 * undamaged.filter((index) => seen.has(index)).length) / undamaged.length, junk };
}

export async function frames() {
  const noisy = { ours: disturb(ours), theirs: disturb(theirs) };
  const found = recall(noisy.ours, decodeOurs);
  let peerJunk = 0;
  await decodeCobs(cut(noisy.theirs.bytes, 4096, createRandom(4)), (content) => {
    if (!checkCrc(content)) peerJunk++;
  });
  const large = await rounds(import.meta.url, "LARGE", 9);
  if (!MESHTASTIC)
    console.error("left out: Meshtastic's parser (set KETUK_BENCH_MESHTASTIC to a folder of @meshtastic/core)");
  if (large.found.ours[0].found !== COUNT * PASSES)
    throw new Error(`expected every frame, got ${large.found.ours[0].found}`);
  const small = await rounds(import.meta.url, "SMALL");
  const noise = await rounds(import.meta.url, "NOISY");
  const growth = await rounds(import.meta.url, "ENDLESS", 9);
  const name = "frames, pieces of 1 to 4096 bytes";
  return [
    row(`${name}: against parser-delimiter + cobs`, speed(large, "ours", "theirs"), "x", ">=5"),
    row(`${name}: share of indexOf + subarray`, speed(large, "ours", "ceiling"), "x", ">=0.4"),
    row(`${name}: against npm slip`, speed(large, "ours", "slip"), "x"),
    row(`${name}: against zwave-js's parser`, speed(large, "ours", "zwave"), "x"),
    ...(MESHTASTIC ? [row(`${name}: against Meshtastic's parser`, speed(large, "ours", "meshtastic"), "x")] : []),
    row(`${name}: CPU`, (1000 * median(large.times.ours)) / COUNT / PASSES, "ns"),
    row(
      "frames, pieces of 1 to 64 bytes: against parser-delimiter + cobs",
      speed(small, "ours", "theirs"),
      "x",
      ">=3.5",
    ),
    row("frames, with 2 % noise: against parser-delimiter + cobs", speed(noise, "ours", "theirs"), "x", ">=10"),
    row("frames, with 2 % noise: undamaged frames that arrive", found.percent, "%", ">=100"),
    row("frames, with 2 % noise: frames that nobody sent", found.junk, "frames", "<=0"),
    row("frames, with 2 % noise: wrong frames that parser-delimiter + cobs hands on", peerJunk, "frames"),
    row("frames, no end in sight: time for twice the bytes", speed(growth, "half", "whole"), "x", "<=2.2"),
  ];
}
