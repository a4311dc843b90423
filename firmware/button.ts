/** BOOT, the button through which somebody who is there gets the serial line back, whatever runs. */

/** "C" for the ESP32-C3, "S" for the S3: their builds are named so. */
const CHIP = process.env.BOARD.charAt(5);
export const IS_C3 = CHIP === "C";
export const IS_S3 = CHIP === "S";
/** GPIO_IN_REG: levels of pins 0 to 31 as they are; see `watchButton`. */
const GPIO_IN = IS_C3 || IS_S3 ? 0x6000403c : 0x3ff4403c;

/** Where it is unless the wiring says otherwise. */
export const USUAL_BUTTON = IS_C3 ? 9 : 0;

/**
 * Returns what tells whether BOOT is held. Espruino's builds for the ESP32 invert D0 since 2v25, its level and its pull
 * alike: the level is taken from the register, and the pull-up from the other name where they do.
 */
export function watchButton(pin: number): () => boolean {
  function held(): boolean {
    return !((peek32(GPIO_IN) >> pin) & 1);
  }
  pinMode(pin, "input_pullup");
  if (!!digitalRead(pin) === held()) pinMode(pin, "input_pulldown");
  return held;
}
