/** Making, listing, changing and deleting files. DESFire EV2 data sheet, application level commands. */

import { type Context, type Handler, type Handlers, managed, type Outcome, open, seal } from "./desfire-context.js";
import { CREATION_BYTES, fileSettings, parseAccess, parseNewFile } from "./desfire-file-settings.js";
import { type AccessRights, accessMode, createFile, type DesfireFile } from "./desfire-files.js";
import { KEY_SETTINGS, openToAll } from "./desfire-key-settings.js";
import { fileBytes } from "./desfire-memory.js";
import { type CommandResult, NO_DATA, Status, statusOnly } from "./desfire-status.js";

const ISO_ID_BYTES = 2;
/** Communication mode and access rights. */
const ACCESS_BYTES = 3;

/** The five Create.. commands, DeleteFile, GetFileIDs, GetFileSettings, ChangeFileSettings. */
export const fileCommands: Handlers = [
  [0xcd, create(0xcd, "standard")],
  [0xcb, create(0xcb, "backup")],
  [0xcc, create(0xcc, "value")],
  [0xc1, create(0xc1, "linear")],
  [0xc0, create(0xc0, "cyclic")],
  [0xdf, managed(0xdf, [1, 1], remove)],
  [0x6f, managed(0x6f, [0, 0], fileIds)],
  [0xf5, managed(0xf5, [1, 1], getSettings)],
  [0x5f, changeSettings],
];

/** File number, ISO file identifier where the application has them, communication mode, rights, contents. */
function create(ins: number, type: DesfireFile["type"]): Handler {
  const shortBytes = 1 + ACCESS_BYTES + CREATION_BYTES[type];
  const longestBytes = shortBytes + (type === "value" ? 0 : ISO_ID_BYTES);
  return managed(ins, [shortBytes, longestBytes], (context, parameters) => {
    const { selected, memory } = context;
    if (selected === memory.picc) return Status.permissionDenied;
    const idBytes = selected.hasIsoFileIds && type !== "value" ? ISO_ID_BYTES : 0;
    if (parameters.length !== shortBytes + idBytes) return Status.lengthError;
    if (!openToAll(context, KEY_SETTINGS.createFree)) return Status.authenticationError;
    const number = parameters[0] ?? 0;
    const parsed = parseNewFile(type, number, parameters.subarray(1 + idBytes));
    if (parsed === undefined) return Status.parameterError;
    if (selected.files.has(number)) return Status.duplicateError;
    const file = createFile(idBytes === 0 ? parsed : { ...parsed, isoFileId: parameters.slice(1, 1 + idBytes) });
    return store(context, file);
  });
}

function store({ selected, memory }: Context, file: DesfireFile): Outcome {
  if (namesMissingKey(file.rights, selected.keys.length)) return Status.noSuchKey;
  const neededBytes = fileBytes(file);
  if (memory.usedBytes + neededBytes > memory.capacityBytes) return Status.outOfMemory;
  memory.usedBytes += neededBytes;
  selected.files.set(file.number, file);
  return NO_DATA;
}

function namesMissingKey(rights: AccessRights, keyCount: number): boolean {
  return Object.values(rights).some((right) => typeof right === "number" && right >= keyCount);
}

function remove(context: Context, [number = 0]: Uint8Array): Outcome {
  if (!openToAll(context, KEY_SETTINGS.createFree)) return Status.authenticationError;
  context.transaction.delete(number);
  return context.selected.files.delete(number) ? NO_DATA : Status.fileNotFound;
}

function fileIds(context: Context): Outcome {
  if (context.selected === context.memory.picc) return Status.permissionDenied;
  if (!openToAll(context, KEY_SETTINGS.listFree)) return Status.authenticationError;
  return Uint8Array.from(context.selected.files.keys());
}

function getSettings(context: Context, [number = 0]: Uint8Array): Outcome {
  const file = context.selected.files.get(number);
  if (!openToAll(context, KEY_SETTINGS.listFree)) return Status.authenticationError;
  return file === undefined ? Status.fileNotFound : fileSettings(file);
}

/** File number, then mode and rights: enciphered for holders of the key for changes, in plain where all may change. */
function changeSettings(context: Context, raw: Uint8Array): CommandResult {
  const file = context.selected.files.get(raw[0] ?? -1);
  if (raw.length < 1 + ACCESS_BYTES) return statusOnly(Status.lengthError);
  if (file === undefined) return statusOnly(Status.fileNotFound);
  const access = accessMode(file, "change", context.session?.keyNumber);
  if ("status" in access) return statusOnly(access.status);
  const mode = typeof file.rights.change === "number" ? "full" : "plain";
  const opened = open(context, raw, mode, { ins: 0x5f, headerBytes: 1, dataBytes: ACCESS_BYTES });
  if ("status" in opened) return statusOnly(opened.status);
  if (opened.data.length !== ACCESS_BYTES) return statusOnly(Status.lengthError);
  const parsed = parseAccess(opened.data);
  if (parsed === undefined) return statusOnly(Status.parameterError);
  if (namesMissingKey(parsed.rights, context.selected.keys.length)) return statusOnly(Status.noSuchKey);
  file.mode = parsed.mode;
  file.rights = parsed.rights;
  return seal(context, NO_DATA, mode === "full" ? "command" : "plain");
}
