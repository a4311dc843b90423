/** What the person at the reader sees and hears. A pattern replaces the one before and ends by itself. */
import { PIN_BUZZER, PIN_LED_ACCEPTED, PIN_LED_HOLD, PIN_LED_REFUSED } from "./board.js";
import { Pattern } from "./link/messages.js";

/** How long "accepted" and "refused" stay lit; "hold still" stays until the next pattern. */
const LIT_MS = 800;
const BEEP_MS = 80;
/** "Refused" sounds long, so that it is told apart without looking. */
const LONG_BEEP_MS = 400;

export interface Signals {
  show(pattern: Pattern): void;
}

export function createSignals(): Signals {
  const pins = [PIN_LED_HOLD, PIN_LED_ACCEPTED, PIN_LED_REFUSED, PIN_BUZZER];
  for (let i = 0; i < pins.length; i++) pinMode(pins[i], "output");
  let silence = 0;
  let dark = 0;

  function quiet(): void {
    silence = 0;
    digitalWrite(PIN_BUZZER, 0);
  }

  function off(): void {
    dark = 0;
    digitalWrite(PIN_LED_HOLD, 0);
    digitalWrite(PIN_LED_ACCEPTED, 0);
    digitalWrite(PIN_LED_REFUSED, 0);
  }

  function beep(ms: number): void {
    digitalWrite(PIN_BUZZER, 1);
    silence = setTimeout(quiet, ms);
  }

  function show(pattern: Pattern): void {
    if (dark) clearTimeout(dark);
    if (silence) clearTimeout(silence);
    off();
    quiet();
    if (pattern === Pattern.HOLD) digitalWrite(PIN_LED_HOLD, 1);
    if (pattern === Pattern.ACCEPTED) {
      digitalWrite(PIN_LED_ACCEPTED, 1);
      beep(BEEP_MS);
    }
    if (pattern === Pattern.REFUSED || pattern === Pattern.ERROR) {
      digitalWrite(PIN_LED_REFUSED, 1);
      beep(LONG_BEEP_MS);
    }
    if (pattern > Pattern.HOLD) dark = setTimeout(off, LIT_MS);
  }

  show(Pattern.OFF);
  return { show };
}
