/**
 * The loader, ".bootcde": runs the image with the highest number that is whole and not rejected. An image that has not
 * proved itself is counted at each start, watched while it runs, and rejected after three starts; then the one before
 * runs. BOOT held at the start leaves the line to the console, and only an image that has proved itself runs then.
 */
import {
  HEAD_BYTES,
  HEAD_COMPLETE,
  HEAD_CONFIRMED,
  HEAD_CRC,
  HEAD_NUMBER,
  HEAD_REJECTED,
  HEAD_SIZE,
  HEAD_TRIES,
  IMAGE_FILE,
  imageOffset,
  SLOT_BYTES,
  SLOTS_ADDRESS,
} from "../protocol/image.js";
import { USUAL_BUTTON, watchButton } from "./button.js";
import { readHead, wordsOf } from "./update/slot.js";

const Storage = require("Storage");
const Flash = require("Flash");
/** An image under trial in which nobody has opened a session by then restarts. */
const TRIAL_MS = 300000;
/** Kicked by the interpreter whenever it is idle: an image under trial that loops for ever is ended. */
const TRIAL_WATCHDOG_SECONDS = 10;
/** After an image has thrown at its start. */
const RESTART_MS = 1000;

let trial = false;

function restart(): void {
  E.reboot();
}

/** Clears a word of a head. False where that is not so afterwards, or Storage is not where it should be. */
function mark(slot: number, word: number): boolean {
  const address = SLOTS_ADDRESS + slot * SLOT_BYTES;
  if (E.toString(Flash.read(HEAD_BYTES, address)) !== readHead(slot)) return false;
  Flash.write("\0\0\0\0", address + word * 4);
  return !wordsOf(readHead(slot))[word];
}

/** Number of the image that a slot offers; 0 when it is not to run. Counts the start of an image under trial. */
function offer(slot: number): number {
  const head = readHead(slot);
  if (!head) return 0;
  const words = wordsOf(head);
  if (E.CRC32(head.substr(0, HEAD_CRC * 4)) !== words[HEAD_CRC]) return 0;
  if (words[HEAD_COMPLETE] || !words[HEAD_REJECTED]) return 0;
  if (!words[HEAD_CONFIRMED]) return words[HEAD_NUMBER];
  if (held) return 0;
  let word = HEAD_TRIES;
  while (word < HEAD_CONFIRMED && !words[word]) word++;
  if (word === HEAD_CONFIRMED) word = HEAD_REJECTED;
  if (!mark(slot, word) || word === HEAD_REJECTED) return 0;
  trial = true;
  return words[HEAD_NUMBER];
}

// Whatever a board file says: the chip itself looks at this pin when it starts, so a button is where it is.
const held = watchButton(USUAL_BUTTON)();
if (!held) E.setConsole(null, { force: true });
const first = offer(0);
const second = offer(1);
if (first || second) {
  const slot = second > first ? 1 : 0;
  E.ketukSlot = slot;
  if (trial) {
    E.enableWatchdog(TRIAL_WATCHDOG_SECONDS, true);
    E.ketukTrial = setTimeout(restart, TRIAL_MS);
  }
  // Cancelled when the image has run to its end without throwing.
  if (!held) E.ketukFailed = setTimeout(restart, RESTART_MS);
  // Evaluated at the end of the file (build.ts), outside of every function. It stays in mapped flash.
  E.ketukImage = Storage.read(IMAGE_FILE, imageOffset(slot), wordsOf(readHead(slot))[HEAD_SIZE]);
}
