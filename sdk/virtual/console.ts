/**
 * Espruino's console on the serial line of a virtual board: prompt, echo, lines, and the packets of 2v25 and later
 * (src/jsinteractive.c of Espruino). It evaluates what is sent, with the natives of the board and nothing else.
 */
import type { VirtualStorage } from "./storage.js";

const SOH = 1;
const CTRL_C = 3;
const ACK = 6;
const DLE = 16;
const NAK = 21;
const TYPE_MASK = 0xe000;
const TYPE_EVALUATE = 0x2000;
const TYPE_FILE = 0x6000;
const TYPE_DATA = 0x8000;
const HEAD_BYTES = 2;
/** A packet that is not whole by then is given up. */
const PACKET_TIMEOUT_MS = 5000;

/** What the console is part of. */
export interface ReplParts {
  /** Sends a byte string. */
  write(text: string): void;
  /** Evaluates an expression, or a statement that is one. Throws what the expression throws. */
  evaluate(source: string): unknown;
  readonly storage: VirtualStorage;
  /** Calls back after a time on the board's clock; returns what forgets it. */
  later(ms: number, run: () => void): () => void;
}

/** A console. */
export interface Repl {
  /** Takes what comes over the line: a byte string, cut anywhere. */
  receive(data: string): void;
  /** What `print` does. */
  print(...values: unknown[]): void;
}

/** A value as Espruino shows it: as JavaScript. */
export function toJs(value: unknown): string {
  if (typeof value === "string") {
    const escaped = value.replace(/[\\"]|[^\x20-\x7e]/g, (c) =>
      c === "\\" || c === '"' ? `\\${c}` : `\\x${c.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`,
    );
    return `"${escaped}"`;
  }
  if (Array.isArray(value)) return `[${value.map(toJs).join(",")}]`;
  if (value instanceof Uint8Array) return `new Uint8Array([${[...value].join(",")}])`;
  if (value instanceof ArrayBuffer) return `${toJs(new Uint8Array(value))}.buffer`;
  if (typeof value === "function") return "function () {}";
  if (typeof value === "object" && value !== null) {
    return `{${Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}:${toJs(one)}`)}}`;
  }
  return String(value);
}

export function createRepl({ write, evaluate, storage, later }: ReplParts): Repl {
  let line = "";
  let isEchoed = true;
  let hadDle = false;
  /** Head and data of a packet that is coming; undefined outside one. */
  let packet: number[] | undefined;
  let forget = () => {};
  /** The file that DATA goes to. */
  let file: { name: string; size: number; offset: number } | undefined;

  const say = (byte: number) => write(String.fromCharCode(byte));

  function endPacket(): void {
    packet = undefined;
    forget();
  }

  function answerPacket(taken: boolean): void {
    say(taken ? ACK : NAK);
  }

  function evaluatePacket(source: string): void {
    let value: unknown;
    try {
      value = evaluate(source);
    } catch (error) {
      answerPacket(false);
      write(`Uncaught ${String(error)}\r\n at line 1 col 1\r\n`);
      return;
    }
    answerPacket(true);
    const text = toJs(value);
    write(`${String.fromCharCode(DLE, SOH, text.length >> 8, text.length & 255)}${text}`);
  }

  function openFile(head: string): void {
    file = undefined;
    try {
      const { fn, s } = JSON.parse(head) as { fn?: unknown; s?: unknown };
      if (typeof fn === "string" && typeof s === "number" && s > 0) file = { name: fn, size: s, offset: 0 };
    } catch {
      // It is answered with NAK.
    }
    answerPacket(file !== undefined);
  }

  function writeFile(data: string): void {
    if (!file) return answerPacket(false);
    // As the real one: what came of the write is not told.
    try {
      storage.write(file.name, data, file.offset, file.size);
    } catch {
      // Nor that it threw.
    }
    file.offset += data.length;
    if (file.offset >= file.size) file = undefined;
    answerPacket(true);
  }

  function finishPacket(bytes: number[]): void {
    const type = (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) & TYPE_MASK;
    const data = String.fromCharCode(...bytes.slice(HEAD_BYTES));
    endPacket();
    if (type === TYPE_EVALUATE) evaluatePacket(data);
    else if (type === TYPE_FILE) openFile(data);
    else if (type === TYPE_DATA) writeFile(data);
    else answerPacket(false);
  }

  function takePacketByte(bytes: number[], byte: number): void {
    bytes.push(byte);
    const size = (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) & ~TYPE_MASK;
    if (bytes.length >= HEAD_BYTES && bytes.length === HEAD_BYTES + size) finishPacket(bytes);
  }

  function beginPacket(): void {
    packet = [];
    isEchoed = true;
    forget = later(PACKET_TIMEOUT_MS, () => {
      endPacket();
      answerPacket(false);
    });
  }

  function runLine(): void {
    const source = line;
    const wasEchoed = isEchoed;
    line = "";
    isEchoed = true;
    if (wasEchoed) write("\r\n");
    if (source.trim()) {
      try {
        const value = evaluate(source);
        if (wasEchoed) write(`=${toJs(value)}\r\n`);
      } catch (error) {
        write(`Uncaught ${String(error)}\r\n`);
      }
    }
    if (wasEchoed) write(">");
  }

  function takeByte(byte: number): void {
    if (packet) return takePacketByte(packet, byte);
    const afterDle = hadDle;
    hadDle = byte === DLE;
    if (byte === DLE) {
      if (!line) isEchoed = false;
    } else if (byte === SOH) {
      if (afterDle) beginPacket();
    } else if (byte === CTRL_C) {
      line = "";
    } else if (byte === 10 || byte === 13) {
      runLine();
    } else if (byte >= 32) {
      type(byte);
    }
  }

  function type(byte: number): void {
    line += String.fromCharCode(byte);
    if (isEchoed) say(byte);
  }

  return {
    receive(data) {
      for (let i = 0; i < data.length; i++) takeByte(data.charCodeAt(i));
    },
    print: (...values) => write(`${values.map((one) => (typeof one === "string" ? one : toJs(one))).join(" ")}\r\n`),
  };
}
