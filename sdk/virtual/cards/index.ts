/** The simulated cards, and what it takes to build more of them. */

export { type ClassicCard, type ClassicOptions, type ClassicState, createClassicCard } from "./classic.js";
export type { ClassicKeyType } from "./classic-access.js";
export type { ClassicSession } from "./classic-commands.js";
export type { ClassicSectorOptions, ClassicType } from "./classic-memory.js";
export { createDesfireCard, type DesfireCard, type DesfireCardOptions } from "./desfire.js";
export type { DesfireKey } from "./desfire-cipher.js";
export type { DesfireFaults } from "./desfire-context.js";
export type {
  AccessRight,
  AccessRights,
  DesfireDataFileOptions,
  DesfireFile,
  DesfireFileOptions,
  DesfireRecordFileOptions,
  DesfireValueFileOptions,
} from "./desfire-files.js";
export type { DesfireGeneration } from "./desfire-generation.js";
export type { DesfireApplicationInspection, DesfireInspection } from "./desfire-inspect.js";
export type { DesfireApplicationOptions } from "./desfire-memory.js";
export type { CommMode } from "./desfire-message.js";
export {
  type ActiveLayer,
  type ActiveReply,
  createIso14443aCard,
  type Iso14443aOptions,
  randomUid,
} from "./iso14443a.js";
export { type ApduLayer, type ApduReply, createIsodep, type IsodepOptions } from "./isodep.js";
export { createNtag424Card, type Ntag424Card, type Ntag424State } from "./ntag424.js";
export type { Ntag424Options } from "./ntag424-core.js";
export type { Ntag424File, Ntag424FileOptions } from "./ntag424-files.js";
export type { Ntag424FailureOptions, Ntag424Key } from "./ntag424-keys.js";
export type { Ntag424Right } from "./ntag424-rights.js";
export type { SdmSettings } from "./ntag424-sdm-settings.js";
export type { Ntag424Mode } from "./ntag424-session.js";
export type { MemoryFaults } from "./page-memory.js";
export { createUidCard, type UidCardOptions } from "./uid-card.js";
export {
  createUltralightCard,
  type UltralightCard,
  type UltralightOptions,
  type UltralightState,
} from "./ultralight.js";
export {
  createUltralightAesCard,
  type UltralightAesCard,
  type UltralightAesOptions,
  type UltralightAesState,
} from "./ultralight-aes.js";
export type { UltralightType } from "./ultralight-types.js";
