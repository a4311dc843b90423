/** A card that has a UID and does nothing more: what a reader sees of a Classic, or of any foreign card. ISO/IEC 14443-3. */

import type { Picc } from "../air.js";
import { createIso14443aCard } from "./iso14443a.js";

/** A card with only a UID. */
export interface UidCardOptions {
  /** 4, 7 or 10 bytes. */
  readonly uid: Uint8Array;
  /** 0x08, MIFARE Classic 1K, when left out. */
  readonly sak?: number;
  /** As usually written, high byte first. By UID size when left out: 0x0004, 0x0044, 0x0084. */
  readonly atqa?: number;
}

/** Makes a card that can be found and selected; any further frame sends it back to IDLE. */
export function createUidCard({ uid, sak = 0x08, atqa }: UidCardOptions): Picc {
  const sizeBits = uid.length === 4 ? 0x00 : uid.length === 7 ? 0x40 : 0x80;
  return createIso14443aCard({ uid, sak, atqa: atqa ?? 0x04 | sizeBits });
}
