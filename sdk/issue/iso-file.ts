/** Files of DESFire and NTAG 424 DNA on their way: their rights while they are written, and how far one has come. */
import { sameBytes } from "../bytes.js";
import type { ProtectedData } from "../card/commands.js";
import type { FileProtection } from "../card/desfire-personalise.js";
import type { FileAccessRights, FileSettings } from "../card/file-settings.js";
import type { CommMode } from "../card/messaging.js";
import type { CardResult } from "../card/result.js";
import type { FileState } from "./iso-steps.js";
import { fromCard, issueFailure } from "./outcome.js";
import type { IssueFile, IssueValueFile } from "./profile.js";
import type { Done, Found } from "./work.js";

/** While a file is written only key 0 reaches it, enciphered. */
export const STAGING: FileProtection = { mode: "full", rights: { read: 0, write: 0, readWrite: 0, change: 0 } };

/** Rights of the profile, complete. */
export function finalProtection({ mode, rights }: IssueFile | IssueValueFile): FileProtection {
  const { read = "never", write = "never", readWrite = "never", change = "never" } = rights;
  return { mode, rights: { read, write, readWrite, change } };
}

/** Are a file's mode and rights these? */
export function isProtectedAs(settings: FileProtection, wanted: FileProtection): boolean {
  const names: readonly (keyof FileAccessRights)[] = ["read", "write", "readWrite", "change"];
  return settings.mode === wanted.mode && names.every((name) => settings.rights[name] === wanted.rights[name]);
}

/**
 * How far a data file has come; undefined for settings that this profile never makes. Key 0 must be in session.
 *
 * @param hasSun the file shall write SUN messages
 */
export async function dataFileState(
  settings: FileSettings,
  wanted: FileProtection,
  hasSun: boolean,
  hasContent: () => Promise<Found<boolean>>,
): Promise<Found<FileState | undefined>> {
  const isFinal = isProtectedAs(settings, wanted) && settings.isSdmEnabled === hasSun;
  if (!isProtectedAs(settings, STAGING) || settings.isSdmEnabled)
    return { ok: true, value: isFinal ? "done" : undefined };
  const found = await hasContent();
  if (!found.ok) return found;
  // A profile may leave a file as it is written: then only the content tells.
  const written = isFinal ? "done" : "written";
  return { ok: true, value: found.value ? written : "staged" };
}

/** Does the card hold these bytes? */
export function holds(read: CardResult<ProtectedData>, content: Uint8Array): Found<boolean> {
  return read.ok ? { ok: true, value: sameBytes(read.value.data, content) } : fromCard(read);
}

/** The same as something to verify. */
export function mustHold(read: CardResult<ProtectedData>, content: Uint8Array): Done {
  const found = holds(read, content);
  if (!found.ok) return found;
  return found.value ? { ok: true } : issueFailure("other-content");
}

/** A key that may read the file, and how it is read then. */
export function readerOf({ mode, rights }: FileProtection): { readonly keyNumber: number; readonly mode: CommMode } {
  const byKey = [rights.read, rights.readWrite].find((right) => typeof right === "number");
  if (typeof byKey === "number") return { keyNumber: byKey, mode };
  return { keyNumber: 0, mode: "plain" };
}

/** A card's result as something done. */
export function doneBy(result: CardResult<unknown>): Done {
  return result.ok ? { ok: true } : fromCard(result);
}
