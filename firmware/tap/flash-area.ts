/**
 * A range of raw flash: the only place where flash addresses are made. Espruino's raw calls check nothing and report
 * nothing, so everything outside the range is refused here, and what was written or erased is read back.
 *
 * Writing can only clear bits; erasing sets a sector of 4 KB to FF and takes 45 to 100 ms, in which the UART loses what
 * arrives. `require("Storage")` is no alternative: its compaction can erase everything.
 */
const Flash = require("Flash");

export const SECTOR_BYTES = 4096;
/** E.CRC32 of an erased sector. */
const BLANK_SECTOR_CRC = 0xf154670a;

export interface FlashArea {
  sectors: number;
  /** Sectors erased since the start. */
  erases: number;
  /** A byte string; empty outside the range. */
  read(sector: number, offset: number, size: number): string;
  /** Returns false when the flash does not hold the data afterwards. */
  write(sector: number, offset: number, data: string): boolean;
  /** Returns false when the sector is not blank afterwards. */
  erase(sector: number): boolean;
  blank(sector: number): boolean;
}

/**
 * @param base address of the first sector
 * @param sectors how many there are
 */
export function createFlashArea(base: number, sectors: number): FlashArea {
  /** The address, or 0 outside the range: there is the boot loader, and nobody may write or read that. */
  function addressOf(sector: number, offset: number, size: number): number {
    if (!(sector >= 0 && sector < sectors && offset >= 0 && offset + size <= SECTOR_BYTES)) return 0;
    return base + sector * SECTOR_BYTES + offset;
  }

  const area: FlashArea = {
    sectors,
    erases: 0,
    read(sector, offset, size) {
      const address = addressOf(sector, offset, size);
      return address ? E.toString(Flash.read(size, address)) : "";
    },
    write(sector, offset, data) {
      const address = addressOf(sector, offset, data.length);
      if (!address) return false;
      Flash.write(data, address);
      return E.toString(Flash.read(data.length, address)) === data;
    },
    erase(sector) {
      const address = addressOf(sector, 0, SECTOR_BYTES);
      if (!address) return false;
      area.erases++;
      Flash.erasePage(address);
      return area.blank(sector);
    },
    blank: (sector) => E.CRC32(area.read(sector, 0, SECTOR_BYTES)) === BLANK_SECTOR_CRC,
  };
  return area;
}
