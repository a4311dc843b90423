/** The five properties of a decoder, for the board's frame codec, with the host's codec as its counterpart. */
import "../support/espruino-globals.js";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFrameDecoder, encodeFrame } from "../../firmware/link/frames.js";
import {
  createFrameDecoder as createHostDecoder,
  encodeFrame as encodeOnHost,
  FRAME_LIMIT_TO_HOST,
  FRAME_LIMIT_TO_READER,
} from "../../protocol/index.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { fromHex } from "../support/espruino-globals.js";

interface Frame {
  address: number;
  payload: string;
}

const FLAG = "\x7e";
/** A frame has six bytes beside its payload. */
const OVERHEAD = 6;

/** Bytes as they are on the line, with many of those that matter. */
const noise = fc
  .array(fc.oneof(fc.constantFrom(0x7d, 0x5e, 0x5d, 0x03, 0x05, 0x20), fc.nat(255)), { maxLength: 60 })
  .map((list) => toByteString(Uint8Array.from(list)));
const payloads = noise.chain((start) => fc.uint8Array({ maxLength: 300 }).map((rest) => start + toByteString(rest)));
/** Channels are below 64, so that the address takes one byte. */
const addresses = fc.integer({ min: 0, max: 63 });
const frames = fc.record({ address: addresses, payload: payloads });

/** What the board makes of a stream given in pieces. */
function decode(...pieces: string[]): { frames: Frame[]; bad: number } {
  const found: Frame[] = [];
  const decoder = createFrameDecoder((address, payload) => found.push({ address, payload }));
  for (const piece of pieces) decoder.push(piece);
  return { frames: found, bad: decoder.bad };
}

/** What the host makes of it. */
function decodeOnHost(stream: string, limit = FRAME_LIMIT_TO_HOST): Frame[] {
  const found: Frame[] = [];
  const decoder = createHostDecoder(limit, {
    frame: (address, payload) => found.push({ address, payload: toByteString(payload) }),
  });
  decoder.push(Buffer.from(stream, "latin1"));
  return found;
}

/** Cuts a string at the given places. */
function cut(stream: string, places: number[]): string[] {
  const at = [...new Set(places.map((p) => p % (stream.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => stream.slice(from, at[i] ?? stream.length));
}

describe("any payload", () => {
  test("round-trips on the board", () => {
    fc.assert(
      fc.property(frames, (f) => {
        expect(decode(encodeFrame(f.address, f.payload)).frames).toEqual([f]);
      }),
    );
  });

  test("travels from the board to the host", () => {
    fc.assert(
      fc.property(frames, (f) => {
        expect(decodeOnHost(encodeFrame(f.address, f.payload))).toEqual([f]);
      }),
    );
  });

  test("travels from the host to the board, with either escaping", () => {
    fc.assert(
      fc.property(frames, fc.constantFrom("minimum" as const, "console-safe" as const), (f, escaping) => {
        const sent = toByteString(encodeOnHost(f.address, Buffer.from(f.payload, "latin1"), escaping));
        expect(decode(sent)).toEqual({ frames: [f], bad: 0 });
      }),
    );
  });

  test("gives the same bytes as the host's encoder", () => {
    fc.assert(
      fc.property(frames, ({ address, payload }) => {
        const host = encodeOnHost(address, Buffer.from(payload, "latin1"), "minimum");
        expect(encodeFrame(address, payload)).toBe(toByteString(host));
      }),
    );
  });

  test("arrives with every byte escaped that may be", () => {
    fc.assert(
      fc.property(frames, ({ address, payload }) => {
        const content = decodeStuffing(encodeFrame(address, payload).slice(1, -1));
        // 5E cannot be escaped: its escaped form is the flag.
        const all = content.replace(/[^\x5e]/gs, (c) => `\x7d${String.fromCharCode(c.charCodeAt(0) ^ 32)}`);
        expect(decode(FLAG + all + FLAG).frames).toEqual([{ address, payload }]);
      }),
    );
  });
});

function decodeStuffing(raw: string): string {
  return raw.replace(/\x7d(.)/gs, (_, c: string) => String.fromCharCode(c.charCodeAt(0) ^ 32));
}

test("any way of cutting the bytes gives the same frames", () => {
  const streams = fc
    .array(fc.oneof(frames, noise), { maxLength: 6 })
    .map((parts) =>
      parts.map((part) => (typeof part === "string" ? part : encodeFrame(part.address, part.payload))).join(""),
    );
  fc.assert(
    fc.property(streams, fc.array(fc.nat(4000)), (stream, places) => {
      expect(decode(...cut(stream, places))).toEqual(decode(stream));
      expect(decode(...stream)).toEqual(decode(stream));
    }),
  );
});

test("any single flipped bit loses the frame and nothing else", () => {
  fc.assert(
    fc.property(frames, frames, fc.nat(), (f, next, place) => {
      const sent = encodeFrame(f.address, f.payload);
      // The opening and the closing flag are not the frame's own: see the rubbish test.
      const bit = 8 + (place % (8 * (sent.length - 2)));
      const damaged = Buffer.from(sent, "latin1");
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const stream = toByteString(damaged) + encodeFrame(next.address, next.payload);
      expect(decode(stream).frames).toEqual([next]);
    }),
    { numRuns: 500 },
  );
});

test("rubbish before, between and after costs no good frame", () => {
  fc.assert(
    fc.property(
      fc.array(frames, { minLength: 1, maxLength: 4 }),
      fc.array(noise, { minLength: 5, maxLength: 5 }),
      (list, rubbish) => {
        const clean = rubbish.map((r) => r.replaceAll(FLAG, ""));
        const stream = list.map((f, i) => clean[i] + encodeFrame(f.address, f.payload)).join("") + clean[4];
        expect(decode(stream).frames).toEqual(list);
      },
    ),
  );
});

test("both decoders agree on any bytes that begin with a flag", () => {
  const bytes = fc.array(fc.oneof(fc.constantFrom(0x7e, 0x7d, 0x5d, 0x5e, 0x03, 0x05), fc.nat(255)), { maxLength: 80 });
  const mixed = fc.array(
    fc.oneof(
      bytes.map((b) => toByteString(Uint8Array.from(b))),
      frames,
    ),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(mixed, (parts) => {
      const stream = FLAG + parts.map((p) => (typeof p === "string" ? p : encodeFrame(p.address, p.payload))).join("");
      expect(decode(stream).frames).toEqual(decodeOnHost(stream, FRAME_LIMIT_TO_READER));
    }),
    { numRuns: 500 },
  );
});

describe("length", () => {
  const longest = "x".repeat(FRAME_LIMIT_TO_READER - OVERHEAD);

  test("of exactly the limit passes, one more does not", () => {
    expect(decode(encodeFrame(2, longest)).frames).toHaveLength(1);
    expect(decode(encodeFrame(2, `${longest}x`))).toEqual({ frames: [], bad: 1 });
  });

  test("of the limit passes when every byte is escaped", () => {
    expect(decode(encodeFrame(2, "\x7e".repeat(FRAME_LIMIT_TO_READER - OVERHEAD))).frames).toHaveLength(1);
  });

  test("without end is dropped before it is buffered, counted once, and the next frame is heard", () => {
    const seen: Frame[] = [];
    const decoder = createFrameDecoder((address, payload) => seen.push({ address, payload }));
    decoder.push(FLAG);
    for (let i = 0; i < 1000; i++) decoder.push("x".repeat(64));
    expect(decoder.bad).toBe(1);
    decoder.push(encodeFrame(2, "after"));
    expect(seen).toEqual([{ address: 2, payload: "after" }]);
    expect(decoder.bad).toBe(1);
  });

  test("of what is buffered ends at twice the limit: every byte escaped, and not one more", () => {
    const decoder = createFrameDecoder(() => {});
    decoder.push(FLAG + "x".repeat(2 * FRAME_LIMIT_TO_READER));
    expect(decoder.bad).toBe(0);
    decoder.push("x");
    expect(decoder.bad).toBe(1);
  });

  test("never lets the native checksum see more than a piece beyond the raw limit", () => {
    const real = globalThis as unknown as { E: { CRC32(data: string): number } };
    const { CRC32 } = real.E;
    let longestSeen = 0;
    real.E.CRC32 = (data) => {
      longestSeen = Math.max(longestSeen, data.length);
      return CRC32(data);
    };
    try {
      const decoder = createFrameDecoder(() => {});
      for (let i = 0; i < 500; i++) decoder.push(i % 37 ? "y".repeat(64) : FLAG);
      expect(longestSeen).toBeLessThanOrEqual(FRAME_LIMIT_TO_READER);
    } finally {
      real.E.CRC32 = CRC32;
    }
  });
});

test("work is linear: the checksum is taken over each byte once", () => {
  const real = globalThis as unknown as { E: { CRC32(data: string): number } };
  const { CRC32 } = real.E;
  function bytesChecked(count: number): number {
    let total = 0;
    real.E.CRC32 = (data) => {
      total += data.length;
      return CRC32(data);
    };
    const stream = encodeFrame(2, "p".repeat(100)).repeat(count);
    total = 0;
    decode(
      ...cut(
        stream,
        Array.from({ length: count * 3 }, (_, i) => i * 31),
      ),
    );
    real.E.CRC32 = CRC32;
    return total;
  }
  expect(bytesChecked(80)).toBe(10 * bytesChecked(8));
});

describe("protocol/vectors/frames.json", () => {
  interface Vectors {
    good: { name: string; address: number; payload: string; minimum: string; consoleSafe: string }[];
    bad: { name: string; stream: string; limit: number }[];
    streams: { name: string; stream: string; frames: Frame[]; rejected: number }[];
  }
  const url = new URL("../../protocol/vectors/frames.json", import.meta.url);
  const vectors = JSON.parse(readFileSync(url, "utf8")) as Vectors;
  const oneByteAddress = vectors.good.filter((v) => v.address < 64);

  test.each(oneByteAddress)("encodes and decodes: $name", (v) => {
    const payload = fromHex(v.payload);
    expect(encodeFrame(v.address, payload)).toBe(fromHex(v.minimum));
    for (const form of [v.minimum, v.consoleSafe]) {
      expect(decode(fromHex(form))).toEqual({ frames: [{ address: v.address, payload }], bad: 0 });
    }
  });

  test.each(vectors.good.filter((v) => v.address > 127))("refuses a channel it cannot have: $name", (v) => {
    expect(decode(fromHex(v.minimum))).toEqual({ frames: [], bad: 1 });
  });

  test.each(vectors.bad.filter((v) => v.limit >= FRAME_LIMIT_TO_READER))("refuses: $name", (v) => {
    expect(decode(fromHex(v.stream))).toEqual({ frames: [], bad: 1 });
  });

  test.each(vectors.streams)("finds the frames of: $name", (v) => {
    const expected = v.frames.map(({ address, payload }) => ({ address, payload: fromHex(payload) }));
    expect(decode(fromHex(v.stream))).toEqual({ frames: expected, bad: v.rejected });
  });
});
