/**
 * The raw flash partition of Espruino's ESP32 builds: 64 KB of NOR at 0x310000, sectors of 4 KB. Writing can only clear
 * bits; erasing sets a sector to FF. It survives restarts. Outside the partition the real calls would damage the
 * system without a word, so here they throw.
 */

export const FLASH_BASE = 0x310000;
export const FLASH_BYTES = 0x10000;
export const SECTOR_BYTES = 4096;

/** Time of one sector erase and of one page write on typical parts. */
const ERASE_US = 45_000;
const WRITE_US = 700;

/** Named troubles of the flash. */
export interface FlashFaults {
  /** Writes change nothing: worn out. */
  worn: boolean;
  /** The next write stores only this many bytes, as if power had gone in the middle. */
  tearNextWriteAfterBytes: number | undefined;
}

/** Operations since the start. */
export interface FlashCounts {
  /** Sectors erased. */
  erases: number;
  /** Write calls. */
  writes: number;
}

/** The raw flash partition of a virtual board. Addresses are absolute; outside the partition every call throws. */
export interface VirtualFlash {
  /** Named troubles, to be set at any time. */
  readonly faults: FlashFaults;
  /** The content of the partition, for tests that look inside. */
  readonly bytes: Uint8Array;
  /** Erases and writes since the start, for wear figures. */
  readonly counts: FlashCounts;
  /** A copy of some bytes. */
  read(lengthBytes: number, address: number): Uint8Array;
  /** Clears bits: what is stored afterwards is what was there AND the data. */
  write(data: Uint8Array, address: number): void;
  /** Sets the sector of 4 KB around the address to FF. */
  erasePage(address: number): void;
}

/** @param spend lets board time pass */
export function createFlash(spend: (us: number) => void): VirtualFlash {
  const bytes = new Uint8Array(FLASH_BYTES).fill(0xff);
  const faults: FlashFaults = { worn: false, tearNextWriteAfterBytes: undefined };
  const counts = { erases: 0, writes: 0 };

  function offsetOf(address: number, lengthBytes: number): number {
    const offset = address - FLASH_BASE;
    if (!(offset >= 0 && lengthBytes >= 0 && offset + lengthBytes <= FLASH_BYTES)) {
      throw new Error(`flash access outside the free partition: ${lengthBytes} bytes at 0x${address.toString(16)}`);
    }
    return offset;
  }

  return {
    faults,
    bytes,
    counts,
    read(lengthBytes, address) {
      const offset = offsetOf(address, lengthBytes);
      return bytes.slice(offset, offset + lengthBytes);
    },
    write(data, address) {
      const offset = offsetOf(address, data.length);
      counts.writes++;
      spend(WRITE_US);
      const stored = faults.worn ? 0 : (faults.tearNextWriteAfterBytes ?? data.length);
      faults.tearNextWriteAfterBytes = undefined;
      for (let i = 0; i < data.length && i < stored; i++) bytes[offset + i] = (bytes[offset + i] ?? 0) & (data[i] ?? 0);
    },
    erasePage(address) {
      const offset = offsetOf(address, 1) & ~(SECTOR_BYTES - 1);
      counts.erases++;
      spend(ERASE_US);
      if (!faults.worn) bytes.fill(0xff, offset, offset + SECTOR_BYTES);
    },
  };
}
