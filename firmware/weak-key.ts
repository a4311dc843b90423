/** Keys that anybody would try: patterns, repeats, published examples. */

/** The key of the examples in FIPS 197 and NIST SP 800-38A, which half of all sample code has. */
const PUBLISHED = "\x2b\x7e\x15\x16\x28\xae\xd2\xa6\xab\xf7\x15\x88\x09\xcf\x4f\x3c";
/** Of 16 random bytes hardly ever fewer than 12 differ. */
const FEWEST_DIFFERENT = 6;

/** True for keys that were not drawn at random. @param key a byte string of at least 16 */
export function isWeak(key: string): boolean {
  const bytes = E.toUint8Array(key);
  const size = key.length;
  const seen = new Uint8Array(256);
  let different = 0;
  let steady = 0;
  for (let i = 0; i < size; i++) {
    if (!seen[bytes[i]]) different++;
    seen[bytes[i]] = 1;
    // Counting up or down, by whatever step.
    if (i > 1 && ((bytes[i] - bytes[i - 1]) & 255) === ((bytes[i - 1] - bytes[i - 2]) & 255)) steady++;
  }
  const half = key.substr(0, size / 2);
  return different < FEWEST_DIFFERENT || steady > size / 2 || key === half + half || key.substr(0, 16) === PUBLISHED;
}
