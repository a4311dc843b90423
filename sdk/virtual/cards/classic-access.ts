/** Access bits of MIFARE Classic sectors and what they allow. MF1S50 data sheet, 8.7. */

/** What a session was opened with. */
export type ClassicKeyType = "a" | "b";

/** What can be done to a data block. "decrement" covers RESTORE and TRANSFER as well. */
export type BlockRight = "read" | "write" | "increment" | "decrement";

/** What can be done to the parts of a trailer. */
export type TrailerRight = "writeKeyA" | "readAccess" | "writeAccess" | "readKeyB" | "writeKeyB";

type Keys = "" | "a" | "b" | "ab";

/** By C1 C2 C3 as a number: who may read, write, increment, decrement. */
const BLOCK_RIGHTS: ReadonlyArray<Readonly<Record<BlockRight, Keys>>> = [
  { read: "ab", write: "ab", increment: "ab", decrement: "ab" },
  { read: "ab", write: "", increment: "", decrement: "ab" },
  { read: "ab", write: "", increment: "", decrement: "" },
  { read: "b", write: "b", increment: "", decrement: "" },
  { read: "ab", write: "b", increment: "", decrement: "" },
  { read: "b", write: "", increment: "", decrement: "" },
  { read: "ab", write: "b", increment: "b", decrement: "ab" },
  { read: "", write: "", increment: "", decrement: "" },
];

/** By C1 C2 C3 as a number. Key A is never read. */
const TRAILER_RIGHTS: ReadonlyArray<Readonly<Record<TrailerRight, Keys>>> = [
  { writeKeyA: "a", readAccess: "a", writeAccess: "", readKeyB: "a", writeKeyB: "a" },
  { writeKeyA: "a", readAccess: "a", writeAccess: "a", readKeyB: "a", writeKeyB: "a" },
  { writeKeyA: "", readAccess: "a", writeAccess: "", readKeyB: "a", writeKeyB: "" },
  { writeKeyA: "b", readAccess: "ab", writeAccess: "b", readKeyB: "", writeKeyB: "b" },
  { writeKeyA: "b", readAccess: "ab", writeAccess: "", readKeyB: "", writeKeyB: "b" },
  { writeKeyA: "", readAccess: "ab", writeAccess: "b", readKeyB: "", writeKeyB: "" },
  { writeKeyA: "", readAccess: "ab", writeAccess: "", readKeyB: "", writeKeyB: "" },
  { writeKeyA: "", readAccess: "ab", writeAccess: "", readKeyB: "", writeKeyB: "" },
];

/** The rights in a sector. */
export interface SectorAccess {
  /** Whether a data block of group 0 to 2 allows it. */
  allows(group: number, right: BlockRight, key: ClassicKeyType): boolean;
  /** Whether the trailer allows it. */
  allowsTrailer(right: TrailerRight, key: ClassicKeyType): boolean;
  /** Key B is readable, so it is data: it opens a session that may do nothing. */
  readonly isKeyBReadable: boolean;
}

/** Reads the access bits of a trailer; undefined when the inverted copies do not match, which blocks the sector. */
export function parseAccess(trailer: Uint8Array): SectorAccess | undefined {
  const [b6 = 0, b7 = 0, b8 = 0] = trailer.subarray(6, 9);
  const [c1, c2, c3] = [b7 >> 4, b8 & 0x0f, b8 >> 4];
  if ((b6 & 0x0f) !== (~c1 & 0x0f) || b6 >> 4 !== (~c2 & 0x0f) || (b7 & 0x0f) !== (~c3 & 0x0f)) return undefined;
  const condition = (group: number) => (((c1 >> group) & 1) << 2) | (((c2 >> group) & 1) << 1) | ((c3 >> group) & 1);
  const allowsTrailer = (right: TrailerRight, key: ClassicKeyType) =>
    TRAILER_RIGHTS[condition(3)]?.[right].includes(key) === true;
  return {
    allows: (group, right, key) => BLOCK_RIGHTS[condition(group)]?.[right].includes(key) === true,
    allowsTrailer,
    isKeyBReadable: allowsTrailer("readKeyB", "a"),
  };
}

/** The three access bytes for C1 C2 C3 of groups 0, 1, 2 and the trailer, each as a number 0 to 7. */
export function encodeAccess(conditions: readonly [number, number, number, number]): Uint8Array {
  const bitsOf = (weight: number) =>
    conditions.reduce((bits, condition, group) => bits | (((condition >> weight) & 1) << group), 0);
  const [c1, c2, c3] = [bitsOf(2), bitsOf(1), bitsOf(0)];
  return Uint8Array.of(((~c2 & 0x0f) << 4) | (~c1 & 0x0f), (c1 << 4) | (~c3 & 0x0f), (c3 << 4) | c2);
}
