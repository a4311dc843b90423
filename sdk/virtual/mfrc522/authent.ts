/** MFAuthent: the chip's side of the three passes of MIFARE Classic. MFRC522 data sheet 10.3.1.9; cards.md 1.8. */

import { CARRIER_MHZ, ETU_US, type FieldAnswer, hasGoodParity } from "../air.js";
import { equals } from "../cards/bytes.js";
import { type Crypto1, createCrypto1, nonceSuccessor } from "../cards/crypto1.js";
import { decipherFrame, decipherNonce, encipherFrame, encipherNonce } from "../cards/crypto1-frames.js";
import { withCrcA } from "../crc-a.js";
import type { Core } from "./core.js";
import type { Modem } from "./modem.js";
import { ErrorBit, undefinedAccess } from "./registers.js";
import type { Timer } from "./timer.js";

/** Command, block, six key bytes, four UID bytes. */
const PARAMETER_BYTES = 12;
/** From the card's nonce to the chip's answer. ISO/IEC 14443-3, 6.2.1.2. */
const FRAME_GAP_US = 1172 / CARRIER_MHZ;
/** Both answers of the card are one word. */
const WORD_BYTES = 4;
const FIFTH_BIT_US = 5 * ETU_US;

/** What MFAuthent works on. */
export interface AuthentParts {
  readonly core: Core;
  readonly modem: Modem;
  readonly timer: Timer;
  /** Four bytes for nR. */
  readonly random: (lengthBytes: number) => Uint8Array;
  /** The command has ended by itself. */
  readonly onCommandEnd: () => void;
}

/** The command, moved from outside: whoever owns it calls `step` once `nextEventUs` has come. */
export interface Authent {
  /** When something happens next; Infinity while the command does not run or waits for a card that stays silent. */
  readonly nextEventUs: number;
  /** Takes the parameters from the FIFO and begins. */
  start(nowUs: number): void;
  step(): void;
  /** Another command was written. */
  stop(): void;
}

/** Makes the MFAuthent command of a chip. */
export function createAuthent({ core, modem, timer, random, onCommandEnd }: AuthentParts): Authent {
  let nextEventUs = Number.POSITIVE_INFINITY;
  let next: () => void = () => {};

  function at(us: number, run: () => void): void {
    nextEventUs = us;
    next = run;
  }

  /**
   * Sends a frame of whole bytes; `hear` gets the answer at its end. Silence leaves everything to the timer, and
   * MFCrypto1On at 0 even where a session was open before.
   */
  function exchange(bytes: Uint8Array, startUs: number, parity: Uint8Array | undefined, hear: Hear): void {
    const endUs = startUs + (1 + 9 * bytes.length) * ETU_US;
    at(endUs, () => {
      if (timer.isAutomatic()) timer.start(endUs);
      const answer = modem.deliver({ bytes, lastBits: 0, ...(parity && { parity }) }, startUs, endUs);
      core.crypto1 = undefined;
      if (answer === undefined) return;
      const answerUs = endUs + answer.delayUs;
      at(answerUs + FIFTH_BIT_US, () => {
        if (timer.isAutomatic()) timer.stop(answerUs + FIFTH_BIT_US);
        const answerEndUs = answerUs + (1 + 9 * answer.bytes.length) * ETU_US;
        at(answerEndUs, () => hear(answer, answerEndUs));
      });
    });
  }

  /** First pass; inside a session command and nonce are enciphered, the command still with the old key. */
  function start(nowUs: number): void {
    if (core.fifoLevel() !== PARAMETER_BYTES) undefinedAccess(`MFAuthent with ${core.fifoLevel()} bytes in the FIFO`);
    const parameters = Uint8Array.from({ length: PARAMETER_BYTES }, () => core.shiftFifo());
    const isNested = core.crypto1 !== undefined;
    const cipher = createCrypto1(parameters.subarray(2, 8));
    const uid = parameters.subarray(8);
    exchange(withCrcA(parameters.subarray(0, 2)), nowUs, undefined, (answer, atUs) => {
      if (!isWord(answer)) return fail(ErrorBit.protocol);
      const nonce = takeNonce(cipher, answer, uid, isNested);
      if (nonce === undefined) return fail(ErrorBit.parity);
      prove(cipher, nonce, atUs + FRAME_GAP_US);
    });
  }

  /** Second and third pass. */
  function prove(cipher: Crypto1, nonce: Uint8Array, startUs: number): void {
    const own = encipherNonce(cipher, random(WORD_BYTES).slice(0, WORD_BYTES));
    const proof = encipherFrame(cipher, { bytes: nonceSuccessor(nonce, 64), lastBits: 0 });
    const bytes = Uint8Array.of(...own.bytes, ...proof.bytes);
    const parity = Uint8Array.of(...(own.parity ?? []), ...(proof.parity ?? []));
    exchange(bytes, startUs, parity, (answer) => {
      if (!isWord(answer)) return fail(ErrorBit.protocol);
      const plain = decipherFrame(cipher, answer);
      if (answer.parityError === true || !plain.isParityGood) return fail(ErrorBit.parity);
      if (!equals(plain.bytes, nonceSuccessor(nonce, 96))) return fail(ErrorBit.protocol);
      core.crypto1 = cipher;
      end();
    });
  }

  function fail(error: number): void {
    core.raiseError(error);
    end();
  }

  function end(): void {
    stop();
    onCommandEnd();
  }

  function stop(): void {
    nextEventUs = Number.POSITIVE_INFINITY;
  }

  return {
    get nextEventUs() {
      return nextEventUs;
    },
    start,
    step() {
      nextEventUs = Number.POSITIVE_INFINITY;
      next();
    },
    stop,
  };
}

type Hear = (answer: FieldAnswer, atUs: number) => void;

function isWord(answer: FieldAnswer): boolean {
  return answer.bytes.length === WORD_BYTES && answer.lastBits === 0 && answer.collision === undefined;
}

/** nT in clear, taken into the cipher together with the UID; undefined when its parity does not fit. */
function takeNonce(cipher: Crypto1, answer: FieldAnswer, uid: Uint8Array, isNested: boolean): Uint8Array | undefined {
  if (answer.parityError === true) return undefined;
  if (isNested) {
    const { bytes, isParityGood } = decipherNonce(cipher, answer, uid);
    return isParityGood ? bytes : undefined;
  }
  answer.bytes.forEach((byte, i) => void cipher.byte(byte ^ (uid[i] ?? 0)));
  return hasGoodParity(answer) ? answer.bytes : undefined;
}
