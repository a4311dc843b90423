/**
 * MIFARE Ultralight AES: mutual authentication, and reading with a MAC on every command and answer where the card is
 * set up for it. NXP MF0AES(H)20 data sheet. Without these MACs whoever stands between reader and card can change what
 * is read; with an open configuration he can change the card. Both are reported.
 */
import { Fault } from "../radio/fault.js";
import type { Chip } from "../radio/mfrc522.js";
import { type CmacKey, truncatedCmac } from "./cmac.js";
import { deriveEv2Keys } from "./ev2.js";
import { le2, rotate } from "./messaging.js";
import { exchange, readPages } from "./type2.js";

const AES = require("crypto").AES;

const AUTHENTICATE = 0x1a;
const MORE = 0xaf;
const MAC_BYTES = 8;

export interface UltralightAes {
  /** AUTHENTICATE with a key of the card: both sides prove it. `rndA` must never repeat. */
  authenticate(keyNumber: number, key: string, rndA: string): Fault;
  /** Reads bytes from a page on, into chip.answer. `secured`: the card carries MACs. */
  read(page: number, length: number, secured: boolean): Fault;
}

export function createUltralightAes(chip: Chip): UltralightAes {
  let macKey: CmacKey;
  /** Counts commands and answers alike. */
  let counter = 0;

  /** One command with its MAC, its answer checked and without MAC in chip.answer. */
  function secured(_chip: Chip, frame: string): Fault {
    const fault = exchange(chip, frame + truncatedCmac(macKey, le2(counter++) + frame));
    if (fault) return fault;
    const size = chip.answer.length - MAC_BYTES;
    const data = chip.answer.substr(0, size < 0 ? 0 : size);
    const mac = truncatedCmac(macKey, le2(counter++) + data);
    if (size < 0 || mac !== chip.answer.substr(size)) return Fault.Protocol;
    chip.answer = data;
    return Fault.None;
  }

  return {
    authenticate(keyNumber, key, rndA) {
      // The generator has failed: nothing would be fresh.
      if (!rndA) return Fault.Protocol;
      let fault = exchange(chip, E.toString(AUTHENTICATE, keyNumber));
      if (fault) return fault === Fault.NotFound ? Fault.WrongKey : fault;
      if (chip.answer.length !== 17 || chip.answer.charCodeAt(0) !== MORE) return Fault.Protocol;
      // Unlike DESFire EV1, every message starts with a zero initial value.
      const rndB = E.toString(AES.decrypt(chip.answer.substr(1), key), "");
      let sessionKey = "";
      fault = exchange(chip, E.toString(MORE, AES.encrypt(rndA + rotate(rndB), key)), () => {
        sessionKey = deriveEv2Keys(key, rndA, rndB).macKey;
      });
      if (fault) return fault === Fault.NotFound ? Fault.WrongKey : fault;
      if (chip.answer.length !== 17 || chip.answer.charCodeAt(0) !== 0) return Fault.Protocol;
      if (E.toString(AES.decrypt(chip.answer.substr(1), key), "") !== rotate(rndA)) return Fault.WrongKey;
      macKey = [sessionKey];
      counter = 0;
      return Fault.None;
    },
    read: (page, length, withMac) => readPages(chip, page, length, withMac ? secured : exchange),
  };
}
