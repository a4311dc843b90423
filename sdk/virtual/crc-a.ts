/** CRC_A, the check of ISO/IEC 14443-3 type A frames. ISO/IEC 14443-3 annex B; polynomial 8408 reflected, preset 6363. */

/** Preset of CRC_A. */
export const CRC_A_PRESET = 0x6363;

const TABLE = new Uint16Array(256);
for (let byte = 0; byte < 256; byte++) {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x8408 : value >>> 1;
  TABLE[byte] = value;
}

/** The CRC register after one more byte. */
export function crc16Step(crc: number, byte: number): number {
  return (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
}

/** CRC_A over the first `length` bytes; the low byte goes on air first. */
export function crcA(bytes: ArrayLike<number>, length = bytes.length): number {
  let crc = CRC_A_PRESET;
  for (let i = 0; i < length; i++) crc = crc16Step(crc, bytes[i] ?? 0);
  return crc;
}

/** A copy of the bytes with their CRC_A behind them. */
export function withCrcA(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length + 2);
  const crc = crcA(bytes);
  out.set(bytes);
  out[bytes.length] = crc & 0xff;
  out[bytes.length + 1] = crc >>> 8;
  return out;
}

/** Whether the last two bytes are the CRC_A of those before them. A CRC over data and CRC leaves zero. */
export function endsWithCrcA(bytes: ArrayLike<number>, length = bytes.length): boolean {
  return length >= 3 && crcA(bytes, length) === 0;
}
