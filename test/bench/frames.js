/** Frames: ours, escaped HDLC with CRC, against delimiter and COBS without a check of the CRC, and the least scan there is. */
import { createFrameDecoder, encodeFrame } from "../../dist/protocol/index.js";
import { createRandom, cut, rounds, row, speed } from "./measure.js";
import { checkCrc, cobsFrame, decodeCobs, decodeSlip, decodeZwave, slipFrame, zwaveFrame } from "./peers.js";

const COUNT = 20_000;
const LIMIT_BYTES = 1024;
/** Times over the data in a round: a port lives for days, so the compiler's first milliseconds are not what is asked for. */
const PASSES = 5;
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

const passes = (decode, pieces, take) => async () => {
  for (let pass = 0; pass < PASSES; pass++) await decode(pieces, take);
};

async function compare(name, most, ourBytes, theirBytes, target, ceiling) {
  const ourPieces = cut(ourBytes, most, createRandom(3));
  const theirPieces = cut(theirBytes, most, createRandom(3));
  let count = 0;
  const take = () => count++;
  const contestants = {
    ours: passes(decodeOurs, ourPieces, take),
    theirs: passes(decodeCobs, theirPieces, take),
    ...(ceiling && { ceiling: passes(scan, ourPieces, take) }),
  };
  const times = await rounds(contestants);
  const rows = [row(`frames, ${name}: against parser-delimiter + cobs`, speed(times, "ours", "theirs"), "x", target)];
  if (ceiling)
    rows.push(row(`frames, ${name}: share of indexOf + subarray`, speed(times, "ours", "ceiling"), "x", ">=0.4"));
  return rows;
}

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

/** Time for twice the bytes without any end of a frame, in pieces of 64. */
async function growth() {
  const half = cut(Buffer.alloc(1 << 22, 1), 64, createRandom(5));
  const whole = [...half, ...half];
  const times = await rounds({
    half: () => decodeOurs(half, () => {}),
    whole: () => decodeOurs(whole, () => {}),
  });
  return speed(times, "half", "whole");
}

/** The same frames in other packages' framing, without noise. */
async function others() {
  const take = () => {};
  const pieces = (frame) => cut(Buffer.concat(payloads.map(frame)), 4096, createRandom(3));
  const [slipPieces, zwavePieces] = [pieces(slipFrame), pieces(zwaveFrame)];
  const ourPieces = cut(Buffer.concat(ours), 4096, createRandom(3));
  const times = await rounds({
    ours: passes(decodeOurs, ourPieces, take),
    slip: passes(decodeSlip, slipPieces, take),
    zwave: passes(decodeZwave, zwavePieces, take),
  });
  return [
    row("frames, pieces of 1 to 4096 bytes: against npm slip", speed(times, "ours", "slip"), "x"),
    row("frames, pieces of 1 to 4096 bytes: against zwave-js's parser", speed(times, "ours", "zwave"), "x"),
  ];
}

export async function frames() {
  const noisy = { ours: disturb(ours), theirs: disturb(theirs) };
  const found = recall(noisy.ours, decodeOurs);
  let peerJunk = 0;
  await decodeCobs(cut(noisy.theirs.bytes, 4096, createRandom(4)), (content) => {
    if (!checkCrc(content)) peerJunk++;
  });
  return [
    ...(await compare("pieces of 1 to 4096 bytes", 4096, Buffer.concat(ours), Buffer.concat(theirs), ">=5", true)),
    ...(await compare("pieces of 1 to 64 bytes", 64, Buffer.concat(ours), Buffer.concat(theirs), ">=3.5", false)),
    ...(await compare("with 2 % noise", 4096, noisy.ours.bytes, noisy.theirs.bytes, ">=10", false)),
    row("frames, with 2 % noise: undamaged frames that arrive", found.percent, "%", ">=100"),
    row("frames, with 2 % noise: frames that nobody sent", found.junk, "frames", "<=0"),
    row("frames, with 2 % noise: wrong frames that parser-delimiter + cobs hands on", peerJunk, "frames"),
    ...(await others()),
    row("frames, no end in sight: time for twice the bytes", await growth(), "x", "<=2.2"),
  ];
}
