/** Why the board has started. */
import { RESET_STATE } from "./board.js";
import { ResetReason } from "./link/messages.js";

/** Causes as the ESP32's ROM numbers them; those not named are watchdogs, from 3 (panic, interpreter's watchdog) to 16. */
const POWER = 1;
const FIRST_WATCHDOG = 3;
const SOFTWARE = 12;
const OTHER_PROCESSOR = 14;
const BROWNOUT = 15;
/** ESP32-C3 and S3: a host that opened the port. */
const USB = 21;

export function resetReason(): ResetReason {
  const cause = peek32(RESET_STATE) & 63;
  if (cause === POWER || cause === USB) return ResetReason.POWER;
  if (cause === SOFTWARE) return ResetReason.SOFTWARE;
  if (cause === BROWNOUT) return ResetReason.BROWNOUT;
  return cause < FIRST_WATCHDOG || cause === OTHER_PROCESSOR ? ResetReason.UNKNOWN : ResetReason.WATCHDOG;
}
