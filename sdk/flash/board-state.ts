/**
 * What a board holds from its life before: how far its counter has come, and whose records are in its journal. Flashing
 * leaves both alone: a counter that began anew would name two records alike, and unfetched records are somebody's taps.
 * Layouts: firmware/tap/counter.ts, firmware/tap/journal-format.ts, firmware/tap/store.ts.
 */
import { crc32, messages } from "../../protocol/index.js";
import type { BoardConsole } from "./console.js";
import { type RawFlash, SECTOR_BYTES } from "./raw-flash.js";

const COUNTER_ADDRESS = 0x310000;
const COUNTER_SECTORS = 2;
const ENTRY_BYTES = 16;

/** The small and the large journal; only one is in use. */
const JOURNALS = [
  { address: 0x312000, sectors: 14 },
  { address: 0x190000, sectors: 192 },
] as const;
const JOURNAL_HEAD_BYTES = 16;
const JOURNAL_MARK = 0x314a544b;
/** Head of the sector, head of its first record, and the longest record. */
const JOURNAL_BEGINNING_BYTES = 2 * JOURNAL_HEAD_BYTES + 1008;

/** What was found. */
export interface BoardState {
  /** `getSerial()`: the MAC address of the chip. */
  readonly serial: string;
  /** Highest counter that may have been used; 0 on a board that never was a reader. */
  readonly counterLimit: number;
  /** Journals that hold something, and the reader whose it is; "" for one without identity, undefined for unknown. */
  readonly journals: readonly {
    readonly address: number;
    readonly sectors: number;
    readonly owner: string | undefined;
  }[];
}

/** @throws KetukError `flash-failed`, `disconnected`, `aborted` */
export async function readBoardState(console: BoardConsole, flash: RawFlash): Promise<BoardState> {
  const serial = await console.ask("getSerial()");
  const counter = await flash.read(COUNTER_ADDRESS, COUNTER_SECTORS * SECTOR_BYTES);
  const journals: BoardState["journals"][number][] = [];
  for (const journal of JOURNALS) {
    // A ring begins with its first sector, and leaves it blank only while it makes it ready: then the second one is full.
    for (const sector of [0, 1]) {
      const beginning = await flash.read(journal.address + sector * SECTOR_BYTES, JOURNAL_BEGINNING_BYTES);
      if (!isJournal(beginning)) continue;
      journals.push({ ...journal, owner: ownerOf(beginning) });
      break;
    }
  }
  return { serial: String(serial), counterLimit: counterLimitOf(counter), journals };
}

/** The highest limit of all good entries: whichever of the sectors is the newer one, none above it was ever reserved. */
export function counterLimitOf(sectors: Uint8Array): number {
  const view = new DataView(sectors.buffer, sectors.byteOffset, sectors.length);
  let highest = 0;
  for (let at = 0; at + ENTRY_BYTES <= sectors.length; at += ENTRY_BYTES) {
    const limit = view.getUint32(at, true);
    const good = view.getUint32(at + 8, true) === crc32(sectors, at, at + 8);
    if (good && limit > highest) highest = limit;
  }
  return highest;
}

function isJournal(beginning: Uint8Array): boolean {
  const view = new DataView(beginning.buffer, beginning.byteOffset, beginning.length);
  return view.getUint32(0, true) === JOURNAL_MARK && view.getUint32(8, true) === crc32(beginning, 0, 8);
}

/** Whose the first record is. Undefined when it cannot be read. */
function ownerOf(beginning: Uint8Array): string | undefined {
  const view = new DataView(beginning.buffer, beginning.byteOffset, beginning.length);
  const size = view.getUint16(JOURNAL_HEAD_BYTES, true);
  const start = 2 * JOURNAL_HEAD_BYTES;
  // A sector that was opened and not written yet.
  if (size === 0xffff) return "";
  if (start + size > beginning.length) return undefined;
  try {
    const { record } = messages.SealedRecord.decode(beginning.subarray(start, start + size));
    return messages.Record.decode(record).readerId;
  } catch {
    return undefined;
  }
}
