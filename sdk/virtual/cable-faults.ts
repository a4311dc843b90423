/** Faults of a serial cable: what they do to the bytes of one direction. Pure: no time, no port, chance by seed. */
import { createRandom } from "./random.js";

/** Where a fault strikes. With neither `atByte` nor `probability` it never does. */
export interface CableStrike {
  /** Once, at this byte of a frame, counted from its opening flag, which is 0. Frames too short for it pass. */
  readonly atByte?: number;
  /** With `atByte`: so many frames pass unharmed before it. Default 0. */
  readonly afterFrames?: number;
  /** At every byte with this probability, 0 to 1, until the faults are changed. */
  readonly probability?: number;
}

/** One fault, by its name. Several on one cable act in their order, each on what the one before has left. */
export type CableFault = CableStrike &
  (
    | {
        /** The byte is lost. */
        readonly kind: "drop";
      }
    | {
        /** The byte comes twice. */
        readonly kind: "duplicate";
      }
    | {
        /** Bits of the byte are flipped. */
        readonly kind: "corrupt";
        /** Which bits, 1 to 255; default one bit by chance. */
        readonly mask?: number;
      }
    | {
        /** The rest of the frame is lost from this byte on, its closing flag included. */
        readonly kind: "truncate";
      }
    | {
        /** What follows arrives in another piece. */
        readonly kind: "split";
      }
    | {
        /** A driver with software flow control puts XOFF and XON (13 11) before the byte. */
        readonly kind: "flow-control";
      }
    | {
        /** Text stands before the byte, as when another program prints or a board starts. */
        readonly kind: "text";
        /** What it says; default the first lines of an ESP32's boot. Characters 0 to 255, one byte each. */
        readonly text?: string;
      }
    | {
        /** From this byte on nothing comes for a while, then all of it at once. */
        readonly kind: "stall";
        /** How long, in milliseconds on the board's clock. */
        readonly forMs: number;
      }
    | {
        /** The cable is pulled before this byte. The port fails; what follows is lost until it is opened again. */
        readonly kind: "disconnect";
      }
  );

/** What comes out of a faulty cable: a piece of bytes, or something that only the cable's owner can do. */
export type CableOutput =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "stall"; readonly forMs: number }
  | { readonly kind: "disconnect" };

/** The bytes of one direction on their way through some faults. */
export interface CableLine {
  /** Takes the next bytes; returns what arrives of them, in order. */
  push(bytes: Uint8Array): CableOutput[];
}

/** What a fault passes on: a byte, or a mark between two bytes. */
interface Sink {
  byte(value: number): void;
  mark(mark: CableOutput | "split"): void;
}

const FLAG = 0x7e;
const XON = 0x11;
const XOFF = 0x13;
const BOOT_TEXT = "ets Jun  8 2016 00:22:57\r\n\r\nrst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n";

/**
 * Puts faults into one direction.
 *
 * @param seed fixes what chance does
 * @param onStrike told of every strike, for those who count
 */
export function createCableLine(
  faults: readonly CableFault[],
  seed: number,
  onStrike: (kind: CableFault["kind"]) => void = () => {},
): CableLine {
  const random = createRandom(seed);
  const end = createCollector();
  let first: Sink = end;
  for (const fault of [...faults].reverse()) first = createStage(fault, random, first, () => onStrike(fault.kind));
  return {
    push(bytes) {
      for (const byte of bytes) first.byte(byte);
      return end.take();
    },
  };
}

/** Gathers bytes into pieces. */
function createCollector(): Sink & { take(): CableOutput[] } {
  let outputs: CableOutput[] = [];
  let bytes: number[] = [];

  function close(): void {
    if (bytes.length > 0) outputs.push({ kind: "bytes", bytes: Uint8Array.from(bytes) });
    bytes = [];
  }

  return {
    byte: (value) => bytes.push(value),
    mark(mark) {
      close();
      if (mark !== "split") outputs.push(mark);
    },
    take() {
      close();
      const taken = outputs;
      outputs = [];
      return taken;
    },
  };
}

/** One fault on its way to the next. */
function createStage(fault: CableFault, random: () => number, next: Sink, onStrike: () => void): Sink {
  const position = createPosition();
  const strikes = createTrigger(fault, random);
  /** The frame whose rest is lost. */
  let cut: number | undefined;
  return {
    mark: (mark) => next.mark(mark),
    byte(value) {
      position.next(value);
      if (position.frame === cut) return;
      if (!strikes(position.frame, position.byte)) return next.byte(value);
      onStrike();
      // Between frames there is no rest, and the byte alone is lost.
      if (fault.kind === "truncate") cut = position.frame < 0 ? undefined : position.frame;
      else strike(fault, value, random, next);
    },
  };
}

function strike(fault: CableFault, value: number, random: () => number, next: Sink): void {
  if (fault.kind === "drop") return;
  if (fault.kind === "corrupt") return next.byte(value ^ (fault.mask ?? 1 << Math.floor(random() * 8)));
  if (fault.kind === "duplicate") next.byte(value);
  if (fault.kind === "split") next.mark("split");
  if (fault.kind === "stall") next.mark({ kind: "stall", forMs: fault.forMs });
  if (fault.kind === "disconnect") next.mark({ kind: "disconnect" });
  if (fault.kind === "flow-control") for (const byte of [XOFF, XON]) next.byte(byte);
  if (fault.kind === "text") for (const byte of Buffer.from(fault.text ?? BOOT_TEXT, "latin1")) next.byte(byte);
  next.byte(value);
}

/** Says at which bytes a fault strikes. Bytes between frames are in no frame: only chance finds them. */
function createTrigger(
  { atByte, afterFrames = 0, probability = 0 }: CableStrike,
  random: () => number,
): (frame: number, byte: number) => boolean {
  let due = atByte !== undefined;
  return (frame, byte) => {
    if (probability > 0 && random() < probability) return true;
    if (!due || byte !== atByte || frame < afterFrames) return false;
    due = false;
    return true;
  };
}

/** Where in which frame a stream of bytes is. */
function createPosition() {
  let inside = false;
  let frames = 0;
  const position = {
    /** Number of the frame, from 0; -1 between frames. */
    frame: -1,
    /** Byte of the frame, 0 is its opening flag; -1 between frames. */
    byte: -1,
    next(value: number) {
      // Two flags in a row: the second one opens, whatever the first one was.
      const opens = value === FLAG && (!inside || position.byte === 0);
      if (opens) {
        if (!inside) frames++;
        inside = true;
        position.byte = 0;
      } else position.byte = inside ? position.byte + 1 : -1;
      position.frame = inside ? frames - 1 : -1;
      if (inside && value === FLAG && !opens) inside = false;
    },
  };
  return position;
}
