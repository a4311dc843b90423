/**
 * Frames: octet-stuffed HDLC, laid out as the unnumbered information frames of Pigweed's pw_hdlc, so that its tools can
 * read them (https://pigweed.dev/pw_hdlc/).
 *
 *     7E | address, control 03, payload, CRC-32 little endian: escaped | 7E
 *
 * Address: varint, least significant group first, the last byte marked by its lowest bit. CRC-32 (IEEE) over address,
 * control and payload. Escape: 7D, then the byte XOR 20. This is the host's codec; the board has its own, made of
 * native calls. No streams, no timers, no I/O.
 */
import { CRC_GOOD, CRC_START, crc32, crcOfEight, crcOfFew, crcOfFour } from "./crc32.js";

// V8 asks at every call whether an import has been set by now; of a constant it knows.
const eight = crcOfEight;
const four = crcOfFour;
const few = crcOfFew;

const FLAG = 0x7e;
const ESCAPE = 0x7d;
const ESCAPE_XOR = 0x20;
const CONTROL_UI = 0x03;
const CRC_BYTES = 4;
/** Address, control and checksum: a frame shorter than this cannot be one. */
const SHORTEST_BYTES = 6;

/**
 * Bytes the host escapes beside 7E and 7D: while the board is still at its boot console these would interrupt the
 * program (03), start a binary packet (10), run a line (0A 0D) or stop its output (11 13).
 */
const CONSOLE_BYTES = [0x03, 0x0a, 0x0d, 0x10, 0x11, 0x13];

/** 1 for every byte that the host escapes. */
const ESCAPED = createEscapeTable(CONSOLE_BYTES.concat([FLAG, ESCAPE]));
/** 1 for every byte that every sender must escape. */
const ESCAPED_MINIMUM = createEscapeTable([FLAG, ESCAPE]);

function createEscapeTable(bytes: number[]): Uint8Array {
  const table = new Uint8Array(256);
  for (let i = 0; i < bytes.length; i++) table[bytes[i] as number] = 1;
  return table;
}

/** How many escapes a sender uses. */
export type Escaping = "console-safe" | "minimum";

/**
 * Builds one frame, flags included.
 *
 * @param address channel, 0 to 2^28 - 1
 * @param payload any bytes; the limit is the receiver's, see limits.ts
 * @param escaping "console-safe" (default) for hosts; "minimum" is what a reader sends
 * @throws RangeError when the address is out of range
 */
export function encodeFrame(address: number, payload: Uint8Array, escaping: Escaping = "console-safe"): Uint8Array {
  if (!(address >= 0 && address < 0x10000000) || address % 1 !== 0) {
    throw new RangeError(`"address" expected an integer from 0 to 2^28 - 1, got ${address}`);
  }
  const content = frameContent(address, payload);
  const table = escaping === "minimum" ? ESCAPED_MINIMUM : ESCAPED;
  let escapes = 0;
  for (let i = 0; i < content.length; i++) escapes += table[content[i] as number] as number;
  const frame = new Uint8Array(content.length + escapes + 2);
  let at = 0;
  frame[at++] = FLAG;
  for (let i = 0; i < content.length; i++) {
    const byte = content[i] as number;
    if (table[byte]) {
      frame[at++] = ESCAPE;
      frame[at++] = byte ^ ESCAPE_XOR;
    } else frame[at++] = byte;
  }
  frame[at] = FLAG;
  return frame;
}

function frameContent(address: number, payload: Uint8Array): Uint8Array {
  const addressBytes = address < 0x80 ? 1 : address < 0x4000 ? 2 : address < 0x200000 ? 3 : 4;
  const content = new Uint8Array(addressBytes + 1 + payload.length + CRC_BYTES);
  for (let i = 0; i < addressBytes; i++) {
    content[i] = (((address >>> (7 * i)) & 0x7f) << 1) | (i === addressBytes - 1 ? 1 : 0);
  }
  content[addressBytes] = CONTROL_UI;
  content.set(payload, addressBytes + 1);
  const end = content.length - CRC_BYTES;
  const crc = crc32(content, 0, end);
  content[end] = crc;
  content[end + 1] = crc >>> 8;
  content[end + 2] = crc >>> 16;
  content[end + 3] = crc >>> 24;
  return content;
}

/** Why bytes between two flags were not a frame. */
export type FrameReject =
  /** Shorter than address, control and checksum. */
  | "short"
  /** Longer than the limit; the rest up to the next flag was dropped unread. */
  | "long"
  /** The checksum does not fit. */
  | "checksum"
  /** The escape byte stood before a flag. */
  | "escape"
  /** Good checksum, but the address does not end or the control byte is not 03. */
  | "header";

/** What a decoder calls, in the order of the bytes. */
export interface FrameHandlers {
  /**
   * A good frame. `payload` is only valid during the call: it is a view into the decoder's buffer. Copy to keep. What is
   * pushed meanwhile is decoded after the call.
   */
  frame(address: number, payload: Uint8Array): void;
  /** Bytes that were no frame: noise, boot text, a damaged frame. `bytes` is how many lay between its flags. */
  reject?(why: FrameReject, bytes: number): void;
}

/** Cuts a byte stream into frames. */
export interface FrameDecoder {
  /** Takes the next bytes, in pieces of any size; calls the handlers before it returns. Never throws by itself. */
  push(bytes: Uint8Array): void;
  /** Forgets a half-received frame, as after a reconnect. */
  reset(): void;
}

/** Bytes of a longer piece that are decoded at a time: as many as a transport reads. */
const PIECE_BYTES = 4096;
/** Below so many bytes a loop is cheaper than the call of set(). */
const LOOP_BYTES = 24;
/** Behind a piece stands a flag, where every search ends; this many bytes are read with it. */
const TAIL_BYTES = 8;

/**
 * Creates a decoder. Everything before the first flag counts as noise. Memory is bounded: the limit and 8 KiB. Time is
 * linear in the bytes, however they are cut.
 *
 * @param limitBytes largest frame before escaping (address, control, payload, checksum)
 * @param handlers called synchronously from push
 */
export function createFrameDecoder(limitBytes: number, handlers: FrameHandlers): FrameDecoder {
  return new PassingDecoder(limitBytes, handlers);
}

/**
 * A piece is copied to where a flag can be put behind it, and passed over once, eight bytes at a time: flags and escapes are
 * looked for, what lies between goes on to the frame, and its checksum goes along. A class, since V8 throws away code that
 * it made for the functions within one decoder when that decoder is.
 */
class PassingDecoder implements FrameDecoder {
  private readonly limitBytes: number;
  private readonly handlers: FrameHandlers;
  private readonly piece: Uint8Array;
  private readonly pieceWords: DataView;
  /** The next byte of the piece. */
  private at = 0;

  /** Holds the frame that is on its way, its escapes taken out. What lies behind that means nothing. */
  private readonly store: ArrayBuffer;
  private readonly frame: Uint8Array;
  private readonly frameWords: DataView;
  /** Its bytes so far. A frame that is too long counts one more than the limit when a piece ends: no more of it is kept. */
  private size = 0;
  private crc = CRC_START;
  /** Bytes that had come for it before this piece, escapes included. */
  private earlierBytes = 0;
  /** An escape was the last of it. */
  private isEscaped = false;

  private isBusy = false;
  private readonly late: Uint8Array[] = [];

  constructor(limitBytes: number, handlers: FrameHandlers) {
    this.limitBytes = limitBytes;
    this.handlers = handlers;
    this.piece = new Uint8Array(PIECE_BYTES + TAIL_BYTES);
    this.pieceWords = new DataView(this.piece.buffer);
    this.store = new ArrayBuffer(limitBytes + 1 + PIECE_BYTES + TAIL_BYTES);
    this.frame = new Uint8Array(this.store);
    this.frameWords = new DataView(this.store);
  }

  push(bytes: Uint8Array): void {
    if (this.isBusy) {
      this.late.push(bytes.slice());
      return;
    }
    this.isBusy = true;
    try {
      this.takeAll(bytes);
      while (this.late.length) this.takeAll(this.late.shift() as Uint8Array);
    } catch (error) {
      this.begin();
      throw error;
    } finally {
      this.isBusy = false;
      this.late.length = 0;
    }
  }

  reset(): void {
    // While a frame is handed on nothing is half received.
    if (!this.isBusy) this.begin();
  }

  private begin(): void {
    this.size = 0;
    this.crc = CRC_START;
    this.earlierBytes = 0;
    this.isEscaped = false;
  }

  private takeAll(bytes: Uint8Array): void {
    if (bytes.length <= PIECE_BYTES) return this.take(bytes);
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) this.take(bytes.subarray(at, at + PIECE_BYTES));
  }

  private take(bytes: Uint8Array): void {
    const { piece } = this;
    const end = bytes.length;
    if (end < LOOP_BYTES) for (let i = 0; i < end; i++) piece[i] = bytes[i] as number;
    else piece.set(bytes);
    piece[end] = FLAG;
    this.at = 0;
    let from = 0;
    for (;;) {
      this.takeToFlag();
      if (this.at === end) break;
      const came = this.earlierBytes + this.at - from;
      if (came > 0) this.finish(came);
      this.begin();
      from = ++this.at;
    }
    this.earlierBytes += end - from;
    if (this.size > this.limitBytes) this.size = this.limitBytes + 1;
  }

  /** Takes what lies before the next flag. */
  private takeToFlag(): void {
    const { piece, pieceWords, frame, frameWords } = this;
    let { at, size, crc, isEscaped } = this;
    for (;;) {
      if (isEscaped) {
        if (piece[at] === FLAG) break;
        const byte = (piece[at++] as number) ^ ESCAPE_XOR;
        crc = few(crc, byte, 1);
        frame[size++] = byte;
      }
      let word: number;
      let next: number;
      let marks: number;
      let nextMarks: number;
      for (;;) {
        word = pieceWords.getInt32(at, true);
        next = pieceWords.getInt32(at + 4, true);
        marks = marksOf(word);
        nextMarks = marksOf(next);
        if ((marks | nextMarks) !== 0) break;
        frameWords.setInt32(size, word, true);
        frameWords.setInt32(size + 4, next, true);
        crc = eight(crc, word, next);
        at += 8;
        size += 8;
      }
      frameWords.setInt32(size, word, true);
      if (marks === 0) {
        crc = four(crc, word);
        at += 4;
        size += 4;
        frameWords.setInt32(size, next, true);
        word = next;
        marks = nextMarks;
      }
      const count = (31 - Math.clz32(marks & -marks)) >> 3;
      crc = few(crc, word, count);
      at += count;
      size += count;
      isEscaped = piece[at] === ESCAPE;
      if (!isEscaped) break;
      at++;
    }
    this.at = at;
    this.size = size;
    this.crc = crc;
    this.isEscaped = isEscaped;
  }

  /** A flag has come, behind so many bytes that are none. */
  private finish(came: number): void {
    const isLong = this.size > this.limitBytes;
    const why = isLong ? "long" : this.isEscaped ? "escape" : this.deliver();
    if (why && this.handlers.reject) this.handlers.reject(why, came);
  }

  private deliver(): FrameReject | undefined {
    if (this.size < SHORTEST_BYTES) return "short";
    if (this.crc !== CRC_GOOD) return "checksum";
    const { frame } = this;
    const end = this.size - CRC_BYTES;
    let address = 0;
    let at = 0;
    for (let shift = 0; ; ) {
      const byte = frame[at++] as number;
      address |= (byte >>> 1) << shift;
      if (byte & 1) break;
      shift += 7;
      if (shift === 28 || at === end) return "header";
    }
    if (at >= end || frame[at] !== CONTROL_UI) return "header";
    this.handlers.frame(address, new Uint8Array(this.store, at + 1, end - at - 1));
    return undefined;
  }
}

/**
 * The highest bit of each byte of a word, read little endian, that is a flag or an escape. Only the lowest of these bits
 * means something: the usual test of four bytes for a zero, once for either.
 */
function marksOf(word: number): number {
  const flags = word ^ 0x7e7e7e7e;
  const escapes = word ^ 0x7d7d7d7d;
  return (((flags - 0x01010101) & ~flags) | ((escapes - 0x01010101) & ~escapes)) & 0x80808080;
}
