/** Sectors, trailers and value blocks of a MIFARE Classic. MF1S50 and MF1S70 data sheets, 8.6. */

import { concat, equals } from "./bytes.js";
import { encodeAccess } from "./classic-access.js";

/** Bytes of a block. */
export const BLOCK_BYTES = 16;
const BLOCK_COUNTS = { "1k": 64, "4k": 256 } as const;
/** From this block on a sector has 16 blocks instead of 4. */
const FIRST_LARGE_BLOCK = 128;
const DEFAULT_KEY = new Uint8Array(6).fill(0xff);

/** 1 KB in 16 sectors, or 4 KB in 40. */
export type ClassicType = "1k" | "4k";

/** A sector as it is set up; what is left out is as at delivery. */
export interface ClassicSectorOptions {
  /** Six bytes each. */
  readonly keyA?: Uint8Array;
  readonly keyB?: Uint8Array;
  /** C1 C2 C3 of the three groups of data blocks and of the trailer, each 0 to 7; 0 0 0 1 when left out. */
  readonly access?: readonly [number, number, number, number];
}

/** A value and the byte that travels with it. */
export interface ClassicValue {
  readonly value: number;
  readonly address: number;
}

/** Sector a block belongs to. */
export function sectorOf(block: number): number {
  return block < FIRST_LARGE_BLOCK ? block >> 2 : 32 + ((block - FIRST_LARGE_BLOCK) >> 4);
}

/** Block of a sector's trailer. */
export function trailerOf(sector: number): number {
  return sector < 32 ? sector * 4 + 3 : FIRST_LARGE_BLOCK + (sector - 32) * 16 + 15;
}

/** Group of a block for the access bits: 0 to 2 for data, 3 for the trailer. */
export function groupOf(block: number): number {
  return block < FIRST_LARGE_BLOCK ? block & 3 : Math.floor((block & 15) / 5);
}

/** Makes the memory of a card. */
export function createClassicMemory(
  type: ClassicType,
  manufacturer: Uint8Array,
  sectors: Readonly<Record<number, ClassicSectorOptions>>,
  blocks: Readonly<Record<number, Uint8Array>>,
): Uint8Array {
  const memory = new Uint8Array(BLOCK_COUNTS[type] * BLOCK_BYTES);
  memory.set(manufacturer);
  for (const [number, content] of Object.entries(blocks)) {
    if (content.length !== BLOCK_BYTES) throw new RangeError(`"blocks" must have ${BLOCK_BYTES} bytes each`);
    memory.set(content, Number(number) * BLOCK_BYTES);
  }
  for (let sector = 0; trailerOf(sector) < BLOCK_COUNTS[type]; sector++) {
    const { keyA = DEFAULT_KEY, keyB = DEFAULT_KEY, access = [0, 0, 0, 1] } = sectors[sector] ?? {};
    if (keyA.length !== 6 || keyB.length !== 6) throw new RangeError('"sectors" must have keys of 6 bytes');
    memory.set(concat(keyA, encodeAccess(access), [0x69], keyB), trailerOf(sector) * BLOCK_BYTES);
  }
  return memory;
}

/** Block 0: UID, its check byte when it has four bytes, SAK, ATQA, then what the maker likes. */
export function manufacturerBlock(uid: Uint8Array, sak: number, atqa: number): Uint8Array {
  const bcc = uid.length === 4 ? [uid.reduce((sum, byte) => sum ^ byte, 0)] : [];
  return concat(uid, bcc, [sak, atqa & 0xff, atqa >> 8]);
}

/** Reads a value block; undefined when its copies do not match. */
export function parseValue(block: Uint8Array): ClassicValue | undefined {
  const value = new DataView(block.buffer, block.byteOffset).getInt32(0, true);
  const address = block[12] ?? 0;
  return equals(block, encodeValue({ value, address })) ? { value, address } : undefined;
}

/** Value, inverted, value; address, inverted, address, inverted. */
export function encodeValue({ value, address }: ClassicValue): Uint8Array {
  const bytes = Uint8Array.of(value, value >> 8, value >> 16, value >> 24);
  const inverted = bytes.map((byte) => ~byte);
  return concat(bytes, inverted, bytes, Uint8Array.of(address, ~address, address, ~address));
}
