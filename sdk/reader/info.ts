/** What a reader says about itself, as applications see it. */
import { toHex } from "../bytes.js";
import { FEATURES, type Feature, type Hello } from "../link/messages.js";
import type { ResetReason } from "../verify/names.js";

/** About a reader. It says this itself and anyone can say it: only a tap's seal proves which reader it is. */
export interface ReaderInfo {
  /** Path of its port. */
  readonly path: string;
  /** Its id; empty in lab state. */
  readonly id: string;
  /** "lab": no keys, its taps are unsealed and worth nothing; "provisioned". */
  readonly state: "lab" | "provisioned";
  /** Which start this is, from 1. */
  readonly boot: number;
  /** Why it started. */
  readonly resetReason: ResetReason;
  /** Rises when its keys or journal were wiped. */
  readonly epoch: number;
  /** MFRC522 VersionReg: 0x91 and 0x92 are genuine, 0x00 and 0xFF mean no chip. */
  readonly chipVersion: number;
  /** Firmware version. */
  readonly firmwareVersion: string;
  /** Number of its firmware image: rises with every release; 0 for a firmware that cannot be updated over the line. */
  readonly firmwareNumber: number;
  /** First 8 bytes of the SHA-256 over the firmware file, as hexadecimal. */
  readonly firmwareHash: string;
  /** "VERSION BOARD" of the Espruino build. */
  readonly interpreter: string;
  /** Name of its wiring: "devkit", "c3", "s3" or that of its board file; empty with older firmware, or a damaged file. */
  readonly board: string;
  /** What it can do, and what is wired to it. */
  readonly features: readonly Feature[];
  /** Counter of its newest record; 0 before the first. */
  readonly lastCounter: number;
}

/** Picks what applications see. */
export function infoOf(path: string, hello: Hello): ReaderInfo {
  const { state, boot, resetReason, epoch, chipVersion, firmwareVersion, interpreter, lastCounter } = hello;
  return {
    path,
    id: hello.readerId,
    state,
    boot,
    resetReason,
    epoch,
    chipVersion,
    firmwareVersion,
    firmwareNumber: hello.firmwareNumber,
    firmwareHash: toHex(hello.firmwareHash),
    interpreter,
    board: hello.board,
    features: FEATURES.filter((_, bit) => (hello.features >> bit) & 1),
    lastCounter,
  };
}
