/** The commands of a MIFARE Ultralight AES and who may use them. MF0AES(H)20 data sheet, 9. */

import { readUint24 } from "./bytes.js";
import { ack, data, Nak, nak, silence } from "./four-bits.js";
import type { ActiveReply } from "./iso14443a.js";
import type { OneWayCounters } from "./one-way-counters.js";
import type { MemoryFaults, PageMemory } from "./page-memory.js";
import { AesBit, AesKeyNumber, AesPage } from "./ultralight-aes-config.js";
import { type CmacChannel, challenge, createCmacChannel, respond } from "./ultralight-aes-session.js";

const VERSION = Uint8Array.of(0x00, 0x04, 0x03, 0x01, 0x04, 0x00, 0x0f, 0x03);

/** Card times in microseconds, as measured. */
const AUTHENTICATE_US = 1430;
const AUTHENTICATE_END_US = 1490;
const CMAC_US = 620;
const PLAIN_US = 100;
const WRITE_US = 4100;

/** Lengths of the commands in bytes, CRC and MAC left out. */
const LENGTHS: ReadonlyMap<number, number> = new Map([
  [0x1a, 2],
  [0x30, 2],
  [0x39, 2],
  [0x3a, 3],
  [0x3c, 2],
  [0x60, 1],
  [0xa2, 6],
  [0xa5, 6],
  [0xaf, 33],
]);

/** What the commands work on. */
export interface UltralightAesParts {
  readonly memory: PageMemory;
  readonly counters: OneWayCounters;
  readonly originalityKey: Uint8Array;
  readonly signature: Uint8Array;
  readonly faults: MemoryFaults;
  readonly random: (lengthBytes: number) => Uint8Array;
}

/** The command layer of one card. */
export interface UltralightAesCommands {
  powerOn(): void;
  activate(): void;
  run(command: Uint8Array): ActiveReply;
  /** Key number of the authentication that holds. */
  authenticatedWith(): number | undefined;
  /** Failed authentications since the last good one. */
  failureCount(): number;
}

/** Makes the command layer. */
export function createUltralightAesCommands(parts: UltralightAesParts): UltralightAesCommands {
  const { memory, counters, faults } = parts;
  let failures = 0;
  /** CFGLCK and key locks as they stood at power-on; setting them takes effect with the next. */
  let isConfigLocked = false;
  let keyLocks = 0;
  let pending: { readonly number: number; readonly key: Uint8Array; readonly rndB: Uint8Array } | undefined;
  let authenticated: number | undefined;
  let channel: CmacChannel | undefined;

  const byteOf = (page: number, index: number) => memory.page(page)[index] ?? 0;
  const hasBit = (page: number, bit: number) => (byteOf(page, 0) & bit) !== 0;
  const holdsDataKey = () => authenticated === AesKeyNumber.dataProtection;

  /** Pages from here on are closed: for reading with PROT, for writing always, unless the data key was shown. */
  function limit(isRead: boolean): number {
    const isOpen = holdsDataKey() || (isRead && !hasBit(AesPage.access, AesBit.protectReads));
    return isOpen ? memory.pageCount : Math.min(byteOf(AesPage.config, 3), memory.pageCount);
  }

  /** Keys never read; with a random UID the real one only after an authentication with its key. */
  function isHidden(page: number): boolean {
    if (page >= AesPage.dataProtKey) return true;
    const showsUid = !hasBit(AesPage.config, AesBit.randomId) || authenticated === AesKeyNumber.uidRetrieval;
    return page < 2 && !showsUid;
  }

  function isWritable(page: number): boolean {
    if (page >= Math.min(limit(false), AesPage.afterKeys) || memory.isLocked(page)) return false;
    if (page === AesPage.config || page === AesPage.access) return !isConfigLocked;
    if (page >= AesPage.uidRetrKey) return (keyLocks & 2) === 0;
    if (page >= AesPage.dataProtKey) return (keyLocks & 1) === 0;
    return true;
  }

  function keyOf(number: number): Uint8Array | undefined {
    const stored = (page: number) => memory.bytes.slice(page * 4, page * 4 + 16).reverse();
    if (number === AesKeyNumber.dataProtection) return stored(AesPage.dataProtKey);
    if (number === AesKeyNumber.uidRetrieval) return stored(AesPage.uidRetrKey);
    return number === AesKeyNumber.originality ? parts.originalityKey : undefined;
  }

  function endSession(): void {
    authenticated = undefined;
    channel = undefined;
    pending = undefined;
  }

  function authenticate(number: number): ActiveReply {
    endSession();
    const key = keyOf(number);
    const limitCount = byteOf(AesPage.access, 2) | ((byteOf(AesPage.access, 3) & 3) << 8);
    if (key === undefined) return nak(Nak.argument);
    if (limitCount > 0 && failures >= limitCount) return nak(Nak.limit);
    const rndB = parts.random(16);
    pending = { number, key, rndB };
    return data(Uint8Array.of(0xaf, ...challenge(key, rndB)), AUTHENTICATE_US);
  }

  function complete(attempt: NonNullable<typeof pending>, token: Uint8Array): ActiveReply {
    const { number, key, rndB } = attempt;
    const good = respond(key, rndB, token);
    if (good === undefined) {
      failures++;
      return nak(Nak.argument);
    }
    failures = 0;
    authenticated = number;
    if (hasBit(AesPage.config, AesBit.secureMessaging)) channel = createCmacChannel(key, good.rndA, rndB);
    return data(Uint8Array.of(0x00, ...good.answer), AUTHENTICATE_END_US);
  }

  /** Answer data, with a MAC inside a CMAC session. */
  function answer(bytes: Uint8Array): ActiveReply {
    return channel === undefined ? data(bytes, PLAIN_US) : data(channel.seal(bytes), CMAC_US);
  }

  /** What a write is answered with: ACK, or in a CMAC session a MAC over nothing. */
  function written(): ActiveReply {
    return channel === undefined ? ack(WRITE_US) : data(channel.seal(new Uint8Array(0)), WRITE_US);
  }

  function read(from: number, count: number): ActiveReply {
    const end = limit(true);
    return from < end ? answer(memory.read(from, count, end, isHidden)) : nak(Nak.argument);
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
    if (!isWritable(page)) return nak(Nak.argument);
    const isTorn = takeTear();
    memory.write(page, bytes, isTorn);
    return isTorn ? silence() : written();
  }

  /** Counter 2 can be set to ask for authentication; the others are free. */
  function mayCount(index: number, bit: number): boolean {
    return index < 3 && (index < 2 || hasBit(AesPage.access, bit) || holdsDataKey());
  }

  function readCounter(index: number): ActiveReply {
    const value = counters.read(index);
    return value !== undefined && mayCount(index, AesBit.counterRead) ? answer(value) : nak(Nak.argument);
  }

  function increment(index: number, operand: Uint8Array): ActiveReply {
    if (!mayCount(index, AesBit.counterIncrement)) return nak(Nak.argument);
    const isTorn = takeTear();
    if (!counters.add(index, readUint24(operand, 0), isTorn)) return nak(Nak.limit);
    return isTorn ? silence() : written();
  }

  function execute(command: Uint8Array): ActiveReply {
    const [ins = 0, first = 0, second = 0] = command;
    const waiting = pending;
    pending = undefined;
    if (LENGTHS.get(ins) !== command.length) return nak(Nak.argument);
    switch (ins) {
      case 0x1a:
        return authenticate(first);
      case 0x30:
        return read(first, 4);
      case 0x39:
        return readCounter(first);
      case 0x3a:
        return fastRead(first, second);
      case 0x3c:
        return first === 0 ? answer(parts.signature) : nak(Nak.argument);
      case 0x60:
        return answer(VERSION);
      case 0xa2:
        return write(first, command.subarray(2));
      case 0xa5:
        return increment(first, command.subarray(2));
      default:
        return waiting === undefined ? nak(Nak.argument) : complete(waiting, command.subarray(1));
    }
  }

  return {
    authenticatedWith: () => authenticated,
    failureCount: () => failures,
    powerOn() {
      endSession();
      isConfigLocked = hasBit(AesPage.access, AesBit.configLock);
      keyLocks = byteOf(AesPage.keyLocks, 0);
    },
    activate: endSession,
    run(command) {
      // A new authentication is begun in plain even in a CMAC session.
      const isNew = command[0] === 0x1a && command.length === 2;
      const body = channel === undefined || isNew ? command : channel.open(command);
      const reply = body === undefined ? silence() : execute(body);
      if (reply.next !== "active") endSession();
      return reply;
    },
  };
}
