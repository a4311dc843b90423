/**
 * Presence of a card: one number as the state, moved by what each look into the field has found. 0 is an empty field;
 * n is a card that was missed in the last n - 1 looks. Pure.
 */

/** What a look into the field has found. */
export const enum Look {
  /** Nothing answered. */
  Empty = 0,
  /** The card that is held answered, or, in an empty field, any card. */
  Card = 1,
  /** Something answered that is not the card that was there. */
  Other = 2,
  /** Something answered, but noise hides what: says nothing for or against the card. */
  Unclear = 3,
}

/** Looks that must miss a card before it counts as removed: good readers miss one of twenty with a card held still. */
export const MISSES = 3;

export const EMPTY = 0;

/** The state after a look. From 0 to 1: a card has arrived. To 0: it is gone. */
export function nextPresence(state: number, look: Look): number {
  if (look === Look.Card) return 1;
  if (look === Look.Unclear) return state;
  if (state === EMPTY || state === MISSES) return EMPTY;
  return state + 1;
}
