/**
 * Frames on the board: the format of protocol/frames.ts, made of native calls on byte strings. Work is one native pass
 * per escape byte, and a step in JavaScript per escape, never per byte.
 */
import { FRAME_LIMIT_TO_READER } from "../../protocol/limits.js";

const FLAG = "\x7e";
const ESCAPE = "\x7d";
const ESCAPED_ESCAPE = "\x7d\x5d";
const ESCAPED_FLAG = "\x7d\x5e";
const CONTROL_UI = 3;
/** CRC-32 over content and its own checksum is this number whenever the checksum fits. */
const RESIDUE = 0x2144df1c;
const SHORTEST_BYTES = 6;
/** A frame in which every byte was escaped. */
const RAW_LIMIT = 2 * FRAME_LIMIT_TO_READER;

/** Builds one frame, flags included. */
export function encodeFrame(address: number, payload: string): string {
  const content = E.toString((address << 1) | 1, CONTROL_UI, payload);
  const crc = E.CRC32(content);
  // What stands above a byte is cut off.
  const whole = E.toString(content, crc, crc >> 8, crc >> 16, crc >> 24);
  return FLAG + whole.split(ESCAPE).join(ESCAPED_ESCAPE).split(FLAG).join(ESCAPED_FLAG) + FLAG;
}

/** Takes the escapes out. Undefined when an escape stands at the end. */
function unstuff(raw: string): string | undefined {
  const parts = raw.split(ESCAPE);
  const count = parts.length;
  if (count === 1) return raw;
  for (let i = 1; i < count; i++) {
    const part = parts[i];
    if (part) parts[i] = E.toString(part.charCodeAt(0) ^ 32) + part.substr(1);
    // The escaped byte is 7D itself, and what follows stands as it is.
    else if (++i < count) parts[i - 1] = "\x5d";
    else return undefined;
  }
  return parts.join("");
}

export interface FrameDecoder {
  /** Frames dropped: checksum, length, escape, address. */
  bad: number;
  /** Takes the next bytes in pieces of any size. */
  push(bytes: string): void;
}

/** @param onFrame called from push for every good frame */
export function createFrameDecoder(onFrame: (address: number, payload: string) => void): FrameDecoder {
  let pending = "";
  /** Everything up to the next flag belongs to no frame: the start, or a frame that grew too long. */
  let skipping = true;

  function frame(raw: string): void {
    const content = unstuff(raw);
    const size = content ? content.length : 0;
    if (
      !content ||
      size < SHORTEST_BYTES ||
      size > FRAME_LIMIT_TO_READER ||
      E.CRC32(content) !== RESIDUE ||
      // Longer addresses name channels that the board does not have.
      !(content.charCodeAt(0) & 1) ||
      content.charCodeAt(1) !== CONTROL_UI
    )
      decoder.bad++;
    else onFrame(content.charCodeAt(0) >> 1, content.substr(2, size - SHORTEST_BYTES));
  }

  const decoder: FrameDecoder = {
    bad: 0,
    push(bytes) {
      const parts = bytes.split(FLAG);
      const last = parts.length - 1;
      for (let i = 0; i < last; i++) {
        const raw = pending + parts[i];
        pending = "";
        if (skipping) skipping = false;
        else if (raw) frame(raw);
      }
      if (skipping) return;
      pending += parts[last];
      if (pending.length <= RAW_LIMIT) return;
      pending = "";
      skipping = true;
      decoder.bad++;
    },
  };
  return decoder;
}
