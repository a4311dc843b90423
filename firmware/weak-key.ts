/** Keys that anybody would try: patterns, repeats, text, published examples. The same rules as sdk/keys/weak.ts. */

/**
 * CRC-32 of the first 16 bytes of each key of the list in sdk/keys/weak.ts, least significant byte first: a tenth of the
 * room, and a random key fits one by chance once in fifty million.
 */
const PUBLISHED =
  "\x5c\x4c\xe9\xf6\x5e\x40\xa5\x7d\xba\x86\x83\x31\x9c\x34\x6c\x4c\x3b\x98\x23\x47\x86\xbd\x8f\xc0" +
  "\xc3\x0c\xd1\x73\x25\x6c\xfb\xea\x5b\xcf\x3a\x02\xac\xbf\x8a\x76\xdc\x7a\x97\xf2\xc4\xea\x15\x5c" +
  "\xeb\x88\xad\x09\x97\x63\x32\x4c\x88\xda\x90\x85\x87\x62\x05\x23\xdb\xc9\xd3\x89\x96\x9f\xac\x5f" +
  "\x18\xe3\x74\x04\x16\x00\xfe\xd9\xcc\x89\xb8\x4e\x9c\x5d\x8c\x05";
/** So many bytes that count by one step, up, down or not at all, are no chance. */
const LONGEST_RUN = 8;
/** Nor are fewer different ones. */
const FEWEST_DIFFERENT = 8;

function isPublished(key: string): boolean {
  const sum = E.toString(new Uint8Array(new Uint32Array([E.CRC32(key)]).buffer), "");
  // Espruino finds "cd" at the end of "abc": a key of two hundred would be refused.
  return PUBLISHED.substr(PUBLISHED.indexOf(sum), sum.length) === sum;
}

/** True for keys that were not drawn at random. @param key a byte string of at least 16 */
export function isWeak(key: string): boolean {
  const bytes = E.toUint8Array(key);
  const size = key.length;
  const seen = new Uint8Array(256);
  let different = 0;
  let printable = 0;
  let run = 0;
  let step = -1;
  for (let i = 0; i < size; i++) {
    const byte = bytes[i];
    const next = i ? (byte - bytes[i - 1]) & 255 : -2;
    run = next === step ? run + 1 : i ? 2 : 1;
    step = next;
    if (run >= LONGEST_RUN) return true;
    if (!seen[byte]) different++;
    seen[byte] = 1;
    if (byte >= 0x20 && byte <= 0x7e) printable++;
  }
  // A shorter piece repeated has too few different bytes.
  for (let i = FEWEST_DIFFERENT; i <= size / 2; i++) {
    if (key.substr(i) === key.substr(0, size - i)) return true;
  }
  return (
    different < FEWEST_DIFFERENT ||
    printable === size ||
    isPublished(key.substr(0, 16)) ||
    isPublished(key.substr(size - 16))
  );
}
