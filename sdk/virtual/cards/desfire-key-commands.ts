/** Keys, key settings and the configuration of the card. DESFire EV1 and EV2 data sheets, ChangeKey, SetConfiguration. */

import { equals } from "./bytes.js";
import type { DesfireKey } from "./desfire-cipher.js";
import {
  type Context,
  enciphered,
  type Handler,
  type Handlers,
  isMaster,
  managed,
  type Outcome,
  open,
  seal,
} from "./desfire-context.js";
import { KEY_SETTINGS, keyChangeStatus, openToAll } from "./desfire-key-settings.js";
import { aesKey, desKey } from "./desfire-memory.js";
import { keyChecksum } from "./desfire-messaging.js";
import { type CommandResult, NO_DATA, Status, statusOnly } from "./desfire-status.js";

const KEY_BYTES = 16;
/** Bits 7 and 6 of the key number at PICC level: the new key's type. */
const KEY_TYPE_MASK = 0xc0;
const KEY_TYPE_AES = 0x80;
const KEY_TYPE_DES = 0x00;

/** SetConfiguration: default key as it is sent, 24 bytes whatever its type, and its version. */
const DEFAULT_KEY_BYTES = 24;
const FORMAT_DISABLED = 0x01;
const RANDOM_UID = 0x02;

/** GetKeySettings, ChangeKeySettings, GetKeyVersion, ChangeKey, SetConfiguration. */
export const keyCommands: Handlers = [
  [0x45, managed(0x45, [0, 0], keySettings)],
  [0x54, enciphered(0x54, 0, 1, mayChangeSettings, changeKeySettings)],
  [0x64, managed(0x64, [1, 1], keyVersion)],
  [0xc4, changeKey],
  [0x5c, setConfiguration],
];

function keySettings(context: Context): Outcome {
  const { selected, memory } = context;
  if (!openToAll(context, KEY_SETTINGS.listFree)) return Status.authenticationError;
  const isDes = selected === memory.picc && selected.keys[0]?.type === "des";
  const isoBit = selected.hasIsoFileIds ? 0x20 : 0;
  return Uint8Array.of(selected.keySettings, (isDes ? KEY_TYPE_DES : KEY_TYPE_AES) | isoBit | selected.keys.length);
}

function mayChangeSettings(context: Context): number {
  if (!isMaster(context)) return Status.authenticationError;
  return (context.selected.keySettings & KEY_SETTINGS.settingsChangeable) === 0 ? Status.permissionDenied : Status.ok;
}

function changeKeySettings({ selected }: Context, [settings = 0]: Uint8Array): Outcome {
  selected.keySettings = settings;
  return NO_DATA;
}

function keyVersion({ selected }: Context, [keyNumber = 0]: Uint8Array): Outcome {
  const key = selected.keys[keyNumber];
  return key === undefined ? Status.noSuchKey : Uint8Array.of(key.version);
}

/** Key number, then enciphered: the session's own key as it will be, another one XORed with what it was. */
function changeKey(context: Context, raw: Uint8Array): CommandResult {
  const { session, selected } = context;
  const target = keyTarget(context, raw[0] ?? 0);
  if (raw.length < 2) return statusOnly(Status.lengthError);
  if (session === undefined) return statusOnly(Status.authenticationError);
  if (typeof target === "number") return statusOnly(target);
  const { keyNumber, type, old } = target;
  const refused = keyChangeStatus(context, keyNumber);
  if (refused !== Status.ok) return statusOnly(refused);
  const isOwn = keyNumber === session.keyNumber;
  const dataBytes = KEY_BYTES + (type === "aes" ? 1 : 0);
  const opened = open(context, raw, "full", { ins: 0xc4, headerBytes: 1, dataBytes, hasTail: !isOwn });
  if ("status" in opened) return statusOnly(opened.status);
  const checksumBytes = isOwn ? 0 : keyChecksum(session, old.bytes).length;
  if (opened.data.length !== dataBytes + checksumBytes) return statusOnly(Status.lengthError);
  const sent = opened.data.subarray(0, KEY_BYTES);
  const bytes = isOwn ? sent : sent.map((byte, i) => byte ^ (old.bytes[i] ?? 0));
  if (!isOwn && !equals(opened.data.subarray(dataBytes), keyChecksum(session, bytes)))
    return statusOnly(Status.integrityError);
  selected.keys[keyNumber] = type === "aes" ? aesKey(bytes, opened.data[KEY_BYTES] ?? 0) : desKey(bytes);
  if (!isOwn) return seal(context, NO_DATA, "command");
  context.session = undefined;
  return statusOnly(Status.ok);
}

/** Which key is meant and what type it shall have; only the PICC master key can change its type. */
function keyTarget(
  { selected, memory }: Context,
  parameter: number,
): { keyNumber: number; type: DesfireKey["type"]; old: DesfireKey } | number {
  const isPiccLevel = selected === memory.picc;
  const keyNumber = isPiccLevel ? parameter & ~KEY_TYPE_MASK : parameter;
  const old = selected.keys[keyNumber];
  if (old === undefined) return Status.noSuchKey;
  if (!isPiccLevel) return { keyNumber, type: old.type, old };
  const typeBits = parameter & KEY_TYPE_MASK;
  if (typeBits !== KEY_TYPE_AES && typeBits !== KEY_TYPE_DES) return Status.parameterError;
  return { keyNumber, type: typeBits === KEY_TYPE_AES ? "aes" : "des", old };
}

/** Option byte, then what it sets. */
function setConfiguration(context: Context, raw: Uint8Array): CommandResult {
  const [option] = raw;
  if (option === undefined) return statusOnly(Status.lengthError);
  const handler = CONFIGURATIONS[option];
  return handler === undefined ? statusOnly(Status.parameterError) : handler(context, raw);
}

function mayConfigure(context: Context): number {
  if (context.selected !== context.memory.picc) return Status.permissionDenied;
  return isMaster(context) ? Status.ok : Status.authenticationError;
}

/** Switches that only ever go on. A random UID shows from the next power-on. */
function configureCard({ memory }: Context, [flags = 0]: Uint8Array): Outcome {
  if ((flags & ~(FORMAT_DISABLED | RANDOM_UID)) !== 0) return Status.parameterError;
  if ((flags & FORMAT_DISABLED) !== 0) memory.isFormatDisabled = true;
  if ((flags & RANDOM_UID) !== 0) memory.isRandomUid = true;
  return NO_DATA;
}

function configureDefaultKey({ memory }: Context, data: Uint8Array): Outcome {
  memory.defaultKey = aesKey(data.subarray(0, KEY_BYTES), data[DEFAULT_KEY_BYTES] ?? 0);
  return NO_DATA;
}

/** The ATS of the next activation. Only its length is checked. */
function configureAts({ memory }: Context, ats: Uint8Array): Outcome {
  if (ats.length < 2 || ats.length > 20) return Status.parameterError;
  memory.ats = ats.slice();
  return NO_DATA;
}

/** By option. The data of the last, an ATS, begins with its own length. */
const CONFIGURATIONS: readonly Handler[] = [
  enciphered(0x5c, 1, 1, mayConfigure, configureCard),
  enciphered(0x5c, 1, DEFAULT_KEY_BYTES + 1, mayConfigure, configureDefaultKey),
  enciphered(0x5c, 1, (plain) => plain[0] ?? 0, mayConfigure, configureAts),
];
