/** What tells the generations of DESFire apart: version, commands, limits. DESFire EV1, EV2 and EV3 data sheets, GetVersion. */

/** A generation of the card. */
export type DesfireGeneration = "ev1" | "ev2" | "ev3";

/** ATS as delivered, the same for all three: FSC 64, all rates, FWI 8, CID supported, historical byte 80. */
export const DEFAULT_ATS = Uint8Array.of(0x06, 0x75, 0x77, 0x81, 0x02, 0x80);

/** Commands an EV1 does not have: EV2 authentication, ISO-DEP chained data, originality signature. */
const NEWER_COMMANDS: ReadonlySet<number> = new Set([0x71, 0x77, 0xad, 0x8d, 0xab, 0x8b, 0x3c]);

/** An EV1 has room for this many applications; later ones only run out of memory. */
const EV1_APPLICATION_LIMIT = 28;

/** Vendor, type, subtype, version, size (4 KB), protocol. */
const HARDWARE: Readonly<Record<DesfireGeneration, Uint8Array>> = {
  ev1: Uint8Array.of(0x04, 0x01, 0x01, 0x01, 0x00, 0x18, 0x05),
  ev2: Uint8Array.of(0x04, 0x01, 0x01, 0x12, 0x00, 0x18, 0x05),
  ev3: Uint8Array.of(0x04, 0x01, 0x01, 0x33, 0x00, 0x18, 0x05),
};
const SOFTWARE: Readonly<Record<DesfireGeneration, Uint8Array>> = {
  ev1: Uint8Array.of(0x04, 0x01, 0x01, 0x01, 0x04, 0x18, 0x05),
  ev2: Uint8Array.of(0x04, 0x01, 0x01, 0x02, 0x01, 0x18, 0x05),
  ev3: Uint8Array.of(0x04, 0x01, 0x01, 0x03, 0x00, 0x18, 0x05),
};
/** Batch number, week and year of production. */
const PRODUCTION = Uint8Array.of(0xba, 0x54, 0x0c, 0x9a, 0x50, 0x23, 0x21);

/** The two fixed parts of GetVersion and what stands behind the UID in the third. */
export function versionOf(generation: DesfireGeneration): readonly [Uint8Array, Uint8Array, Uint8Array] {
  return [HARDWARE[generation], SOFTWARE[generation], PRODUCTION];
}

/** Whether a card of this generation has a command at all. */
export function knowsCommand(generation: DesfireGeneration, ins: number): boolean {
  return generation !== "ev1" || !NEWER_COMMANDS.has(ins);
}

/** How many applications fit, memory aside. */
export function applicationLimit(generation: DesfireGeneration): number {
  return generation === "ev1" ? EV1_APPLICATION_LIMIT : Number.POSITIVE_INFINITY;
}
