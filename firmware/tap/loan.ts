/**
 * A card lent to the host, which holds its key: the reader relays APDUs, keeps a hash of everything that passed, and
 * makes the record in the end. A loan ends by Finish, by the card leaving, or by silence of the host.
 */
import type { IsoDep } from "../card/isodep.js";
import { Assurance, Code, type Finish, Method, Refusal, type Tap } from "../link/messages.js";
import { Fault } from "../radio/fault.js";
import type { Clock } from "./clock.js";

const crypto = require("crypto");

/** The host may be silent for so long. */
const PATIENCE_MS = 2000;
const CREDENTIAL_BYTES = 64;
const APDU_BYTES = 250;

export interface Loan {
  /** The tap under way, or undefined when no card is lent. */
  tap: Tap | undefined;
  begin(tap: Tap): void;
  /** Sends an APDU. The answer is in dep.data when the code is OK. */
  exchange(apdu: string): Code;
  /** Writes the host's verdict into the tap. */
  finish(finish: Finish): Code;
  /** The host has been silent for too long. */
  overdue(): boolean;
}

export function createLoan(dep: IsoDep, clock: Clock): Loan {
  let dueMs = 0;
  let startedUs = 0;
  let hash = "";

  function note(bytes: string): void {
    const size = bytes.length;
    hash = E.toString(crypto.SHA256(hash + E.toString(size >> 8, size & 255, bytes)), "");
  }

  const loan: Loan = {
    tap: undefined,
    begin(tap) {
      loan.tap = tap;
      hash = "";
      startedUs = clock.us();
      dueMs = clock.uptimeMs() + PATIENCE_MS;
    },
    exchange(apdu) {
      if (!apdu || apdu.length > APDU_BYTES) return Code.BAD_REQUEST;
      if (!loan.tap) return Code.NO_CARD;
      const fault = dep.exchange(apdu);
      if (fault) {
        // The card has gone or has lost its thread; the next look finds out.
        loan.tap = undefined;
        return fault === Fault.Chip ? Code.BUSY : Code.NO_CARD;
      }
      dueMs = clock.uptimeMs() + PATIENCE_MS;
      note(apdu);
      note(dep.data);
      return Code.OK;
    },
    finish(finish) {
      const tap = loan.tap;
      const credential = finish.credential || "";
      if (credential.length > CREDENTIAL_BYTES) return Code.BAD_REQUEST;
      if (!tap) return Code.NO_CARD;
      tap.authenticateUs = clock.us() - startedUs;
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
