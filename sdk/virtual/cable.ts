/** The serial cable of a virtual reader with its faults: between the board and whatever port the host opens. */
import type { CableEnd } from "./binding.js";
import { type CableFault, type CableLine, type CableOutput, createCableLine } from "./cable-faults.js";
import type { Schedule } from "./schedule.js";

/** Faults of a whole cable. */
export interface CableFaults {
  /** Fixes what chance does; the same faults and the same bytes give the same result. Default 1. */
  readonly seed?: number;
  /** Faults of what the reader sends. */
  readonly toHost?: readonly CableFault[];
  /** Faults of what the host sends. */
  readonly toReader?: readonly CableFault[];
}

/** The serial cable of a virtual reader. */
export interface VirtualCable {
  /**
   * Gives the cable these faults instead of those it had; without any it is good. What a stall has held back arrives at
   * once, and frames are counted from here.
   */
  setFaults(faults?: CableFaults): void;
  /** How often each kind of fault has struck since the reader was made. */
  readonly strikes: Readonly<Record<CableFault["kind"], number>>;
}

/** The second direction draws other numbers than the first. */
const OTHER_SEED = 0x9e3779b9;

/** One direction: a line, what a stall holds back, and where it all goes. */
interface Direction {
  line: CableLine;
  push(bytes: Uint8Array): void;
  /** What is held back arrives; with false it is lost. */
  release(arrives: boolean): void;
}

/**
 * Puts a faulty cable in front of a board.
 *
 * @param board its end of the cable
 * @param schedule measures stalls
 */
export function createCable(board: CableEnd, schedule: Schedule, faults: CableFaults = {}): CableEnd & VirtualCable {
  let host: ((bytes: Uint8Array) => void) | undefined;
  let unplug: (() => void) | undefined;
  const strikes = {
    drop: 0,
    duplicate: 0,
    corrupt: 0,
    truncate: 0,
    split: 0,
    "flow-control": 0,
    text: 0,
    stall: 0,
    disconnect: 0,
  };
  const toHost = createDirection((bytes) => host?.(bytes));
  const toReader = createDirection((bytes) => board.receive(bytes));

  function createDirection(deliver: (bytes: Uint8Array) => void): Direction {
    let held: Uint8Array[] | undefined;
    let untilUs = 0;

    function carry(output: CableOutput): void {
      if (output.kind === "stall") stall(output.forMs);
      else if (output.kind === "disconnect") unplug?.();
      else if (held) held.push(output.bytes);
      else deliver(output.bytes);
    }

    function stall(forMs: number): void {
      held ??= [];
      untilUs = Math.max(untilUs, schedule.nowUs() + forMs * 1000);
      schedule.at(untilUs, releaseWhenDue);
    }

    function releaseWhenDue(): void {
      if (held && schedule.nowUs() >= untilUs) direction.release(true);
    }

    const direction: Direction = {
      line: createCableLine([], 1),
      push(bytes) {
        // A board that lost its power has forgotten to call.
        releaseWhenDue();
        for (const output of direction.line.push(bytes)) {
          // Nothing passes a pulled cable.
          if (!unplug) return;
          carry(output);
        }
      },
      release(arrives) {
        const bytes = Buffer.concat(held ?? []);
        held = undefined;
        if (arrives && bytes.length > 0) deliver(new Uint8Array(bytes));
      },
    };
    return direction;
  }

  function setFaults({ seed = 1, toHost: out = [], toReader: back = [] }: CableFaults = {}): void {
    for (const direction of [toHost, toReader]) direction.release(true);
    const count = (kind: CableFault["kind"]) => {
      strikes[kind]++;
    };
    toHost.line = createCableLine(out, seed, count);
    toReader.line = createCableLine(back, seed ^ OTHER_SEED, count);
  }

  setFaults(faults);
  return {
    path: board.path,
    get baudRate() {
      return board.baudRate;
    },
    trouble: board.trouble,
    strikes,
    setFaults,
    receive: (bytes) => toReader.push(bytes),
    setLines: (lines) => board.setLines?.(lines),
    connect(onSend, onUnplug) {
      for (const direction of [toHost, toReader]) direction.release(false);
      host = onSend;
      unplug = onSend && (onUnplug ?? (() => {}));
      board.connect(onSend && ((bytes) => toHost.push(bytes)));
    },
  };
}
