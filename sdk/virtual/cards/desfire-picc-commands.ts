/** Commands of the card as a whole: applications, version, memory. DESFire EV2 data sheet, PICC level commands. */

import { concat, equals, uint24 } from "./bytes.js";
import {
  type Context,
  type Handlers,
  isMaster,
  managed,
  type Outcome,
  open,
  seal,
  sendParts,
} from "./desfire-context.js";
import { applicationLimit, versionOf } from "./desfire-generation.js";
import { KEY_SETTINGS, openToAll } from "./desfire-key-settings.js";
import { applicationBytes, createApplication } from "./desfire-memory.js";
import { type CommandResult, NO_DATA, Status, statusOnly } from "./desfire-status.js";

const ID_BYTES = 3;
/** An answer of GetApplicationIDs has 19 whole identifiers a frame. */
const ID_FRAME_BYTES = 57;
const KEY_COUNT_LIMIT = 14;
/** Second key settings byte: key type, ISO file identifiers, number of keys. */
const KEY_TYPE_AES = 0x80;
const ISO_FILE_IDS = 0x20;

/** SelectApplication, GetVersion, GetApplicationIDs, Create.., DeleteApplication, FormatPICC, FreeMem, GetCardUID, ReadSig. */
export const piccCommands: Handlers = [
  [0x5a, select],
  [0x60, getVersion],
  [0x6a, managed(0x6a, [0, 0], applicationIds, ID_FRAME_BYTES)],
  [0xca, managed(0xca, [5, 23], create)],
  [0xda, managed(0xda, [ID_BYTES, ID_BYTES], remove)],
  [0xfc, managed(0xfc, [0, 0], format)],
  [0x6e, managed(0x6e, [0, 0], freeMemory)],
  [0x51, getCardUid],
  [0x3c, readSignature],
];

/** Ends any session and any transaction, found or not. */
function select(context: Context, raw: Uint8Array): CommandResult {
  const { memory } = context;
  context.session = undefined;
  context.transaction.clear();
  if (raw.length !== ID_BYTES) return statusOnly(Status.lengthError);
  const found = [memory.picc, ...memory.applications].find(({ id }) => equals(id, raw));
  if (found === undefined) return statusOnly(Status.applicationNotFound);
  context.selected = found;
  return statusOnly(Status.ok);
}

function getVersion(context: Context, raw: Uint8Array): CommandResult {
  const opened = open(context, raw, "command", { ins: 0x60, headerBytes: 0 });
  if ("status" in opened) return statusOnly(opened.status);
  if (opened.data.length > 0) return statusOnly(Status.lengthError);
  const [hardware, software, production] = versionOf(context.generation);
  const uid = context.memory.isRandomUid ? new Uint8Array(context.uid.length) : context.uid;
  const { data } = seal(context, concat(hardware, software, uid, production), "command");
  return sendParts(context, [data.subarray(0, 7), data.subarray(7, 14), data.subarray(14)]);
}

function applicationIds(context: Context): Outcome {
  const { memory, selected } = context;
  if (selected !== memory.picc) return Status.permissionDenied;
  if (!openToAll(context, KEY_SETTINGS.listFree)) return Status.authenticationError;
  return concat(...memory.applications.map(({ id }) => id));
}

/** Identifier, two key settings bytes, and if wanted an ISO file identifier and a DF name. Only AES keys. */
function create(context: Context, parameters: Uint8Array): Outcome {
  const { memory, generation } = context;
  const id = parameters.subarray(0, ID_BYTES);
  const [keySettings = 0, keyTypes = 0] = parameters.subarray(ID_BYTES);
  const keyCount = keyTypes & 0x0f;
  if (parameters.length === 6) return Status.lengthError;
  if (context.selected !== memory.picc) return Status.permissionDenied;
  if (!openToAll(context, KEY_SETTINGS.createFree)) return Status.authenticationError;
  if ((keyTypes & 0xf0 & ~ISO_FILE_IDS) !== KEY_TYPE_AES || keyCount > KEY_COUNT_LIMIT) return Status.parameterError;
  if ([memory.picc, ...memory.applications].some((each) => equals(each.id, id))) return Status.duplicateError;
  if (memory.applications.length >= applicationLimit(generation)) return Status.countError;
  const neededBytes = applicationBytes(keyCount);
  if (memory.usedBytes + neededBytes > memory.capacityBytes) return Status.outOfMemory;
  memory.usedBytes += neededBytes;
  const keys = Array.from({ length: keyCount }, () => memory.defaultKey);
  memory.applications.push({
    ...createApplication({ id, keySettings, keys: [], files: [] }, keys),
    hasIsoFileIds: (keyTypes & ISO_FILE_IDS) !== 0,
    isoFileId: parameters.slice(5, 7),
    dfName: parameters.slice(7),
  });
  return NO_DATA;
}

/** Allowed with the PICC master key, or inside the application with its own where creating is free. */
function remove(context: Context, id: Uint8Array): Outcome {
  const { memory, selected } = context;
  const isPiccLevel = selected === memory.picc;
  if (!isMaster(context)) return Status.authenticationError;
  if (!isPiccLevel && (memory.picc.keySettings & KEY_SETTINGS.createFree) === 0) return Status.permissionDenied;
  const found = memory.applications.find((each) => equals(each.id, id));
  if (found === undefined) return Status.applicationNotFound;
  if (!isPiccLevel && found !== selected) return Status.permissionDenied;
  memory.applications = memory.applications.filter((each) => each !== found);
  if (!isPiccLevel) leaveDeleted(context);
  return NO_DATA;
}

/** Back to the PICC level, not authenticated. */
function leaveDeleted(context: Context): void {
  context.selected = context.memory.picc;
  context.session = undefined;
  context.transaction.clear();
}

function format(context: Context): Outcome {
  const { memory, selected } = context;
  if (selected !== memory.picc || memory.isFormatDisabled) return Status.permissionDenied;
  if (!isMaster(context)) return Status.authenticationError;
  memory.applications = [];
  memory.usedBytes = 0;
  return NO_DATA;
}

function freeMemory({ memory }: Context): Outcome {
  return Uint8Array.from(uint24(Math.max(0, memory.capacityBytes - memory.usedBytes)));
}

/** The UID in every session, random or not, enciphered. */
function getCardUid(context: Context, raw: Uint8Array): CommandResult {
  if (context.session === undefined) return statusOnly(Status.authenticationError);
  const opened = open(context, raw, "command", { ins: 0x51, headerBytes: 0 });
  if ("status" in opened) return statusOnly(opened.status);
  return opened.data.length > 0 ? statusOnly(Status.lengthError) : seal(context, context.uid, "full");
}

/** The originality signature, enciphered in a session. */
function readSignature(context: Context, raw: Uint8Array): CommandResult {
  if (context.signature === undefined) return statusOnly(Status.illegalCommand);
  const opened = open(context, raw, "command", { ins: 0x3c, headerBytes: 0 });
  if ("status" in opened) return statusOnly(opened.status);
  if (opened.data.length !== 1) return statusOnly(Status.lengthError);
  return opened.data[0] === 0 ? seal(context, context.signature, "full") : statusOnly(Status.parameterError);
}
