/** The way every file command takes: find the file, check the right, take the protection off. DESFire EV2 data sheet, files. */

import { type Context, open } from "./desfire-context.js";
import { accessMode, type DesfireFile, type FileOperation } from "./desfire-files.js";
import type { CommMode } from "./desfire-message.js";
import { Status } from "./desfire-status.js";

/** What a file command is. */
export interface FileCommand {
  readonly ins: number;
  readonly operation: FileOperation;
  /** File number and what else stands in clear. */
  readonly headerBytes: number;
  /** The reader sends data, in the file's mode; otherwise it asks for some. */
  readonly isWriting: boolean;
  /** Bytes of data sent. */
  readonly dataBytes?: number;
}

/** A file command that may be carried out. */
export interface FileAccess<File> {
  readonly file: File;
  /** Protection of the data. */
  readonly mode: CommMode;
  readonly data: Uint8Array;
}

/** Opens a file command for files of some types; the header is still in `raw`. */
export function openFile<Type extends DesfireFile["type"]>(
  context: Context,
  raw: Uint8Array,
  types: readonly Type[],
  command: FileCommand,
): FileAccess<Extract<DesfireFile, { type: Type }>> | { readonly status: number } {
  const { ins, headerBytes, isWriting, dataBytes = 0 } = command;
  const found = findFile(context, raw, types, command);
  if ("status" in found) return found;
  const { file, mode } = found;
  const asked = mode === "plain" ? "plain" : "command";
  const opened = open(context, raw, isWriting ? mode : asked, { ins, headerBytes, dataBytes });
  if ("status" in opened) return opened;
  return opened.data.length === dataBytes ? { file, mode, data: opened.data } : { status: Status.lengthError };
}

/** The file and the mode of the access, without touching the session. */
export function findFile<Type extends DesfireFile["type"]>(
  { selected, session }: Context,
  raw: Uint8Array,
  types: readonly Type[],
  { headerBytes, operation }: Pick<FileCommand, "headerBytes" | "operation">,
): { file: Extract<DesfireFile, { type: Type }>; mode: CommMode } | { readonly status: number } {
  const file = selected.files.get(raw[0] ?? -1);
  if (raw.length < headerBytes) return { status: Status.lengthError };
  if (file === undefined) return { status: Status.fileNotFound };
  const access = accessMode(file, operation, session?.keyNumber);
  const isFree = operation === "getValue" && file.type === "value" && file.isGetValueFree;
  if (!isOfType(file, types)) return { status: Status.permissionDenied };
  if ("mode" in access) return { file, mode: access.mode };
  return isFree ? { file, mode: "plain" } : access;
}

function isOfType<Type extends DesfireFile["type"]>(
  file: DesfireFile,
  types: readonly Type[],
): file is Extract<DesfireFile, { type: Type }> {
  return types.some((type) => type === file.type);
}
