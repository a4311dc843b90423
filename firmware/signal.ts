/**
 * What the person at the reader sees and hears. A pattern replaces the one before and ends by itself, except "hold still"
 * for a card, which the next pattern ends.
 */
import { isWired, pinOf, type Wiring } from "./board.js";
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
  /** What is wired of the lights, written in one call, and what is written for each pattern; lowest bit and last pin: HOLD. */
  const pins: EspruinoPin[] = [];
  const levels = new Uint8Array(LIGHTS.length);
  for (let which: number = BoardPin.REFUSED; which >= BoardPin.HOLD; which--) {
    if (!isWired(board, which)) continue;
    pins.push(pinOf(board, which));
    const low = (board.activeLow || 0) >> which;
    for (let i = 0; i < LIGHTS.length; i++)
      levels[i] = (levels[i] << 1) | (((LIGHTS.charCodeAt(i) >> (which - BoardPin.HOLD)) ^ low) & 1);
  }
  const buzzer = isWired(board, BoardPin.BUZZER) ? pinOf(board, BoardPin.BUZZER) : -1;
  /** Its level when it is silent. */
  const silent = ((board.activeLow || 0) >> BoardPin.BUZZER) & 1;
  let timer = 0;
  let dark = 0;
  /** Sounds and pauses that are left; the last is a sound. */
  let beeps = 0;
  let beepMs = 0;

  function beep(): void {
    if (buzzer >= 0) digitalWrite(buzzer, (beeps & 1) ^ silent);
    timer = beeps ? setTimeout(beep, beepMs) : 0;
    if (beeps) beeps--;
  }

  function off(): void {
    show(Pattern.OFF);
  }

  /** For how long: 0 until the next pattern. */
  function lastingMs(pattern: Pattern, durationMs: number | undefined): number {
    if (durationMs) return Math.min(durationMs, LONGEST_MS);
    return durationMs === undefined || pattern > Pattern.HOLD ? LIT_MS : LONGEST_MS;
  }

  function show(pattern: Pattern, durationMs?: number): void {
    if (dark) clearTimeout(dark);
    if (timer) clearTimeout(timer);
    dark = beeps = 0;
    digitalWrite(pins, levels[pattern]);
    if (pattern > Pattern.HOLD) {
      beeps = pattern === Pattern.ERROR ? ERROR_BEEPS : 1;
      beepMs = pattern === Pattern.REFUSED ? LONG_BEEP_MS : BEEP_MS;
      beep();
    } else {
      if (timer) beep();
      // A card's "hold still" ends with the next pattern.
      if (!pattern || durationMs === undefined) return;
    }
    dark = setTimeout(off, lastingMs(pattern, durationMs));
  }

  beep();
  off();
  return show;
}
