/** What the reader hears when several cards answer at once, bit by bit. ISO/IEC 14443-3, 6.2 (collisions) and 6.5. */

import { type AirAnswer, ETU_US, type FieldAnswer, frameBits } from "./air.js";

/**
 * Lays answers over each other. Bits are compared on the line, start and parity bits included, so an answer that begins
 * later is shifted against the first. An answer that begins after the receiver has seen an end of frame is not heard.
 * Where the bits differ a 1 remains (either half of the bit carries the subcarrier).
 */
export function mergeAnswers(answers: readonly AirAnswer[]): FieldAnswer {
  const sorted = [...answers].sort((a, b) => a.delayUs - b.delayUs);
  const first = sorted[0];
  if (first === undefined) throw new Error("mergeAnswers: no answer given");
  const zeros: boolean[] = [];
  const ones: boolean[] = [];
  for (const answer of sorted) {
    const offsetBits = Math.round((answer.delayUs - first.delayUs) / ETU_US);
    if (answer !== first && offsetBits > zeros.length) continue;
    lineBits(answer).forEach((bit, i) => {
      const at = offsetBits + i;
      zeros[at] = zeros[at] === true || bit === 0;
      ones[at] = ones[at] === true || bit === 1;
    });
  }
  const merged = decodeLine(first, zeros, ones);
  return answers.some((answer) => answer.parity !== undefined) ? merged : withoutParity(merged);
}

/** The bits as they stand on the line: start bit, data, a parity bit after each whole or completed byte. */
function lineBits(answer: AirAnswer): number[] {
  const line = [1];
  let index = 0;
  const count = frameBits(answer);
  let left = answer.firstBits ?? 8;
  let parity = 1;
  for (let i = 0; i < count; i++) {
    const bit = ((answer.bytes[i >> 3] ?? 0) >> (i & 7)) & 1;
    line.push(bit);
    parity ^= bit;
    if (--left > 0) continue;
    line.push(answer.parity?.[index++] ?? parity);
    left = 8;
    parity = 1;
  }
  return line;
}

/** Back from line bits to data bits. A collision in a parity bit counts for the data bit that follows it. */
function decodeLine(first: AirAnswer, zeros: readonly boolean[], ones: readonly boolean[]): FieldAnswer {
  const bits: number[] = [];
  const parity: number[] = [];
  let collisionBit: number | undefined;
  let left = first.firstBits ?? 8;
  for (let i = 1; i < ones.length; i++) {
    if (zeros[i] === true && ones[i] === true) collisionBit ??= bits.length;
    if (left === 0) {
      parity.push(ones[i] === true ? 1 : 0);
      left = 8;
      continue;
    }
    bits.push(ones[i] === true ? 1 : 0);
    left--;
  }
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => {
    bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (bit << (i & 7));
  });
  const merged: FieldAnswer = { ...first, bytes, lastBits: bits.length % 8, parity: Uint8Array.from(parity) };
  return collisionBit === undefined ? merged : { ...merged, collision: { bit: collisionBit } };
}

/** Where all answers keep to odd parity, a parity bit that does not fit is a collision and nothing else. */
function withoutParity({ parity: _, ...rest }: FieldAnswer): FieldAnswer {
  return rest;
}
