/**
 * The board's raw flash, by its console. The interpreter's own calls check nothing and report nothing: addresses are
 * checked here, and what was written is read back.
 */
import { crc32 } from "../../protocol/index.js";
import { KetukError } from "../errors.js";
import { AGAIN, type BoardConsole } from "./console.js";

/** What an erase takes with it. */
export const SECTOR_BYTES = 4096;
/** The second application slot, which Espruino does not use, and the free partition behind it. */
const FIRST_ADDRESS = 0x190000;
const END_ADDRESS = 0x320000;
/** Bytes of one call: as Base64 they fit the driver's ring of 1,024. */
const PIECE_BYTES = 512;
/** A sector that a byte was changed of on its way is written anew; one that needs it more often has no such excuse. */
const ATTEMPTS = 3;

const FLASH = 'require("Flash")';

/** Raw flash of a board. */
export interface RawFlash {
  /** @throws KetukError as `BoardConsole.ask` */
  read(address: number, sizeBytes: number): Promise<Uint8Array>;
  /**
   * Erases whole sectors.
   *
   * @throws KetukError `flash-failed` when they are not blank afterwards, and as `BoardConsole.ask`
   */
  erase(address: number, sectors: number): Promise<void>;
  /**
   * Erases a sector and fills it, a blank end left out.
   *
   * @throws KetukError `flash-failed` when the board does not hold the data afterwards, and as `BoardConsole.ask`
   */
  replace(address: number, data: Uint8Array): Promise<void>;
}

/** Refuses what is outside the two free ranges: there are boot loader, interpreter and Storage. */
function checkRange(address: number, sizeBytes: number): void {
  if (!Number.isInteger(address) || address < FIRST_ADDRESS || address + sizeBytes > END_ADDRESS)
    throw new RangeError(`raw flash: ${sizeBytes} bytes at 0x${address.toString(16)}`);
}

/** How many bytes there are before nothing but FF. */
function usedBytes(data: Uint8Array): number {
  let end = data.length;
  while (end > 0 && data[end - 1] === 0xff) end--;
  return end;
}

/** The raw flash behind a console. */
export function createRawFlash(console: BoardConsole): RawFlash {
  async function read(address: number, sizeBytes: number): Promise<Uint8Array> {
    checkRange(address, sizeBytes);
    const bytes = new Uint8Array(sizeBytes);
    for (let at = 0; at < sizeBytes; at += PIECE_BYTES) {
      const size = Math.min(PIECE_BYTES, sizeBytes - at);
      const text = await console.ask(`btoa(E.toString(${FLASH}.read(${size},${address + at})))`);
      const piece = typeof text === "string" ? Buffer.from(text, "base64") : Buffer.alloc(0);
      if (piece.length !== size) throw failed(console, "cannot be read", address + at);
      bytes.set(piece, at);
    }
    return bytes;
  }

  async function holds(address: number, data: Uint8Array): Promise<boolean> {
    return (await console.ask(`E.CRC32(${FLASH}.read(${data.length},${address}))`)) === crc32(data);
  }

  async function erase(address: number, sectors: number): Promise<void> {
    checkRange(address, sectors * SECTOR_BYTES);
    const blank = new Uint8Array(SECTOR_BYTES).fill(0xff);
    for (let at = address; at < address + sectors * SECTOR_BYTES; at += SECTOR_BYTES) {
      await console.ask(`${FLASH}.erasePage(${at})`);
      if (!(await holds(at, blank))) throw failed(console, "is not blank when it was erased", at);
    }
  }

  async function replace(address: number, data: Uint8Array): Promise<void> {
    if (data.length !== SECTOR_BYTES) throw new RangeError(`a sector of ${data.length} bytes`);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      await erase(address, 1);
      await fill(address, data.subarray(0, usedBytes(data)));
      if (await holds(address, data)) return;
    }
    throw failed(console, "does not keep what is written", address);
  }

  async function fill(address: number, data: Uint8Array): Promise<void> {
    for (let at = 0; at < data.length; at += PIECE_BYTES) {
      const piece = Buffer.from(data.subarray(at, at + PIECE_BYTES)).toString("base64");
      await console.ask(`${FLASH}.write(atob("${piece}"),${address + at})`);
    }
  }

  return { read, erase, replace };
}

function failed({ transport }: BoardConsole, what: string, address: number): KetukError {
  return new KetukError("flash-failed", `${transport.path}: the flash at 0x${address.toString(16)} ${what}`, {
    hint: `another build of the interpreter, or another board, if it stays so. ${AGAIN}`,
  });
}
