/** An NTAG 424 DNA card: activation, block protocol, and a look inside for tests. NT4H2421Gx data sheet. */

import type { Picc } from "../air.js";
import { createIso14443aCard } from "./iso14443a.js";
import { type ApduLayer, createIsodep } from "./isodep.js";
import { runApdu } from "./ntag424-apdu.js";
import { createNtag424Logic, type Ntag424Logic } from "./ntag424-commands.js";
import type { Ntag424Options } from "./ntag424-core.js";
import type { Ntag424File } from "./ntag424-files.js";
import type { Ntag424Key } from "./ntag424-keys.js";
import { Status } from "./ntag424-status.js";

/** FSC 128, all rates offered, FWI 7, SFGI 1, CID supported, historical byte 80. */
const ATS = Uint8Array.of(0x06, 0x77, 0x77, 0x71, 0x02, 0x80);

/** Card times in microseconds, taken from a DESFire EV2 where this card was never measured. */
const DELAYS_US: ReadonlyMap<number, number> = new Map([
  [0x71, 2470],
  [0x77, 2470],
  [0xaf, 2030],
  [0xf5, 1020],
  [0xad, 1070],
  [0xa4, 1240],
  [0xb0, 1070],
]);
const OTHER_DELAY_US = 1000;
/** An answer AUTHENTICATION_DELAY takes about 65 % of FWT. */
const AUTHENTICATION_DELAY_US = 25_000;

/** What the card holds, copied: for tests. */
export interface Ntag424State {
  readonly keys: readonly Readonly<Ntag424Key>[];
  readonly files: readonly Readonly<Ntag424File>[];
  /** Key number of the session and its CmdCtr; undefined when not authenticated. */
  readonly session: { readonly keyNumber: number; readonly commandCount: number } | undefined;
}

/** A virtual NTAG 424 DNA. */
export interface Ntag424Card extends Picc {
  /** A copy of what the card holds now. */
  inspect(): Ntag424State;
}

/** Makes an NTAG 424 DNA in AES mode. */
export function createNtag424Card(options: Ntag424Options): Ntag424Card {
  const { uid, randomUid = false, rng } = options;
  const logic = createNtag424Logic(options);
  const picc = createIso14443aCard({
    uid,
    atqa: randomUid ? 0x0304 : 0x0344,
    sak: 0x20,
    randomUid,
    ...(rng === undefined ? {} : { rng }),
    layer: createIsodep({ ats: ATS, application: createNtag424Apdus(logic) }),
  });
  return { ...picc, inspect: () => inspect(logic) };
}

/** The application above the block protocol, with the times the card takes. */
export function createNtag424Apdus(logic: Ntag424Logic): ApduLayer {
  return {
    activate: () => logic.core.activate(),
    apdu(command) {
      const data = runApdu(logic, command);
      const isDelayed = data.length === 2 && data[0] === 0x91 && data[1] === Status.authenticationDelay;
      const delayUs = DELAYS_US.get(command[1] ?? 0) ?? OTHER_DELAY_US;
      return { data, delayUs: isDelayed ? AUTHENTICATION_DELAY_US : delayUs };
    },
  };
}

function inspect({ core }: Ntag424Logic): Ntag424State {
  const { session } = core;
  return {
    keys: core.keys.all.map((key) => ({ ...key, value: key.value.slice() })),
    files: core.files.map((file) => ({ ...file, data: file.data.slice() })),
    session: session && { keyNumber: session.keyNumber, commandCount: session.commandCount },
  };
}
