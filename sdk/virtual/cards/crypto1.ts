/** Crypto1, the stream cipher of MIFARE Classic, and its nonces. Broken since 2008; published in "Dismantling MIFARE Classic". */

const STATE_BITS = 48;
const FEEDBACK_TAPS = [0, 5, 9, 10, 12, 14, 15, 17, 19, 24, 25, 27, 29, 35, 39, 41, 42, 43] as const;
/** Filter inputs are the odd positions from 9 to 47, four to each inner function. */
const FIRST_FILTER_INPUT = 9;

/** One cipher, keyed. Bits go in the order of the air: least significant first. */
export interface Crypto1 {
  /**
   * Eight keystream bits; the cipher moves on and takes in `input`. What is taken in is plain, or with `isEncrypted`
   * deciphered by the very bits given back.
   */
  byte(input?: number, isEncrypted?: boolean): number;
  /** As `byte`, for `count` bits. */
  bits(count: number, input?: number, isEncrypted?: boolean): number;
  /** The keystream bit that comes next, the cipher left as it is: it enciphers parity. */
  peek(): number;
}

/** Makes a cipher with a key of six bytes. */
export function createCrypto1(key: Uint8Array): Crypto1 {
  if (key.length !== 6) throw new RangeError(`"key" must have 6 bytes, got ${key.length}`);
  /** Position i of the register is at (start + i) mod 48; shifting moves the start. */
  const register = Uint8Array.from({ length: STATE_BITS }, (_, i) => ((key[i >> 3] ?? 0) >> (i & 7)) & 1);
  let start = 0;

  function at(position: number): number {
    const index = start + position;
    return register[index < STATE_BITS ? index : index - STATE_BITS] ?? 0;
  }

  /** The four inputs of inner function `n`, the first in bit 0. */
  function inputs(n: number): number {
    const first = FIRST_FILTER_INPUT + 8 * n;
    return at(first) | (at(first + 2) << 1) | (at(first + 4) << 2) | (at(first + 6) << 3);
  }

  function filter(): number {
    const inner =
      lookUp(FA, inputs(0)) |
      (lookUp(FB, inputs(1)) << 1) |
      (lookUp(FB, inputs(2)) << 2) |
      (lookUp(FA, inputs(3)) << 3) |
      (lookUp(FB, inputs(4)) << 4);
    return lookUp(FC, inner);
  }

  function step(input: number): void {
    let feedback = input;
    for (const tap of FEEDBACK_TAPS) feedback ^= at(tap);
    register[start] = feedback;
    start = start + 1 === STATE_BITS ? 0 : start + 1;
  }

  function bits(count: number, input = 0, isEncrypted = false): number {
    let out = 0;
    for (let i = 0; i < count; i++) {
      const key = filter();
      out |= key << i;
      step(((input >> i) & 1) ^ (isEncrypted ? key : 0));
    }
    return out;
  }

  return { bits, byte: (input, isEncrypted) => bits(8, input, isEncrypted), peek: filter };
}

/** Truth table of a function, its inputs counted as a number with the first in bit 0. */
function tableOf(inputCount: number, fn: (...inputs: boolean[]) => boolean): number {
  let table = 0;
  for (let i = 0; i < 1 << inputCount; i++) {
    const inputs = Array.from({ length: inputCount }, (_, bit) => ((i >> bit) & 1) === 1);
    if (fn(...inputs)) table |= 1 << i;
  }
  return table;
}

function lookUp(table: number, inputs: number): number {
  return (table >>> inputs) & 1;
}

const FA = tableOf(
  4,
  (a = false, b = false, c = false, d = false) => ((a || b) !== (a && d)) !== (c && (a !== b || d)),
);
const FB = tableOf(4, (a = false, b = false, c = false, d = false) => ((a && b) || c) !== (a !== b && (c || d)));
const FC = tableOf(
  5,
  (a = false, b = false, c = false, d = false, e = false) =>
    (a || ((b || e) && d !== e)) !== (a !== (b && d) && (c !== d || (b && e))),
);

/** The nonce `steps` steps later. The card's answer proves 96 steps, the reader's 64. */
export function nonceSuccessor(nonce: Uint8Array, steps: number): Uint8Array {
  let state = (nonce[0] ?? 0) | ((nonce[1] ?? 0) << 8) | ((nonce[2] ?? 0) << 16) | ((nonce[3] ?? 0) << 24);
  for (let i = 0; i < steps; i++) {
    const feedback = (state >>> 16) ^ (state >>> 18) ^ (state >>> 19) ^ (state >>> 21);
    state = (state >>> 1) | (feedback << 31);
  }
  return Uint8Array.of(state, state >>> 8, state >>> 16, state >>> 24);
}

/** A nonce as the 16-bit generator of a card gives it: x^16 + x^14 + x^13 + x^11 + 1 from its first two bytes on. */
export function nonceFromSeed(low: number, high: number): Uint8Array {
  let state = low | (high << 8);
  for (let i = 0; i < 16; i++) {
    const feedback = ((state >>> i) ^ (state >>> (i + 2)) ^ (state >>> (i + 3)) ^ (state >>> (i + 5))) & 1;
    state |= feedback << (i + 16);
  }
  return Uint8Array.of(state, state >>> 8, state >>> 16, state >>> 24);
}
