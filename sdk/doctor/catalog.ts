/** Everything that can be found wrong with a reader: a code that never changes its meaning, a grade, what it is, what to do. */

/** How bad a finding is: "ok", "note" (worth knowing), "warning" (works, but not for long or not well), "failure". */
export type Grade = "ok" | "note" | "warning" | "failure";

/** A part that is looked at, in the order of looking: what fails early hides what comes later. */
export const AREAS = [
  "port",
  "line",
  "reader",
  "chip",
  "spi",
  "field",
  "memory",
  "journal",
  "clock",
  "access",
] as const;
/** A part of the reader, or of the way to it. */
export type Area = (typeof AREAS)[number];

interface Entry {
  readonly area: Area;
  readonly grade: Exclude<Grade, "ok">;
  /** What it is, in one line. */
  readonly words: string;
  /** What to do, in one line. */
  readonly advice: string;
}

const POWER = "fit 100 nF and 100 uF at the module, feed it from a 3.3 V regulator of its own";
const REPLACE_CHIP = "works as long as it works; replace it where many people pass, and buy from a distributor";

/** The findings, by code. */
export const CATALOG = {
  "port-missing": {
    area: "port",
    grade: "failure",
    words: "there is no such port",
    advice: "plug the reader in with a cable that carries data; ketuk list shows the ports",
  },
  "port-forbidden": {
    area: "port",
    grade: "failure",
    words: "this user may not open the port",
    advice: "install the udev rule of the package, or join the group that owns the port, then log in again",
  },
  "port-busy": {
    area: "port",
    grade: "failure",
    words: "another program has the port open",
    advice: "close the serial monitor, IDE or second copy of your application; fuser -v PORT names it",
  },
  "port-failed": {
    area: "port",
    grade: "failure",
    words: "the port cannot be used",
    advice: "is it a serial port? try another USB socket and cable",
  },
  "line-silent": {
    area: "line",
    grade: "failure",
    words: "nothing comes from the board",
    advice: "is the board powered, and is this its port? press EN; try another cable",
  },
  "line-garbage": {
    area: "line",
    grade: "failure",
    words: "bytes come, but no frames: another speed or another device",
    advice: "the line runs at 115,200 baud; flash the board again, or look for another port",
  },
  "board-bare": {
    area: "line",
    grade: "failure",
    words: "the board restarts again and again: there is no interpreter on it",
    advice: "put Espruino on it, and the reader: ketuk flash --port PORT --interpreter FILE.bin",
  },
  "console-answers": {
    area: "line",
    grade: "failure",
    words: "an Espruino console answers instead of a reader",
    advice: "ketuk flash --port PORT; if it was flashed, somebody held BOOT: press EN and keep off BOOT",
  },
  "line-foreign": {
    area: "line",
    grade: "failure",
    words: "another firmware is on this board",
    advice: "look for another port, or flash this one: ketuk flash --port PORT",
  },
  "line-one-way": {
    area: "line",
    grade: "failure",
    words: "the reader speaks but does not hear",
    advice: "look at the wire from the host's TX to the board's RX, or at the USB bridge; close what else listens",
  },
  "line-noisy": {
    area: "line",
    grade: "warning",
    words: "frames arrive damaged",
    advice: "use a shorter or better cable, keep it off mains and motors; nothing is lost, but it gets slow",
  },
  "resets-on-open": {
    area: "line",
    grade: "note",
    words: "opening the port restarts the board",
    advice: "harmless; 10 uF between EN and GND stops it, and its clock survives then",
  },
  "reader-lab": {
    area: "reader",
    grade: "note",
    words: "the reader has no keys: its taps are worth nothing",
    advice: "give it keys when it is flashed: ketuk flash --port PORT --keys RING",
  },
  "config-damaged": {
    area: "reader",
    grade: "failure",
    words: "the stored configuration is damaged, and the reader in lab state",
    advice: "flash it again: ketuk flash --port PORT --keys RING",
  },
  "wiring-unknown": {
    area: "reader",
    grade: "failure",
    words: "the reader does not know how it is wired: its board file is damaged, or not for this chip",
    advice: "flash it again and say how it is wired: ketuk flash --port PORT --board NAME",
  },
  "keys-needed": {
    area: "reader",
    grade: "note",
    words: "the reader speaks only to those who have its keys, so most of it was not looked at",
    advice: "run it again with --keys: a key ring, or ketuk keys export --role operator",
  },
  "keys-refused": {
    area: "reader",
    grade: "failure",
    words: "the reader does not accept these keys",
    advice: "another fleet's ring, or old keys: export them anew, and look at the reader's id",
  },
  "role-too-low": {
    area: "reader",
    grade: "note",
    words: "these keys may not look into the parts of the reader",
    advice: "run it again with keys of role operator or higher",
  },
  "firmware-old": {
    area: "reader",
    grade: "note",
    words: "this firmware cannot look into its parts",
    advice: "update it: ketuk update --port PORT --keys RING; then run this again",
  },
  "interpreter-old": {
    area: "reader",
    grade: "warning",
    words: "this build of Espruino is too old for the reader",
    advice: "fetch all records, then: ketuk flash --port PORT --interpreter FILE.bin; that erases everything",
  },
  restarted: {
    area: "reader",
    grade: "warning",
    words: "the board last restarted by itself",
    advice: "brown-out: a better supply and a shorter cable; watchdog: update the firmware",
  },
  "chip-silent": {
    area: "chip",
    grade: "failure",
    words: "the MFRC522 does not answer, however its wires are taken",
    advice: "measure 3.3 V at the module; RST must be high; then check SCK, MOSI, MISO, SDA, GND one by one",
  },
  "wires-miso-mosi": {
    area: "chip",
    grade: "failure",
    words: "MISO and MOSI are swapped",
    advice: "swap the two wires",
  },
  "wires-sck-cs": {
    area: "chip",
    grade: "failure",
    words: "SCK and SDA are swapped",
    advice: "swap the two wires",
  },
  "spi-levels": {
    area: "spi",
    grade: "failure",
    words: "reads fail even at the slowest clock",
    advice: "the module must hang on 3.3 V, never on 5 V, and share the board's ground",
  },
  "spi-errors": {
    area: "spi",
    grade: "failure",
    words: "reads fail at the working clock",
    advice: "wires below 20 cm, no breadboard, ground beside SCK; or a lower clock for this board",
  },
  "spi-margin": {
    area: "spi",
    grade: "warning",
    words: "reads fail just above the working clock",
    advice: "shorten the wires before the weather does the rest",
  },
  "registers-lost": {
    area: "chip",
    grade: "failure",
    words: "the chip forgets its settings as soon as its field goes on: its supply breaks down",
    advice: POWER,
  },
  "chip-recovered": {
    area: "chip",
    grade: "warning",
    words: "the chip had to be set up again since the start",
    advice: `once is chance; more often: ${POWER}`,
  },
  "chip-clone": {
    area: "chip",
    grade: "note",
    words: "the chip is an early or compatible part, not a present MFRC522",
    advice: "it reads cards; its range and its nerves may be weaker",
  },
  "chip-counterfeit": {
    area: "chip",
    grade: "warning",
    words: "the chip calls itself by no version of an MFRC522",
    advice: REPLACE_CHIP,
  },
  "self-test-failed": {
    area: "chip",
    grade: "warning",
    words: "the chip fails the self-test of its own version: a counterfeit, or damaged",
    advice: REPLACE_CHIP,
  },
  "reset-line": {
    area: "chip",
    grade: "warning",
    words: "RST does not reach the chip: a chip that hangs cannot be brought back",
    advice: "connect RST of the module to its pin of the board",
  },
  "irq-line": {
    area: "chip",
    grade: "note",
    words: "IRQ is held low",
    advice: "nothing needs it today; look for a short circuit, or leave IRQ open",
  },
  "card-in-way": {
    area: "chip",
    grade: "note",
    words: "a card lies on the reader, so the chip was not looked into",
    advice: "take the card away and run this again",
  },
  "card-unseen": {
    area: "field",
    grade: "failure",
    words: "the chip works, but no card is heard",
    advice: "try a card that works elsewhere; look at the antenna's joints; keep metal and 8 mm of plastic away",
  },
  "antenna-weak": {
    area: "field",
    grade: "warning",
    words: "the card misses calls",
    advice: "hold it closer; keep metal off the antenna and the supply firm; a higher gain may help small cards",
  },
  "no-card-shown": {
    area: "field",
    grade: "note",
    words: "no card was shown, so nothing is known of the antenna",
    advice: "run it again with --card and hold a card to the reader",
  },
  "memory-low": {
    area: "memory",
    grade: "warning",
    words: "little memory is free",
    advice: "switch Bluetooth and Wi-Fi off, load nothing beside the firmware",
  },
  "storage-low": {
    area: "memory",
    grade: "warning",
    words: "little Storage is free: new keys and policies may not fit",
    advice: "ketuk flash clears it; nothing but the reader belongs into Storage",
  },
  "flash-failed": {
    area: "journal",
    grade: "failure",
    words: "the board cannot store records, so it accepts no card",
    advice: "replace the board",
  },
  "sectors-worn": {
    area: "journal",
    grade: "warning",
    words: "part of the journal's flash is worn out",
    advice: "the rest is used; plan to replace the board",
  },
  "journal-full": {
    area: "journal",
    grade: "failure",
    words: "the journal is full, so the reader accepts no card",
    advice: "run your application, or ketuk monitor --log FILE: what is acknowledged makes room",
  },
  "coupons-low": {
    area: "journal",
    grade: "warning",
    words: "signing coupons run low or are used up",
    advice: "give the reader new ones: reader.storeCoupons()",
  },
  "clock-unset": {
    area: "clock",
    grade: "note",
    words: "no host has set the reader's clock since it started",
    advice: "the next program that opens the reader does",
  },
  "clock-wrong": {
    area: "clock",
    grade: "warning",
    words: "the reader's clock and this computer's differ",
    advice: "look at this computer's time first; reader.setTime() sets the reader's",
  },
  "clock-drifts": {
    area: "clock",
    grade: "warning",
    words: "the reader's clock runs too fast or too slow",
    advice: "its crystal is off by more than 1 %: replace the board",
  },
  "console-open": {
    area: "access",
    grade: "failure",
    words: "the interpreter has a console open: whoever reaches it owns the reader",
    advice: "put both anew on it: ketuk flash --port PORT --interpreter FILE.bin; that erases everything",
  },
  "bluetooth-open": {
    area: "access",
    grade: "warning",
    words: "Bluetooth is on: its console is for everybody within some ten metres",
    advice: "ketuk flash switches it off; by hand at the console: ESP32.enableBLE(false)",
  },
  "wifi-open": {
    area: "access",
    grade: "warning",
    words: "Wi-Fi is on, and with it the telnet console",
    advice: "ketuk flash switches it off; by hand at the console: ESP32.enableWifi(false)",
  },
} as const satisfies Readonly<Record<string, Entry>>;

/** Code of a finding that is not in order. */
export type FindingCode = keyof typeof CATALOG;

/** One thing that was found. */
export interface Finding {
  /** Stable name; parts in order are "AREA-ok". */
  readonly code: FindingCode | `${Area}-ok`;
  /** How bad it is. */
  readonly grade: Grade;
  /** What it is about. */
  readonly area: Area;
  /** What it is, in one line. */
  readonly words: string;
  /** What was measured or said, where that helps. */
  readonly detail: string | undefined;
  /** What to do, in one line; undefined where nothing is. */
  readonly advice: string | undefined;
}

/** Makes a finding of the catalog. */
export function finding(code: FindingCode, detail?: string, advice?: string): Finding {
  const entry: Entry = CATALOG[code];
  return { code, grade: entry.grade, area: entry.area, words: entry.words, detail, advice: advice ?? entry.advice };
}

const ORDER: readonly Grade[] = ["ok", "note", "warning", "failure"];

/** The worst grade among findings; "ok" without any. */
export function worstOf(findings: readonly Finding[]): Grade {
  return findings.reduce<Grade>(
    (worst, { grade }) => (ORDER.indexOf(grade) > ORDER.indexOf(worst) ? grade : worst),
    "ok",
  );
}
