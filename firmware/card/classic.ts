/**
 * MIFARE Classic, for what is still in people's pockets: sector authentication in the chip, and reading a block. Its
 * cipher is broken and its cards are copied at will: a read proves that somebody knew the key, and no more.
 * NXP MF1S50yyX data sheet; MFRC522 data sheet, section 10.3.1.9.
 */
import { Fault } from "../radio/fault.js";
import type { Chip } from "../radio/mfrc522.js";
import { exchange, TIMEOUT_TICKS } from "./type2.js";

const AUTH_KEY_A = 0x60;
const AUTH_KEY_B = 0x61;
const READ = 0x30;
const BLOCK_BYTES = 16;

/** Authentication of the back door, and its key: FM11RF08S, and what is sold under other names. IACR ePrint 2024/1275. */
const AUTH_BACKDOOR = 0x64;
const BACKDOOR_KEY = "\xa3\x96\xef\xa4\xe2\x4f";

/** True when the selected card takes the published back-door key; it has to be woken and selected again afterwards. */
export function hasBackdoor(chip: Chip, block: number, uid: string): boolean {
  chip.timeout(TIMEOUT_TICKS);
  if (chip.authenticate(E.toString(AUTH_BACKDOOR, block, BACKDOOR_KEY, uid.substr(uid.length - 4)))) return false;
  chip.endCipher();
  return true;
}

/**
 * Authenticates the sector of a block and reads the block, into chip.answer. Fault.WrongKey: the card did not take the
 * key; it has to be woken and selected again then.
 *
 * @param key 6 bytes
 * @param uid of the card; of 7 bytes the last four count
 */
export function readBlock(chip: Chip, block: number, key: string, keyB: boolean, uid: string): Fault {
  chip.timeout(TIMEOUT_TICKS);
  const fault = chip.authenticate(E.toString(keyB ? AUTH_KEY_B : AUTH_KEY_A, block, key, uid.substr(uid.length - 4)));
  if (fault) return fault;
  const read = exchange(chip, E.toString(READ, block));
  const data = chip.answer;
  chip.endCipher();
  if (read) return read;
  chip.answer = data;
  return data.length === BLOCK_BYTES ? Fault.None : Fault.Protocol;
}
