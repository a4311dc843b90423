/** A transceiver for tests of the layers above the chip: a script says what comes back; everything sent is kept. */
import { Fault } from "../../firmware/radio/fault.js";
import type { Chip } from "../../firmware/radio/mfrc522.js";
import { fromHex, hexOf } from "./espruino-globals.js";

/** What comes back for a frame; only what differs from silence must be given. */
export interface Reply {
  fault?: Fault;
  /** Hexadecimal digits. */
  answer?: string;
  /** Position of a collision, from 1. */
  collision?: number;
}

export interface Sent {
  /** Hexadecimal digits. */
  frame: string;
  framing: number;
  crc: boolean;
  ticks: number;
}

export interface FakeChip extends Chip {
  readonly sent: Sent[];
  /** Number of resets. */
  resets: number;
}

/** @param reply called for every frame; undefined means that nothing answers */
export function createFakeChip(reply: (frame: string, sent: Sent[]) => Reply | undefined): FakeChip {
  let crcOn = false;
  let ticksNow = 0;
  const chip: FakeChip = {
    sent: [],
    resets: 0,
    answer: "",
    answerBits: () => 0,
    collision: 0,
    reset() {
      chip.resets++;
      return 0x92;
    },
    healthy: () => true,
    crc(on) {
      crcOn = on;
    },
    timeout(ticks) {
      ticksNow = ticks;
    },
    authenticate: () => Fault.WrongKey,
    endCipher() {},
    transceive(frame, framing, _usualTicks, meanwhile) {
      meanwhile?.();
      chip.sent.push({ frame: hexOf(frame), framing, crc: crcOn, ticks: ticksNow });
      if (chip.sent.length > 10_000) throw new Error("more than 10,000 frames: a loop has no end");
      const said = reply(hexOf(frame), chip.sent);
      // A real chip leaves the last answer where it is when nothing comes.
      if (!said) return Fault.NoAnswer;
      if (said.answer !== undefined) chip.answer = fromHex(said.answer);
      if (said.collision !== undefined) chip.collision = said.collision;
      return said.fault ?? Fault.None;
    },
  };
  return chip;
}

/** Replies in their order, then silence. */
export function script(...replies: (Reply | string | undefined)[]): (frame: string, sent: Sent[]) => Reply | undefined {
  return (_, sent) => {
    const reply = replies[sent.length - 1];
    return typeof reply === "string" ? { answer: reply } : reply;
  };
}
