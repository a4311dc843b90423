/** A MIFARE Ultralight AES: configuration and keys at delivery, activation, a look inside. MF0AES(H)20 data sheet. */

import { randomBytes } from "node:crypto";
import type { Picc } from "../air.js";
import { createPageLayer } from "./four-bits.js";
import { createIso14443aCard } from "./iso14443a.js";
import { createOneWayCounters } from "./one-way-counters.js";
import { createPageMemory, type MemoryFaults, type PageMemory } from "./page-memory.js";
import { createUltralightAesCommands } from "./ultralight-aes-commands.js";
import { AesBit, AesPage } from "./ultralight-aes-config.js";

/** How a card is set up; what is left out is as at delivery. */
export interface UltralightAesOptions {
  /** Seven bytes. */
  readonly uid: Uint8Array;
  /** 16 bytes each; zeros when left out. */
  readonly dataProtKey?: Uint8Array;
  /** UIDRetrKey, 16 bytes; zeros when left out. */
  readonly uidRetrKey?: Uint8Array;
  /** OriginalityKey, 16 bytes; zeros when left out. */
  readonly originalityKey?: Uint8Array;
  /** First page that asks for authentication; 3C, none, when left out. */
  readonly auth0?: number;
  /** PROT: authentication for reading too, the delivery state. False: only for writing. */
  readonly protectReads?: boolean;
  /** SEC_MSG_ACT: every command after an authentication carries a CMAC. Off when left out. */
  readonly cmac?: boolean;
  /** RID_ACT: a new UID 08.. at each power-on, pages 0 and 1 hidden. Off when left out. */
  readonly randomUid?: boolean;
  /** CFGLCK. */
  readonly lockConfig?: boolean;
  /** Locks both keys against overwriting. */
  readonly lockKeys?: boolean;
  /** AUTH_LIM, 0 to 1023 failed authentications; 0, no limit, when left out. */
  readonly authLimitCount?: number;
  /** User memory from page 4 on. */
  readonly content?: Uint8Array;
  /** Answer of READ_SIG, 48 bytes; zeros when left out. */
  readonly signature?: Uint8Array;
  /** Random bytes of the length asked for; more are cut off. */
  readonly rng?: (lengthBytes: number) => Uint8Array;
}

/** What the card holds, copied: for tests. */
export interface UltralightAesState {
  /** All pages, keys included. */
  readonly memory: Uint8Array;
  readonly counters: readonly number[];
  /** Key number of the authentication; undefined when there is none. */
  readonly authenticatedWith: number | undefined;
  readonly failureCount: number;
}

/** A virtual Ultralight AES. */
export interface UltralightAesCard extends Picc {
  /** Named troubles of the memory, to be set at any time. */
  readonly faults: MemoryFaults;
  /** A copy of what the card holds now. */
  inspect(): UltralightAesState;
}

/** Makes an Ultralight AES. */
export function createUltralightAesCard(options: UltralightAesOptions): UltralightAesCard {
  const { uid, signature = new Uint8Array(48), rng = randomBytes, randomUid = false } = options;
  if (signature.length !== 48) throw new RangeError(`"signature" must have 48 bytes, got ${signature.length}`);
  const memory = createPageMemory(uid, AesPage.end, {
    page: AesPage.dynamicLocks,
    pagesPerBit: 2,
    lastPage: AesPage.lastUser,
  });
  personalize(memory, options);
  const faults: MemoryFaults = { tearNextWrite: false };
  const counters = createOneWayCounters();
  const commands = createUltralightAesCommands({
    memory,
    counters,
    originalityKey: key("originalityKey", options.originalityKey),
    signature,
    faults,
    random: (lengthBytes) => rng(lengthBytes).slice(0, lengthBytes),
  });
  const picc = createIso14443aCard({
    uid,
    atqa: randomUid ? 0x0004 : 0x0044,
    sak: 0x00,
    randomUid,
    rng,
    layer: createPageLayer(commands),
  });
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
      authenticatedWith: commands.authenticatedWith(),
      failureCount: commands.failureCount(),
    }),
  };
}

function personalize(memory: PageMemory, options: UltralightAesOptions): void {
  const { auth0 = AesPage.end, protectReads = true, authLimitCount = 0, content = new Uint8Array(0) } = options;
  const userBytes = (AesPage.lastUser + 1 - AesPage.firstUser) * 4;
  if (content.length > userBytes) throw new RangeError(`"content" must have at most ${userBytes} bytes`);
  memory.bytes.set(content, AesPage.firstUser * 4);
  memory
    .page(AesPage.config)
    .set([
      (options.randomUid === true ? AesBit.randomId : 0) | (options.cmac === true ? AesBit.secureMessaging : 0),
      0,
      0,
      auth0,
    ]);
  memory
    .page(AesPage.access)
    .set([
      AesBit.counterIncrement |
        AesBit.counterRead |
        (protectReads ? AesBit.protectReads : 0) |
        (options.lockConfig === true ? AesBit.configLock : 0),
      0x05,
      authLimitCount & 0xff,
      authLimitCount >> 8,
    ]);
  memory.page(AesPage.keyLocks)[0] = options.lockKeys === true ? 0x03 : 0x00;
  memory.bytes.set(key("dataProtKey", options.dataProtKey).toReversed(), AesPage.dataProtKey * 4);
  memory.bytes.set(key("uidRetrKey", options.uidRetrKey).toReversed(), AesPage.uidRetrKey * 4);
}

function key(name: string, value: Uint8Array = new Uint8Array(16)): Uint8Array {
  if (value.length !== 16) throw new RangeError(`"${name}" must have 16 bytes, got ${value.length}`);
  return value.slice();
}
