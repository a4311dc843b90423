/** The edge between protobuf's 64-bit numbers and JavaScript's. */

/** What protobufjs gives for a uint64: a number, or two halves where it has the long package. */
export type Wire64 = number | { readonly low: number; readonly high: number };

/** Upper half of Number.MAX_SAFE_INTEGER. */
const SAFE_HIGH_MAX = 0x1fffff;

/**
 * A uint64 as a number.
 *
 * @returns the number, or undefined above Number.MAX_SAFE_INTEGER: such a value would silently become another
 */
export function toSafeNumber(value: Wire64): number | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  const high = value.high >>> 0;
  return high > SAFE_HIGH_MAX ? undefined : high * 0x100000000 + (value.low >>> 0);
}
