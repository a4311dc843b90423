/**
 * A card lent to the host, which holds its key: the reader relays APDUs, keeps a hash of everything that passed, and
 * makes the record in the end. A loan ends by Finish, by the card leaving, or by silence of the host.
 */
import { crcA } from "../card/crc-a.js";
import { type Activation, reselect, wake } from "../card/iso14443a.js";
import { type IsoDep, SHORT_ANSWER_TICKS } from "../card/isodep.js";
import { TIMEOUT_TICKS, USUAL_TICKS } from "../card/type2.js";
import { Assurance, Code, type Finish, Method, Refusal, type Tap } from "../link/messages.js";
import { Fault } from "../radio/fault.js";
import type { Chip } from "../radio/mfrc522.js";
import { type Clock, toUs } from "./clock.js";

const crypto = require("crypto");

/** The host may be silent for so long. */
const PATIENCE_MS = 2000;
const CREDENTIAL_BYTES = 64;
const APDU_BYTES = 250;
/** What the chip holds, without the checksum. */
const RAW_BYTES = 62;
/** The one answer of four bits that is no refusal. */
const ACK = "\n";

export interface Loan {
  /** The tap under way, or undefined when no card is lent. */
  tap: Tap | undefined;
  /** What the card answered to the last exchange. */
  data: string;
  /** The selected card is the host's from now on. `a` stays that of this card as long as it is. */
  begin(tap: Tap, a: Activation): void;
  /**
   * Sends an APDU, or a raw frame to a card without ISO-DEP. The answer is in `data` when the code is OK; one of four
   * bits is one byte there, and after a refusal the card has been selected anew.
   */
  exchange(apdu: string | undefined, raw: boolean | undefined): Code;
  /** Writes the host's verdict into the tap. */
  finish(finish: Finish): Code;
  /** The host has been silent for too long. */
  overdue(): boolean;
}

export function createLoan(chip: Chip, dep: IsoDep, clock: Clock): Loan {
  let card: Activation;
  let dueMs = 0;
  let started = 0;
  let hash = "";

  function note(bytes: string): void {
    const size = bytes.length;
    hash = E.toString(crypto.SHA256(hash + E.toString(size >> 8, size & 255, bytes)), "");
  }

  function exchangeRaw(frame: string): Fault {
    // Four bits have no checksum: where the chip expects one it swallows them.
    chip.crc(false);
    chip.timeout(TIMEOUT_TICKS);
    const fault = chip.transceive(frame + crcA(frame), 0, USUAL_TICKS);
    const answer = chip.answer;
    loan.data = answer;
    if (fault || answer === ACK) return fault;
    // A card that has refused is deaf until it is called and selected again.
    if (chip.answerBits()) return wake(chip, card) || reselect(chip, card, card.uid);
    loan.data = answer.substr(0, answer.length - 2);
    // With its checksum a frame has the checksum zero.
    return crcA(answer) === "\0\0" ? fault : Fault.Damaged;
  }

  const loan: Loan = {
    tap: undefined,
    data: "",
    begin(tap, a) {
      card = a;
      loan.tap = tap;
      hash = "";
      started = getTime();
      dueMs = clock.uptimeMs() + PATIENCE_MS;
    },
    exchange(apdu, raw) {
      if (!apdu || apdu.length > (raw ? RAW_BYTES : APDU_BYTES)) return Code.BAD_REQUEST;
      if (!loan.tap) return Code.NO_CARD;
      const fault = raw ? exchangeRaw(apdu) : dep.exchange(apdu, SHORT_ANSWER_TICKS + apdu.length);
      if (fault) {
        // The card has gone or has lost its thread; the next look finds out.
        loan.tap = undefined;
        return fault === Fault.Chip ? Code.BUSY : Code.NO_CARD;
      }
      dueMs = clock.uptimeMs() + PATIENCE_MS;
      if (!raw) loan.data = dep.data;
      note(apdu);
      note(loan.data);
      return Code.OK;
    },
    finish(finish) {
      const tap = loan.tap;
      const credential = finish.credential || "";
      if (credential.length > CREDENTIAL_BYTES) return Code.BAD_REQUEST;
      if (!tap) return Code.NO_CARD;
      tap.authenticateUs = toUs(getTime() - started);
      tap.exchanges = hash;
      tap.method = Method.HOST;
      tap.assurance = finish.accepted ? Assurance.MUTUAL_AES : Assurance.NONE;
      if (!finish.accepted) tap.refusal = Refusal.HOST;
      tap.credential = credential;
      return Code.OK;
    },
    overdue: () => clock.uptimeMs() > dueMs,
  };
  return loan;
}
