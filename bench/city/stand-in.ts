/**
 * A reader without board: real records, chained and sealed under its own key, in a journal that forgets one only when it
 * was acknowledged. What it leaves out is the firmware's arithmetic, the radio and the serial session.
 */
import type { Sealed } from "ketuk/verify";
import { cardOf, kindOf, readerId } from "./crowd.js";
import { bootRecord, chainHash, NO_PREVIOUS, seal, tapRecord } from "./sealed-tap.js";

/** A reader has so many records in the air, as `SEND_WINDOW` says. */
const AIR_COUNT = 4;
/** What the small journal holds (firmware/tap/README.md). */
export const JOURNAL_COUNT = 250;
/** Counter of its first tap: before it comes the record of its start. */
export const FIRST_TAP = 2;

/** A record that nobody has acknowledged. */
export interface JournalEntry {
  readonly counter: number;
  readonly sealed: Sealed;
  isAcknowledged: boolean;
}

/** What it needs. */
export interface StandInOptions {
  /** Its number. */
  readonly number: number;
  readonly tapKey: Uint8Array;
  readonly seed: number;
  /** Cards of the city. */
  readonly cards: number;
  /** Gives a record to the host, which calls `acknowledge` in its time. */
  deliver(entry: JournalEntry): void;
}

/** A reader without board. */
export interface StandIn {
  readonly id: string;
  readonly number: number;
  /** Counter of its newest record. */
  readonly lastCounter: number;
  /** Its start, which it records. */
  start(nowMs: number): void;
  /** Somebody holds a card to it; false when the journal is full, and the light says so. */
  tap(nowMs: number): boolean;
  /** A record is safe with somebody else. */
  acknowledge(entry: JournalEntry): void;
  /** Its cable is pulled, or is back: then it sends its journal again. */
  plug(isPlugged: boolean): void;
  readonly isPlugged: boolean;
  /** Counters of its journal, oldest first. */
  pending(): number[];
  readonly pendingCount: number;
}

/** Creates it, plugged in. */
export function createStandIn({ number, tapKey, seed, cards, deliver }: StandInOptions): StandIn {
  const id = readerId(number);
  let journal: JournalEntry[] = [];
  let airCount = 0;
  let counter = 0;
  let previous: Uint8Array = NO_PREVIOUS;
  let isPlugged = true;

  function add(make: (place: { readerId: string; counter: number; previous: Uint8Array }) => Uint8Array): void {
    counter++;
    const record = make({ readerId: id, counter, previous });
    previous = chainHash(record);
    journal.push({ counter, sealed: seal(tapKey, record), isAcknowledged: false });
    pump();
  }

  function pump(): void {
    while (isPlugged && airCount < Math.min(AIR_COUNT, journal.length)) deliver(journal[airCount++]);
  }

  /** Acknowledgements name the newest of a run: nothing is forgotten before what is older. */
  function forget(): void {
    while (isPlugged && journal[0]?.isAcknowledged) {
      journal.shift();
      airCount = Math.max(0, airCount - 1);
    }
  }

  return {
    id,
    number,
    get lastCounter() {
      return counter;
    },
    get isPlugged() {
      return isPlugged;
    },
    get pendingCount() {
      return journal.length;
    },
    start: (wallMs) => add((place) => bootRecord({ ...place, wallMs })),
    tap(wallMs) {
      if (journal.length >= JOURNAL_COUNT) return false;
      const next = counter + 1;
      const card = cardOf(seed, number, next, cards);
      add((place) => tapRecord({ ...place, wallMs }, kindOf(seed, number, next), card));
      return true;
    },
    acknowledge(entry) {
      entry.isAcknowledged = true;
      forget();
      pump();
    },
    plug(plugged) {
      isPlugged = plugged;
      if (!plugged) {
        airCount = 0;
        // An acknowledgement that did not reach the reader in time was none.
        journal = journal.map((entry) => ({ ...entry, isAcknowledged: false }));
        return;
      }
      pump();
    },
    pending: () => journal.map((entry) => entry.counter),
  };
}
