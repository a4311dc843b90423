/**
 * CRC-32 as in IEEE 802.3 and zlib (reflected, polynomial 0xEDB88320, initial and final inversion); check value of
 * "123456789" is 0xCBF43926. Slicing by four: four table look-ups per four bytes.
 */

const TABLES = createTables();

function createTables(): Uint32Array[] {
  const tables = [new Uint32Array(256), new Uint32Array(256), new Uint32Array(256), new Uint32Array(256)] as const;
  for (let i = 0; i < 256; i++) {
    let value = i;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    tables[0][i] = value;
  }
  for (let table = 1; table < 4; table++) {
    const before = tables[table - 1] as Uint32Array;
    for (let i = 0; i < 256; i++) {
      const value = before[i] as number;
      (tables[table] as Uint32Array)[i] = (value >>> 8) ^ (tables[0][value & 255] as number);
    }
  }
  return tables.slice();
}

/**
 * Checksum of a part of an array.
 *
 * @param bytes the array
 * @param start first index, default 0
 * @param end index after the last, default the length of the array
 * @returns the checksum, 0 to 0xFFFFFFFF
 */
export function crc32(bytes: Uint8Array, start = 0, end: number = bytes.length): number {
  const [t0, t1, t2, t3] = TABLES as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  let crc = -1;
  let i = start;
  // The indices are within bounds by construction; "as number" only tells the compiler so.
  for (const whole = end - 3; i < whole; i += 4) {
    crc ^=
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24);
    crc =
      (t3[crc & 255] as number) ^
      (t2[(crc >>> 8) & 255] as number) ^
      (t1[(crc >>> 16) & 255] as number) ^
      (t0[crc >>> 24] as number);
  }
  for (; i < end; i++) crc = (crc >>> 8) ^ (t0[(crc ^ (bytes[i] as number)) & 255] as number);
  return ~crc >>> 0;
}
