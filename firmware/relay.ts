/** The relay: closed for as long as was asked for and never for longer, whatever becomes of the host. */
import { drive, isWired, type Wiring } from "./board.js";
import { BoardPin, Code } from "./link/messages.js";

const USUAL_LIMIT_MS = 5000;

/** Closes the relay for so many milliseconds; 0 opens it now. A further pulse begins anew. */
export type Relay = (pulseMs: number) => Code;

export function createRelay(board: Wiring): Relay {
  let timer = 0;

  function open(): void {
    timer = 0;
    drive(board, BoardPin.RELAY, 0);
  }

  open();
  return function pulse(pulseMs) {
    if (!isWired(board, BoardPin.RELAY)) return Code.NOT_WIRED;
    if (pulseMs > (board.relayLimitMs || USUAL_LIMIT_MS)) return Code.BAD_REQUEST;
    if (timer) clearTimeout(timer);
    open();
    if (pulseMs) {
      // The end is set before the beginning: nothing that fails in between leaves the relay closed.
      timer = setTimeout(open, pulseMs);
      drive(board, BoardPin.RELAY, 1);
    }
    return Code.OK;
  };
}
