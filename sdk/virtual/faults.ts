/** Faults that a virtual reader can be made with: what integrators meet on the bench, by name. */

/** A wire between board and MFRC522, as board maps name it. */
export type WireName = "sck" | "miso" | "mosi" | "cs" | "rst" | "irq";

/** What stands on the module as an MFRC522: genuine parts, the FM17522, and counterfeits by the version they tell. */
export type ChipKind = keyof typeof CHIPS;

/** Version register, and whether the self-test gives what its version should. */
export const CHIPS = {
  "mfrc522-v0": { version: 0x90, genuine: true },
  "mfrc522-v1": { version: 0x91, genuine: true },
  "mfrc522-v2": { version: 0x92, genuine: true },
  fm17522: { version: 0x88, genuine: true },
  fm17522e: { version: 0x89, genuine: false },
  "counterfeit-12": { version: 0x12, genuine: false },
  "counterfeit-b2": { version: 0xb2, genuine: false },
  "counterfeit-92": { version: 0x92, genuine: false },
} as const;

/** Faults of a virtual reader's hardware. What is left out is in order. */
export interface VirtualFaults {
  /** Two wires of the module sit in each other's place. */
  readonly swapped?: "miso-mosi" | "sck-cs" | undefined;
  /** Wires that are not connected. */
  readonly broken?: readonly WireName[] | undefined;
  /** RST lies at ground, so that the chip never runs. */
  readonly resetHeldLow?: boolean | undefined;
  /** IRQ lies at ground. */
  readonly irqStuck?: boolean | undefined;
  /** The part on the module. Default what `chipVersion` says. */
  readonly chip?: ChipKind | undefined;
  /** The module hangs on 5 V: what the board says is too low for it, at any speed. */
  readonly fiveVolt?: boolean | undefined;
  /** The supply breaks down when the field goes on, and the chip forgets its registers. */
  readonly weakSupply?: boolean | undefined;
  /** "dead": nothing is heard. "weak": a third of the answers is lost below a gain of 43 dB. */
  readonly antenna?: "dead" | "weak" | undefined;
  /** Reads go wrong at SPI clocks above this. */
  readonly noisyAboveHz?: number | undefined;
  /** Bluetooth is on, and with it a console. */
  readonly bluetooth?: boolean | undefined;
  /** Wi-Fi is on, and with it the telnet console. */
  readonly wifi?: boolean | undefined;
  /** The interpreter keeps a console although the firmware took it away. */
  readonly consoleStays?: boolean | undefined;
  /** JsVars that are free. Default 8,000. */
  readonly memoryFreeCount?: number | undefined;
  /** Bytes that are free in Storage. Default what its files leave of 896 KB. */
  readonly storageFreeBytes?: number | undefined;
  /** Sectors of the journal's area that take nothing any more, counted from its beginning; "all" of the flash. */
  readonly wornSectors?: number | "all" | undefined;
  /** The board's clock runs this much too fast, in millionths. */
  readonly clockDriftPpm?: number | undefined;
  /** The board restarts when its port is opened, as DTR and RTS make it on many. */
  readonly resetsOnOpen?: boolean | undefined;
  /** The board's serial line runs at another speed than it should. */
  readonly baudRate?: number | undefined;
  /** The operating system refuses the port, or another program has it. */
  readonly port?: "forbidden" | "busy" | "missing" | undefined;
  /** What is in the board's flash: nothing, or an interpreter without firmware, as with the option `blank`; default all of it. */
  readonly flashed?: "nothing" | "interpreter" | undefined;
  /** Version of the interpreter, as `process.env.VERSION`. */
  readonly interpreter?: string | undefined;
}

/** A fault with a name to ask for it by. */
export interface NamedFault {
  /** What has happened, in a few words. */
  readonly words: string;
  /** What `createVirtualReader` takes. */
  readonly faults: VirtualFaults;
}

const TABLE = {
  "swapped-miso-mosi": { words: "MISO and MOSI swapped", faults: { swapped: "miso-mosi" } },
  "swapped-sck-cs": { words: "SCK and SDA swapped", faults: { swapped: "sck-cs" } },
  "no-sck": { words: "no wire at SCK", faults: { broken: ["sck"] } },
  "no-miso": { words: "no wire at MISO", faults: { broken: ["miso"] } },
  "no-mosi": { words: "no wire at MOSI", faults: { broken: ["mosi"] } },
  "no-cs": { words: "no wire at SDA", faults: { broken: ["cs"] } },
  "no-rst": { words: "no wire at RST", faults: { broken: ["rst"] } },
  "rst-low": { words: "RST at ground", faults: { resetHeldLow: true } },
  "irq-stuck": { words: "IRQ at ground", faults: { irqStuck: true } },
  "five-volt": { words: "module on 5 V", faults: { fiveVolt: true } },
  "weak-supply": { words: "supply too weak for the field", faults: { weakSupply: true } },
  "noisy-spi": { words: "reads fail at the working clock", faults: { noisyAboveHz: 2_000_000 } },
  "marginal-spi": { words: "reads fail just above the working clock", faults: { noisyAboveHz: 5_000_000 } },
  "dead-antenna": { words: "antenna broken", faults: { antenna: "dead" } },
  "weak-antenna": { words: "antenna out of tune, or metal behind it", faults: { antenna: "weak" } },
  fm17522: { words: "FM17522 sold as MFRC522", faults: { chip: "fm17522" } },
  fm17522e: { words: "another Fudan part", faults: { chip: "fm17522e" } },
  "counterfeit-12": { words: "counterfeit, version 12", faults: { chip: "counterfeit-12" } },
  "counterfeit-b2": { words: "counterfeit, version B2", faults: { chip: "counterfeit-b2" } },
  "counterfeit-92": { words: "counterfeit that calls itself 92", faults: { chip: "counterfeit-92" } },
  "mfrc522-v0": { words: "genuine MFRC522 of the first version", faults: { chip: "mfrc522-v0" } },
  bluetooth: { words: "Bluetooth on", faults: { bluetooth: true } },
  wifi: { words: "Wi-Fi on", faults: { wifi: true } },
  "console-stays": { words: "the interpreter keeps a console", faults: { consoleStays: true } },
  "little-memory": { words: "little memory free", faults: { memoryFreeCount: 700 } },
  "little-storage": { words: "little Storage free", faults: { storageFreeBytes: 4000 } },
  "worn-sectors": { words: "worn sectors in the journal", faults: { wornSectors: 4 } },
  "worn-flash": { words: "flash worn out", faults: { wornSectors: "all" } },
  "fast-clock": { words: "clock runs 5 % too fast", faults: { clockDriftPpm: 50_000 } },
  "resets-on-open": { words: "opening the port restarts the board", faults: { resetsOnOpen: true } },
  "wrong-baud": { words: "serial line at 9,600 baud", faults: { baudRate: 9600 } },
  "port-forbidden": { words: "no permission for the port", faults: { port: "forbidden" } },
  "port-busy": { words: "another program has the port", faults: { port: "busy" } },
  "port-missing": { words: "the port is gone", faults: { port: "missing" } },
  bare: { words: "nothing on the chip", faults: { flashed: "nothing" } },
  unflashed: { words: "Espruino without Ketuk", faults: { flashed: "interpreter" } },
  "old-interpreter": { words: "Espruino 2v18", faults: { interpreter: "2v18" } },
} as const satisfies Readonly<Record<string, NamedFault>>;

/** Name of a fault in `NAMED_FAULTS`. */
export type HardwareFaultName = keyof typeof TABLE;

/** Every fault that hardware can have, under a name: `ketuk doctor --virtual --fault NAME` shows what is found. */
export const NAMED_FAULTS: Readonly<Record<HardwareFaultName, NamedFault>> = TABLE;
