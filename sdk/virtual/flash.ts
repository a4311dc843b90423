/**
 * The raw flash that Espruino's ESP32 builds leave free: 64 KB at 0x310000, and the second application slot, 1.5 MB at
 * 0x190000; and the slots of firmware images in Storage's first file. NOR in sectors of 4 KB: writing can only clear
 * bits; erasing sets a sector to FF. It survives restarts. Outside these ranges the real calls would damage the system
 * without a word, so here they throw.
 */
import { SLOT_BYTES, SLOTS_ADDRESS } from "../../protocol/image.js";

export const FLASH_BASE = 0x310000;
export const FLASH_BYTES = 0x10000;
export const SPARE_BASE = 0x190000;
export const SPARE_BYTES = 0x180000;
export const SECTOR_BYTES = 4096;

/** Time of one sector erase and of one write of up to a page of 256 bytes on typical parts. */
const ERASE_US = 45_000;
const WRITE_US = 700;
const PAGE_BYTES = 256;

/** When power goes, counted in flash operations from now. */
export interface PowerCut {
  /** Writes and erases that still succeed. */
  readonly afterOperations: number;
  /** Bytes of the next one that are still changed. */
  readonly afterBytes: number;
}

/** Named troubles of the flash. */
export interface FlashFaults {
  /** Writes and erases change nothing: worn out. */
  worn: boolean;
  /** The next write stores only this many bytes, and the program goes on. */
  tearNextWriteAfterBytes: number | undefined;
  /** Sectors, by address, that keep what they have: erases and writes change nothing there. */
  readonly wornSectors: Set<number>;
  /** Power goes in the middle of an operation. */
  cut: PowerCut | undefined;
}

/** Operations since the start. */
export interface FlashCounts {
  /** Sectors erased. */
  erases: number;
  /** Write calls. */
  writes: number;
  /** Bytes written. */
  bytes: number;
}

/** The raw flash of a virtual board. Addresses are absolute; outside the free ranges every call throws. */
export interface VirtualFlash {
  /** Named troubles, to be set at any time. */
  readonly faults: FlashFaults;
  /** The content of the 64 KB at 0x310000, for tests that look inside. */
  readonly bytes: Uint8Array;
  /** The content of the 1.5 MB at 0x190000; made when it is first used. */
  readonly spare: Uint8Array;
  /**
   * Both slots of firmware images, while Storage has their file. Boards share what is put here: it is copied before the
   * first write or erase.
   */
  slots: Uint8Array | undefined;
  /** The slots were written: they are this board's own. */
  readonly ownSlots: boolean;
  /** Erases and writes since the start, for wear figures. */
  readonly counts: FlashCounts;
  /** A copy of some bytes. */
  read(lengthBytes: number, address: number): Uint8Array;
  /** Clears bits: what is stored afterwards is what was there AND the data. */
  write(data: Uint8Array, address: number): void;
  /** Sets the sector of 4 KB around the address to FF. */
  erasePage(address: number): void;
}

/** Before the journal the counter has its own. */
const COUNTER_SECTORS = 2;

/** Wears sectors of the small journal out, counted from its beginning, or everything. */
export function wearOut({ faults }: VirtualFlash, sectors: number | "all"): void {
  if (sectors === "all") faults.worn = true;
  else for (let i = 0; i < sectors; i++) faults.wornSectors.add(FLASH_BASE + (COUNTER_SECTORS + i) * SECTOR_BYTES);
}

/**
 * @param spend lets board time pass
 * @param powerFails called when the fault `cut` strikes; nothing is changed afterwards until `faults.cut` is cleared
 */
export function createFlash(spend: (us: number) => void, powerFails: () => void = () => {}): VirtualFlash {
  const bytes = new Uint8Array(FLASH_BYTES).fill(0xff);
  let spare: Uint8Array | undefined;
  let slots: Uint8Array | undefined;
  let ownSlots = false;
  const faults: FlashFaults = {
    worn: false,
    tearNextWriteAfterBytes: undefined,
    wornSectors: new Set(),
    cut: undefined,
  };
  const counts = { erases: 0, writes: 0, bytes: 0 };

  function spareBytes(): Uint8Array {
    spare ??= new Uint8Array(SPARE_BYTES).fill(0xff);
    return spare;
  }

  /** The slots, as this board's own when they are to be changed. */
  function slotBytes(change: boolean): Uint8Array {
    if (!slots) throw new Error("flash access to slots of images, but Storage has no such file");
    if (change && !ownSlots) {
      slots = slots.slice();
      ownSlots = true;
    }
    return slots;
  }

  /** The bytes of a range that is allowed. */
  function at(address: number, lengthBytes: number, change = false): Uint8Array {
    const offset = address - FLASH_BASE;
    if (offset >= 0 && lengthBytes >= 0 && offset + lengthBytes <= FLASH_BYTES)
      return bytes.subarray(offset, offset + lengthBytes);
    const other = address - SPARE_BASE;
    if (other >= 0 && lengthBytes >= 0 && other + lengthBytes <= SPARE_BYTES)
      return spareBytes().subarray(other, other + lengthBytes);
    const third = address - SLOTS_ADDRESS;
    if (third >= 0 && lengthBytes >= 0 && third + lengthBytes <= 2 * SLOT_BYTES)
      return slotBytes(change).subarray(third, third + lengthBytes);
    throw new Error(`flash access outside the free ranges: ${lengthBytes} bytes at 0x${address.toString(16)}`);
  }

  /** How many bytes of an operation take effect. */
  function effect(address: number, lengthBytes: number): number {
    if (faults.worn || faults.wornSectors.has(address - (address % SECTOR_BYTES))) return 0;
    const { cut } = faults;
    if (!cut) return lengthBytes;
    faults.cut = { ...cut, afterOperations: cut.afterOperations - 1 };
    if (cut.afterOperations > 0) return lengthBytes;
    if (cut.afterOperations < 0) return 0;
    powerFails();
    return Math.min(lengthBytes, cut.afterBytes);
  }

  return {
    faults,
    bytes,
    get spare() {
      return spareBytes();
    },
    get slots() {
      return slots;
    },
    set slots(content) {
      slots = content;
      ownSlots = false;
    },
    get ownSlots() {
      return ownSlots;
    },
    counts,
    read: (lengthBytes, address) => at(address, lengthBytes).slice(),
    write(data, address) {
      const target = at(address, data.length, true);
      counts.writes++;
      counts.bytes += data.length;
      spend(WRITE_US * Math.ceil(data.length / PAGE_BYTES));
      const stored = Math.min(faults.tearNextWriteAfterBytes ?? data.length, effect(address, data.length));
      faults.tearNextWriteAfterBytes = undefined;
      for (let i = 0; i < data.length && i < stored; i++) target[i] = (target[i] ?? 0) & (data[i] ?? 0);
    },
    erasePage(address) {
      const sector = at(address - (address % SECTOR_BYTES), SECTOR_BYTES, true);
      counts.erases++;
      spend(ERASE_US);
      sector.fill(0xff, 0, effect(address, SECTOR_BYTES));
    },
  };
}
