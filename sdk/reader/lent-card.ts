/** A card that the reader has lent to the host: APDUs go to it until the host has said what it thinks of it. */
import { assertBytes } from "../assert.js";
import { copyBytes } from "../bytes.js";
import { KetukError } from "../errors.js";
import { inTime } from "../in-time.js";
import type { Answer, RequestBody } from "../link/messages.js";
import type { CallOptions } from "../link/requests.js";
import type { Family } from "../verify/names.js";
import type { LentEvent } from "./events.js";
import { guessFamily } from "./family-guess.js";

/** Longest APDU that the reader relays, in bytes. */
const APDU_MAX_BYTES = 250;
/** Longest frame that the reader's chip holds, without the checksum, in bytes. */
const FRAME_MAX_BYTES = 62;
/** Longest credential that goes into the record, in bytes. */
const CREDENTIAL_MAX_BYTES = 64;

/** A card on the reader, reached by APDUs or frames. Valid until the function given to `withCard` ends. */
export interface LentCard {
  /** UID of the card, 4, 7 or 10 bytes. */
  readonly uid: Uint8Array;
  /** 1-based index of the profile in the reader's policy; 0 for a card that `lendNext` asked for. */
  readonly profile: number;
  /** ATQA, 2 bytes, low byte first; empty from firmware that does not tell. */
  readonly atqa: Uint8Array;
  /** SAK of the last cascade level. */
  readonly sak: number;
  /** ATS without its checksum; empty for cards without ISO-DEP, which take `transceiveRaw` only. */
  readonly ats: Uint8Array;
  /** What ATQA, SAK and ATS speak of: a guess, since anybody can answer these bytes. */
  readonly family: Family;
  /**
   * Sends an APDU or native command, at most 250 bytes, and returns the card's answer, status included.
   *
   * @throws KetukError `card-removed`, `bad-argument` for a card without ISO-DEP, and as every call
   */
  transceive(apdu: Uint8Array, options?: CallOptions): Promise<Uint8Array>;
  /**
   * Sends a frame, at most 62 bytes, to a card without ISO-DEP; the reader adds CRC_A, checks that of the answer, and
   * waits 10 ms for it.
   *
   * @returns the answer without its checksum. One byte is an answer of four bits: 0A is ACK, anything else NAK, and the
   *   reader has selected the card anew after it
   * @throws KetukError `card-removed`, also when the card did not answer, and as every call
   */
  transceiveRaw(frame: Uint8Array, options?: CallOptions): Promise<Uint8Array>;
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
export function createLentCard({ uid, profile, atqa, sak, ats }: LentEvent, ask: Ask): LentCard {
  return {
    uid: copyBytes(uid),
    profile,
    atqa: copyBytes(atqa),
    sak,
    ats: copyBytes(ats),
    family: guessFamily(atqa, sak, ats),
    async transceive(apdu, options = {}) {
      assertBytes(apdu, "apdu", 1, APDU_MAX_BYTES);
      if (ats.length === 0 && profile === 0) throw wrongKind("transceiveRaw");
      return answerOf(await ask({ kind: "exchange", apdu }, options));
    },
    async transceiveRaw(frame, options = {}) {
      assertBytes(frame, "frame", 1, FRAME_MAX_BYTES);
      if (ats.length > 0) throw wrongKind("transceive");
      return answerOf(await ask({ kind: "exchange", apdu: frame, raw: true }, options));
    },
  };
}

function wrongKind(call: string): KetukError {
  return new KetukError("bad-argument", `this card takes no such frames; use ${call}`);
}

function answerOf({ code, apdu }: Answer): Uint8Array {
  if (code === "ok" && apdu) return apdu;
  if (code === "no-card" || code === "busy") throw goneError("the card left the reader");
  throw new KetukError("refused", `the reader refused "exchange": ${code}`, {
    hint: code === "too-long" ? "read in smaller pieces" : "update the reader's firmware",
  });
}

/** What is done with a card, and what comes of it. */
export type ServeCard = (card: LentCard) => Promise<HostVerdict>;

/** How long `withCard` waits. */
export interface WithCardOptions {
  /** Ends the waiting, or gives the card back, refused: the call rejects with `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** Time for a card to be lent, in milliseconds. Default: no limit. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Serves one loan. The card is given back whatever happens: refused when `serve` throws, when its verdict is unfit, or
 * when the signal fires. From then on it takes no APDU more, which would go to the next person's card.
 */
export async function serveLoan(event: LentEvent, serve: ServeCard, ask: Ask, signal?: AbortSignal): Promise<void> {
  let over = false;
  const card = createLentCard(event, (body, options) => {
    if (over) return Promise.reject(goneError("the card was given back"));
    return ask(body, options);
  });
  let verdict: HostVerdict;
  try {
    verdict = await inTime(serve(card), { signal });
    assertBytes(verdict.credential ?? NOTHING, "credential", 0, CREDENTIAL_MAX_BYTES);
  } catch (error) {
    over = true;
    // The card may have gone, which is as good as refusing it: what went wrong before is what counts.
    await finishLoan({ accepted: false }, ask).catch(() => {});
    throw error;
  }
  over = true;
  await finishLoan(verdict, ask);
}

const NOTHING = new Uint8Array();

/** Ends the loan with the host's verdict. */
async function finishLoan({ accepted, credential = NOTHING }: HostVerdict, ask: Ask): Promise<void> {
  const { code } = await ask({ kind: "finish", accepted, credential }, {});
  if (code === "no-card") throw goneError("the card left the reader, or the host took too long");
  if (code !== "ok") throw new KetukError("refused", `the reader refused "finish": ${code}`);
}

function goneError(message: string): KetukError {
  return new KetukError("card-removed", message, { hint: "ask the person to present it again" });
}
