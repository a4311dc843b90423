/** Numbers as DESFire writes them, least significant byte first, and its two checksums. DESFire EV1 data sheet, CRC. */

/** The lower 16 bits as two bytes. */
export function uint16(value: number): number[] {
  return [value & 0xff, (value >> 8) & 0xff];
}

/** A signed number of four bytes: values of value files. */
export function readInt32(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}

/** The counterpart of `readInt32`. */
export function int32(value: number): number[] {
  return [...uint16(value), ...uint16(value >> 16)];
}

/** CRC32 of EV1 messaging: reflected 04C11DB7 from FFFFFFFF, not inverted at the end. */
export function crc32(data: Uint8Array): Uint8Array {
  return Uint8Array.from(int32(reflectedCrc(data, 0xffffffff, 0xedb88320)));
}

/** CRC16 of the oldest messaging, the same as CRC_A: reflected 1021 from 6363. */
export function crc16(data: Uint8Array): Uint8Array {
  return Uint8Array.from(uint16(reflectedCrc(data, 0x6363, 0x8408)));
}

function reflectedCrc(data: Uint8Array, initial: number, polynomial: number): number {
  let crc = initial;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
  }
  return crc;
}
