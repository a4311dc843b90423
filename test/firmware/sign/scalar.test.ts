/** Arithmetic mod L of the board against BigInt: edges, their mixtures, and numbers at random. */
import "../../support/espruino-globals.js";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { belowOrder, createMultiplyAdd, type MultiplyAdd } from "../../../firmware/sign/scalar.js";
import { multiplierTable } from "../../../sdk/signing/scalar.js";

const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const BITS_512 = 2n ** 512n;

function littleEndian(value: bigint, bytes: number): Uint8Array {
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(bytes * 2, "0"), "hex")).reverse();
}

function numberOf(words: Uint32Array): bigint {
  return words.reduce((sum, word, i) => sum + (BigInt(word) << BigInt(32 * i)), 0n);
}

function buffer(value: bigint): ArrayBuffer {
  return new Uint8Array(littleEndian(value, 64)).buffer;
}

const made = new Map<bigint, MultiplyAdd>();

function multiplier(secret: bigint): MultiplyAdd {
  const known = made.get(secret) ?? createMultiplyAdd(Buffer.from(multiplierTable(secret)).toString("latin1"));
  made.set(secret, known);
  return known;
}

function check(nonce: bigint, hash: bigint, secret: bigint): void {
  const words = new Uint32Array(multiplier(secret)(buffer(nonce), buffer(hash)).buffer);
  const right = (nonce + hash * secret) % L;
  if (numberOf(words) !== right) throw new Error(`${nonce} + ${hash} * ${secret}: ${numberOf(words)}, not ${right}`);
  if (!belowOrder(words)) throw new Error("a number below L is taken for a larger one");
}

const SECRET = fc.bigInt(0n, L - 1n);

/** Where carries, folding and the end of the range are. */
const EDGES = [
  0n,
  1n,
  2n ** 21n - 1n,
  2n ** 21n,
  2n ** 251n,
  2n ** 252n - 1n,
  2n ** 252n,
  2n ** 252n + 1n,
  L - 2n,
  L - 1n,
  L,
  L + 1n,
  2n * L - 1n,
  2n * L,
  2n ** 253n - 1n,
  2n ** 255n - 19n,
  2n ** 256n - 1n,
  L * L - 1n,
  L * L,
  (BITS_512 / L) * L - 1n,
  (BITS_512 / L) * L,
  BITS_512 - 1n,
];

test("every edge as nonce, hash and secret", () => {
  for (const nonce of EDGES)
    for (const hash of EDGES) for (const secret of EDGES.filter((n) => n < L)) check(nonce, hash, secret);
});

test("sums that end right beside 0, 2^252 and L", () => {
  fc.assert(
    fc.property(
      fc.bigInt(0n, BITS_512 - 1n),
      SECRET,
      fc.constantFrom(0n, 1n, 2n ** 252n, L - 1n),
      (hash, secret, end) => {
        for (const beside of [-1n, 0n, 1n]) {
          const nonce = (((end + beside - hash * secret) % L) + L) % L;
          check(nonce, hash, secret);
          check(nonce + L * 3n, hash, secret);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test("numbers at random", () => {
  const wide = fc.bigInt(0n, BITS_512 - 1n);
  fc.assert(fc.property(wide, wide, SECRET, check), { numRuns: 3000 });
  for (let i = 0; i < 3000; i++) {
    const [a, b, c] = [0, 1, 2].map((n) => BigInt(`0x${createHash("sha512").update(`${n} ${i}`).digest("hex")}`));
    check(a ?? 0n, b ?? 0n, (c ?? 0n) % L);
  }
});

test("numbers with few bits set, and with few bits clear: long carries", () => {
  const bits = fc
    .array(fc.nat(511), { maxLength: 6 })
    .map((list) => list.reduce((n, bit) => n | (1n << BigInt(bit)), 0n));
  const holes = bits.map((n) => BITS_512 - 1n - n);
  const sparse = fc.oneof(bits, holes);
  fc.assert(
    fc.property(
      sparse,
      sparse,
      sparse.map((n) => n % L),
      check,
    ),
    { numRuns: 3000 },
  );
});

test("belowOrder knows L from its neighbours", () => {
  const words = (n: bigint) => new Uint32Array(new Uint8Array(littleEndian(n, 32)).buffer);
  expect([0n, L - 1n, 2n ** 252n].map((n) => belowOrder(words(n)))).toEqual([true, true, true]);
  expect([L, L + 1n, 2n ** 253n, 2n ** 256n - 1n].map((n) => belowOrder(words(n)))).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
