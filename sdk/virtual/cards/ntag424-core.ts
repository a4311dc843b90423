/** What all commands of an NTAG 424 DNA share: its memory, what is selected, the session. NT4H2421Gx data sheet, 8. */

import { randomBytes } from "node:crypto";
import { createNtag424Files, type Ntag424File, type Ntag424FileOptions } from "./ntag424-files.js";
import { createNtag424Keys, type Ntag424FailureOptions, type Ntag424Keys } from "./ntag424-keys.js";
import { mirroredFile } from "./ntag424-sdm.js";
import type { SdmSettings } from "./ntag424-sdm-settings.js";
import type { Ntag424Session } from "./ntag424-session.js";
import type { Ntag424Result } from "./ntag424-status.js";

/** SDMReadCtr never goes beyond this. */
const READ_COUNT_LIMIT = 0xffffff;

/** What a card holds. */
export interface Ntag424Options {
  /** Seven bytes. */
  readonly uid: Uint8Array;
  /** Five keys of 16 bytes; zeros when left out. */
  readonly keys?: readonly Uint8Array[];
  /** By file number: 1 capability container, 2 NDEF, 3 proprietary. */
  readonly files?: Readonly<Partial<Record<1 | 2 | 3, Ntag424FileOptions>>>;
  /** Secure dynamic messaging on file 2; off when left out. */
  readonly sdm?: SdmSettings;
  /** Activation shows 08.. and GetVersion zeros; GetCardUID still tells. */
  readonly randomUid?: boolean;
  /** Answer of Read_Sig, 56 bytes; zeros when left out. */
  readonly signature?: Uint8Array;
  /** When wrong keys lead to pauses and to a locked key. */
  readonly failures?: Ntag424FailureOptions;
  /** Random bytes of the length asked for; more are cut off. */
  readonly rng?: (lengthBytes: number) => Uint8Array;
}

/** Goes on with a command in several frames. */
export type Continuation = (data: Uint8Array) => Ntag424Result;

/** Memory and volatile state of one card. */
export interface Ntag424Core {
  readonly uid: Uint8Array;
  readonly randomUid: boolean;
  readonly signature: Uint8Array;
  readonly keys: Ntag424Keys;
  readonly files: readonly Ntag424File[];
  /** Tests may put one in to play published examples. */
  session: Ntag424Session | undefined;
  /** What the next AF goes to. */
  pending: Continuation | undefined;
  isApplicationSelected: boolean;
  /** Selected with SELECT by file identifier, for READ and UPDATE BINARY. */
  selectedFile: Ntag424File | undefined;
  random(lengthBytes: number): Uint8Array;
  /** A new activation. */
  activate(): void;
  /** Selects the application, or with false the PICC level; either ends the session. */
  select(isApplication: boolean): void;
  /** Tells which command comes: reads in a row by the same command show the same mirrors, any other ends that row. */
  noteCommand(ins: number): void;
  /** The file as it is read without authentication now; undefined when the read counter is used up. */
  mirrored(file: Ntag424File): Uint8Array | undefined;
}

/** Makes the memory of a card, not selected. */
export function createNtag424Core(options: Ntag424Options): Ntag424Core {
  const { uid, randomUid = false, rng = randomBytes, signature = new Uint8Array(56) } = options;
  if (uid.length !== 7) throw new RangeError(`"uid" must have 7 bytes, got ${uid.length}`);
  if (signature.length !== 56) throw new RangeError(`"signature" must have 56 bytes, got ${signature.length}`);
  /** The row of reads that shares one counter value and one padding. 9.3.1, 9.3.4. */
  let row: { readonly ins: number; padding: Uint8Array | undefined } | undefined;

  const core: Ntag424Core = {
    uid: uid.slice(),
    randomUid,
    signature: signature.slice(),
    keys: createNtag424Keys(options.keys, options.failures),
    files: createNtag424Files(options.files ?? {}, options.sdm),
    session: undefined,
    pending: undefined,
    isApplicationSelected: false,
    selectedFile: undefined,
    random: (lengthBytes) => rng(lengthBytes).slice(0, lengthBytes),
    activate() {
      core.select(false);
      core.pending = undefined;
      row = undefined;
    },
    select(isApplication) {
      core.isApplicationSelected = isApplication;
      core.selectedFile = undefined;
      core.session = undefined;
    },
    noteCommand(ins) {
      if (row?.ins !== ins) row = { ins, padding: undefined };
    },
    mirrored(file) {
      const { sdm } = file;
      if (sdm === undefined || row === undefined) return file.data;
      if (row.padding === undefined) {
        if (file.readCount >= (sdm.readCounterLimit ?? READ_COUNT_LIMIT)) return undefined;
        file.readCount++;
        row.padding = core.random(16);
      }
      const key = (number: number) => core.keys.all[number]?.value ?? new Uint8Array(16);
      return mirroredFile(file.data, sdm, { uid: core.uid, readCount: file.readCount, key, padding: row.padding });
    },
  };
  return core;
}
