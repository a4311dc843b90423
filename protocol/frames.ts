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
import { crc32 } from "./crc32.js";

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
   * A good frame. `payload` is only valid during the call: it is a view into the decoder's buffer. Copy to keep.
   */
  frame(address: number, payload: Uint8Array): void;
  /** Bytes that were no frame: noise, boot text, a damaged frame. `bytes` is how many were dropped. */
  reject?(why: FrameReject, bytes: number): void;
}

/** Cuts a byte stream into frames. */
export interface FrameDecoder {
  /** Takes the next bytes, in pieces of any size; calls the handlers before it returns. Never throws by itself. */
  push(bytes: Uint8Array): void;
  /** Forgets a half-received frame, as after a reconnect. */
  reset(): void;
}

/**
 * Creates a decoder. Everything before the first flag counts as noise. Memory is bounded by the limit; time is linear.
 *
 * @param limitBytes largest frame before escaping (address, control, payload, checksum)
 * @param handlers called synchronously from push
 */
export function createFrameDecoder(limitBytes: number, handlers: FrameHandlers): FrameDecoder {
  const buffer = new Uint8Array(limitBytes);
  /** Bytes of the present frame in the buffer. */
  let length = 0;
  /** Bytes dropped of a frame that is over the limit, or 0. */
  let overrun = 0;
  let escaped = false;

  function finish(): void {
    const size = length;
    const dropped = overrun;
    const broken = escaped;
    length = 0;
    overrun = 0;
    escaped = false;
    if (size === 0 && dropped === 0 && !broken) return;
    const why = dropped ? "long" : broken ? "escape" : deliver(size);
    if (why && handlers.reject) handlers.reject(why, size + dropped);
  }

  function deliver(size: number): FrameReject | undefined {
    if (size < SHORTEST_BYTES) return "short";
    const end = size - CRC_BYTES;
    const sent =
      (buffer[end] as number) |
      ((buffer[end + 1] as number) << 8) |
      ((buffer[end + 2] as number) << 16) |
      ((buffer[end + 3] as number) << 24);
    if (sent >>> 0 !== crc32(buffer, 0, end)) return "checksum";
    let address = 0;
    let at = 0;
    for (;;) {
      const byte = buffer[at] as number;
      address |= (byte >>> 1) << (7 * at);
      at++;
      if (byte & 1) break;
      if (at === 4 || at === end) return "header";
    }
    if (at >= end || buffer[at] !== CONTROL_UI) return "header";
    handlers.frame(address, buffer.subarray(at + 1, end));
    return undefined;
  }

  /** Bytes from start to end hold neither a flag nor an escape. */
  function append(bytes: Uint8Array, start: number, end: number): void {
    const count = end - start;
    if (overrun || length + count > limitBytes) {
      overrun += count;
      return;
    }
    // Below some 32 bytes the loop is cheaper than the view that set() needs.
    if (count < 32) for (let i = start; i < end; i++) buffer[length++] = bytes[i] as number;
    else {
      buffer.set(bytes.subarray(start, end), length);
      length += count;
    }
  }

  function push(bytes: Uint8Array): void {
    const end = bytes.length;
    let at = 0;
    while (at < end) {
      if (escaped && bytes[at] !== FLAG) {
        escaped = false;
        if (overrun || length === limitBytes) overrun++;
        else buffer[length++] = (bytes[at] as number) ^ ESCAPE_XOR;
        at++;
        continue;
      }
      let stop = at;
      while (stop < end && bytes[stop] !== FLAG && bytes[stop] !== ESCAPE) stop++;
      if (stop > at) append(bytes, at, stop);
      if (stop === end) return;
      if (bytes[stop] === FLAG) finish();
      else escaped = true;
      at = stop + 1;
    }
  }

  return {
    push,
    reset() {
      length = 0;
      overrun = 0;
      escaped = false;
    },
  };
}
