/** What to do about each fault of a reader, in words for the person who holds the screwdriver. */
import type { FaultName } from "../verify/names.js";

const HINTS: Readonly<Record<FaultName, string>> = {
  none: "nothing to do",
  "chip-silent":
    "the MFRC522 does not answer: check the wiring (on a development kit SDA to D5, SCK to D18, MOSI to D23, MISO to D19, RST to D22; GND) and its 3.3 V supply",
  "chip-foreign":
    "the chip answers but does not keep its settings: it is no MFRC522, or a wire is loose (MOSI, SCK); shorten the wires",
  "chip-lost":
    "the MFRC522 lost its settings and was set up again: if this repeats, its supply dips (fit 100 nF and 100 uF at the module) or the wires are too long",
  flash: "the board cannot store records in its flash, so it accepts no card: replace the board",
  config: "the stored configuration or wiring is damaged, so the reader accepts no card: flash it again",
  interpreter: "the board ran out of memory or stack and restarted: if this repeats, update its firmware",
  "flash-worn": "part of the board's flash is worn out and not used any more: plan to replace the board",
  random: "the board's AES does not work: replace the board",
  console:
    "somebody held BOOT while the board started: if it was nobody of yours, look at the board, and give it new keys",
  coupons: "the reader can sign only a few more records, or none: give it new signing coupons at the bench",
  unknown: "the reader reports something that this version of the SDK does not know: update ketuk",
};

/** One sentence of advice. */
export function hintOf(fault: FaultName): string {
  return HINTS[fault];
}
