/** A plain reader for tests: drives the virtual chip only through its bus. cards.md 1.4 to 1.7, 2, 3. */

import { endsWithCrcA, withCrcA } from "../../sdk/virtual/crc-a.js";
import { createField, type Field } from "../../sdk/virtual/field.js";
import { createMfrc522, type Mfrc522, type Mfrc522Options } from "../../sdk/virtual/mfrc522.js";

/** Simulated cost of a transfer, so that polling makes time pass. */
const TRANSFER_US = 5;
const BYTE_US = 2;
/** Timer ticks of 25 us: prescaler 169, see cards.md 1.5. */
const TICK_US = 25;

const REG = {
  command: 0x01,
  comIrq: 0x04,
  error: 0x06,
  fifoData: 0x09,
  fifoLevel: 0x0a,
  control: 0x0c,
  bitFraming: 0x0d,
  coll: 0x0e,
};

/** What came back from one exchange. */
export interface Heard {
  readonly bytes: Uint8Array;
  readonly lastBits: number;
  readonly error: number;
  readonly coll: number;
}

/** How to send one frame. */
export interface ExchangeOptions {
  readonly crc?: boolean;
  readonly txLastBits?: number;
  readonly rxAlign?: number;
  readonly timeoutUs?: number;
}

/** A selected card. */
export interface Selected {
  readonly uid: Uint8Array;
  readonly sak: number;
}

/** Chip, field, clock and the reader on top of them. */
export interface Bench {
  readonly field: Field;
  readonly chip: Mfrc522;
  readonly clock: { us: number };
  read(register: number): number;
  write(register: number, ...values: number[]): void;
  /** Sets the chip up for type A, switches the field on and waits 5 ms. */
  start(): void;
  exchange(bytes: ArrayLike<number>, options?: ExchangeOptions): Heard | undefined;
  /** REQA 26 or WUPA 52. */
  wake(code: number): Heard | undefined;
  /** Anticollision and selection of one card; undefined when the loop fails. */
  select(): Selected | undefined;
  halt(): void;
  /** REQA, select, HLTA until no card answers. */
  findAll(): Uint8Array[];
}

/** Makes a bench with an empty field. */
export function createBench(options: Partial<Mfrc522Options> = {}): Bench {
  const clock = { us: 0 };
  const field = options.field ?? createField();
  const chip = createMfrc522({ nowUs: () => clock.us, field, ...options });

  function transfer(mosi: Uint8Array): Uint8Array {
    clock.us += TRANSFER_US + BYTE_US * mosi.length;
    return chip.transfer(mosi);
  }
  const write = (register: number, ...values: number[]) => void transfer(Uint8Array.of(register << 1, ...values));
  const readMany = (...registers: number[]) =>
    transfer(Uint8Array.of(...registers.map((register) => (register << 1) | 0x80), 0)).subarray(1);
  const read = (register: number) => readMany(register)[0];

  function start(): void {
    write(REG.command, 0x0f);
    while ((read(REG.command) & 0x10) !== 0);
    for (const [register, value] of [
      [0x24, 0x26],
      [0x15, 0x40],
      [0x11, 0x3d],
      [0x2a, 0x80],
      [0x2b, 0xa9],
      [0x26, 0x58],
      [REG.coll, 0x00],
      [0x14, 0x83],
    ]) {
      write(register, value);
    }
    clock.us += 5000;
  }

  function exchange(bytes: ArrayLike<number>, options: ExchangeOptions = {}): Heard | undefined {
    const { crc = true, txLastBits = 0, rxAlign = 0, timeoutUs = 1000 } = options;
    const ticks = Math.ceil(timeoutUs / TICK_US);
    const framing = (rxAlign << 4) | txLastBits;
    write(REG.command, 0);
    write(REG.comIrq, 0x7f);
    write(0x12, crc ? 0x80 : 0);
    write(0x13, crc ? 0x80 : 0);
    write(0x2c, ticks >> 8);
    write(0x2d, ticks & 0xff);
    write(REG.fifoLevel, 0x80);
    write(REG.fifoData, ...Array.from(bytes));
    write(REG.bitFraming, framing);
    write(REG.command, 0x0c);
    write(REG.bitFraming, framing | 0x80);
    for (let polls = 0; ; polls++) {
      if (polls > 200_000) throw new Error("neither answer nor time-out");
      const irq = read(REG.comIrq);
      if ((irq & 0x22) !== 0) break;
      if ((irq & 0x01) !== 0) return undefined;
    }
    const [error, level, control, coll] = readMany(REG.error, REG.fifoLevel, REG.control, REG.coll);
    const data = readMany(...new Array<number>(level).fill(REG.fifoData)).slice(0, level);
    write(REG.bitFraming, 0);
    return { bytes: data, lastBits: control & 7, error, coll };
  }

  const wake = (code: number) => exchange([code], { crc: false, txLastBits: 7 });

  /** The four UID bytes and BCC of one cascade level, following every collision along its 1 side. */
  function resolveLevel(code: number): Uint8Array | undefined {
    const known = new Uint8Array(5);
    let knownBits = 0;
    for (let round = 0; round < 40; round++) {
      const whole = knownBits >> 3;
      const bits = knownBits & 7;
      const sent = [code, 0x20 + (whole << 4) + bits, ...known.subarray(0, whole + (bits > 0 ? 1 : 0))];
      const heard = exchange(sent, { crc: false, txLastBits: bits, rxAlign: bits });
      if (heard === undefined || (heard.error & 0x13) !== 0) return undefined;
      heard.bytes.forEach((byte, i) => {
        known[whole + i] |= byte;
      });
      if ((heard.error & 0x08) === 0) return known;
      if ((heard.coll & 0x20) !== 0) return undefined;
      const position = heard.coll & 0x1f || 32;
      const colliding = 8 * whole + position - 1;
      known[colliding >> 3] |= 1 << (colliding & 7);
      knownBits = colliding + 1;
    }
    return undefined;
  }

  function select(): Selected | undefined {
    const uid: number[] = [];
    for (const code of [0x93, 0x95, 0x97]) {
      const level = resolveLevel(code);
      const sak = level === undefined ? undefined : exchange([code, 0x70, ...level]);
      if (level === undefined || sak === undefined || sak.error !== 0 || sak.bytes.length !== 1) return undefined;
      const isIncomplete = (sak.bytes[0] & 0x04) !== 0;
      uid.push(...level.subarray(isIncomplete ? 1 : 0, 4));
      if (!isIncomplete) return { uid: Uint8Array.from(uid), sak: sak.bytes[0] };
    }
    return undefined;
  }

  const halt = () => void exchange([0x50, 0x00]);

  function findAll(): Uint8Array[] {
    const found: Uint8Array[] = [];
    while (wake(0x26) !== undefined) {
      const card = select();
      if (card === undefined) throw new Error("a card answered REQA and could not be selected");
      found.push(card.uid);
      halt();
    }
    return found;
  }

  return { field, chip, clock, read, write, start, exchange, wake, select, halt, findAll };
}

/** The block protocol of a reader, without error recovery: tests of single blocks use `exchange`. */
export interface PcdIsodep {
  rats(): Uint8Array;
  /** One command, chained as needed; grants every S(WTX). */
  apdu(command: Uint8Array): Uint8Array;
}

/** Makes the block protocol over a bench with a selected card. FSD 64, CID 0. */
export function createPcdIsodep(bench: Bench, fscBytes = 64): PcdIsodep {
  let number = 0;

  function block(bytes: ArrayLike<number>): Uint8Array {
    const heard = bench.exchange(bytes, { timeoutUs: 400_000 });
    if (heard === undefined || heard.error !== 0) throw new Error(`no good block (error ${heard?.error})`);
    return heard.bytes;
  }

  function granted(answer: Uint8Array): Uint8Array {
    let current = answer;
    while (current[0] === 0xf2) current = block(current);
    return current;
  }

  /** Sends a command in blocks of FSC and gives the first block of the answer. */
  function sendChain(command: Uint8Array): Uint8Array {
    const infBytes = fscBytes - 3;
    for (let at = 0; ; at += infBytes) {
      const isLast = at + infBytes >= command.length;
      const inf = command.subarray(at, at + infBytes);
      const answer = granted(block([0x02 | (isLast ? 0 : 0x10) | number, ...inf]));
      if (isLast) return answer;
      if (answer[0] !== (0xa2 | number)) throw new Error("chained block not acknowledged");
      number ^= 1;
    }
  }

  function receiveChain(first: Uint8Array): Uint8Array {
    const data: number[] = [];
    for (let answer = first; ; answer = block([0xa2 | number])) {
      if ((answer[0] & 0xef) !== (0x02 | number)) throw new Error(`unexpected block ${answer[0]}`);
      data.push(...answer.subarray(1));
      number ^= 1;
      if ((answer[0] & 0x10) === 0) return Uint8Array.from(data);
    }
  }

  return {
    rats() {
      number = 0;
      return block([0xe0, 0x50]);
    },
    apdu: (command) => receiveChain(sendChain(command)),
  };
}

/**
 * Says one command to a selected card that answers with data and CRC or with four bits, and gives the answer in hex:
 * data without its CRC, four bits as one digit, undefined for silence. The CRC is the software's affair both ways.
 */
export function sayToPages(bench: Bench, command: string, timeoutUs = 10_000): string | undefined {
  const heard = bench.exchange(withCrcA(bytes(command)), { crc: false, timeoutUs });
  if (heard === undefined) return undefined;
  if (heard.error !== 0) return `error ${heard.error}`;
  if (heard.lastBits === 4) return heard.bytes[0].toString(16).toUpperCase();
  return endsWithCrcA(heard.bytes) ? toHex(heard.bytes.subarray(0, -2)) : "bad CRC";
}

/** How an MFAuthent ended. */
export interface Authentication {
  /** ComIrqReg. */
  readonly irq: number;
  readonly error: number;
  readonly isCrypto1On: boolean;
  /** Time from the command to its end or to the time-out. */
  readonly tookUs: number;
}

/** Authenticates with MFAuthent: command 60, 61 or what a card may know besides, and the four UID bytes that count. */
export function authenticate(
  bench: Bench,
  command: number,
  block: number,
  key: Uint8Array,
  uid: Uint8Array,
): Authentication {
  const { read, write, clock } = bench;
  write(REG.command, 0);
  write(REG.comIrq, 0x7f);
  write(REG.fifoLevel, 0x80);
  write(REG.fifoData, command, block, ...key, ...uid.slice(-4));
  write(0x2c, 0x00);
  write(0x2d, 0x80);
  const startUs = clock.us;
  write(REG.command, 0x0e);
  for (let polls = 0; (read(REG.comIrq) & 0x13) === 0; polls++) {
    if (polls > 10_000) throw new Error("neither an end of MFAuthent nor a time-out");
  }
  const irq = read(REG.comIrq);
  const tookUs = clock.us - startUs;
  write(REG.command, 0);
  return { irq, error: read(REG.error), isCrypto1On: (read(0x08) & 0x08) !== 0, tookUs };
}

/** Clears MFCrypto1On, as a reader must before it turns to another card. */
export function stopCrypto1(bench: Bench): void {
  bench.write(0x08, bench.read(0x08) & ~0x08);
}

/** Bytes from hexadecimal text; spaces do not count. */
export function bytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
}

/** Hexadecimal text of bytes, upper case. */
export function toHex(data: Uint8Array | undefined): string | undefined {
  return data === undefined ? undefined : Buffer.from(data).toString("hex").toUpperCase();
}
