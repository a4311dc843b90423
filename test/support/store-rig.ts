/**
 * Counter, journal, chain and recorder of the firmware on a virtual flash, and a host that stores what it gets: for
 * everything that can happen to power and flash between a tap and its acknowledgement.
 */
import "./espruino-globals.js";
import { createHash } from "node:crypto";
import type { ReaderConfig } from "../../firmware/link/messages.js";
import { createClock } from "../../firmware/tap/clock.js";
import { type Counter, createCounter } from "../../firmware/tap/counter.js";
import { createFlashArea } from "../../firmware/tap/flash-area.js";
import { createJournal, type Journal } from "../../firmware/tap/journal.js";
import { createRecorder, type Recorder } from "../../firmware/tap/recorder.js";
import { messages } from "../../protocol/index.js";
import { createFlash, FLASH_BASE, SECTOR_BYTES, type VirtualFlash } from "../../sdk/virtual/flash.js";
import { espruino, resetEspruino } from "./espruino-globals.js";

export const CONFIG: ReaderConfig = {
  readerId: "gate-7",
  epoch: 1,
  tapKey: "k".repeat(32),
  tapKeyVersion: 1,
  randomKey: "r".repeat(16),
  cardKeys: [],
  roleKeys: [],
};

export interface Life {
  readonly recorder: Recorder;
  readonly journal: Journal;
  readonly counter: Counter;
  /** A card is accepted. Returns the counter of its record, 0 when the lamp stays red. */
  tap(): number;
  /** A card is refused. */
  refused(): number;
}

/** What a board does at its start. @param sectors of the journal, behind the two of the counter */
export function startBoard(flash: VirtualFlash, sectors: number, config: ReaderConfig = CONFIG): Life {
  resetEspruino(flash);
  const counter = createCounter(createFlashArea(FLASH_BASE, 2));
  const area = createFlashArea(FLASH_BASE + 2 * SECTOR_BYTES, sectors);
  const journal = createJournal(area);
  const clock = createClock();
  const status = { journalBytes: sectors * SECTOR_BYTES };
  const opening = { bootRecord: { interpreter: "2v29 ESP32" } };
  const recorder = createRecorder(config, journal, counter, clock, status, opening);
  const uid = "\x04\xa3\x1b\x62\x5e\x77\x80";
  let taps = 0;
  function tap(refusal: number): number {
    espruino.nowUs += 500_000;
    // Records of all lengths between 180 and 250 bytes, one byte apart.
    return recorder.tap({ uid, assurance: 4, refusal, credential: "c".repeat((taps++ * 7) % 41) });
  }
  return { recorder, journal, counter, tap: () => tap(0), refused: () => tap(1) };
}

/** The host's store: every record once, by counter. */
export interface HostStore {
  readonly records: Map<number, Uint8Array>;
  /** Receives what the reader offers; acknowledges so many of these records. Throws when a counter comes twice differently. */
  receive(journal: Journal, acknowledge?: number): void;
  /** Receives and acknowledges until the reader holds nothing. */
  drain(journal: Journal): void;
}

export function createHostStore(known?: ReadonlyMap<number, Uint8Array>): HostStore {
  const records = new Map(known);
  const host: HostStore = {
    records,
    receive(journal, acknowledge = Number.POSITIVE_INFINITY) {
      const counters = [...journal.counters];
      counters.forEach((counter, i) => {
        const { record } = messages.SealedRecord.decode(Buffer.from(journal.records[i] ?? "", "latin1"));
        const before = records.get(counter);
        if (before && Buffer.compare(before, record)) throw new Error(`two records have the counter ${counter}`);
        records.set(counter, record);
      });
      const last = counters[Math.min(acknowledge, counters.length) - 1];
      if (last) journal.acknowledge(last);
    },
    drain(journal) {
      for (let round = 0; journal.pending; round++) {
        if (round > 10_000) throw new Error("the journal cannot be drained");
        host.receive(journal);
      }
    },
  };
  return host;
}

/**
 * Throws unless the records are one chain: each names the one before by its hash. Gaps that a record declares may be
 * missing. `whole`: the first record is the first of its journal.
 */
export function checkChain(records: ReadonlyMap<number, Uint8Array>, whole = true): void {
  const sorted = [...records].sort((a, b) => a[0] - b[0]);
  let hash = "";
  let counter = 0;
  const dropped = sorted.flatMap(([, bytes]) => messages.Record.decode(bytes).gap ?? []);
  for (const [number, bytes] of sorted) {
    const record = messages.Record.decode(bytes);
    const previous = Buffer.from(record.previous).toString("hex");
    const declared = dropped.some((gap) => (gap.firstCounter ?? 0) > counter && (gap.lastCounter ?? 0) < number);
    if (record.counter !== number) throw new Error(`record ${record.counter} was sent as ${number}`);
    const first = counter === 0 && !whole;
    if (previous !== hash && !declared && !first) throw new Error(`record ${number} does not follow ${counter}`);
    hash = createHash("sha256").update(bytes).digest("hex");
    counter = number;
  }
}

/** A copy of a flash as it is now, with the next operation cut after so many bytes. */
export function tornCopy(image: Uint8Array, operation: FlashOperation, bytes: number): VirtualFlash {
  const flash = createFlash(() => {});
  flash.bytes.set(image);
  flash.faults.cut = { afterOperations: 0, afterBytes: bytes };
  if (operation.data) flash.write(operation.data, operation.address);
  else flash.erasePage(operation.address);
  flash.faults.cut = undefined;
  return flash;
}

/** A write, or, without data, an erase. */
export interface FlashOperation {
  readonly address: number;
  readonly data?: Uint8Array;
}

/** A flash that tells of every operation before it happens. */
export function watchedFlash(before: (operation: FlashOperation) => void): VirtualFlash {
  const flash = createFlash(() => {});
  const { write, erasePage } = flash;
  return Object.assign(flash, {
    write(data: Uint8Array, address: number) {
      before({ address, data: data.slice() });
      write(data, address);
    },
    erasePage(address: number) {
      before({ address });
      erasePage(address);
    },
  });
}
