/** The figures of the day as taps come in; after a restart those in the log are counted first, and none of them twice. */
import type { Tap } from "ketuk";
import type { TapKeySource } from "ketuk/verify";
import type { PlaceId } from "./day-plan.js";
import { recount } from "./recount.js";
import type { Outcome, ToldTap } from "./stories.js";
import { createTally, type Tally } from "./tally.js";

/** The figures. */
export interface Figures {
  readonly tally: Tally;
  /** A tap was stored. @returns false for one that was counted already */
  add(place: PlaceId, tap: Tap, outcome: Outcome): boolean;
  /**
   * Counts what the log held at the start, once all places are open.
   *
   * @param outcomeOf what a place knows of a tap
   */
  recall(
    log: { readonly path: string; readonly endBytes: number },
    keys: TapKeySource,
    outcomeOf: (reader: string, tap: ToldTap) => readonly [PlaceId, Outcome] | undefined,
  ): Promise<void>;
}

/** Begins to count. */
export function createFigures(): Figures {
  const tally = createTally();
  /** While taps come in and those of before are counted, the same tap may be among both. */
  const counted = new Set<string>();
  let isRecalling = true;
  return {
    tally,
    add(place, tap, outcome) {
      if (counted.has(tap.idempotencyKey)) return false;
      if (isRecalling) counted.add(tap.idempotencyKey);
      tally.add(place, tap.datedAt?.getTime() ?? Date.now(), outcome);
      return true;
    },
    async recall({ path, endBytes }, keys, outcomeOf) {
      await recount(path, endBytes, keys, (tap) => {
        const [place, outcome] = outcomeOf(tap.reader, tap) ?? [];
        if (!place || !outcome || counted.has(tap.idempotencyKey)) return;
        counted.add(tap.idempotencyKey);
        tally.add(place, tap.wallMs ?? 0, outcome);
      });
      isRecalling = false;
    },
  };
}
