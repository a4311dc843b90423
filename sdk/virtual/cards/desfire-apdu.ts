/** Framing of DESFire commands, native or ISO-wrapped, and how long each takes. DESFire EV2 data sheet, command format. */

import { concat } from "./bytes.js";
import type { DesfireLogic } from "./desfire-commands.js";
import { Status } from "./desfire-status.js";
import type { ApduLayer, ApduReply } from "./isodep.js";

/** Card times by command in microseconds, as measured on an EV1; AF is the second part of an authentication. */
const DELAYS_US: ReadonlyMap<number, number> = new Map([
  [0x5a, 770],
  [0x1a, 2470],
  [0x71, 2470],
  [0x77, 2470],
  [0xaa, 2470],
  [0xaf, 2030],
  [0xf5, 1020],
  [0xbd, 1070],
  [0xad, 1070],
]);
const OTHER_DELAY_US = 1000;
const NEXT_FRAME_DELAY_US = 400;
/** A delayed refusal of an authentication: 65 % of the frame waiting time at FWI 8. */
const AUTHENTICATION_DELAY_US = 50_200;

const AUTHENTICATIONS: ReadonlySet<number> = new Set([0x0a, 0x1a, 0x71, 0x77, 0xaa]);

/** Native or ISO-wrapped framing; the first command after activation decides which one, as on older silicon. */
export function createDesfireApdus(logic: DesfireLogic, wtx?: number | readonly number[]): ApduLayer {
  let style: "native" | "wrapped" | undefined;
  /** An answer is being fetched with AF, which is quicker than the second part of an authentication. */
  let isFetching = false;

  function reply(data: Uint8Array, delayUs: number): ApduReply {
    return wtx === undefined ? { data, delayUs } : { data, delayUs, wtx };
  }

  function run(ins: number, data: Uint8Array, frame: (status: number, data: Uint8Array) => Uint8Array): ApduReply {
    const result = logic.execute(ins, data);
    const usualUs = ins === 0xaf && isFetching ? NEXT_FRAME_DELAY_US : (DELAYS_US.get(ins) ?? OTHER_DELAY_US);
    const delayUs = result.status === Status.authenticationDelay ? AUTHENTICATION_DELAY_US : usualUs;
    isFetching = result.status === Status.additionalFrame && !AUTHENTICATIONS.has(ins);
    return reply(frame(result.status, result.data), delayUs);
  }

  function wrapped(command: Uint8Array): ApduReply {
    if (command[0] !== 0x90) return reply(Uint8Array.of(0x6e, 0x00), OTHER_DELAY_US);
    const body = wrappedData(command);
    if (body === undefined) {
      logic.fail();
      return reply(Uint8Array.of(0x91, Status.lengthError), OTHER_DELAY_US);
    }
    return run(command[1] ?? 0, body, (status, data) => concat(data, [0x91, status]));
  }

  return {
    activate() {
      style = undefined;
      isFetching = false;
      logic.activate();
    },
    apdu(command) {
      style ??= command[0] === 0x90 ? "wrapped" : "native";
      if (style === "wrapped") return wrapped(command);
      return run(command[0] ?? 0, command.subarray(1), (status, data) => concat([status], data));
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
