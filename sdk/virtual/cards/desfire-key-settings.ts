/** The first key settings byte: what the master key guards, which key changes keys. DESFire EV2 data sheet, key settings. */

import { type Context, isMaster } from "./desfire-context.js";
import { Status } from "./desfire-status.js";

/** Bits of the byte. */
export const KEY_SETTINGS = {
  masterKeyChangeable: 0x01,
  /** Lists and settings are readable without the master key. */
  listFree: 0x02,
  /** Applications (at PICC level) or files can be made without the master key. */
  createFree: 0x04,
  settingsChangeable: 0x08,
} as const;

/** Values of the upper half of the byte; all others are the number of the key that changes keys. */
const CHANGE_WITH_KEY_ITSELF = 0xe;
const CHANGE_NEVER = 0xf;

/** Whether a bit, or else the master key, lets the reader. */
export function openToAll(context: Context, bit: number): boolean {
  return (context.selected.keySettings & bit) !== 0 || isMaster(context);
}

/** Whether the session may change a key. The master key and the key that changes keys need the master key. */
export function keyChangeStatus({ selected, session }: Context, keyNumber: number): number {
  const rule = selected.keySettings >> 4;
  if (keyNumber === 0) {
    if ((selected.keySettings & KEY_SETTINGS.masterKeyChangeable) === 0) return Status.permissionDenied;
    return session?.keyNumber === 0 ? Status.ok : Status.authenticationError;
  }
  if (rule === CHANGE_NEVER) return Status.permissionDenied;
  const needed = rule === CHANGE_WITH_KEY_ITSELF ? keyNumber : keyNumber === rule ? 0 : rule;
  return session?.keyNumber === needed ? Status.ok : Status.authenticationError;
}
