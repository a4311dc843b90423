/**
 * What a log verifier remembers of every record of one journal, to know it again: 16 bytes of its SHA-256, its counter,
 * its line, and whether a record follows it. 25 bytes a record in arrays, 5 to 11 more in the table that finds a hash;
 * a record that comes later than one with a higher counter costs some 100 more.
 */

/** Entries that are allocated at a time: a reader with few records must not cost much. */
const CHUNK_COUNT = 1024;
/** Words of 32 bits kept of a hash. 128 bits: nobody finds another record with the same ones. */
const HASH_WORDS = 4;
/** The table grows when more than three quarters of it are taken. */
const FIRST_TABLE_SIZE = 256;

interface Chunk {
  readonly hashes: Uint32Array;
  /** Highest counter up to and including this entry: it only rises, which is what makes it searchable. */
  readonly ceilings: Uint32Array;
  readonly lines: Uint32Array;
  readonly followed: Uint8Array;
}

/** Number of an entry; -1 stands for none. */
export type Entry = number;

/** The records of one journal that are in the log. */
export interface Ledger {
  /** Highest counter so far; 0 before the first record. */
  readonly maxCounter: number;
  /** The entry added last. */
  readonly last: Entry;
  /** The record with this hash (SHA-256, 32 bytes). */
  find(hash: Uint8Array): Entry;
  /** A record with this counter. */
  at(counter: number): Entry;
  /** Adds a record. Two may have the same counter; `at` finds the first of them. */
  add(hash: Uint8Array, counter: number, line: number): Entry;
  counterOf(entry: Entry): number;
  lineOf(entry: Entry): number;
  /** Notes that a record follows this one. Returns false when another already does. */
  follow(entry: Entry): boolean;
  /** The highest counter in the log that is lower than this one; 0 for none. Expensive: for the end of the log. */
  below(counter: number): number;
}

/** Creates the ledger of a journal that nothing is known of yet. */
export function createLedger(): Ledger {
  const chunks: Chunk[] = [];
  /** Entries that came after a higher counter, and the way back. */
  const lateCounters = new Map<Entry, number>();
  const lateEntries = new Map<number, Entry>();
  let sortedLate: Uint32Array | undefined;
  let table = new Uint32Array(FIRST_TABLE_SIZE);
  let count = 0;
  let maxCounter = 0;

  const chunkOf = (entry: Entry) => chunks[Math.floor(entry / CHUNK_COUNT)] as Chunk;
  const ceilingOf = (entry: Entry) => chunkOf(entry).ceilings[entry % CHUNK_COUNT] as number;

  function equals(entry: Entry, hash: Uint8Array): boolean {
    const { hashes } = chunkOf(entry);
    const at = (entry % CHUNK_COUNT) * HASH_WORDS;
    for (let i = 0; i < HASH_WORDS; i++) if (hashes[at + i] !== wordOf(hash, i)) return false;
    return true;
  }

  /** Free slot for a hash with this first word. */
  function freeSlot(word: number): number {
    let slot = word & (table.length - 1);
    while (table[slot] !== 0) slot = (slot + 1) & (table.length - 1);
    return slot;
  }

  function grow(): void {
    table = new Uint32Array(table.length * 2);
    for (let entry = 0; entry < count; entry++) {
      const word = chunkOf(entry).hashes[(entry % CHUNK_COUNT) * HASH_WORDS] as number;
      table[freeSlot(word)] = entry + 1;
    }
  }

  /** The first entry by which the counters had reached this one; `count` when they never did. */
  function firstReaching(counter: number): Entry {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ceilingOf(middle) < counter) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    get maxCounter() {
      return maxCounter;
    },
    get last() {
      return count - 1;
    },
    find(hash) {
      let slot = wordOf(hash, 0) & (table.length - 1);
      for (; table[slot] !== 0; slot = (slot + 1) & (table.length - 1)) {
        const entry = (table[slot] as number) - 1;
        if (equals(entry, hash)) return entry;
      }
      return -1;
    },
    at(counter) {
      if (counter > maxCounter) return -1;
      const entry = firstReaching(counter);
      return ceilingOf(entry) === counter ? entry : (lateEntries.get(counter) ?? -1);
    },
    add(hash, counter, line) {
      if (count % CHUNK_COUNT === 0) chunks.push(createChunk());
      if ((count + 1) * 4 > table.length * 3) grow();
      const entry = count++;
      const chunk = chunkOf(entry);
      const at = entry % CHUNK_COUNT;
      for (let i = 0; i < HASH_WORDS; i++) chunk.hashes[at * HASH_WORDS + i] = wordOf(hash, i);
      if (counter <= maxCounter) {
        lateCounters.set(entry, counter);
        if (!lateEntries.has(counter)) lateEntries.set(counter, entry);
      }
      maxCounter = Math.max(maxCounter, counter);
      chunk.ceilings[at] = maxCounter;
      chunk.lines[at] = line;
      table[freeSlot(wordOf(hash, 0))] = entry + 1;
      return entry;
    },
    counterOf: (entry) => lateCounters.get(entry) ?? ceilingOf(entry),
    lineOf: (entry) => chunkOf(entry).lines[entry % CHUNK_COUNT] as number,
    follow(entry) {
      const { followed } = chunkOf(entry);
      if (followed[entry % CHUNK_COUNT] === 1) return false;
      followed[entry % CHUNK_COUNT] = 1;
      return true;
    },
    below(counter) {
      const entry = firstReaching(counter);
      const inOrder = entry === 0 ? 0 : ceilingOf(entry - 1);
      if (sortedLate?.length !== lateEntries.size) sortedLate = Uint32Array.from(lateEntries.keys()).sort();
      return Math.max(inOrder, lastBelow(sortedLate, counter));
    },
  };
}

function createChunk(): Chunk {
  return {
    hashes: new Uint32Array(CHUNK_COUNT * HASH_WORDS),
    ceilings: new Uint32Array(CHUNK_COUNT),
    lines: new Uint32Array(CHUNK_COUNT),
    followed: new Uint8Array(CHUNK_COUNT),
  };
}

function wordOf(hash: Uint8Array, index: number): number {
  const at = index * 4;
  const high = (hash[at + 3] as number) << 24;
  return (high | ((hash[at + 2] as number) << 16) | ((hash[at + 1] as number) << 8) | (hash[at] as number)) >>> 0;
}

/** The highest of sorted numbers that is lower than this one; 0 for none. */
function lastBelow(sorted: Uint32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : (sorted[low - 1] as number);
}
