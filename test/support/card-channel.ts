/** Card channels for tests: a virtual card over the virtual air, and a script of recorded exchanges. */
import type { CardChannel } from "../../sdk/card/channel.js";
import type { Picc } from "../../sdk/virtual/air.js";
import { bytes, createBench, createPcdIsodep, toHex } from "./pcd.js";

/** What happens to one exchange on its way. */
export interface Interference {
  /** Sees the command; false: it never reaches the card, and the card is gone. */
  command?(command: Uint8Array, index: number): boolean;
  /** Changes the answer; undefined: it never arrives, and the card is gone. */
  answer?(answer: Uint8Array, index: number, command: Uint8Array): Uint8Array | undefined;
}

/** A channel and what went over it. */
export interface LoggedChannel extends CardChannel {
  /** Commands in their order, hexadecimal. */
  readonly commands: string[];
}

/** Presents a virtual card: field, anticollision, RATS. Presenting it again is a new channel. */
export function presentCard(picc: Picc, interference: Interference = {}): LoggedChannel {
  const bench = createBench();
  picc.powerOff();
  bench.field.place(picc);
  bench.start();
  bench.wake(0x26);
  const selected = bench.select();
  if (!selected) throw new Error("the card could not be selected");
  const isodep = createPcdIsodep(bench);
  isodep.rats();
  return createChannel(selected.uid, (command) => isodep.apdu(command), interference);
}

/** A channel over any function from command to answer. */
export function createChannel(
  uid: Uint8Array,
  exchange: (command: Uint8Array) => Uint8Array,
  interference: Interference = {},
): LoggedChannel {
  const commands: string[] = [];
  let isGone = false;
  return {
    uid,
    commands,
    async transceive(command) {
      await Promise.resolve();
      const index = commands.length;
      commands.push(toHex(command) ?? "");
      if (isGone || interference.command?.(command, index) === false) {
        isGone = true;
        throw new Error("the card is gone");
      }
      let answer: Uint8Array;
      try {
        answer = exchange(command);
      } catch (error) {
        isGone = true;
        throw error;
      }
      const arrived = interference.answer ? interference.answer(answer, index, command) : answer;
      if (arrived) return arrived;
      isGone = true;
      throw new Error("the card is gone");
    },
  };
}

/** Plays recorded exchanges: every command must be the recorded one. Lines of `command < answer`. */
export function createRecording(uid: string, script: string): LoggedChannel & { readonly isOver: () => boolean } {
  const lines = script
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  let at = 0;
  const channel = createChannel(bytes(uid), (command) => {
    const [expected = "", answer = ""] = (lines[at++] ?? "").split("<").map((part) => part.replaceAll(" ", ""));
    if (toHex(command) !== expected) throw new Error(`expected ${expected}, got ${toHex(command)}`);
    return bytes(answer);
  });
  return { ...channel, isOver: () => at === lines.length };
}
