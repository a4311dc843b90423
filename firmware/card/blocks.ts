/**
 * The block protocol of ISO/IEC 14443-4, section 7, the reader's side, as a machine without a radio: it is told what
 * came back and says what to send next. I-, R- and S-blocks, chaining both ways, waiting time extension, recovery. No
 * CID, no NAD. A block is repeated only under its number, so no command runs twice.
 */
import { Fault } from "../radio/fault.js";

/** Repeats of one block before the card is given up. */
const RETRIES = 2;
/** Blocks of one exchange, whatever the card says: about 3.5 KB of data. */
const MAX_BLOCKS = 64;
/** Waiting time a card may ask for in one exchange, in multiples of FWT. */
const MAX_WAIT = 240;
/** Largest WTXM of the standard. */
const MAX_WTXM = 59;

const I_BLOCK = 0x02;
/** First byte of an I-block that stands alone, by its number. */
export const EVEN = "\x02";
export const ODD = "\x03";
const CHAINING = 0x10;
const R_ACK = 0xa2;
const R_NAK = 0xb2;
const S_WTX = 0xf2;

/** `next` has a frame to send; everything else ends the exchange. */
export const GO_ON = -1;

export interface Blocks {
  /**
   * EVEN or ODD, for the next exchange; EVEN after RATS. One that is a block each way under this number needs nothing of
   * the machine but that the other is set afterwards.
   */
  pcb: string;
  /** The frame to send. */
  frame: string;
  /** How long to wait for its answer, in multiples of FWT. */
  wait: number;
  /** What the card has sent, complete when the exchange ends well. */
  data: string;
  /** Begins an exchange: the first frame is ready. `infBytes` is what the card takes in one block. */
  start(command: string, infBytes: number): void;
  /**
   * Takes what came back.
   *
   * @returns GO_ON, or how the exchange has ended: Fault.None with the answer in `data`
   */
  next(fault: Fault, answer: string): Fault | typeof GO_ON;
}

export function createBlocks(): Blocks {
  let number = 0;
  let size = 0;
  /** What is still to be sent after the block under way. */
  let rest = "";
  /** The last I-block, for when the card says that it never came. */
  let block = "";
  let receiving = false;
  let retries = 0;
  /** How often this block was sent again because the card said that it never came. */
  let resent = 0;
  let waited = 0;
  let sent = 0;

  function turn(): void {
    number ^= 1;
    b.pcb = number ? ODD : EVEN;
  }

  /** Cuts the next I-block off. */
  function cut(command: string): void {
    rest = command.substr(size);
    block = E.toString((rest ? I_BLOCK | CHAINING : I_BLOCK) | number, command.substr(0, size));
    b.frame = block;
    retries = 0;
    resent = 0;
  }

  /** Section 7.5.4.2: what could not be understood is asked for again. */
  function repeat(fault: Fault): Fault | typeof GO_ON {
    if (++retries > RETRIES) return fault || Fault.Protocol;
    b.frame = E.toString((receiving ? R_ACK : R_NAK) | number);
    return GO_ON;
  }

  function onI(pcb: number, answer: string): Fault | typeof GO_ON {
    b.data += answer.substr(1);
    turn();
    if (!(pcb & CHAINING)) return Fault.None;
    receiving = true;
    retries = 0;
    b.frame = E.toString(R_ACK | number);
    return GO_ON;
  }

  function onAck(pcb: number): Fault | typeof GO_ON {
    if ((pcb & 1) !== number) {
      if (++resent > RETRIES) return Fault.Protocol;
      // The card is heard again, so what was lost before counts no longer.
      retries = 0;
      b.frame = block;
    } else if (rest) {
      turn();
      cut(rest);
    } else return repeat(Fault.None);
    return GO_ON;
  }

  function onWtx(answer: string): Fault | typeof GO_ON {
    const times = answer.charCodeAt(1) & 63;
    waited += times;
    if (!times || times > MAX_WTXM || waited > MAX_WAIT) return Fault.Protocol;
    b.wait = times;
    b.frame = E.toString(S_WTX, times);
    return GO_ON;
  }

  const b: Blocks = {
    pcb: EVEN,
    frame: "",
    wait: 1,
    data: "",
    start(command, infBytes) {
      number = b.pcb === ODD ? 1 : 0;
      size = infBytes;
      receiving = false;
      waited = 0;
      sent = 0;
      b.data = "";
      b.wait = 1;
      cut(command);
    },
    next(fault, answer) {
      b.wait = 1;
      if (++sent > MAX_BLOCKS) return Fault.Protocol;
      const pcb = !fault && answer ? answer.charCodeAt(0) : 0;
      // Everything but the number and the chaining bit is fixed: a CID or NAD that nobody asked for is an error.
      if ((pcb & 0xee) === I_BLOCK && (pcb & 1) === number && !rest) return onI(pcb, answer);
      if ((pcb & 0xfe) === R_ACK && !receiving) return onAck(pcb);
      if (pcb === S_WTX && answer.length === 2) return onWtx(answer);
      return repeat(fault);
    },
  };
  return b;
}
