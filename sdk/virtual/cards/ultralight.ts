/** Ultralight EV1 and NTAG 21x cards: set-up, activation, a look inside. MF0ULx1 and NTAG213/215/216 data sheets. */

import type { Picc } from "../air.js";
import { createPageLayer } from "./four-bits.js";
import { createIso14443aCard } from "./iso14443a.js";
import { createOneWayCounters } from "./one-way-counters.js";
import { createPageMemory, type MemoryFaults, PAGE_BYTES, type PageMemory } from "./page-memory.js";
import { Access, createUltralightCommands } from "./ultralight-commands.js";
import { ULTRALIGHT_LAYOUTS, type UltralightLayout, type UltralightType } from "./ultralight-types.js";

/** First page for users. */
const USER_PAGE = 4;

/** How a card is set up; what is left out is as at delivery. */
export interface UltralightOptions {
  /** Which product. */
  readonly type: UltralightType;
  /** Seven bytes. */
  readonly uid: Uint8Array;
  /** User memory from page 4 on. */
  readonly content?: Uint8Array;
  /** PWD, four bytes; FFFFFFFF when left out. */
  readonly password?: Uint8Array;
  /** PACK, two bytes; 0000 when left out. */
  readonly pack?: Uint8Array;
  /** First page that asks for the password; FF, none, when left out. */
  readonly auth0?: number;
  /** PROT: the password for reading too. False when left out. */
  readonly protectReads?: boolean;
  /** AUTHLIM, 0 to 7 wrong passwords; 0, no limit, when left out. */
  readonly authLimitCount?: number;
  /** CFGLCK. */
  readonly lockConfig?: boolean;
  /** NTAG only: counts the first read of each power-on. "protected": READ_CNT asks for the password. */
  readonly nfcCounter?: "free" | "protected";
  /** What the counters begin with: three of an Ultralight EV1, the last one of them for an NTAG. */
  readonly counters?: readonly [number, number, number];
  /** Answer of READ_SIG, 32 bytes; zeros when left out. */
  readonly signature?: Uint8Array;
}

/** What the card holds, copied: for tests. */
export interface UltralightState {
  /** All pages, password included. */
  readonly memory: Uint8Array;
  readonly counters: readonly number[];
  readonly isAuthenticated: boolean;
  /** Wrong passwords since the last right one. */
  readonly failureCount: number;
}

/** A virtual Ultralight EV1 or NTAG 21x. */
export interface UltralightCard extends Picc {
  /** Named troubles of the memory, to be set at any time. */
  readonly faults: MemoryFaults;
  /** A copy of what the card holds now. */
  inspect(): UltralightState;
}

/** Makes a card of the type asked for. */
export function createUltralightCard(options: UltralightOptions): UltralightCard {
  const { type, uid, signature = new Uint8Array(32) } = options;
  if (signature.length !== 32) throw new RangeError(`"signature" must have 32 bytes, got ${signature.length}`);
  const layout = ULTRALIGHT_LAYOUTS[type];
  const memory = createPageMemory(uid, layout.pageCount, layout.locks);
  personalize(memory, layout, options);
  const faults: MemoryFaults = { tearNextWrite: false };
  const counters = createOneWayCounters(options.counters);
  const commands = createUltralightCommands({ layout, memory, counters, signature, faults });
  const picc = createIso14443aCard({ uid, atqa: 0x0044, sak: 0x00, layer: createPageLayer(commands) });
  return {
    ...picc,
    powerOn() {
      commands.powerOn();
      picc.powerOn();
    },
    faults,
    inspect: () => ({
      memory: memory.bytes.slice(),
      counters: [...counters.values],
      isAuthenticated: commands.isAuthenticated(),
      failureCount: commands.failureCount(),
    }),
  };
}

function personalize(memory: PageMemory, layout: UltralightLayout, options: UltralightOptions): void {
  const { password = new Uint8Array(4).fill(0xff), pack = new Uint8Array(2), content = new Uint8Array(0) } = options;
  const userBytes = ((layout.locks?.page ?? layout.configPage) - USER_PAGE) * PAGE_BYTES;
  if (password.length !== 4) throw new RangeError(`"password" must have 4 bytes, got ${password.length}`);
  if (pack.length !== 2) throw new RangeError(`"pack" must have 2 bytes, got ${pack.length}`);
  if (content.length > userBytes) throw new RangeError(`"content" must have at most ${userBytes} bytes`);
  const access =
    (options.protectReads === true ? Access.protectReads : 0) |
    (options.lockConfig === true ? Access.configLock : 0) |
    (options.nfcCounter === undefined ? 0 : Access.counter) |
    (options.nfcCounter === "protected" ? Access.counterProtected : 0) |
    ((options.authLimitCount ?? 0) & Access.limit);
  memory.page(3).set(layout.page3);
  memory.bytes.set(content, USER_PAGE * PAGE_BYTES);
  memory.page(layout.configPage).set([layout.modulation, 0, 0, options.auth0 ?? 0xff]);
  memory.page(layout.configPage + 1).set([access, 0x05]);
  memory.page(layout.configPage + 2).set(password);
  memory.page(layout.configPage + 3).set(pack);
}
