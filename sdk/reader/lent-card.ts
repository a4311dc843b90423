/** A card that the reader has lent to the host: APDUs go to it until the host has said what it thinks of it. */
import { assertBytes } from "../assert.js";
import { copyBytes } from "../bytes.js";
import { KetukError } from "../errors.js";
import type { Answer, RequestBody } from "../link/messages.js";
import type { CallOptions } from "../link/requests.js";
import type { LentEvent } from "./events.js";

/** Longest APDU that the reader relays, in bytes. */
const APDU_MAX_BYTES = 250;
/** Longest credential that goes into the record, in bytes. */
const CREDENTIAL_MAX_BYTES = 64;

/** A card on the reader, reached by APDUs. Valid until the function given to `withCard` ends. */
export interface LentCard {
  /** UID of the card, 4, 7 or 10 bytes. */
  readonly uid: Uint8Array;
  /** 1-based index of the profile in the reader's policy. */
  readonly profile: number;
  /**
   * Sends an APDU or native command, at most 250 bytes, and returns the card's answer, status included.
   *
   * @throws KetukError `card-removed`, and as every call
   */
  transceive(apdu: Uint8Array, options?: CallOptions): Promise<Uint8Array>;
}

/** What the host says of a card. It goes into the sealed record, marked as the host's word. */
export interface HostVerdict {
  /** The host has proved the card. */
  readonly accepted: boolean;
  /** What it has read, at most 64 bytes. */
  readonly credential?: Uint8Array | undefined;
}

/** Sends a request of a session and gives the answer, whatever its code. */
export type Ask = (body: RequestBody, options: CallOptions) => Promise<Answer>;

/** Makes the card object for one loan. */
export function createLentCard(event: LentEvent, ask: Ask): LentCard {
  return {
    uid: copyBytes(event.uid),
    profile: event.profile,
    async transceive(apdu, options = {}) {
      assertBytes(apdu, "apdu", 1, APDU_MAX_BYTES);
      const { code, apdu: answer } = await ask({ kind: "exchange", apdu }, options);
      if (code === "ok" && answer) return answer;
      if (code === "no-card" || code === "busy") {
        throw new KetukError("card-removed", "the card left the reader", {
          hint: "ask the person to present it again",
        });
      }
      throw new KetukError("refused", `the reader refused "exchange": ${code}`, {
        hint: code === "too-long" ? "read in smaller pieces" : "update the reader's firmware",
      });
    },
  };
}

/** Ends the loan with the host's verdict. */
export async function finishLoan(verdict: HostVerdict, ask: Ask, options: CallOptions): Promise<void> {
  const credential = verdict.credential ?? new Uint8Array();
  assertBytes(credential, "credential", 0, CREDENTIAL_MAX_BYTES);
  const { code } = await ask({ kind: "finish", accepted: verdict.accepted, credential }, options);
  if (code === "no-card") {
    throw new KetukError("card-removed", "the card left the reader, or the host took too long", {
      hint: "ask the person to present it again",
    });
  }
  if (code !== "ok") throw new KetukError("refused", `the reader refused "finish": ${code}`);
}
