/** How many versions of a key may be live at once: the newest, and the one before while cards or readers are re-keyed. */

/** See above. */
export const LIVE_VERSIONS_COUNT = 2;
