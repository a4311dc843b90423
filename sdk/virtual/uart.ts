/**
 * The board's UART0: bytes take their time both ways, arrive in pieces of at most 64, and writing blocks once 128 bytes
 * wait. While the console holds the port nothing reaches the program.
 */
import { BAUD_RATE } from "../../protocol/index.js";
import type { Schedule } from "./schedule.js";

/** A byte has ten bits on the line. */
const BYTE_BITS = 10;
/** Espruino hands bytes over in events of at most this size. */
const EVENT_BYTES = 64;
/** The UART task looks this often. */
const TASK_US = 5_000;
const FIFO_BYTES = 128;

/** The serial port of a virtual board. */
export interface VirtualUart {
  /** Its speed, as the program has set it; that of the start after a reset. */
  baudRate: number;
  /** The host's end: bytes towards the board. */
  receive(bytes: Uint8Array): void;
  /** What the board sends is given here; set by whoever holds the other end of the cable. */
  onSend: ((bytes: Uint8Array) => void) | undefined;
  /** Writes as the program or the console does. */
  send(bytes: Uint8Array): void;
  /** The program's handler; undefined while the console has the port. */
  handler: ((data: string) => void) | undefined;
  /** Gets what the program does not. */
  console: ((data: string) => void) | undefined;
  /** Forgets what is under way and who listens. */
  reset(): void;
}

export function createUart(schedule: Schedule): VirtualUart {
  let lineFreeUs = 0;
  let sentUntilUs = 0;
  let generation = 0;

  function deliver(piece: string, of: number): void {
    if (of === generation) (uart.handler ?? uart.console)?.(piece);
  }

  function microseconds(bytes: number): number {
    return (bytes * BYTE_BITS * 1e6) / uart.baudRate;
  }

  const uart: VirtualUart = {
    baudRate: BAUD_RATE,
    handler: undefined,
    console: undefined,
    onSend: undefined,
    receive(bytes) {
      for (let at = 0; at < bytes.length; at += EVENT_BYTES) {
        const piece = bytes.subarray(at, at + EVENT_BYTES);
        lineFreeUs = Math.max(lineFreeUs, schedule.nowUs()) + microseconds(piece.length);
        const text = Buffer.from(piece).toString("latin1");
        const mine = generation;
        schedule.at(lineFreeUs + TASK_US, () => deliver(text, mine));
      }
    },
    send(bytes) {
      const now = schedule.nowUs();
      sentUntilUs = Math.max(sentUntilUs, now) + microseconds(bytes.length);
      const waiting = sentUntilUs - now - microseconds(FIFO_BYTES);
      if (waiting > 0) schedule.spend(waiting);
      uart.onSend?.(bytes);
    },
    reset() {
      generation++;
      uart.baudRate = BAUD_RATE;
      uart.handler = undefined;
      uart.console = undefined;
    },
  };
  return uart;
}
