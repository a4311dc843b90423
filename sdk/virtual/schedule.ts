/** The board's time: a clock in microseconds that only the simulation moves, and what is due on it. */

/** Something that happens at a time. */
interface Due {
  readonly id: number;
  readonly atUs: number;
  readonly run: () => void;
}

/** Clock and agenda of one board. */
export interface Schedule {
  /** Microseconds since power was first given. */
  nowUs(): number;
  /** Lets time pass inside something that runs: a transfer, a blocking write. Nothing else happens meanwhile. */
  spend(us: number): void;
  /** Calls `run` when time has come to `atUs`, later if something else runs then. Returns an id for `cancel`. */
  at(atUs: number, run: () => void): number;
  /** Forgets something that has not run yet; unknown ids are ignored. */
  cancel(id: number): void;
  /** Forgets everything: the power is gone. */
  clear(): void;
  /** When something is due next; Infinity when nothing is. */
  nextUs(): number;
  /**
   * Moves the clock to `untilUs` and runs what is due, in the order of time, then of asking; after `most` of them it
   * returns with the clock where the last one left it.
   */
  advance(untilUs: number, most?: number): void;
}

export function createSchedule(): Schedule {
  let now = 0;
  let lastId = 0;
  let agenda: Due[] = [];

  /** Index of the first entry that is due after `atUs`. */
  function placeOf(atUs: number): number {
    let low = 0;
    let high = agenda.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((agenda[middle]?.atUs ?? 0) <= atUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    nowUs: () => now,
    spend(us) {
      now += us;
    },
    at(atUs, run) {
      lastId++;
      agenda.splice(placeOf(atUs), 0, { id: lastId, atUs, run });
      return lastId;
    },
    cancel(id) {
      const index = agenda.findIndex((due) => due.id === id);
      if (index >= 0) agenda.splice(index, 1);
    },
    clear() {
      agenda = [];
    },
    nextUs: () => agenda[0]?.atUs ?? Number.POSITIVE_INFINITY,
    advance(untilUs, most = Number.POSITIVE_INFINITY) {
      for (let count = 0; ; count++) {
        if (count === most) return;
        const next = agenda[0];
        if (!next || next.atUs > untilUs) break;
        agenda.shift();
        if (next.atUs > now) now = next.atUs;
        next.run();
      }
      if (untilUs > now) now = untilUs;
    },
  };
}
