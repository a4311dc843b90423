/**
 * AuthenticateAES and the messaging that follows: DESFire EV1, and later ones for old applications. One CBC chain runs
 * through the whole session. NXP, "DESFire EV1 communication examples"; MF3ICDx1 data sheet, section 9.
 */
import { CommunicationMode } from "../link/messages.js";
import { Fault } from "../radio/fault.js";
import { type CmacKey, cmac, ZERO_BLOCK } from "./cmac.js";
import { command, MORE, sendFrame } from "./command.js";
import { type Messaging, rotate } from "./messaging.js";
import { faultOf, Status } from "./status.js";

const AES = require("crypto").AES;

const AUTHENTICATE_AES = "\xaa";
const MAC_BYTES = 8;
const CRC_BYTES = 4;

/** CRC-32 as DESFire EV1 has it: without the final inversion, least significant byte first. */
function crc(data: string): string {
  const value = ~E.CRC32(data);
  return E.toString(value, value >> 8, value >> 16, value >> 24);
}

function cbc(iv: string): EspruinoAesOptions {
  return { mode: "CBC", iv };
}

export interface Ev1 extends Messaging {
  /** Takes up a session that was opened elsewhere. */
  resume(sessionKey: string, sessionIv: string): void;
}

export function createEv1(): Ev1 {
  let sessionKey: CmacKey;
  /** The last block of the chain. */
  let iv = "";
  /** What the session is made of, while it is opened: the card's key, its challenge, our number and the card's. */
  let cardKey = "";
  let sent = "";
  let a = "";
  let b = "";

  /** Deciphers an answer: data, CRC over data and status, zeros. Empty when that is wrong. */
  function decipher(data: string, length: number): string {
    const size = (length + CRC_BYTES + 15) & ~15;
    if (data.length !== size) return "";
    const plain = E.toString(AES.decrypt(data, sessionKey[0], cbc(iv)));
    iv = data.substr(size - 16);
    const body = plain.substr(0, length);
    const tail = crc(`${body}\0`) + ZERO_BLOCK;
    return plain.substr(length) === tail.substr(0, size - length) ? body : "";
  }

  const ev1: Ev1 = {
    resume(key, sessionIv) {
      sessionKey = [key];
      iv = sessionIv;
    },
    challenge(c, keyNumber, rndA, keyOf) {
      a = rndA;
      const fault = sendFrame(c, AUTHENTICATE_AES, E.toString(keyNumber), () => {
        cardKey = keyOf();
      });
      if (fault) return fault;
      if (c.status !== Status.AdditionalFrame) return faultOf(c.status);
      sent = c.dep.data;
      if (sent.length !== 16) return Fault.Protocol;
      b = E.toString(AES.decrypt(sent, cardKey));
      return Fault.None;
    },
    prove(c) {
      const proof = E.toString(AES.encrypt(a + rotate(b), cardKey, cbc(sent)));
      const fault = sendFrame(c, MORE, proof);
      if (fault) return fault;
      if (c.status) return faultOf(c.status);
      const answer = c.dep.data;
      if (answer.length !== 16) return Fault.Protocol;
      // See ev2.ts for why the time of this comparison tells nothing.
      if (E.toString(AES.decrypt(answer, cardKey, cbc(proof.substr(16)))) !== rotate(a)) return Fault.WrongKey;
      ev1.resume(a.substr(0, 4) + b.substr(0, 4) + a.substr(12) + b.substr(12), ZERO_BLOCK);
      return Fault.None;
    },
    ask(c, ins, header, _mode, meanwhile) {
      iv = cmac(sessionKey, ins + header, iv);
      return command(c, ins, header, meanwhile);
    },
    open(c, length, mode) {
      let data = c.dep.data;
      if (mode === CommunicationMode.FULL) data = decipher(data, length);
      else {
        // Plain files too: within a session every answer carries a MAC.
        const size = data.length - MAC_BYTES;
        const mac = size < 0 ? "" : data.substr(size);
        data = data.substr(0, size < 0 ? 0 : size);
        iv = cmac(sessionKey, `${data}\0`, iv);
        if (!mac || iv.substr(0, MAC_BYTES) !== mac) return Fault.Protocol;
      }
      c.dep.data = data;
      return data.length === length ? Fault.None : Fault.Protocol;
    },
  };
  return ev1;
}
