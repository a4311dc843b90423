/** GetVersion taken apart. cards.md 6.2; the answer is as trustworthy as the session it came in. */

/** Products told apart by type and version of their hardware. */
export type CardProduct = "desfire-ev1" | "desfire-ev2" | "desfire-ev3" | "desfire-light" | "ntag424" | "unknown";

/** One of the two version blocks. */
export interface VersionBlock {
  /** 4 is NXP. */
  readonly vendor: number;
  /** Family of products: 1 DESFire, 4 NTAG, 8 DESFire Light. */
  readonly type: number;
  /** Variant of the family. */
  readonly subtype: number;
  /** Major version. */
  readonly major: number;
  /** Minor version. */
  readonly minor: number;
  /** Size code: 2^(code / 2) bytes, odd codes lie between two powers. */
  readonly sizeCode: number;
  /** Protocol code: 5 is ISO/IEC 14443-3 and -4. */
  readonly protocol: number;
}

/** What a card says about itself. */
export interface CardVersion {
  /** Product, where it is known. */
  readonly product: CardProduct;
  /** The chip. */
  readonly hardware: VersionBlock;
  /** Its program. */
  readonly software: VersionBlock;
  /** 7 bytes; zeros while the UID is random. */
  readonly uid: Uint8Array;
  /** Production batch, 5 bytes. */
  readonly batch: Uint8Array;
}

const BLOCK_BYTES = 7;
const VERSION_BYTES = 28;

/** Takes the three parts, joined, apart; undefined when they are too short. */
export function parseCardVersion(answer: Uint8Array): CardVersion | undefined {
  if (answer.length < VERSION_BYTES) return undefined;
  const hardware = blockAt(answer, 0);
  return {
    product: productOf(hardware),
    hardware,
    software: blockAt(answer, BLOCK_BYTES),
    uid: answer.slice(14, 21),
    batch: answer.slice(21, 26),
  };
}

function blockAt(bytes: Uint8Array, at: number): VersionBlock {
  const [vendor = 0, type = 0, subtype = 0, major = 0, minor = 0, sizeCode = 0, protocol = 0] = bytes.subarray(at);
  return { vendor, type, subtype, major, minor, sizeCode, protocol };
}

function productOf({ vendor, type, major }: VersionBlock): CardProduct {
  if (vendor !== 4) return "unknown";
  const family = type & 0x0f;
  if (family === 8) return "desfire-light";
  if (family === 4) return major === 0x30 ? "ntag424" : "unknown";
  if (family !== 1) return "unknown";
  if (major === 0x01) return "desfire-ev1";
  if (major === 0x12 || major === 0x22) return "desfire-ev2";
  return major === 0x33 ? "desfire-ev3" : "unknown";
}
