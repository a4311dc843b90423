/** ISO-DEP over the chip: RATS, exchanges of any length, DESELECT. ISO/IEC 14443-4; no PPS, so 106 kbit/s. */
import { Fault } from "../radio/fault.js";
import type { Chip } from "../radio/mfrc522.js";
import { createBlocks, EVEN, GO_ON, ODD } from "./blocks.js";

/** FSDI 5: the card may send frames of 64 bytes, which is what the FIFO holds. CID 0. */
const RATS = "\xe0\x50";
const RATS_TICKS = 60;
const DESELECT = "\xc2";
const DESELECT_TICKS = 60;
/** RATS and an ATS of eight bytes; one byte and three of DESELECT; besides the command a short answer that takes little work. */
const USUAL_ATS_TICKS = 7;
const USUAL_DESELECT_TICKS = 1;
export const SHORT_ANSWER_TICKS = 10;
/** FSC by FSCI; beyond 64 the FIFO is the limit. */
const FRAME_SIZES = [16, 24, 32, 40, 48, 64];
/** The number of the next block. */
const TURNED: { [pcb: string]: string } = { "\x02": ODD, "\x03": EVEN };
/** PCB and checksum. */
const BLOCK_OVERHEAD = 3;
/** FWT is 302 us << FWI; a tenth more for the tolerance of both clocks, and two ticks for the frame start. */
const FWT_UNIT_TICKS = 3.4;
const FWT_SPARE_TICKS = 2;
/** FSCI and FWI where the ATS does not say: section 5.2. */
const DEFAULT_T0 = 2;
const DEFAULT_FWI = 4;
const RESERVED_FWI = 15;
/** No answer is waited for longer than 2 s, and none in all its extensions and repeats: nobody holds a card that long. */
const MAX_TICKS = 20000;
const MAX_WAIT_TICKS = 20000;

export interface IsoDep {
  /** ATS without its checksum, after activate. */
  ats: string;
  /** What the card answered to the last exchange. */
  data: string;
  /** RATS has been sent: the card, if it heard it, obeys blocks only. */
  active: boolean;
  /** What the reader has to do besides, for whoever waits long for a card; once or several times. */
  besides: () => void;
  /** RATS; to be sent first after SELECT, which leaves the checksum on. */
  activate(): Fault;
  /**
   * Sends a command of any length and collects the answer in `data`. Fault.NoAnswer: the card is gone.
   *
   * @param usualTicks what command and answer usually take; see Chip
   * @param meanwhile see Chip
   */
  exchange(command: string, usualTicks: number, meanwhile?: () => void): Fault;
  /** Ends the protocol; the card is in HALT then. */
  deselect(): void;
}

/** Waiting time of an ATS in ticks, or 0 when it is not one. `u[0]` is its length, `u[1]` says what follows. */
function waitOf(u: Uint8Array): number {
  const size = u.length;
  if (!size || u[0] !== size) return 0;
  const t0 = size > 1 ? u[1] : DEFAULT_T0;
  const tb = t0 & 0x10 ? 3 : 2;
  // All interface bytes that T0 announces must be there.
  if (size > 1 && tb + (t0 & 0x20 ? 1 : 0) + (t0 & 0x40 ? 1 : 0) > size) return 0;
  const fwi = t0 & 0x20 ? u[tb] >> 4 : DEFAULT_FWI;
  const ticks = FWT_UNIT_TICKS * (1 << (fwi === RESERVED_FWI ? DEFAULT_FWI : fwi)) + FWT_SPARE_TICKS;
  return ticks > MAX_TICKS ? MAX_TICKS : Math.ceil(ticks);
}

/** What the card takes in one block. */
function infOf(u: Uint8Array): number {
  const fsci = (u.length > 1 ? u[1] : DEFAULT_T0) & 15;
  return FRAME_SIZES[fsci < 5 ? fsci : 5] - BLOCK_OVERHEAD;
}

export function createIsoDep(chip: Chip): IsoDep {
  const blocks = createBlocks();
  let waitTicks = 0;
  let infBytes = 0;

  /** Does an exchange to its end. `first`: how its first frame has ended, GO_ON when it has not been sent. */
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one loop, one end; a helper would cost memory with every card of this kind
  function proceed(command: string, usualTicks: number, first: Fault | typeof GO_ON): Fault {
    let outcome = first;
    let ticks = waitTicks;
    let spent = 0;
    blocks.start(command, infBytes);
    for (;;) {
      if (outcome === GO_ON) {
        ticks = waitTicks * blocks.wait;
        if (blocks.wait > 1) spent += ticks;
        outcome = Fault.Protocol;
        if (spent > MAX_WAIT_TICKS) break;
        chip.timeout(ticks > MAX_TICKS ? MAX_TICKS : ticks);
        outcome = chip.transceive(blocks.frame, 0, usualTicks);
      }
      if (outcome === Fault.Chip) break;
      if (outcome === Fault.NoAnswer) {
        spent += ticks;
        if (spent >= MAX_WAIT_TICKS) break;
      }
      outcome = blocks.next(outcome, chip.answer);
      if (outcome !== GO_ON) break;
    }
    dep.data = blocks.data;
    chip.timeout(waitTicks);
    return outcome;
  }

  const dep: IsoDep = {
    ats: "",
    data: "",
    active: false,
    besides() {},
    activate() {
      dep.active = true;
      blocks.pcb = EVEN;
      // What the last card took, where that is enough, is likely to be what this one takes.
      chip.timeout(waitTicks > RATS_TICKS ? waitTicks : RATS_TICKS);
      const fault = chip.transceive(RATS, 0, USUAL_ATS_TICKS);
      if (fault) return fault;
      const ats = chip.answer;
      // Cards of one kind have the same.
      if (ats !== dep.ats) {
        const u = E.toUint8Array(ats);
        dep.ats = ats;
        waitTicks = waitOf(u);
        infBytes = infOf(u);
      }
      if (!waitTicks) return Fault.Protocol;
      chip.timeout(waitTicks);
      return fault;
    },
    exchange(command, usualTicks, meanwhile) {
      const pcb = blocks.pcb;
      if (command.length > infBytes) {
        if (meanwhile) meanwhile();
        return proceed(command, usualTicks, GO_ON);
      }
      const fault = chip.transceive(pcb + command, 0, usualTicks, meanwhile);
      const answer = chip.answer;
      // Nearly always: one block each way, and the card's has the number of ours. All else is the machine's.
      if (fault || answer[0] !== pcb) return proceed(command, usualTicks, fault);
      blocks.pcb = TURNED[pcb];
      dep.data = answer.substr(1);
      return fault;
    },
    deselect() {
      dep.active = false;
      chip.timeout(DESELECT_TICKS);
      if (chip.transceive(DESELECT, 0, USUAL_DESELECT_TICKS)) chip.transceive(DESELECT, 0, USUAL_DESELECT_TICKS);
    },
  };
  return dep;
}
