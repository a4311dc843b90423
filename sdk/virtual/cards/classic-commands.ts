/** What a MIFARE Classic does inside an authenticated sector: read, write, values. MF1S50 data sheet, 10, 11, 12. */

import { type BlockRight, type ClassicKeyType, parseAccess } from "./classic-access.js";
import {
  BLOCK_BYTES,
  type ClassicValue,
  encodeValue,
  groupOf,
  parseValue,
  sectorOf,
  trailerOf,
} from "./classic-memory.js";
import type { MemoryFaults } from "./page-memory.js";

const VALUE_LIMIT = 0x7fffffff;
const PLAIN_US = 100;
const PROGRAM_US = 3500;

/** What a command comes to, before it is enciphered. */
export type ClassicOutcome =
  | { readonly kind: "data"; readonly bytes: Uint8Array }
  | { readonly kind: "ack"; readonly delayUs: number }
  /** The command was not allowed, or not understood; or its frame was broken. */
  | { readonly kind: "refused"; readonly isBrokenFrame: boolean }
  /** No answer: success for a value operand, "idle" for power lost. */
  | { readonly kind: "silent"; readonly next: "active" | "idle" };

/** The sector a session is for. */
export interface ClassicSession {
  readonly sector: number;
  /** "backdoor": the published key of the maker, which opens every sector for reading. */
  readonly key: ClassicKeyType | "backdoor";
}

/** The commands of one card. */
export interface ClassicCommands {
  /** One frame of a session, deciphered, its CRC taken off. */
  run(session: ClassicSession, frame: Uint8Array): ClassicOutcome;
  /** Whether the internal value buffer holds something: refusals are 0 and 1 then instead of 4 and 5. */
  hasValue(): boolean;
  /** Forgets the first part of a command in two parts; a new selection forgets the value buffer too. */
  reset(isNewSelection: boolean): void;
}

const REFUSED: ClassicOutcome = { kind: "refused", isBrokenFrame: false };

/** Makes the commands over a card's memory. */
export function createClassicCommands(memory: Uint8Array, faults: MemoryFaults): ClassicCommands {
  let buffer: ClassicValue | undefined;
  let second: { readonly bytes: number; readonly run: (operand: Uint8Array) => ClassicOutcome } | undefined;

  const view = (block: number) => memory.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES);
  const accessOf = (sector: number) => parseAccess(view(trailerOf(sector)));

  /** The first part is acknowledged; the operand comes in a frame of its own. */
  function goOn(bytes: number, run: (operand: Uint8Array) => ClassicOutcome): ClassicOutcome {
    second = { bytes, run };
    return { kind: "ack", delayUs: PLAIN_US };
  }

  /** Whether the session may do this to the block; a key B that can be read may do nothing. */
  function may({ sector, key }: ClassicSession, block: number, right: BlockRight): boolean {
    const access = accessOf(sector);
    if (access === undefined || sectorOf(block) !== sector || block === trailerOf(sector)) return false;
    if (key === "backdoor") return right === "read";
    if (key === "b" && access.isKeyBReadable) return false;
    return (block > 0 || right === "read") && access.allows(groupOf(block), right, key);
  }

  /** A trailer shows what may be read of it, zeros for the rest, and key A never. */
  function readTrailer({ sector, key }: ClassicSession): ClassicOutcome {
    const access = accessOf(sector);
    const stored = view(trailerOf(sector));
    const bytes = new Uint8Array(BLOCK_BYTES);
    if (access === undefined) return REFUSED;
    if (key === "backdoor" || access.allowsTrailer("readAccess", key)) bytes.set(stored.subarray(6, 10), 6);
    else return REFUSED;
    if (key !== "backdoor" && access.allowsTrailer("readKeyB", key)) bytes.set(stored.subarray(10), 10);
    return key === "b" && access.isKeyBReadable ? REFUSED : { kind: "data", bytes };
  }

  function read(session: ClassicSession, block: number): ClassicOutcome {
    if (block === trailerOf(session.sector)) return readTrailer(session);
    return may(session, block, "read") ? { kind: "data", bytes: view(block).slice() } : REFUSED;
  }

  /** Programs a block; power lost on the way leaves the first half new. */
  function program(block: number, bytes: Uint8Array): ClassicOutcome {
    const isTorn = faults.tearNextWrite;
    faults.tearNextWrite = false;
    view(block).set(isTorn ? bytes.subarray(0, BLOCK_BYTES / 2) : bytes);
    return isTorn ? { kind: "silent", next: "idle" } : { kind: "ack", delayUs: PROGRAM_US };
  }

  /** The parts of a trailer the key may write are taken, the others stay as they are. */
  function writeTrailer({ sector, key }: ClassicSession): ClassicOutcome {
    const access = accessOf(sector);
    if (access === undefined || key === "backdoor" || (key === "b" && access.isKeyBReadable)) return REFUSED;
    const parts = (
      [
        ["writeKeyA", 0, 6],
        ["writeAccess", 6, 10],
        ["writeKeyB", 10, 16],
      ] as const
    ).filter(([right]) => access.allowsTrailer(right, key));
    if (parts.length === 0) return REFUSED;
    return goOn(BLOCK_BYTES, (bytes) => {
      const merged = view(trailerOf(sector)).slice();
      for (const [, from, to] of parts) merged.set(bytes.subarray(from, to), from);
      return program(trailerOf(sector), merged);
    });
  }

  function write(session: ClassicSession, block: number): ClassicOutcome {
    if (block === trailerOf(session.sector)) return writeTrailer(session);
    if (!may(session, block, "write")) return REFUSED;
    return goOn(BLOCK_BYTES, (bytes) => program(block, bytes));
  }

  /** INCREMENT, DECREMENT, RESTORE: a value block goes through the operation into the buffer. Success is silence. */
  function operate(session: ClassicSession, block: number, right: BlockRight, sign: number): ClassicOutcome {
    const stored = may(session, block, right) ? parseValue(view(block)) : undefined;
    if (stored === undefined) return REFUSED;
    return goOn(4, (operand) => {
      const step = new DataView(operand.buffer, operand.byteOffset).getUint32(0, true) * sign;
      const value = stored.value + step;
      if (Math.abs(value) > VALUE_LIMIT) return REFUSED;
      buffer = { ...stored, value };
      return { kind: "silent", next: "active" };
    });
  }

  function transfer(session: ClassicSession, block: number): ClassicOutcome {
    if (buffer === undefined || !may(session, block, "decrement")) return REFUSED;
    return program(block, encodeValue(buffer));
  }

  function begin(session: ClassicSession, ins: number, block: number): ClassicOutcome {
    switch (ins) {
      case 0x30:
        return read(session, block);
      case 0xa0:
        return write(session, block);
      case 0xb0:
        return transfer(session, block);
      case 0xc0:
        return operate(session, block, "decrement", -1);
      case 0xc1:
        return operate(session, block, "increment", 1);
      case 0xc2:
        return operate(session, block, "decrement", 0);
      default:
        return REFUSED;
    }
  }

  return {
    run(session, frame) {
      const next = second;
      second = undefined;
      if (next !== undefined)
        return frame.length === next.bytes ? next.run(frame) : { kind: "refused", isBrokenFrame: true };
      const [ins = 0, block = 0] = frame;
      return frame.length === 2 ? begin(session, ins, block) : REFUSED;
    },
    hasValue: () => buffer !== undefined,
    reset(isNewSelection) {
      second = undefined;
      if (isNewSelection) buffer = undefined;
    },
  };
}
