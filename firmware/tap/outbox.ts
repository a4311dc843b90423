/**
 * Records that the host has not yet stored. Kept byte for byte and sent again until acknowledged; a full outbox means
 * that no further tap is accepted.
 */

/** Records held; at some 250 bytes each they fit the RAM of every board. */
export const CAPACITY = 24;

export interface Outbox {
  /** Encoded SealedRecords, oldest first, and their counters. */
  records: string[];
  counters: number[];
  /** The caller has asked full() first. */
  add(counter: number, record: string): void;
  full(): boolean;
  /** Forgets all records up to this counter. */
  acknowledge(counter: number): void;
}

export function createOutbox(): Outbox {
  const box: Outbox = {
    records: [],
    counters: [],
    add(counter, record) {
      box.records.push(record);
      box.counters.push(counter);
    },
    full: () => box.counters.length >= CAPACITY,
    acknowledge(counter) {
      let count = 0;
      while (count < box.counters.length && box.counters[count] <= counter) count++;
      if (!count) return;
      box.records.splice(0, count);
      box.counters.splice(0, count);
    },
  };
  return box;
}
