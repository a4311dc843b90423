/** The words for the numbers of protocol/ketuk.proto, as applications and logs see them. */

/** Card families. "isodep": ISO 14443-4 and nothing more is known (phones, bank cards, foreign DESFire). */
export const FAMILIES = ["unknown", "desfire", "ntag424", "ultralight-aes", "ultralight", "classic", "isodep"] as const;
/** Card family; "unknown" also stands for families newer than this SDK. */
export type Family = (typeof FAMILIES)[number];

/** How strongly a card was proved, in rising order. */
export const ASSURANCES = ["none", "uid", "password", "crypto1", "mutual-aes"] as const;
/**
 * How strongly the card was proved: "none": an authentication failed; "uid": the card said so, anyone can copy it;
 * "password"; "crypto1": MIFARE Classic, broken; "mutual-aes": card and reader proved the same AES key to each other.
 */
export type Assurance = (typeof ASSURANCES)[number];

/** How the reader went about it. */
export const METHODS = [
  "none",
  "uid",
  "desfire-ev2",
  "desfire-ev1",
  "ntag424",
  "ultralight-aes",
  "password",
  "classic",
  "host",
] as const;
/**
 * How the reader went about it. "host": the host held the key and did the proving, so the assurance is the host's word
 * and not the reader's; "unknown" for methods newer than this SDK.
 */
export type Method = (typeof METHODS)[number] | "unknown";

/** Why the reader did not accept a card. */
export const REFUSALS = [
  "none",
  "wrong-key",
  "card-error",
  "not-accepted",
  "delayed",
  "too-weak",
  "host",
  "gate",
] as const;
/**
 * Why the reader did not accept the card: "none": it did; "wrong-key": a copy, or a card of another issuer;
 * "card-error": it answered against the rules; "not-accepted": nothing in the configuration accepts such a card;
 * "delayed": it asks for a pause after too many failures; "too-weak": proved, but weaker than its profile asks for;
 * "host": the host refused it, or did not answer in time; "gate": proved, but not
 * let through, see {@link GateDecision}; "unknown": a reason newer than this SDK.
 */
export type Refusal = (typeof REFUSALS)[number] | "unknown";

/** What a gate decided. */
export const GATE_DECISIONS = [
  "none",
  "admitted",
  "not-listed",
  "passed-back",
  "wrong-time",
  "no-clock",
  "too-weak",
] as const;
/**
 * What a reader decided that is a gate: "none": it is no gate, or refused the card before; "admitted"; "not-listed": no
 * member; "passed-back": was admitted a moment ago; "wrong-time": outside the time windows of its group; "no-clock": the
 * same, as the reader does not know the time; "too-weak": not proved as its rules ask for; "unknown": newer than this SDK.
 */
export type GateDecision = (typeof GATE_DECISIONS)[number] | "unknown";

/** What was found wrong with a card that was proved all the same; the index is the bit number. */
export const WEAKNESSES = [
  "open-configuration",
  "no-messaging",
  "backdoor",
  "uid-unproved",
  "plain-credential",
] as const;
/**
 * What was found wrong with a card that was proved all the same: "open-configuration": it can still be changed;
 * "no-messaging": Ultralight AES without MACs after the authentication; "backdoor": a Classic with a published key;
 * "uid-unproved": one key for all cards, and the UID was told outside the session; "plain-credential": the credential
 * came without a MAC.
 */
export type WeaknessName = (typeof WEAKNESSES)[number];

/** One for all, which nobody can change: a literal for each tap is what tap-of-record.ts warns of. */
const NO_NAMES: readonly never[] = Object.freeze([]);

/** The words for the bits of a set. */
export function namesOfBits<T extends string>(names: readonly T[], bits: number): readonly T[] {
  return bits === 0 ? NO_NAMES : names.filter((_, bit) => (bits >>> bit) & 1);
}

/** Where the wall clock of a record comes from. */
export const CLOCK_SOURCES = ["none", "host"] as const;
/** Where the wall clock of a record comes from; "none" when the reader does not know the time. */
export type ClockSource = (typeof CLOCK_SOURCES)[number] | "unknown";

/** Why a reader started. */
export const RESET_REASONS = ["unknown", "power", "watchdog", "software", "brownout"] as const;
/**
 * Why a reader started: "power": power, or a host that opened the port; "watchdog": the firmware hung; "software": it
 * restarted itself, the fault record before says why; "brownout": the supply dipped.
 */
export type ResetReason = (typeof RESET_REASONS)[number];

/** Faults of a reader, as words. */
export const FAULTS = [
  "none",
  "chip-silent",
  "chip-foreign",
  "chip-lost",
  "flash",
  "config",
  "interpreter",
  "flash-worn",
  "random",
  "coupons",
  "console",
] as const;
/**
 * Fault of a reader: "chip-silent": no power, wrong wires, RST held low; "chip-foreign": no MFRC522, or a loose wire;
 * "chip-lost": power dips or long wires; "flash": no taps are accepted; "config": missing or damaged, lab state;
 * "interpreter": out of memory or stack; "flash-worn": part of the journal is out of use; "random": the board's
 * generator fails its test, and no card is taken; "coupons": few or no signing coupons are left;
 * "console": somebody held BOOT, and the interpreter's console had the line.
 */
export type FaultName = (typeof FAULTS)[number] | "unknown";

/** What became of a firmware. */
export const FIRMWARE_STEPS = ["none", "stored", "confirmed", "taken-back"] as const;
/**
 * What became of a firmware: "stored": it is whole, and the reader restarts with it; "confirmed": it has found the chip and
 * opened a session; "taken-back": it did not, and the one before runs again.
 */
export type FirmwareStep = (typeof FIRMWARE_STEPS)[number] | "unknown";

/** What a reader does about a fault of its chip, one step after the other until one helps. */
export const REMEDIES = ["none", "reinit", "hard-reset", "reboot"] as const;
/** What a reader does about a fault of its chip: registers written anew, reset line pulsed, board restarted. */
export type Remedy = (typeof REMEDIES)[number] | "unknown";

/** The word for a number, or the fallback for numbers newer than this SDK. */
export function nameOf<T extends string, F extends string>(names: readonly T[], value: number, fallback: F): T | F {
  return names[value] ?? fallback;
}
