/** CRC_A in software, for answers of which the chip cannot know whether they have one. ISO/IEC 14443-3, annex B. */

const PRESET = 0x6363;

/** The two bytes that follow a frame on air. */
export function crcA(frame: string): string {
  const u = E.toUint8Array(frame);
  let crc = PRESET;
  for (let i = 0; i < u.length; i++) {
    let x = (u[i] ^ crc) & 255;
    x ^= (x << 4) & 255;
    crc = (crc >> 8) ^ (x << 8) ^ (x << 3) ^ (x >> 4);
  }
  return E.toString(crc & 255, crc >> 8);
}
