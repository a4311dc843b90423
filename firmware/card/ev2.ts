/**
 * AuthenticateEV2First with AES-128 and the messaging that follows: DESFire EV2 and EV3, DESFire Light, NTAG 424 DNA.
 * NXP AN12343 and AN12196; NT4H2421Gx data sheet, section 9.
 */
import { CommunicationMode } from "../link/messages.js";
import { Fault } from "../radio/fault.js";
import { CBC, type CmacKey, PADDING, subkey, truncatedCmac, xorBlocks } from "./cmac.js";
import { collect, MORE, sendFrame } from "./command.js";
import { le2, type Messaging, rotate } from "./messaging.js";
import { faultOf, Status } from "./status.js";

const AES = require("crypto").AES;

const AUTHENTICATE_EV2_FIRST = "\x71";
const MAC_BYTES = 8;

/** Labels of the session vectors, AN12343 section 5.4, and of the initial values, section 6.2. */
const LABEL_ENC = "\xa5\x5a";
const LABEL_MAC = "\x5a\xa5";
const SV_COUNTER_AND_LENGTH = "\x00\x01\x00\x80";
/** The rest of an initial value. */
const ZEROS = "\0\0\0\0\0\0\0\0";

export interface Ev2Keys {
  encKey: string;
  macKey: string;
}

/** Session keys from both random numbers: CMAC over label, counter, length and the mixed numbers. AN12343, 5.4. */
export function deriveEv2Keys(key: string, a: string, b: string): Ev2Keys {
  const mixed = xorBlocks(`${a.substr(2)}\0\0`, b).substr(0, 6);
  const last = xorBlocks(b.substr(8) + a.substr(8), subkey([key], 1));
  // Two vectors that differ in their labels alone, both two blocks long.
  const context = SV_COUNTER_AND_LENGTH + a.substr(0, 2) + mixed + b.substr(6, 2) + last;
  return {
    encKey: E.toString(AES.encrypt(LABEL_ENC + context, key, CBC)).substr(16),
    macKey: E.toString(AES.encrypt(LABEL_MAC + context, key, CBC)).substr(16),
  };
}

export interface Ev2 extends Messaging {
  /** Takes up a session that was opened elsewhere, its command counter included. */
  resume(keys: Ev2Keys, ti: string, cmdCtr: number): void;
}

export function createEv2(): Ev2 {
  let ti = "";
  let cmdCtr = 0;
  /** The same as two bytes. */
  let ctr = "";
  let encKey = "";
  let macKey: CmacKey;
  /** What the session is made of, while it is opened: the card's key and both random numbers. */
  let cardKey = "";
  let a = "";
  let b = "";
  /** Our number as the card has to send it back. */
  let turned = "";
  /** Of the answer that is awaited: the command counter, and the initial value that it is enciphered with. */
  let nextCtr = "";
  let iv: ArrayBuffer;
  let besides: (() => void) | undefined;

  function take(keys: Ev2Keys): void {
    encKey = keys.encKey;
    macKey = [keys.macKey];
  }

  /** While the card looks at the reader's proof: both numbers are known. Of use only if the card's proof holds. */
  function derive(): void {
    take(deriveEv2Keys(cardKey, a, b));
    // Commands are no whole blocks.
    subkey(macKey, 2);
  }

  /** While the card carries out a command. */
  function expect(): void {
    nextCtr = le2(cmdCtr + 1);
    iv = AES.encrypt(LABEL_MAC + ti + nextCtr + ZEROS, encKey);
    if (besides) besides();
  }

  /** Deciphers an answer and takes off its padding: 80, then zeros up to a whole block. Empty when that is wrong. */
  function decipher(data: string, length: number): string {
    const size = (length & ~15) + 16;
    if (data.length !== size) return "";
    const plain = E.toString(AES.decrypt(data, encKey, { mode: "CBC", iv }));
    return plain.substr(length) === PADDING.substr(0, size - length) ? plain.substr(0, length) : "";
  }

  const ev2: Ev2 = {
    resume(keys, sessionTi, counter) {
      take(keys);
      ti = sessionTi;
      cmdCtr = counter;
      ctr = le2(counter);
    },
    challenge(c, keyNumber, rndA, keyOf) {
      // The generator has failed: nothing would be fresh.
      if (!rndA) return Fault.Protocol;
      a = rndA;
      const fault = sendFrame(c, AUTHENTICATE_EV2_FIRST, E.toString(keyNumber, 0), () => {
        cardKey = keyOf();
        turned = rotate(a);
      });
      if (fault) return fault;
      if (c.status !== Status.AdditionalFrame) return faultOf(c.status);
      if (c.dep.data.length !== 16) return Fault.Protocol;
      b = E.toString(AES.decrypt(c.dep.data, cardKey));
      return Fault.None;
    },
    prove(c) {
      const proof = E.toString(AES.encrypt(a + rotate(b), cardKey));
      const fault = sendFrame(c, MORE, proof, derive);
      if (fault) return fault;
      if (c.status) return faultOf(c.status);
      const answer = c.dep.data;
      if (answer.length !== 32) return Fault.Protocol;
      const plain = E.toString(AES.decrypt(answer, cardKey));
      // A card that guesses has one try in 2^128 with a number it has never seen: the time of this comparison tells nothing.
      if (plain.substr(4, 16) !== turned) return Fault.WrongKey;
      ti = plain.substr(0, 4);
      cmdCtr = 0;
      ctr = "\0\0";
      return Fault.None;
    },
    ask(c, ins, header, mode, meanwhile) {
      const mac = mode ? truncatedCmac(macKey, ins + ctr + ti + header) : "";
      besides = meanwhile;
      // As `command` does, less a call.
      const fault = sendFrame(c, ins, header + mac, expect) || (c.status ? collect(c) : Fault.None);
      if (fault) return fault;
      cmdCtr++;
      ctr = nextCtr;
      return fault;
    },
    open(c, length, mode) {
      let data = c.dep.data;
      if (mode) {
        const size = data.length - MAC_BYTES;
        const body = data.substr(0, size);
        // One try for each session: a wrong MAC ends it, so the time of this comparison tells nothing of use.
        if (size < 0 || truncatedCmac(macKey, `\0${ctr}${ti}${body}`) !== data.substr(size)) return Fault.Protocol;
        data = mode === CommunicationMode.FULL ? decipher(body, length) : body;
      }
      c.dep.data = data;
      return data.length === length ? Fault.None : Fault.Protocol;
    },
  };
  return ev2;
}
