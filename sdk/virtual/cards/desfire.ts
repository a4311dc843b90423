/** A DESFire card: activation, block protocol, commands, memory. DESFire EV1, EV2 and EV3 data sheets. */

import type { Picc } from "../air.js";
import { createDesfireApdus } from "./desfire-apdu.js";
import { createDesfireLogic } from "./desfire-commands.js";
import type { DesfireFaults } from "./desfire-context.js";
import type { DesfireInspection } from "./desfire-inspect.js";
import type { DesfireOptions } from "./desfire-memory.js";
import { createIso14443aCard } from "./iso14443a.js";
import { createIsodep } from "./isodep.js";

const ATQA = 0x0344;
const ATQA_RANDOM_UID = 0x0304;
const SAK_ISODEP = 0x20;

/** A DESFire card and how it answers. */
export interface DesfireCardOptions extends DesfireOptions {
  /** Waiting time extensions the card asks for before each answer, one S(WTX) for each WTXM given. */
  readonly wtx?: number | readonly number[];
}

/** A DESFire card in the hands of a test. */
export interface DesfireCard extends Picc {
  /** What shall go wrong next. */
  readonly faults: DesfireFaults;
  /** Copies what the card keeps without power: applications, keys, committed files. */
  inspect(): DesfireInspection;
}

/**
 * Makes a DESFire card. Without applications it is blank, and commands alone can give it applications, keys and files.
 * A card torn during a commit is silent until the field comes on again.
 */
export function createDesfireCard(options: DesfireCardOptions): DesfireCard {
  const { uid, rng, wtx } = options;
  const logic = createDesfireLogic(options);
  const application = createDesfireApdus(logic, wtx);
  let powered: Picc | undefined;

  /** Configuration that commands have changed shows from power-on. */
  function start(): Picc {
    const { ats, isRandomUid } = logic.memory;
    return createIso14443aCard({
      uid,
      atqa: isRandomUid ? ATQA_RANDOM_UID : ATQA,
      sak: SAK_ISODEP,
      randomUid: isRandomUid,
      ...(rng === undefined ? {} : { rng }),
      layer: createIsodep({ ats, application }),
    });
  }

  /** What the commands remember goes with the next activation, before any command can use it. */
  function powerOff(): void {
    powered?.powerOff();
    powered = undefined;
  }

  return {
    faults: logic.faults,
    inspect: () => logic.inspect(),
    powerOn() {
      powered = start();
      powered.powerOn();
    },
    powerOff,
    receive(frame) {
      const answer = powered?.receive(frame);
      if (!logic.takeTear()) return answer;
      powerOff();
      return undefined;
    },
  };
}
