/**
 * Espruino's console on a serial line: lines of text before anything is known about it, then packets.
 *
 * The npm package `espruino` would do this too, and is not used: its packet layer is sound, but cannot be had without
 * its whole (0.1.67): callbacks that look the same after success and failure, no check of what was stored, console and
 * globals overwritten, a board description fetched from the internet after connecting, ports opened by itself with an
 * unhandled 'error', and some 300 optional packages with native code. Its saving of boot code is `Storage.write`, and to
 * pretokenise would change the bytes that the firmware's digest is made of. What is left of it is this file.
 */
import { CHANNEL_HELLO, createFrameDecoder, FRAME_LIMIT_TO_HOST, messages } from "../../protocol/index.js";
import { KetukError } from "../errors.js";
import type { OpenTransport, Transport } from "../transport/transport.js";
import { createPacketReader, encodePacket, PACKET } from "./packets.js";
import type { FlashTiming } from "./timing.js";

/** Bytes of a file in one packet: they fit the driver's ring of 1,024, and one packet is on its way at a time. */
const PIECE_BYTES = 1000;
/** A packet that the board did not get whole is sent again so often. */
const ATTEMPTS = 3;
/** What is kept of the text that came, for messages. */
const TEXT_KEPT_CHARS = 4000;

/** A console that has been opened; one call at a time. */
export interface BoardConsole {
  /** The port. */
  readonly transport: Transport;
  /** The text that came since the last call of `forget`, at most 4,000 characters. */
  heard(): string;
  /** Starts listening anew. */
  forget(): void;
  /** Did a Ketuk firmware speak since `forget`? Its reader id, empty in lab state and where it did not say. */
  hello(): string | undefined;
  /** Sends text as it is. @throws KetukError `disconnected`, `closed` */
  type(text: string): Promise<void>;
  /** Waits for text. Undefined when it does not come. @throws KetukError `disconnected`, `aborted` */
  waitFor(pattern: RegExp, ms: number): Promise<RegExpExecArray | undefined>;
  /**
   * Evaluates an expression whose value is a number, a string of printable ASCII, a list of those, true, false, null or
   * undefined. It may be evaluated twice.
   *
   * @throws KetukError `flash-failed` with what the board says, `disconnected`, `aborted`
   */
  ask(expression: string, timeoutMs?: number): Promise<unknown>;
  /** Evaluates what does not answer, since the board restarts. @throws KetukError `disconnected`, `aborted` */
  tell(expression: string): Promise<void>;
  /**
   * Writes a file of Storage from its beginning; `sizeBytes` may be more than `data`: the rest stays erased. Says nothing
   * about what is stored.
   *
   * @throws KetukError `flash-failed`, `disconnected`, `aborted`
   */
  sendFile(name: string, data: Uint8Array, sizeBytes: number, sent: (bytes: number) => void): Promise<void>;
  /** Closes the port. */
  close(): Promise<void>;
}

/** What came in answer to a packet. */
interface Waiting {
  /** More than ACK is expected. */
  readonly value: boolean;
  settle(answer: { taken: boolean; value?: string } | KetukError): void;
}

/**
 * Opens a port and listens.
 *
 * @throws KetukError `port-not-found`, `port-busy`, `port-forbidden`, `port-failed`, `aborted`
 */
export async function openConsole(
  open: OpenTransport,
  timing: FlashTiming,
  signal: AbortSignal,
): Promise<BoardConsole> {
  let text = "";
  let greeted: string | undefined;
  /** Only in answer to a packet may there be one: what a reader sends when it is at it looks like anything. */
  let inPackets = false;
  let lost: KetukError | undefined;
  let waiting: Waiting | undefined;
  let looking: (() => void) | undefined;

  const frames = createFrameDecoder(FRAME_LIMIT_TO_HOST, {
    frame(channel, payload) {
      // In a session that nobody has ended it says other things.
      greeted = (channel === CHANNEL_HELLO ? readerIdOf(payload) : undefined) ?? greeted ?? "";
    },
  });
  const readPackets = createPacketReader({
    answered(taken) {
      if (!taken || !waiting?.value) waiting?.settle({ taken });
    },
    packet(type, data) {
      if (type === PACKET.response && waiting?.value)
        waiting.settle({ taken: true, value: Buffer.from(data).toString("latin1") });
    },
    text: hear,
  });

  function hear(piece: string): void {
    text = (text + piece).slice(-TEXT_KEPT_CHARS);
  }

  const transport = await open(
    {
      bytes(bytes) {
        frames.push(bytes);
        if (inPackets) readPackets(bytes);
        else hear(Buffer.from(bytes).toString("latin1"));
        looking?.();
      },
      lost(error) {
        lost = error;
        waiting?.settle(error);
        looking?.();
      },
    },
    signal,
  );

  function check(): void {
    if (lost)
      throw new KetukError(lost.code, lost.message, { cause: lost, hint: "plug the board in and run it again" });
    if (signal.aborted) throw new KetukError("aborted", `${transport.path}: flashing was interrupted`, { hint: AGAIN });
  }

  /** Resolves with what settles it first: the board, the loss of the port, the signal, or time. */
  function within<T>(ms: number, start: (settle: (value: T | undefined) => void) => void): Promise<T | undefined> {
    return new Promise((resolve) => {
      const settle = (value: T | undefined) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
        resolve(value);
      };
      const abort = () => settle(undefined);
      const timer = setTimeout(abort, ms);
      signal.addEventListener("abort", abort, { once: true });
      start(settle);
    });
  }

  async function waitFor(pattern: RegExp, ms: number): Promise<RegExpExecArray | undefined> {
    check();
    const found = await within<RegExpExecArray>(ms, (settle) => {
      looking = () => {
        const match = pattern.exec(text);
        if (match || lost) settle(match ?? undefined);
      };
      looking();
    });
    looking = undefined;
    check();
    return found;
  }

  /** Sends a packet and waits. Undefined when the board says nothing. */
  async function exchange(packet: Uint8Array, value: boolean, ms: number) {
    check();
    inPackets = true;
    const answer = await within<{ taken: boolean; value?: string }>(ms, (settle) => {
      waiting = {
        value,
        settle: (given) => settle(given instanceof KetukError ? undefined : given),
      };
      transport.write(packet).catch(() => settle(undefined));
    });
    waiting = undefined;
    check();
    return answer;
  }

  /** An answer to a packet that the board has understood. */
  async function send(type: number, data: Uint8Array, value: boolean, ms: number): Promise<string> {
    const packet = encodePacket(type, data);
    for (let attempt = 1; ; attempt++) {
      text = "";
      const answer = await exchange(packet, value, ms);
      if (answer?.taken) return answer.value ?? "";
      // An incomplete packet is given up with a bare NAK after 5 s; an expression that throws says what is wrong.
      const complaint = answer && (await waitFor(/(?:Uncaught|Error|ERROR)[^\r\n]*/, timing.errorTextMs))?.[0];
      if (complaint) throw new KetukError("flash-failed", `${transport.path}: the board says: ${complaint}`);
      if (attempt < ATTEMPTS) continue;
      throw new KetukError("flash-failed", `${transport.path}: the board ${answer ? "refuses" : "does not answer"}`, {
        hint: `look at cable and power. ${AGAIN}`,
      });
    }
  }

  return {
    transport,
    heard: () => text,
    forget() {
      text = "";
      greeted = undefined;
    },
    hello: () => greeted,
    async type(line) {
      check();
      await transport.write(new Uint8Array(Buffer.from(line, "latin1")));
    },
    waitFor,
    async ask(expression, timeoutMs = timing.packetMs) {
      const value = await send(PACKET.evaluate, Buffer.from(expression, "latin1"), true, timeoutMs);
      return parseValue(transport.path, value);
    },
    async tell(expression) {
      await exchange(encodePacket(PACKET.evaluate, Buffer.from(expression, "latin1")), true, timing.errorTextMs);
      inPackets = false;
    },
    async sendFile(name, data, sizeBytes, sent) {
      const head = JSON.stringify({ fn: name, s: sizeBytes });
      await send(PACKET.file, Buffer.from(head, "latin1"), false, timing.packetMs);
      for (let at = 0; at < data.length; at += PIECE_BYTES) {
        const piece = data.subarray(at, at + PIECE_BYTES);
        await send(PACKET.data, piece, false, timing.packetMs);
        sent(piece.length);
      }
    },
    close: () => transport.close(),
  };
}

/** What somebody is told whose flashing stopped half-way. */
export const AGAIN = "Run the same command again: nothing is lost by that.";

function readerIdOf(payload: Uint8Array): string | undefined {
  try {
    return messages.Hello.decode(payload).readerId;
  } catch {
    return undefined;
  }
}

/** The value of an expression: JavaScript, of which JSON is enough here. */
function parseValue(path: string, text: string): unknown {
  if (text === "undefined") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new KetukError("flash-failed", `${path}: the board's answer cannot be read`, { cause });
  }
}
