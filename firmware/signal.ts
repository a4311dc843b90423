/**
 * What the person at the reader sees and hears. A pattern replaces the one before and ends by itself, except "hold still"
 * for a card, which the next pattern ends.
 */
import { drive, type Wiring } from "./board.js";
import { BoardPin, Pattern } from "./link/messages.js";

/** How long "accepted", "refused" and "error" stay lit. */
const LIT_MS = 800;
/** No pattern that the host asks for lasts longer. */
const LONGEST_MS = 10000;
const BEEP_MS = 80;
/** "Refused" sounds long, so that it is told apart without looking. */
const LONG_BEEP_MS = 400;
/** "Error" beeps three times: on, off, on, off, on. */
const ERROR_BEEPS = 5;

/** Lights of each pattern: bit 0 "hold still", 1 "accepted", 2 "refused". */
const LIGHTS = "\x00\x01\x02\x04\x05";

/** With a duration, 0 for the usual one, it comes from the host; without, from a card. */
export type Show = (pattern: Pattern, durationMs?: number) => void;

export function createSignals(board: Wiring): Show {
  let timer = 0;
  let dark = 0;
  /** Sounds and pauses that are left; the last is a sound. */
  let beeps = 0;
  let beepMs = 0;

  function beep(): void {
    drive(board, BoardPin.BUZZER, beeps & 1);
    timer = beeps ? setTimeout(beep, beepMs) : 0;
    if (beeps) beeps--;
  }

  function light(pattern: Pattern): void {
    const lights = LIGHTS.charCodeAt(pattern);
    for (let i = 0; i < 3; i++) drive(board, BoardPin.HOLD + i, (lights >> i) & 1);
    beep();
  }

  function off(): void {
    if (dark) clearTimeout(dark);
    if (timer) clearTimeout(timer);
    dark = 0;
    beeps = 0;
    light(Pattern.OFF);
  }

  off();
  return function show(pattern, durationMs) {
    off();
    if (!pattern) return;
    const isHold = pattern === Pattern.HOLD;
    if (!isHold) beeps = pattern === Pattern.ERROR ? ERROR_BEEPS : 1;
    beepMs = pattern === Pattern.REFUSED ? LONG_BEEP_MS : BEEP_MS;
    light(pattern);
    if (isHold && durationMs === undefined) return;
    dark = setTimeout(off, Math.min(durationMs || (isHold ? LONGEST_MS : LIT_MS), LONGEST_MS));
  };
}
