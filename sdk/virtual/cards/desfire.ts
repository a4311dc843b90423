/** A DESFire EV2 card: activation, block protocol, native or wrapped framing of its commands. DESFire EV2 data sheet. */

import type { Picc } from "../air.js";
import { concat } from "./bytes.js";
import { createDesfireLogic, type DesfireLogic, type DesfireOptions } from "./desfire-commands.js";
import { Status } from "./desfire-status.js";
import { createIso14443aCard } from "./iso14443a.js";
import { type ApduLayer, type ApduReply, createIsodep } from "./isodep.js";

/** ATS of a DESFire EV1: FSC 64, all rates, FWI 8, CID supported, historical byte 80. */
const ATS = Uint8Array.of(0x06, 0x75, 0x77, 0x81, 0x02, 0x80);

/** Card times by command in microseconds, as measured on an EV1; AF is the second part of an authentication. */
const DELAYS_US: ReadonlyMap<number, number> = new Map([
  [0x5a, 770],
  [0x71, 2470],
  [0x77, 2470],
  [0xaf, 2030],
  [0xf5, 1020],
  [0xbd, 1070],
  [0xad, 1070],
]);
const OTHER_DELAY_US = 1000;
const NEXT_FRAME_DELAY_US = 400;

/** A DESFire card and how it answers. */
export interface DesfireCardOptions extends DesfireOptions {
  /** Waiting time extensions the card asks for before each answer, one S(WTX) for each WTXM given. */
  readonly wtx?: number | readonly number[];
}

/** Makes a DESFire EV2 card with AES keys and standard data files. */
export function createDesfireCard(options: DesfireCardOptions): Picc {
  const { uid, randomUid = false, rng, wtx } = options;
  const application = createDesfireApdus(createDesfireLogic(options), wtx);
  return createIso14443aCard({
    uid,
    atqa: randomUid ? 0x0304 : 0x0344,
    sak: 0x20,
    randomUid,
    ...(rng === undefined ? {} : { rng }),
    layer: createIsodep({ ats: ATS, application }),
  });
}

/** Native or ISO-wrapped framing; the first command after activation decides which one, as on older silicon. */
export function createDesfireApdus(logic: DesfireLogic, wtx?: number | readonly number[]): ApduLayer {
  let style: "native" | "wrapped" | undefined;
  /** An answer is being fetched with AF, which is quicker than the second part of an authentication. */
  let isFetching = false;

  function reply(ins: number, data: Uint8Array): ApduReply {
    const delayUs = ins === 0xaf && isFetching ? NEXT_FRAME_DELAY_US : (DELAYS_US.get(ins) ?? OTHER_DELAY_US);
    return wtx === undefined ? { data, delayUs } : { data, delayUs, wtx };
  }

  function run(ins: number, data: Uint8Array): { status: number; data: Uint8Array } {
    const result = logic.execute(ins, data);
    isFetching = result.status === Status.additionalFrame && ins !== 0x71 && ins !== 0x77;
    return result;
  }

  function native(command: Uint8Array): ApduReply {
    const ins = command[0] ?? 0;
    const { status, data } = run(ins, command.subarray(1));
    return reply(ins, concat([status], data));
  }

  function wrapped(command: Uint8Array): ApduReply {
    if (command[0] !== 0x90) return reply(0, Uint8Array.of(0x6e, 0x00));
    const ins = command[1] ?? 0;
    const body = wrappedData(command);
    if (body === undefined) {
      logic.session = undefined;
      return reply(ins, Uint8Array.of(0x91, Status.lengthError));
    }
    const { status, data } = run(ins, body);
    return reply(ins, concat(data, [0x91, status]));
  }

  return {
    activate() {
      style = undefined;
      isFetching = false;
      logic.activate();
    },
    apdu(command) {
      style ??= command[0] === 0x90 ? "wrapped" : "native";
      return style === "wrapped" ? wrapped(command) : native(command);
    },
  };
}

/** Data of 90 INS 00 00 [Lc data] 00; undefined when the lengths do not fit. */
function wrappedData(command: Uint8Array): Uint8Array | undefined {
  if (command[2] !== 0 || command[3] !== 0 || command[command.length - 1] !== 0) return undefined;
  if (command.length === 5) return command.subarray(0, 0);
  const lc = command[4] ?? 0;
  return lc > 0 && command.length === 6 + lc ? command.subarray(5, 5 + lc) : undefined;
}
