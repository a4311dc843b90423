/** What the keys of a ring are for, by name. */

/** What a reader has keys for that change apart from each other. All roles of a reader share one version. */
export const READER_PURPOSES = ["tap", "role", "policy"] as const;
/** What a reader has keys for that change apart from each other. */
export type ReaderPurpose = (typeof READER_PURPOSES)[number];

/** What can be rotated; "card" is fleet-wide, since every reader must read every card. */
export const ROTATABLE = [...READER_PURPOSES, "card"] as const;
/** What can be rotated. */
export type Rotatable = (typeof ROTATABLE)[number];
