/**
 * Espruino's console on a serial line: lines of text before anything is known about it, then packets.
 *
 * The npm package `espruino` would do this too, and is not used: its packet layer is sound, but cannot be had without
 * its whole (0.1.67): callbacks that look the same after success and failure, no check of what was stored, console and
 * globals overwritten, a board description fetched from the internet after connecting, ports opened by itself with an
 * unhandled 'error', and some 300 optional packages with native code. Its saving of boot code is `Storage.write`, and to
 * pretokenise would change the bytes that the firmware's digest is made of. What is left of it is this file.
 */
import { CHANNEL_HELLO, crc32, createFrameDecoder, FRAME_LIMIT_TO_HOST, messages } from "../../protocol/index.js";
import { KetukError } from "../errors.js";
import type { OpenTransport, Transport } from "../transport/transport.js";
import { createPacketReader, encodePacket, PACKET } from "./packets.js";
import type { FlashTiming } from "./timing.js";

/** A packet that the board did not get whole, or whose answer did not come whole, is sent again so often. */
const ATTEMPTS = 4;
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
   * undefined, which comes as null. It may be evaluated several times: a line that loses bytes loses answers, too.
   *
   * @throws KetukError `flash-failed` with what the board says, `disconnected`, `aborted`
   */
  ask(expression: string, timeoutMs?: number): Promise<unknown>;
  /** Evaluates what does not answer, since the board restarts. @throws KetukError `disconnected`, `aborted` */
  tell(expression: string): Promise<void>;
  /** Closes the port. */
  close(): Promise<void>;
}

/** What came in answer to a packet. */
interface Answer {
  readonly value: unknown;
  /** - `spoilt`: neither value nor NAK can be made of it. */
  readonly kind: "value" | "refused" | "spoilt";
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
  let settleAnswer: ((answer: Answer | undefined) => void) | undefined;
  let looking: (() => void) | undefined;

  const frames = createFrameDecoder(FRAME_LIMIT_TO_HOST, {
    frame(channel, payload) {
      // In a session that nobody has ended it says other things.
      greeted = (channel === CHANNEL_HELLO ? readerIdOf(payload) : undefined) ?? greeted ?? "";
    },
  });
  /** Asked so far; answers bear the number of their question. */
  let questions = 0;
  const newPacketReader = () =>
    createPacketReader({
      answered(taken) {
        if (!taken) settleAnswer?.({ kind: "refused", value: undefined });
      },
      packet(type, data) {
        if (type !== PACKET.response) return;
        const parsed = parseValue(Buffer.from(data).toString("latin1"));
        // The answer to a question that was given up comes late.
        if (parsed && parsed.number !== questions) return;
        settleAnswer?.({ kind: parsed ? "value" : "spoilt", value: parsed?.value });
      },
      text: hear,
    });
  let readPackets = newPacketReader();

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
        settleAnswer?.(undefined);
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

  /** Has an expression evaluated. Undefined when the board says nothing. */
  async function exchange(expression: string, ms: number): Promise<Answer | undefined> {
    check();
    // An answer of which the end was lost must not swallow the next one.
    readPackets = newPacketReader();
    inPackets = true;
    text = "";
    const answer = await within<Answer>(ms, (settle) => {
      settleAnswer = settle;
      const packet = encodePacket(PACKET.evaluate, Buffer.from(expression, "latin1"));
      transport.write(packet).catch(() => settle(undefined));
    });
    settleAnswer = undefined;
    check();
    return answer;
  }

  /** The value of an expression. A spoilt packet may be one that throws, and a spoilt answer none: both are asked anew. */
  async function ask(expression: string, ms: number): Promise<unknown> {
    const guarded = guard(expression, ++questions);
    let trouble = "";
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const answer = await exchange(guarded, ms);
      if (answer?.kind === "value") return answer.value;
      // An incomplete packet is given up with a bare NAK after 5 s; an expression that throws says what is wrong.
      const isRefused = answer?.kind === "refused";
      const complaint = isRefused && (await waitFor(/(?:Uncaught|Error|ERROR)[^\r\n]*/, timing.errorTextMs))?.[0];
      if (complaint) trouble = `says: ${complaint}`;
      else if (isRefused) trouble = "refuses";
      else trouble = answer ? "gives an answer that cannot be read" : "does not answer";
    }
    throw new KetukError("flash-failed", `${transport.path}: the board ${trouble}`, {
      hint: `look at cable and power. ${AGAIN}`,
    });
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
    ask: (expression, timeoutMs = timing.packetMs) => ask(expression, timeoutMs),
    async tell(expression) {
      await exchange(expression, timing.errorTextMs);
      inPackets = false;
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

/**
 * An expression with its CRC-32, whose value comes with one and with the number of the question: packets have none, and an address of which one bit was turned
 * must not be erased.
 */
function guard(expression: string, number: number): string {
  const text = JSON.stringify(expression);
  const call = "((s,c,n)=>{if(E.CRC32(s)!==c)return 0;s=JSON.stringify([n,eval(s)]);return E.CRC32(s)+s})";
  return `${call}(${text},${crc32(Buffer.from(expression, "latin1"))},${number})`;
}

/** The value of a guarded expression. Undefined where expression or value were spoilt on their way. */
function parseValue(answer: string): { readonly number: unknown; readonly value: unknown } | undefined {
  try {
    const [, sum, text = ""] = /^(\d+)(.*)$/s.exec(String(JSON.parse(answer))) ?? [];
    if (Number(sum) !== crc32(Buffer.from(text, "latin1"))) return undefined;
    const [number, value] = JSON.parse(text) as unknown[];
    return { number, value };
  } catch {
    return undefined;
  }
}
