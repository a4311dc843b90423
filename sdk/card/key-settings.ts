/** The key settings byte: what the master key guards, and which key changes keys. cards.md 6.2. */
import { assertInteger } from "../assert.js";

/** Settings of an application's keys, or of the card's (application 000000). */
export interface KeySettings {
  /** The master key can still be changed. */
  readonly isMasterKeyChangeable: boolean;
  /** Lists, settings and versions are told to everybody. */
  readonly isListFree: boolean;
  /** Files (on the card: applications) are made and deleted without the master key. */
  readonly isCreateFree: boolean;
  /** These settings can still be changed. */
  readonly areSettingsChangeable: boolean;
  /** Key that changes the other keys, 0 to 13; "same": each key itself; "frozen": none can be changed. */
  readonly changeKey: number | "same" | "frozen";
}

const CHANGE_KEY_MAX = 13;
const CHANGE_SAME = 0xe;
const CHANGE_FROZEN = 0xf;

/** The byte as the card keeps it. @throws KetukError `bad-argument` */
export function encodeKeySettings(settings: KeySettings): number {
  const { changeKey } = settings;
  if (typeof changeKey === "number") assertInteger(changeKey, "changeKey", 0, CHANGE_KEY_MAX);
  const rule = typeof changeKey === "number" ? changeKey : changeKey === "same" ? CHANGE_SAME : CHANGE_FROZEN;
  return (
    (rule << 4) |
    (settings.isMasterKeyChangeable ? 1 : 0) |
    (settings.isListFree ? 2 : 0) |
    (settings.isCreateFree ? 4 : 0) |
    (settings.areSettingsChangeable ? 8 : 0)
  );
}

/** The byte taken apart. */
export function decodeKeySettings(byte: number): KeySettings {
  const rule = byte >> 4;
  return {
    isMasterKeyChangeable: (byte & 1) !== 0,
    isListFree: (byte & 2) !== 0,
    isCreateFree: (byte & 4) !== 0,
    areSettingsChangeable: (byte & 8) !== 0,
    changeKey: rule === CHANGE_SAME ? "same" : rule === CHANGE_FROZEN ? "frozen" : rule,
  };
}
