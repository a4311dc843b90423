/** Turns acknowledgements of single taps, in any order, into the cumulative one of the protocol. */

/** A delivered record. */
interface Delivered {
  readonly epoch: number;
  readonly counter: number;
  acked: boolean;
}

/** Acknowledgements of one reader. */
export interface Acks {
  /**
   * A record was delivered.
   *
   * @returns acknowledges it; further calls do nothing
   */
  deliver(epoch: number, counter: number): () => void;
  /** A delivered record came again: repeats the last acknowledgement if it covered that record. */
  repeat(epoch: number, counter: number): void;
}

/**
 * Creates the acknowledgements of a reader.
 *
 * @param send sends: everything up to this record is stored. Never called for a record while an earlier one is not
 */
export function createAcks(send: (epoch: number, counter: number) => void): Acks {
  const pending: Delivered[] = [];
  let last: Delivered | undefined;

  function advance(): void {
    const before = last;
    while (pending[0]?.acked) last = pending.shift();
    if (last && last !== before) send(last.epoch, last.counter);
  }

  return {
    deliver(epoch, counter) {
      const entry = { epoch, counter, acked: false };
      pending.push(entry);
      return () => {
        if (entry.acked) return;
        entry.acked = true;
        advance();
      };
    },
    repeat(epoch, counter) {
      const open = pending.some((entry) => entry.epoch === epoch && entry.counter === counter);
      if (!open && last) send(last.epoch, last.counter);
    },
  };
}
