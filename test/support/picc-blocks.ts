/**
 * The card's side of the block protocol, written from ISO/IEC 14443-4 sections 7.5.3 to 7.5.5 for tests of the reader's
 * side: rules B to E for block numbers, rules 9 to 13 for chaining and recovery. It notes every command it carries out.
 */

export interface PiccModel {
  /** Commands carried out, in their order. */
  readonly commands: string[];
  /** Breaks of the standard by the reader: rules a card need not survive. */
  readonly complaints: string[];
  /** Takes a frame without its checksum; undefined is silence. */
  receive(frame: string): string | undefined;
}

export interface PiccOptions {
  /** What the card answers to a command. */
  answer(command: string): string;
  /** INF bytes of one block, each way. */
  infBytes: number;
  /** WTXM the card asks for before each answer and before each acknowledgement of a chained block. */
  wtx?: readonly number[];
}

function block(pcb: number, inf = ""): string {
  return String.fromCharCode(pcb) + inf;
}

export function createPiccModel({ answer, infBytes, wtx = [] }: PiccOptions): PiccModel {
  const commands: string[] = [];
  const complaints: string[] = [];
  /** Rule C: the card starts with 1. */
  let number = 1;
  let collected = "";
  /** What is left to be sent, undefined when no answer is under way. */
  let rest: string | undefined;
  let last = "";
  /** What follows once all waiting time is granted. */
  let pending: (() => string) | undefined;
  let asked: number[] = [];

  function say(frame: string): string {
    last = frame;
    return frame;
  }

  function sendInf(): string {
    const inf = (rest ?? "").slice(0, infBytes);
    rest = (rest ?? "").slice(infBytes);
    return block(0x02 | (rest ? 0x10 : 0) | number, inf);
  }

  /** Rule 9 and 7.3: waiting time first, then what is due. */
  function due(): string {
    const times = asked[0];
    if (times !== undefined) return say(block(0xf2, String.fromCharCode(times)));
    const act = pending;
    pending = undefined;
    return say(act ? act() : "");
  }

  function later(act: () => string): string {
    pending = act;
    asked = [...wtx];
    return due();
  }

  function onI(pcb: number, inf: string): string {
    if (inf.length > infBytes) complaints.push("block longer than the card takes");
    if (rest) complaints.push("I-block while the card is chaining");
    if (pending) complaints.push("I-block while the card waits for a granted extension");
    number ^= 1;
    if ((pcb & 1) !== number) complaints.push("I-block with a wrong number");
    collected += inf;
    if (pcb & 0x10) return later(() => block(0xa2 | number));
    const command = collected;
    collected = "";
    commands.push(command);
    rest = answer(command);
    return later(sendInf);
  }

  function onR(pcb: number): string | undefined {
    // Rule 11: the card's own number means that its last block did not arrive.
    if ((pcb & 1) === number) return last || undefined;
    // Rule 12.
    if (pcb & 0x10) return say(block(0xa2 | number));
    // Rules E and 13.
    if (!rest) {
      complaints.push("R(ACK) while the card is not chaining");
      return undefined;
    }
    number ^= 1;
    return later(sendInf);
  }

  return {
    commands,
    complaints,
    receive(frame) {
      const pcb = frame.charCodeAt(0);
      if ((pcb & 0xee) === 0x02) return onI(pcb, frame.slice(1));
      if ((pcb & 0xee) === 0xa2 && frame.length === 1) return onR(pcb);
      if (pcb === 0xf2 && frame.length === 2) {
        if (asked.length === 0) return undefined;
        if (frame.charCodeAt(1) !== asked[0]) complaints.push("another WTXM than asked for");
        asked.shift();
        return due();
      }
      complaints.push(`a block of no kind: ${pcb.toString(16)}`);
      return undefined;
    },
  };
}
