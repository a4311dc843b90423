/**
 * `ketuk/virtual`: a reader without hardware, for development, demonstrations and the tests of your own project. The
 * firmware is the very file that is flashed; board, chip, field and cards are simulated down to registers and frames.
 *
 * @module
 */
export type { AirAnswer, AirFrame, Picc } from "./air.js";
export type { VirtualBinding, VirtualPort } from "./binding.js";
export type { PinChange, VirtualBoard, VirtualPin } from "./board.js";
export type { CableFaults, VirtualCable } from "./cable.js";
export type { CableFault, CableStrike } from "./cable-faults.js";
export {
  type ClassicCard,
  type ClassicOptions,
  createClassicCard,
  createDesfireCard,
  createNtag424Card,
  createUidCard,
  createUltralightAesCard,
  createUltralightCard,
  type DesfireCard,
  type DesfireCardOptions,
  type Ntag424Card,
  type Ntag424Options,
  randomUid,
  type UidCardOptions,
  type UltralightAesCard,
  type UltralightAesOptions,
  type UltralightCard,
  type UltralightOptions,
} from "./cards/index.js";
export {
  CARDS_SCHEMA,
  type CardDescription,
  type CardsFile,
  createCards,
  type DescribedKey,
  parseCards,
} from "./cards-file.js";
export { demoProfile, type VirtualReaderConfig } from "./config.js";
export { createDemoCard, type DemoCards, demoCards } from "./demo-cards.js";
export {
  type ChipKind,
  type HardwareFaultName,
  NAMED_FAULTS,
  type NamedFault,
  type VirtualFaults,
  type WireName,
} from "./faults.js";
export type { Field, FieldFaults } from "./field.js";
export type { FlashFaults, VirtualFlash } from "./flash.js";
export type { Mfrc522, Mfrc522Faults } from "./mfrc522.js";
export type { ClockMode } from "./pump.js";
export { createVirtualReader, type VirtualReader, type VirtualReaderOptions, type VirtualSigning } from "./reader.js";
export type { Schedule } from "./schedule.js";
export type { VirtualTcpServer } from "./tcp.js";
export type { VirtualUart } from "./uart.js";
