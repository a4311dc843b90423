/** The five properties that every frame decoder has to have. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFrameDecoder, encodeFrame, FRAME_LIMIT_TO_HOST } from "../../protocol/index.js";

interface Frame {
  address: number;
  payload: number[];
}

const address = fc.oneof(fc.constantFrom(1, 2, 3), fc.nat(0x0fffffff));
// Bytes that need escaping come up more often than by chance.
const byte = fc.oneof(fc.nat(255), fc.constantFrom(0x7e, 0x7d, 0x5e, 0x5d, 0x03, 0x0a, 0x0d, 0x10, 0x11, 0x13));
const payload = fc.array(byte, { maxLength: 120 });
const frame = fc.record({ address, payload });
const escaping = fc.constantFrom("console-safe" as const, "minimum" as const);
const noise = fc.array(byte, { maxLength: 60 });

function encode({ address, payload }: Frame, how: "console-safe" | "minimum" = "minimum"): number[] {
  return [...encodeFrame(address, Uint8Array.from(payload), how)];
}

function decode(bytes: readonly number[], cuts: readonly number[] = [], limit = FRAME_LIMIT_TO_HOST) {
  const frames: Frame[] = [];
  const rejects: { why: string; bytes: number }[] = [];
  const decoder = createFrameDecoder(limit, {
    frame: (address, payload) => frames.push({ address, payload: [...payload] }),
    reject: (why, bytes) => rejects.push({ why, bytes }),
  });
  let at = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const end = Math.min(Math.max(cut, at), bytes.length);
    decoder.push(Uint8Array.from(bytes.slice(at, end)));
    at = end;
  }
  decoder.push(Uint8Array.from(bytes.slice(at)));
  return { frames, rejects };
}

describe("a frame decoder", () => {
  test("gives back every address and payload, with either escaping", () => {
    fc.assert(
      fc.property(frame, escaping, (sent, how) => {
        expect(decode(encode(sent, how))).toEqual({ frames: [sent], rejects: [] });
      }),
    );
  });

  test("gives the same frames however the bytes are cut", () => {
    const cuts = fc.array(fc.nat(600), { maxLength: 40 });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 4 }), cuts, noise, (sent, where, rubbish) => {
        const bytes = [...rubbish, ...sent.flatMap((one) => encode(one))];
        expect(decode(bytes, where)).toEqual(decode(bytes));
      }),
    );
  });

  test("rejects the same bytes however they are cut, also what is too long or ends in an escape", () => {
    const cuts = fc.array(fc.nat(300), { maxLength: 40 });
    const dense = fc.array(fc.oneof(byte, fc.constantFrom(0x7d, 0x7e)), { maxLength: 300, size: "max" });
    fc.assert(
      fc.property(dense, cuts, fc.integer({ min: 8, max: 40 }), (bytes, where, limit) => {
        const each = bytes.map((_, index) => index);
        expect(decode(bytes, where, limit)).toEqual(decode(bytes, [], limit));
        expect(decode(bytes, each, limit)).toEqual(decode(bytes, [], limit));
      }),
      // As long as an escaped frame of the limit can be, and one more.
      {
        examples: [0, 1].map((more) => [
          [...new Array<number>(16).fill(0x7d), 0x7d, ...Array(more).fill(1), 0x7e],
          [],
          8,
        ]),
      },
    );
  });

  test("decodes pieces of any size, and bytes between flags are all told of", () => {
    const sent = Array.from({ length: 200 }, (_, index) => ({ address: 2, payload: Array(index).fill(index) }));
    const bytes = [1, 2, 3, ...sent.flatMap((one) => encode(one))];
    expect(decode(bytes)).toEqual({ frames: sent, rejects: [{ why: "short", bytes: 3 }] });
  });

  test("takes what is pushed while a frame is handed on behind what came before it", () => {
    const seen: string[] = [];
    const sent = (name: string) => encodeFrame(1, new TextEncoder().encode(name));
    const decoder = createFrameDecoder(64, {
      frame: (_address, payload) => {
        const name = new TextDecoder().decode(payload);
        if (name === "first") decoder.push(sent("answer"));
        seen.push(`${name} ${new TextDecoder().decode(payload)}`);
      },
    });
    decoder.push(Uint8Array.from([...sent("first"), ...sent("second")]));
    expect(seen).toEqual(["first first", "second second", "answer answer"]);
  });

  test("goes on after a handler has thrown", () => {
    const seen: number[] = [];
    const decoder = createFrameDecoder(64, {
      frame: (address) => {
        seen.push(address);
        if (address === 1) throw new Error("the handler's own");
      },
    });
    expect(() => decoder.push(encodeFrame(1, Uint8Array.of(1)))).toThrow("the handler's own");
    decoder.push(encodeFrame(2, Uint8Array.of(1)));
    expect(seen).toEqual([1, 2]);
  });

  test("takes no frame in which any single bit is wrong", () => {
    fc.assert(
      fc.property(frame, (sent) => {
        const good = encode(sent);
        for (let bit = 0; bit < good.length * 8; bit++) {
          const bad = [...good];
          bad[bit >> 3] = (bad[bit >> 3] as number) ^ (1 << (bit & 7));
          // Bits of the two outer flags only remove the flag; what is between them must still not become another frame.
          for (const got of decode([0x7e, ...bad, 0x7e]).frames) expect(got).toEqual(sent);
          if (bit >= 8 && bit < (good.length - 1) * 8) expect(decode([0x7e, ...bad, 0x7e]).frames).toEqual([]);
        }
      }),
      { numRuns: 30 },
    );
  });

  test("loses no good frame to rubbish before, between and after, and invents none", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, frame), { maxLength: 6 }), noise, (parts, after) => {
        const bytes = [...parts.flatMap(([rubbish, sent]) => [...rubbish, ...encode(sent)]), ...after];
        expect(decode(bytes).frames).toEqual(parts.map(([, sent]) => sent));
      }),
    );
  });

  test("loses only the frame that a damaged byte lies in", () => {
    fc.assert(
      fc.property(frame, frame, frame, fc.nat(), fc.integer({ min: 1, max: 255 }), (a, b, c, where, flip) => {
        const damaged = encode(b);
        const at = 1 + (where % (damaged.length - 2));
        damaged[at] = (damaged[at] as number) ^ flip;
        const { frames } = decode([...encode(a), ...damaged, ...encode(c)]);
        expect(frames[0]).toEqual(a);
        expect(frames.at(-1)).toEqual(c);
      }),
    );
  });

  test("refuses an over-long frame, counts all of its bytes, and takes the next", () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 64 }), fc.integer({ min: 1, max: 3000 }), (limit, excess) => {
        const long = { address: 1, payload: new Array<number>(limit - 6 + excess).fill(0x41) };
        const next = { address: 2, payload: [1, 2, 3] };
        const { frames, rejects } = decode([...encode(long), ...encode(next)], [], limit);
        expect(frames).toEqual([next]);
        expect(rejects).toHaveLength(1);
        expect(rejects[0]).toMatchObject({ why: "long" });
        expect(rejects[0]?.bytes).toBeGreaterThanOrEqual(limit + excess);
      }),
    );
  });

  test("takes a frame of exactly the limit", () => {
    const whole = { address: 1, payload: new Array<number>(64 - 6).fill(0x41) };
    expect(decode(encode(whole), [], 64).frames).toEqual([whole]);
    expect(decode(encode(whole), [], 63).rejects[0]?.why).toBe("long");
  });

  test("never puts a byte on the wire that means something to a boot console", () => {
    fc.assert(
      fc.property(frame, (sent) => {
        const bytes = encodeFrame(sent.address, Uint8Array.from(sent.payload)).subarray(1, -1);
        for (const console of [0x03, 0x0a, 0x0d, 0x10, 0x11, 0x13, 0x7e]) expect(bytes).not.toContain(console);
      }),
    );
  });

  test("forgets a half-received frame at reset", () => {
    const got: number[] = [];
    const decoder = createFrameDecoder(64, { frame: (address) => got.push(address) });
    const bytes = encodeFrame(5, Uint8Array.of(1, 2, 3));
    decoder.push(bytes.subarray(0, 6));
    decoder.reset();
    decoder.push(bytes.subarray(6));
    decoder.push(bytes);
    expect(got).toEqual([5]);
  });
});
