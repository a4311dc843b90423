/**
 * An ESP32 without anything in its flash, at a port with DTR and RTS: the loader in its ROM, as far as a flasher needs it.
 * Espressif, "Serial Protocol" (esptool documentation). Frames by SLIP (RFC 1055); anything undefined throws.
 */
import { createHash } from "node:crypto";
import { inflateSync } from "node:zlib";
import type { BindingInterface, BindingPortInterface } from "../../sdk/transport/binding.js";

const SYNC = 0x08;
const READ_REG = 0x0a;
const SPI_ATTACH = 0x0d;
const FLASH_DEFL_BEGIN = 0x10;
const FLASH_DEFL_DATA = 0x11;
const SPI_FLASH_MD5 = 0x13;
const GET_SECURITY_INFO = 0x14;
const MAGIC_REGISTER = 0x40001000;
/** What the register holds in an ESP32. */
const ESP32 = 0x00f01d83;
const LARGEST_BLOCK = 0x400;

export interface RomLoader {
  readonly path: string;
  readonly binding: BindingInterface;
  readonly flash: Uint8Array;
  /** Restarts without BOOT held: the chip ran, or tried to run, what is in its flash. */
  readonly starts: number;
  /** Blocks taken so far; the port goes away when there are so many. */
  blocks: number;
  goneAfter: number;
  /** The next block is stored with a bit turned. */
  spoils: boolean;
}

export function createRomLoader(magic = ESP32): RomLoader {
  const state = { starts: 0, blocks: 0, goneAfter: Number.POSITIVE_INFINITY, spoils: false };
  const flash = new Uint8Array(0x400000).fill(0xff);
  let isLoading = false;
  let isAttached = false;
  let lines = { dtr: false, rts: false };
  let outbox: Buffer[] = [];
  let reading: ((bytes: Buffer) => void) | undefined;
  let broken: ((error: Error) => void) | undefined;
  let frame: number[] | undefined;
  let writing: { address: number; size: number; packed: Buffer[]; count: number } | undefined;

  function send(bytes: Uint8Array): void {
    outbox.push(Buffer.from(bytes));
    const waiting = reading;
    reading = undefined;
    if (waiting) waiting(outbox.shift() as Buffer);
  }

  function slip(data: Uint8Array): Buffer {
    const out = [0xc0];
    for (const byte of data) {
      if (byte === 0xc0) out.push(0xdb, 0xdc);
      else if (byte === 0xdb) out.push(0xdb, 0xdd);
      else out.push(byte);
    }
    return Buffer.from([...out, 0xc0]);
  }

  function answer(op: number, value = 0, data: Uint8Array = Buffer.alloc(4)): void {
    const head = Buffer.alloc(8);
    head[0] = 1;
    head[1] = op;
    head.writeUInt16LE(data.length, 2);
    head.writeUInt32LE(value, 4);
    send(slip(Buffer.concat([head, data])));
  }

  function take(packet: Buffer): void {
    if (packet[0] !== 0) return;
    const op = packet[1] ?? 0;
    const data = packet.subarray(8);
    const word = (i: number) => data.readUInt32LE(i * 4);
    switch (op) {
      case SYNC:
        return answerEightTimes(op, 0x20120707);
      case READ_REG:
        if (word(0) !== MAGIC_REGISTER) throw new Error(`nothing is known of register 0x${word(0).toString(16)}`);
        return answer(op, magic);
      case GET_SECURITY_INFO:
        return answerEightTimes(0, 0, Buffer.from([1, 5, 0, 0]));
      case SPI_ATTACH:
        isAttached = true;
        return answer(op);
      case FLASH_DEFL_BEGIN:
        return begin(op, word(0), word(1), word(2), word(3));
      case FLASH_DEFL_DATA:
        return block(op, packet.readUInt32LE(4), data.subarray(16));
      case SPI_FLASH_MD5:
        return digest(op, word(0), word(1));
      default:
        throw new Error(`the ROM has no command 0x${op.toString(16)}`);
    }
  }

  function answerEightTimes(...given: Parameters<typeof answer>): void {
    for (let i = 0; i < 8; i++) answer(...given);
  }

  function digest(op: number, address: number, size: number): void {
    const md5 = createHash("md5").update(flash.subarray(address, address + size));
    answer(op, 0, Buffer.concat([Buffer.from(md5.digest("hex")), Buffer.alloc(4)]));
  }

  function begin(op: number, size: number, count: number, blockBytes: number, address: number): void {
    if (!isAttached) throw new Error("flash is written before its pins are set up");
    if (blockBytes > LARGEST_BLOCK) throw new Error(`the ROM has no room for blocks of ${blockBytes} bytes`);
    if (address + size > flash.length) throw new Error("outside the flash");
    flash.fill(0xff, address - (address % 4096), Math.ceil((address + size) / 4096) * 4096);
    writing = { address, size, packed: [], count };
    answer(op);
  }

  function block(op: number, checksum: number, data: Buffer): void {
    if (!writing) throw new Error("data before its beginning");
    if (data.reduce((sum, byte) => sum ^ byte, 0xef) !== checksum) return answer(op, 0, Buffer.from([1, 7, 0, 0]));
    writing.packed.push(Buffer.from(data));
    state.blocks++;
    if (state.blocks >= state.goneAfter) return broken?.(new Error("No such device or address"));
    if (writing.packed.length === writing.count) {
      const whole = inflateSync(Buffer.concat(writing.packed));
      if (state.spoils) whole[0] = (whole[0] ?? 0) ^ 1;
      flash.set(whole, writing.address);
    }
    answer(op);
  }

  function receive(bytes: Uint8Array): void {
    if (!isLoading) return;
    for (const byte of bytes) {
      if (byte !== 0xc0) frame?.push(byte);
      else if (frame && frame.length > 0) {
        const text = Buffer.from(frame).toString("latin1");
        frame = undefined;
        take(Buffer.from(text.replace(/\xdb\xdc/g, "\xc0").replace(/\xdb\xdd/g, "\xdb"), "latin1"));
      } else frame = [];
    }
  }

  function setLines(next: { dtr: boolean; rts: boolean }): void {
    const wasInReset = lines.rts && !lines.dtr;
    lines = next;
    const isInReset = lines.rts && !lines.dtr;
    if (!wasInReset || isInReset) return;
    // EN rises when either line changes; with the usual transistors GPIO0 falls with the same edge.
    isLoading = lines.dtr;
    isAttached = false;
    if (!isLoading) state.starts++;
    send(Buffer.from(`rst:0x1 (POWERON_RESET),boot:0x3\r\n${isLoading ? "waiting for download\r\n" : ""}`));
  }

  function openPort(): BindingPortInterface {
    const port = {
      isOpen: true,
      openOptions: {},
      read: (buffer: Buffer, offset: number, length: number) =>
        new Promise((resolve, reject) => {
          broken = reject;
          const give = (bytes: Buffer) => {
            if (bytes.length > length) throw new Error("more than was asked for");
            bytes.copy(buffer, offset);
            resolve({ buffer, bytesRead: bytes.length });
          };
          const first = outbox.shift();
          if (first) give(first);
          else reading = give;
        }),
      write: async (bytes: Buffer) => receive(bytes),
      async set({ dtr = true, rts = true }) {
        // Both at once on the wire: a change of one line after the other would pass through a reset with BOOT let go.
        setLines({ dtr, rts });
      },
      async update() {},
      async close() {
        port.isOpen = false;
        outbox = [];
        broken?.(new Error("Port is not open"));
      },
    };
    return port as unknown as BindingPortInterface;
  }

  return Object.assign(state, {
    path: "rom",
    flash,
    binding: { list: async () => [], open: async () => openPort() } as unknown as BindingInterface,
  });
}
