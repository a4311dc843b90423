/** How long flashing waits for a board, step by step. Tests make it short. */

/** All in milliseconds. */
export interface FlashTiming {
  /** A console that is there answers a line. */
  readonly lineMs: number;
  /** Answer to a packet. Longer than the 5 s after which the board gives up a packet that came incomplete. */
  readonly packetMs: number;
  /** Erasing all of Storage: 224 sectors of 45 to 100 ms, twice that to be sure. */
  readonly eraseMs: number;
  /** From a reset to the prompt. */
  readonly startMs: number;
  /** How long a person may take to hold BOOT and press EN. */
  readonly personMs: number;
  /** Text of an error after NAK. */
  readonly errorTextMs: number;
  /** EN held low; then until the chip has read how BOOT stood; then how long BOOT is held for the firmware to see it. */
  readonly resetMs: number;
  /** See `resetMs`. */
  readonly strapMs: number;
  /** See `resetMs`. */
  readonly bootMs: number;
  /** A new firmware says Hello and opens a session. */
  readonly helloMs: number;
}

/** For real boards. */
export const FLASH_TIMING: FlashTiming = {
  lineMs: 1500,
  packetMs: 8000,
  eraseMs: 60_000,
  startMs: 8000,
  personMs: 120_000,
  errorTextMs: 200,
  resetMs: 100,
  strapMs: 100,
  bootMs: 3000,
  helloMs: 20_000,
};
