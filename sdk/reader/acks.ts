/** Turns acknowledgements of single records, in any order, into the cumulative one of the protocol. */
import type { Cursor } from "../store/cursor.js";

/** Place of a record in a reader's chain. */
export type Place = Pick<Cursor, "epoch" | "counter">;

/** A delivered record. */
interface Delivered {
  readonly place: Place;
  readonly cursor: Cursor | undefined;
  acked: boolean;
}

/** Acknowledgements of one reader. */
export interface Acks {
  /**
   * A record was delivered.
   *
   * @param place of the record
   * @param cursor the same as a cursor; left out for a record that no cursor may rest on
   * @returns acknowledges it; further calls do nothing
   */
  deliver(place: Place, cursor?: Cursor): () => void;
  /** A delivered record came again behind records from before it: what is acknowledged now reaches up to it. */
  pass(place: Place): void;
  /** A delivered record came again: repeats the last acknowledgement if it covered that record. */
  repeat(place: Place): void;
}

/**
 * Creates the acknowledgements of a reader.
 *
 * @param send sends: everything up to this record is stored, with the newest cursor among them. Never called for a
 *   record while an earlier one is not
 */
export function createAcks(send: (place: Place, cursor: Cursor | undefined) => void): Acks {
  const pending: Delivered[] = [];
  let last: Place | undefined;
  let cursor: Cursor | undefined;

  function indexOf({ epoch, counter }: Place): number {
    return pending.findIndex(({ place }) => place.epoch === epoch && place.counter === counter);
  }

  function advance(): void {
    const before = last;
    while (pending[0]?.acked) {
      const entry = pending.shift();
      last = entry?.place;
      cursor = entry?.cursor ?? cursor;
    }
    if (last && last !== before) send(last, cursor);
  }

  return {
    deliver(place, at) {
      const entry = { place, cursor: at, acked: false };
      pending.push(entry);
      return () => {
        if (entry.acked) return;
        entry.acked = true;
        advance();
      };
    },
    pass(place) {
      const at = indexOf(place);
      // One that the application still has takes its new place in the row.
      const [entry = { place, cursor: undefined, acked: true }] = at < 0 ? [] : pending.splice(at, 1);
      pending.push(entry);
      advance();
    },
    repeat(place) {
      if (indexOf(place) < 0 && last) send(last, cursor);
    },
  };
}
