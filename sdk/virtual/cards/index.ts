/** The simulated cards, and what it takes to build more of them. */

export { createDesfireCard, type DesfireCardOptions } from "./desfire.js";
export type { AccessRight, DesfireApplicationOptions, DesfireFileOptions } from "./desfire-files.js";
export type { CommMode } from "./desfire-session.js";
export { type ActiveLayer, type ActiveReply, createIso14443aCard, type Iso14443aOptions } from "./iso14443a.js";
export { type ApduLayer, type ApduReply, createIsodep, type IsodepOptions } from "./isodep.js";
export { createUidCard, type UidCardOptions } from "./uid-card.js";
