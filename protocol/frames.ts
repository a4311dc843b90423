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
import { crc32, crcOf } from "./crc32.js";

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

/** Bytes of a longer piece that are decoded at a time. */
const PIECE_BYTES = 2048;
/** Below so many bytes a loop is cheaper than the call of set(). */
const LOOP_BYTES = 24;

/** Node's Buffer finds a byte several times as fast as a plain array does. Browsers have none. */
const NODE = globalThis as { readonly Buffer?: { from(store: ArrayBuffer): Uint8Array } };

/**
 * Creates a decoder. Everything before the first flag counts as noise. Memory is bounded: twice the limit and 2 KiB. Time
 * is linear in the bytes, however they are cut.
 *
 * @param limitBytes largest frame before escaping (address, control, payload, checksum)
 * @param handlers called synchronously from push
 */
export function createFrameDecoder(limitBytes: number, handlers: FrameHandlers): FrameDecoder {
  return new SpaceDecoder(limitBytes, handlers);
}

/**
 * Every piece is copied behind what is left of the one before, and frames are found and unescaped where they lie: the
 * work in JavaScript is for each frame and each escape, not for each byte. A class, since V8 throws away code that it made
 * for the functions within one decoder when that decoder is.
 */
class SpaceDecoder implements FrameDecoder {
  private readonly limitBytes: number;
  /** Longest frame as it comes that can be one: all of it escaped, and an escape that nothing follows. */
  private readonly mostBytes: number;
  private readonly handlers: FrameHandlers;
  private readonly store: ArrayBuffer;
  /** Three views of the store: for bytes, for words, for indexOf. */
  private readonly space: Uint8Array;
  private readonly view: DataView;
  private readonly finder: Uint8Array;
  /** Bytes since the last flag; they lie at the beginning of the space, with no flag in them. */
  private heldBytes = 0;
  /** Bytes of a frame that is over the limit which are forgotten already, or 0. */
  private droppedBytes = 0;
  private isBusy = false;
  private readonly late: Uint8Array[] = [];

  constructor(limitBytes: number, handlers: FrameHandlers) {
    this.limitBytes = limitBytes;
    this.mostBytes = 2 * limitBytes + 1;
    this.handlers = handlers;
    // Two more, where a search ends.
    this.store = new ArrayBuffer(this.mostBytes + PIECE_BYTES + 2);
    this.space = new Uint8Array(this.store);
    this.view = new DataView(this.store);
    this.finder = NODE.Buffer?.from(this.store) ?? this.space;
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
    } finally {
      this.isBusy = false;
      this.late.length = 0;
    }
  }

  reset(): void {
    this.heldBytes = 0;
    this.droppedBytes = 0;
  }

  private takeAll(bytes: Uint8Array): void {
    if (bytes.length <= PIECE_BYTES) return this.take(bytes);
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) this.take(bytes.subarray(at, at + PIECE_BYTES));
  }

  private take(bytes: Uint8Array): void {
    const { space, finder, heldBytes } = this;
    const end = this.append(bytes);
    // Of this frame, which no piece before has ended, only the new bytes can hold the flag.
    let from = heldBytes;
    let start = 0;
    let firstEscape = -1;
    this.heldBytes = 0;
    for (;;) {
      if (from === start && from < end && space[from] === FLAG && this.droppedBytes === 0) {
        start = ++from;
        continue;
      }
      const flag = finder.indexOf(FLAG, from);
      if (flag === end) break;
      if (this.droppedBytes > 0) this.endDropped(flag - start);
      else {
        if (firstEscape < start) firstEscape = finder.indexOf(ESCAPE, start);
        this.finish(start, flag, firstEscape);
      }
      start = from = flag + 1;
    }
    this.hold(start, end);
  }

  /** Copies a piece behind what is held, and an end for every search behind that. Returns where it ends. */
  private append(bytes: Uint8Array): number {
    const { space, heldBytes } = this;
    const count = bytes.length;
    const end = heldBytes + count;
    if (count < LOOP_BYTES) for (let i = 0; i < count; i++) space[heldBytes + i] = bytes[i] as number;
    else space.set(bytes, heldBytes);
    space[end] = FLAG;
    space[end + 1] = ESCAPE;
    return end;
  }

  /** Keeps the beginning of a frame for the next piece, unless it is too long by now. */
  private hold(start: number, end: number): void {
    const count = end - start;
    if (this.droppedBytes > 0 || count > this.mostBytes) {
      this.droppedBytes += count;
      return;
    }
    if (start > 0 && count > 0) this.space.copyWithin(0, start, end);
    this.heldBytes = count;
  }

  private endDropped(count: number): void {
    const bytes = this.droppedBytes + count;
    this.droppedBytes = 0;
    this.reject("long", bytes);
  }

  /** A frame lies from start to end, its first escape, if any, before the end. */
  private finish(start: number, end: number, firstEscape: number): void {
    const found = firstEscape < end ? this.unescape(firstEscape, end) : end;
    const size = (found < 0 ? ~found : found) - start;
    const why = size > this.limitBytes ? "long" : found < 0 ? "escape" : this.deliver(start, found);
    if (why) this.reject(why, end - start);
  }

  private reject(why: FrameReject, bytes: number): void {
    if (this.handlers.reject) this.handlers.reject(why, bytes);
  }

  /** Takes the escapes out from the first one on. Returns where the frame ends then; inverted when it ends in an escape. */
  private unescape(firstEscape: number, end: number): number {
    const { space, view } = this;
    let to = firstEscape;
    let at = firstEscape;
    while (at < end) {
      if (at + 4 <= end) {
        const word = view.getInt32(at, true);
        // A byte of this is 0 where that of the word is an escape; the test for it is the usual one for four bytes.
        const zero = word ^ 0x7d7d7d7d;
        if (((zero - 0x01010101) & ~zero & 0x80808080) === 0) {
          view.setInt32(to, word, true);
          at += 4;
          to += 4;
          continue;
        }
      }
      const byte = space[at++] as number;
      if (byte !== ESCAPE) space[to++] = byte;
      else if (at === end) return ~to;
      else space[to++] = (space[at++] as number) ^ ESCAPE_XOR;
    }
    return to;
  }

  private deliver(start: number, stop: number): FrameReject | undefined {
    if (stop - start < SHORTEST_BYTES) return "short";
    const { space, view } = this;
    const end = stop - CRC_BYTES;
    if (view.getInt32(end, true) !== crcOf(view, start, end)) return "checksum";
    let address = 0;
    let at = start;
    for (let shift = 0; ; ) {
      const byte = space[at++] as number;
      address |= (byte >>> 1) << shift;
      if (byte & 1) break;
      shift += 7;
      if (shift === 28 || at === end) return "header";
    }
    if (at >= end || space[at] !== CONTROL_UI) return "header";
    this.handlers.frame(address, new Uint8Array(this.store, at + 1, end - at - 1));
    return undefined;
  }
}
