/** Makes inputs from good ones: flipped bits, interesting numbers, lengths, splices, cuts. */
import type { Draw } from "./random.js";

const LONGEST_BYTES = 2048;

/** Bytes and varints at the edges of something. */
const INTERESTING: readonly (readonly number[])[] = [
  [0x00],
  [0x01],
  [0x7f],
  [0x80, 0x01],
  [0xff, 0x01],
  [0xff, 0x7f],
  [0x80, 0x80, 0x01],
  [0xff, 0xff, 0xff, 0xff, 0x07],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
  [0x7e],
  [0x7d],
  [0x7d, 0x7e],
  [0x7e, 0x7e],
  [0x7d, 0x5e],
  [0x0b],
  [0x0c],
];

/** Gives an input; the array is used again for the next one. */
export type Mutator = () => Uint8Array;

/** @param entries good inputs, at least one */
export function createMutator(entries: readonly Uint8Array[], draw: Draw): Mutator {
  const buffer = new Uint8Array(LONGEST_BYTES);
  let length = 0;

  function replace(at: number, removed: number, added: ArrayLike<number>): void {
    const end = Math.min(length, at + removed);
    const size = Math.min(added.length, LONGEST_BYTES - at);
    const rest = Math.min(length - end, LONGEST_BYTES - at - size);
    buffer.copyWithin(at + size, end, end + rest);
    for (let i = 0; i < size; i++) buffer[at + i] = added[i] as number;
    length = at + size + rest;
  }

  function pick(): Uint8Array {
    return entries[draw(entries.length)] as Uint8Array;
  }

  function mutateOnce(): void {
    const at = draw(length + 1);
    const byte = buffer[at] ?? 0;
    switch (draw(10)) {
      case 0:
      case 1:
        return replace(at, 1, [byte ^ (1 << draw(8))]);
      case 2:
        return replace(at, 1, [draw(256)]);
      case 3:
        // Lengths and counts are off by little.
        return replace(at, 1, [(byte + draw(9) - 4) & 255]);
      case 4:
        return replace(at, draw(3), INTERESTING[draw(INTERESTING.length)] as readonly number[]);
      case 5:
        return replace(at, 1 + draw(8), []);
      case 6:
        return replace(at, 0, buffer.slice(at, at + 1 + draw(16)));
      case 7: {
        const other = pick();
        const from = draw(other.length + 1);
        return replace(at, draw(length + 1), other.subarray(from, from + draw(other.length - from + 1)));
      }
      case 8:
        length = at;
        return;
      default:
        return replace(
          at,
          0,
          Array.from({ length: 1 + draw(6) }, () => draw(256)),
        );
    }
  }

  return () => {
    const entry = pick();
    length = 0;
    replace(0, 0, entry);
    for (let count = 1 + draw(4); count > 0; count--) mutateOnce();
    // Now and then nothing good at all.
    if (draw(32) === 0) for (let i = 0; i < length; i++) buffer[i] = draw(256);
    return buffer.subarray(0, length);
  };
}
