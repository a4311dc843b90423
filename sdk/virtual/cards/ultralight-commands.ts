/** The commands of Ultralight EV1 and NTAG 21x, and what the password guards. MF0ULx1 and NTAG213/215/216 data sheets, 10. */

import { equals, readUint24 } from "./bytes.js";
import { ack, data, Nak, nak, silence } from "./four-bits.js";
import type { ActiveReply } from "./iso14443a.js";
import type { OneWayCounters } from "./one-way-counters.js";
import type { MemoryFaults, PageMemory } from "./page-memory.js";
import type { UltralightLayout } from "./ultralight-types.js";

/** Bits of the ACCESS byte. */
export const Access = {
  protectReads: 0x80,
  configLock: 0x40,
  counter: 0x10,
  counterProtected: 0x08,
  limit: 0x07,
} as const;

/** The only counter of an NTAG. */
const NFC_COUNTER = 2;
/** EEPROM programming time, in microseconds. */
const WRITE_US = 4100;

/** Lengths of the commands in bytes, CRC left out. */
const LENGTHS: ReadonlyMap<number, number> = new Map([
  [0x1b, 5],
  [0x30, 2],
  [0x39, 2],
  [0x3a, 3],
  [0x3c, 2],
  [0x3e, 2],
  [0x60, 1],
  [0xa2, 6],
  [0xa5, 6],
]);

/** What the commands work on. */
export interface UltralightParts {
  readonly layout: UltralightLayout;
  readonly memory: PageMemory;
  readonly counters: OneWayCounters;
  readonly signature: Uint8Array;
  readonly faults: MemoryFaults;
}

/** The command layer of one card. */
export interface UltralightCommands {
  powerOn(): void;
  activate(): void;
  run(command: Uint8Array): ActiveReply;
  isAuthenticated(): boolean;
  failureCount(): number;
}

/** Makes the command layer. */
export function createUltralightCommands(parts: UltralightParts): UltralightCommands {
  const { layout, memory, counters, faults } = parts;
  const { configPage } = layout;
  let isAuthenticated = false;
  let failures = 0;
  /** CFGLCK as it stood at power-on: setting it takes effect with the next. */
  let isConfigLocked = false;
  let hasCounted = false;

  const access = (bits: number) => (memory.page(configPage + 1)[0] ?? 0) & bits;
  const isSecret = (page: number) => page === configPage + 2 || page === configPage + 3;

  /** Pages from here on are closed: for writing always, for reading with PROT, until the password was given. */
  function limit(isRead: boolean): number {
    const isOpen = isAuthenticated || (isRead && access(Access.protectReads) === 0);
    return isOpen ? memory.pageCount : Math.min(memory.page(configPage)[3] ?? 0, memory.pageCount);
  }

  /** The NFC counter of an NTAG takes the first read after power-on. */
  function countRead(): void {
    if (!layout.isNtag || access(Access.counter) === 0 || hasCounted) return;
    hasCounted = true;
    counters.add(NFC_COUNTER, 1, false);
  }

  function read(from: number, count: number): ActiveReply {
    const end = limit(true);
    if (from >= end) return nak(Nak.argument);
    countRead();
    return data(memory.read(from, count, end, isSecret));
  }

  function fastRead(from: number, to: number): ActiveReply {
    return from <= to && to < limit(true) ? read(from, to - from + 1) : nak(Nak.argument);
  }

  function takeTear(): boolean {
    const isTorn = faults.tearNextWrite;
    faults.tearNextWrite = false;
    return isTorn;
  }

  function write(page: number, bytes: Uint8Array): ActiveReply {
    const isFrozen = isConfigLocked && (page === configPage || page === configPage + 1);
    if (page >= limit(false) || memory.isLocked(page) || isFrozen) return nak(Nak.argument);
    const isTorn = takeTear();
    memory.write(page, bytes, isTorn);
    return isTorn ? silence() : ack(WRITE_US);
  }

  /** PWD_AUTH: PACK for the right password. At AUTHLIM wrong ones even the right one is refused, for ever. */
  function authenticate(password: Uint8Array): ActiveReply {
    const limitCount = access(Access.limit);
    isAuthenticated = false;
    if (limitCount > 0 && failures >= limitCount) return nak(Nak.limit);
    if (!equals(password, memory.page(configPage + 2))) {
      failures++;
      return nak(Nak.argument);
    }
    failures = 0;
    isAuthenticated = true;
    return data(memory.page(configPage + 3).slice(0, 2));
  }

  /** An NTAG shows its counter when it is switched on, and if so set only after the password. */
  function readCounter(index: number): ActiveReply {
    const value = counters.read(index);
    const isShown = access(Access.counter) !== 0 && (isAuthenticated || access(Access.counterProtected) === 0);
    if (value === undefined || (layout.isNtag && (index !== NFC_COUNTER || !isShown))) return nak(Nak.argument);
    return data(value);
  }

  function increment(index: number, operand: Uint8Array): ActiveReply {
    if (counters.read(index) === undefined) return nak(Nak.argument);
    const isTorn = takeTear();
    if (!counters.add(index, readUint24(operand, 0), isTorn)) return nak(Nak.limit);
    return isTorn ? silence() : ack(WRITE_US);
  }

  function checkTearing(index: number): ActiveReply {
    return counters.read(index) === undefined ? nak(Nak.argument) : data(Uint8Array.of(counters.tearing(index)));
  }

  function run(command: Uint8Array): ActiveReply {
    const [ins = 0, first = 0, second = 0] = command;
    const isForCounters = ins === 0xa5 || ins === 0x3e;
    if (LENGTHS.get(ins) !== command.length || (layout.isNtag && isForCounters)) return nak(Nak.argument);
    switch (ins) {
      case 0x1b:
        return authenticate(command.subarray(1));
      case 0x30:
        return read(first, 4);
      case 0x39:
        return readCounter(first);
      case 0x3a:
        return fastRead(first, second);
      case 0x3c:
        return first === 0 ? data(parts.signature) : nak(Nak.argument);
      case 0x3e:
        return checkTearing(first);
      case 0x60:
        return data(layout.version);
      case 0xa2:
        return write(first, command.subarray(2));
      default:
        return increment(first, command.subarray(2));
    }
  }

  return {
    isAuthenticated: () => isAuthenticated,
    failureCount: () => failures,
    powerOn() {
      isAuthenticated = false;
      isConfigLocked = access(Access.configLock) !== 0;
      hasCounted = false;
    },
    activate() {
      isAuthenticated = false;
    },
    run,
  };
}
