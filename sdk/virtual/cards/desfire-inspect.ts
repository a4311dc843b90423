/** A look into a DESFire card's memory that no reader has, for tests: plain copies, keys included. */

import type { DesfireKey } from "./desfire-cipher.js";
import { createFile, type DesfireFile } from "./desfire-files.js";
import type { DesfireGeneration } from "./desfire-generation.js";
import type { DesfireApplication, DesfireMemory } from "./desfire-memory.js";

/** An application as it is kept. */
export interface DesfireApplicationInspection {
  readonly id: Uint8Array;
  readonly keySettings: number;
  readonly keys: readonly DesfireKey[];
  /** What is committed; changes of a running transaction are not in it. */
  readonly files: readonly DesfireFile[];
  /** Empty when there is none. */
  readonly isoFileId: Uint8Array;
  /** Empty when there is none. */
  readonly dfName: Uint8Array;
}

/** Everything the card keeps without power. */
export interface DesfireInspection {
  readonly generation: DesfireGeneration;
  readonly uid: Uint8Array;
  readonly piccKey: DesfireKey;
  readonly piccKeySettings: number;
  readonly defaultKey: DesfireKey;
  readonly isRandomUid: boolean;
  readonly isFormatDisabled: boolean;
  readonly freeBytes: number;
  /** Failed authentications in a row. */
  readonly authenticationFailures: number;
  /** Authentications still to be answered with AD. */
  readonly delayedAnswers: number;
  readonly applications: readonly DesfireApplicationInspection[];
}

/** Copies the memory. */
export function inspectMemory(
  memory: DesfireMemory,
  generation: DesfireGeneration,
  uid: Uint8Array,
): DesfireInspection {
  const [piccKey = memory.defaultKey] = memory.picc.keys;
  return {
    generation,
    uid: uid.slice(),
    piccKey: copyKey(piccKey),
    piccKeySettings: memory.picc.keySettings,
    defaultKey: copyKey(memory.defaultKey),
    isRandomUid: memory.isRandomUid,
    isFormatDisabled: memory.isFormatDisabled,
    freeBytes: memory.capacityBytes - memory.usedBytes,
    authenticationFailures: memory.authenticationFailures,
    delayedAnswers: memory.delayedAnswers,
    applications: memory.applications.map(inspectApplication),
  };
}

function inspectApplication(application: DesfireApplication): DesfireApplicationInspection {
  const { id, keySettings, keys, files, isoFileId, dfName } = application;
  return {
    id: id.slice(),
    keySettings,
    keys: keys.map(copyKey),
    files: [...files.values()].map((file) => createFile({ ...file, ...file.rights })),
    isoFileId: isoFileId.slice(),
    dfName: dfName.slice(),
  };
}

function copyKey(key: DesfireKey): DesfireKey {
  return { ...key, bytes: key.bytes.slice() };
}
