/** Takes the blocks of the block protocol apart. ISO/IEC 14443-4, 7.1. */

/** A block without its CRC. */
export interface Block {
  readonly kind: "i" | "r" | "wtx" | "deselect";
  readonly number: number;
  /** I-block: more follow. */
  readonly isChained: boolean;
  /** R-block: NAK instead of ACK. */
  readonly isNak: boolean;
  readonly hasCid: boolean;
  readonly cid: number;
  readonly inf: Uint8Array;
}

/** Reads a frame with a good CRC; undefined when its PCB is not defined, names a NAD, or its length does not fit. */
export function parseBlock(bytes: Uint8Array): Block | undefined {
  const pcb = bytes[0] ?? 0;
  const kind = kindOf(pcb);
  if (kind === undefined) return undefined;
  const hasCid = (pcb & 0x08) !== 0;
  const infStart = hasCid ? 2 : 1;
  if (bytes.length < infStart + 2) return undefined;
  const inf = bytes.subarray(infStart, bytes.length - 2);
  if ((kind === "r" || kind === "deselect") && inf.length > 0) return undefined;
  return {
    kind,
    number: pcb & 1,
    isChained: kind === "i" && (pcb & 0x10) !== 0,
    isNak: kind === "r" && (pcb & 0x10) !== 0,
    hasCid,
    cid: hasCid ? (bytes[1] ?? 0) & 0x0f : 0,
    inf,
  };
}

/** The NAD bit of an I-block (04) is refused: no card here supports node addresses. */
function kindOf(pcb: number): Block["kind"] | undefined {
  if ((pcb & 0xe6) === 0x02) return "i";
  if ((pcb & 0xe6) === 0xa2) return "r";
  if ((pcb & 0xf7) === 0xc2) return "deselect";
  if ((pcb & 0xf7) === 0xf2) return "wtx";
  return undefined;
}
