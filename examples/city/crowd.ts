/** The day, played fast: people leave home, walk from place to place and tap. The clock is the play's; the taps are real. */
import { setTimeout as sleep } from "node:timers/promises";
import { CLOSE_MINUTE, OPEN_MINUTE, type PlaceId, planDay, type Trip } from "./day-plan.js";
import { type Point, type PointId, wayBetween } from "./streets.js";

/** Somebody sets out. */
export interface Walk {
  /** Of this walk only: it says nothing of who walks. */
  readonly id: number;
  readonly way: readonly Point[];
  readonly forMs: number;
}

/** What the crowd needs. */
export interface CrowdOptions {
  /** Somebody is at a place with their card. */
  visit(place: PlaceId, trip: Trip): Promise<void>;
  onWalk(walk: Walk): void;
  /** Minutes of the day that pass in a second; default 2: a day in five minutes. */
  readonly minutesPerSecond?: number;
}

/** The crowd. */
export interface Crowd {
  /** Minutes since midnight, in the play. */
  readonly minute: number;
  /** Nobody sets out while it rests; who is on the way goes on. */
  readonly isResting: boolean;
  rest(isResting: boolean): void;
  /** Resolves when everybody is at home. */
  close(): Promise<void>;
}

const STEP_MS = 250;
/** A way takes so long, however far. */
const WALK_MS = 2600;
/** More people than this are not out at once: then the clock waits for them. */
const OUT_MAX_COUNT = 9;

/** Begins at rest. */
export function createCrowd(options: CrowdOptions): Crowd {
  const { visit, onWalk, minutesPerSecond = 2 } = options;
  const out = new Set<Promise<void>>();
  const stop = new AbortController();
  let minute = OPEN_MINUTE;
  let day = 1;
  let trips = [...planDay(day)];
  let walks = 0;
  let isResting = true;

  async function walk(from: PointId, to: PointId): Promise<void> {
    if (stop.signal.aborted) return;
    onWalk({ id: ++walks, way: wayBetween(from, to), forMs: WALK_MS });
    await sleep(WALK_MS, undefined, { signal: stop.signal }).catch(() => {});
  }

  async function go(trip: Trip): Promise<void> {
    let at: PointId = trip.home;
    for (const stopover of trip.stops) {
      await walk(at, stopover);
      if (!stop.signal.aborted) await visit(stopover, trip);
      at = stopover;
    }
    await walk(at, trip.home);
  }

  function step(): void {
    if (isResting || out.size >= OUT_MAX_COUNT) return;
    minute += (minutesPerSecond * STEP_MS) / 1000;
    while (trips[0] && trips[0].atMinute <= minute && out.size < OUT_MAX_COUNT) {
      const going = go(trips.shift() as Trip).catch((error: Error) => void process.stderr.write(`${error.message}\n`));
      out.add(going);
      void going.then(() => out.delete(going));
    }
    if (minute < CLOSE_MINUTE || out.size > 0) return;
    minute = OPEN_MINUTE;
    trips = [...planDay(++day)];
  }

  const stepping = setInterval(step, STEP_MS);
  return {
    get minute() {
      return Math.floor(Math.min(minute, CLOSE_MINUTE));
    },
    get isResting() {
      return isResting;
    },
    rest(is) {
      isResting = is;
    },
    async close() {
      clearInterval(stepping);
      stop.abort();
      await Promise.all(out);
    },
  };
}
