/**
 * What the reader has in raw flash and where. The free partition (64 KB at 0x310000) holds the counter in its first two
 * sectors and the journal in the others; a large journal has half of the second application slot instead.
 */
import { FREE_FLASH, SPARE_FLASH } from "../board.js";
import { JournalArea, type ReaderConfig } from "../link/messages.js";
import { type Counter, createCounter } from "./counter.js";
import { createFlashArea, type FlashArea, SECTOR_BYTES } from "./flash-area.js";
import { createJournal, type Journal } from "./journal.js";

const COUNTER_SECTORS = 2;
const SMALL_SECTORS = 14;
const LARGE_SECTORS = 192;

export interface Store {
  counter: Counter;
  journal: Journal;
  /** Where the journal is. */
  area: FlashArea;
}

/** @param show of the newest entries in the journal */
export function openStore(config: ReaderConfig, show?: (record: string) => void): Store {
  const area =
    config.journalArea === JournalArea.LARGE
      ? createFlashArea(SPARE_FLASH, LARGE_SECTORS)
      : createFlashArea(FREE_FLASH + COUNTER_SECTORS * SECTOR_BYTES, SMALL_SECTORS);
  const counter = createCounter(createFlashArea(FREE_FLASH, COUNTER_SECTORS));
  return { counter, area, journal: createJournal(area, show) };
}
