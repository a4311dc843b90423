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
export const METHODS = ["none", "uid", "desfire-ev2"] as const;
/** How the reader went about it; "unknown" for methods newer than this SDK. */
export type Method = (typeof METHODS)[number] | "unknown";

/** Why the reader did not accept a card. */
export const REFUSALS = ["none", "wrong-key", "card-error", "not-accepted", "delayed"] as const;
/**
 * Why the reader did not accept the card: "none": it did; "wrong-key": a copy, or a card of another issuer;
 * "card-error": it answered against the rules; "not-accepted": nothing in the configuration accepts such a card;
 * "delayed": it asks for a pause after too many failures; "unknown": a reason newer than this SDK.
 */
export type Refusal = (typeof REFUSALS)[number] | "unknown";

/** Where the wall clock of a record comes from. */
export const CLOCK_SOURCES = ["none", "host"] as const;
/** Where the wall clock of a record comes from; "none" when the reader does not know the time. */
export type ClockSource = (typeof CLOCK_SOURCES)[number] | "unknown";

/** Why a reader started. */
export const RESET_REASONS = ["unknown", "power", "watchdog", "command"] as const;
/** Why a reader started. */
export type ResetReason = (typeof RESET_REASONS)[number];

/** The word for a number, or the fallback for numbers newer than this SDK. */
export function nameOf<T extends string, F extends string>(names: readonly T[], value: number, fallback: F): T | F {
  return names[value] ?? fallback;
}
