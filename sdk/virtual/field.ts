/** The RF field: gives every frame to all cards in it and lays their answers over each other. ISO/IEC 14443-3, 6.2. */

import { type AirAnswer, type AirFrame, type FieldAnswer, frameBits, type Picc } from "./air.js";
import { mergeAnswers } from "./field-merge.js";
import { createRandom } from "./random.js";

/** Named troubles of the air. Each is off until set; the "next" ones switch themselves off once they have struck. */
export interface FieldFaults {
  /** Damage the next answer: `true` flips one bit (parity and CRC are wrong), `"crc"` two bits of one byte (only CRC is). */
  corruptNextAnswer: boolean | "crc";
  /** The cards hear the next frame and act on it, but the answer never arrives. */
  dropNextAnswer: boolean;
  /** The next frame reaches no card. */
  dropNextFrame: boolean;
  /** All cards leave the field after so many more frames were answered; 0: before the next frame. */
  removeAfterFrames: number | undefined;
  /** Probability, 0 to 1, that an answer arrives with a flipped bit. Drawn from the field's own seeded generator. */
  noise: number;
}

/** A field with the cards in it. */
export interface Field {
  /** Cards in the field, powered or not, in the order placed. */
  readonly cards: readonly Picc[];
  /** Whether the field is on. */
  readonly powered: boolean;
  /** Named troubles, to be set by tests at any time. */
  readonly faults: FieldFaults;
  /** Puts a card into the field; it starts at once when the field is on. Placing it twice changes nothing. */
  place(card: Picc): void;
  /** Takes a card away; it loses power. */
  remove(card: Picc): void;
  /** Switches the field; called by the chip. */
  setPower(on: boolean): void;
  /** One frame to all powered cards; undefined when none answers or the field is off. */
  transceive(frame: AirFrame): FieldAnswer | undefined;
}

/** Makes an empty field, switched off. The seed fixes what `faults.noise` does. */
export function createField({ seed = 1 }: { seed?: number } = {}): Field {
  const cards: Picc[] = [];
  let powered = false;
  const random = createRandom(seed);
  const faults: FieldFaults = {
    corruptNextAnswer: false,
    dropNextAnswer: false,
    dropNextFrame: false,
    removeAfterFrames: undefined,
    noise: 0,
  };

  function remove(card: Picc): void {
    const index = cards.indexOf(card);
    if (index < 0) return;
    cards.splice(index, 1);
    if (powered) card.powerOff();
  }

  /** Cards leave before the frame that is one too many, or right after the last one that is not. */
  function leaveWhenDue(): void {
    if (faults.removeAfterFrames === undefined || faults.removeAfterFrames > 0) return;
    faults.removeAfterFrames = undefined;
    for (const card of [...cards]) remove(card);
  }

  function exchange(frame: AirFrame): FieldAnswer | undefined {
    let only: AirAnswer | undefined;
    let several: AirAnswer[] | undefined;
    for (const card of cards) {
      const answer = card.receive(frame);
      if (answer === undefined) continue;
      if (only === undefined) only = answer;
      else if (several === undefined) several = [only, answer];
      else several.push(answer);
    }
    return several === undefined ? only : mergeAnswers(several);
  }

  function disturb(answer: FieldAnswer | undefined): FieldAnswer | undefined {
    if (answer === undefined) return undefined;
    if (faults.dropNextAnswer) {
      faults.dropNextAnswer = false;
      return undefined;
    }
    const how = faults.corruptNextAnswer || (faults.noise > 0 && random() < faults.noise);
    faults.corruptNextAnswer = false;
    return how === false ? answer : corrupt(answer, how === "crc", random);
  }

  return {
    cards,
    faults,
    get powered() {
      return powered;
    },
    place(card) {
      if (cards.includes(card)) return;
      cards.push(card);
      if (powered) card.powerOn();
    },
    remove,
    setPower(on) {
      if (on === powered) return;
      powered = on;
      for (const card of cards) {
        if (on) card.powerOn();
        else card.powerOff();
      }
    },
    transceive(frame) {
      if (!powered) return undefined;
      leaveWhenDue();
      if (faults.removeAfterFrames !== undefined) faults.removeAfterFrames--;
      let answer: FieldAnswer | undefined;
      if (faults.dropNextFrame) faults.dropNextFrame = false;
      else answer = disturb(exchange(frame));
      leaveWhenDue();
      return answer;
    },
  };
}

/** Flips one bit, or the two lowest bits of one byte so that its parity still fits. */
function corrupt(answer: FieldAnswer, keepParity: boolean, random: () => number): FieldAnswer {
  const bytes = Uint8Array.from(answer.bytes);
  const bit = Math.floor(random() * frameBits(answer));
  const index = bit >> 3;
  bytes[index] = (bytes[index] ?? 0) ^ (keepParity ? 3 : 1 << (bit & 7));
  return keepParity ? { ...answer, bytes } : { ...answer, bytes, parityError: true };
}
