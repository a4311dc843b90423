/** The authentication commands and the delay after failures. DESFire EV1 and EV2 data sheets, authentication. */

import type { DesfireKey } from "./desfire-cipher.js";
import type { Context, Handler, Handlers } from "./desfire-context.js";
import { type Handshake, startEv1, startEv2, startLegacy } from "./desfire-handshake.js";
import type { DesfireMemory } from "./desfire-memory.js";
import { type CommandResult, Status, statusOnly } from "./desfire-status.js";

/** Most answers a card delays before it lets a reader try again. */
const DELAYED_ANSWERS_LIMIT = 16;
const CAPABILITY_BYTES = 6;

/** AuthenticateLegacy, ISO, AES, EV2First and EV2NonFirst. */
export const authCommands: Handlers = [
  [0x0a, oldStyle("des", startLegacy)],
  [0x1a, oldStyle("des", startEv1)],
  [0xaa, oldStyle("aes", startEv1)],
  [0x71, first],
  [0x77, nonFirst],
];

/** The commands that have a key number and nothing else. */
function oldStyle(
  type: DesfireKey["type"],
  start: (key: DesfireKey, keyNumber: number, rndB: Uint8Array) => Handshake,
): Handler {
  return (context, raw) => {
    if (raw.length !== 1) return statusOnly(Status.lengthError);
    const rndBytes = type === "aes" ? 16 : 8;
    return begin(context, raw[0] ?? 0, type, (key, keyNumber) => start(key, keyNumber, context.random(rndBytes)));
  };
}

/** Key number, length of PCDcap2, PCDcap2. */
function first(context: Context, raw: Uint8Array): CommandResult {
  const [keyNumber = 0, capabilityBytes = -1] = raw;
  if (capabilityBytes < 0 || capabilityBytes > CAPABILITY_BYTES || raw.length !== 2 + capabilityBytes)
    return statusOnly(Status.lengthError);
  const pcdCap2 = new Uint8Array(CAPABILITY_BYTES);
  pcdCap2.set(raw.subarray(2));
  return begin(context, keyNumber, "aes", ({ bytes }) =>
    startEv2({ keyNumber, key: bytes, rndB: context.random(16), pcdCap2, running: undefined }, () => context.random(4)),
  );
}

/** Changes the key of a running EV2 session. */
function nonFirst(context: Context, raw: Uint8Array): CommandResult {
  const running = context.session;
  if (running === undefined || running.kind !== undefined) return statusOnly(Status.authenticationError);
  if (raw.length !== 1) return statusOnly(Status.lengthError);
  const pcdCap2 = new Uint8Array(CAPABILITY_BYTES);
  return begin(context, raw[0] ?? 0, "aes", ({ bytes }, keyNumber) =>
    startEv2({ keyNumber, key: bytes, rndB: context.random(16), pcdCap2, running }, () => context.random(4)),
  );
}

function begin(
  context: Context,
  keyNumber: number,
  type: DesfireKey["type"],
  start: (key: DesfireKey, keyNumber: number) => Handshake,
): CommandResult {
  const { memory } = context;
  const key = context.selected.keys[keyNumber];
  if (key === undefined) return statusOnly(Status.noSuchKey);
  if (key.type !== type) return statusOnly(Status.authenticationError);
  if (isDelayed(memory)) return statusOnly(Status.authenticationDelay);
  const handshake = start(key, keyNumber);
  context.session = undefined;
  context.continuation = (token) => {
    const { result, session } = handshake.complete(token);
    context.session = session;
    if (session !== undefined) memory.authenticationFailures = 0;
    else if (result.status === Status.authenticationError) countFailure(memory);
    return result;
  };
  return { status: Status.additionalFrame, data: handshake.challenge };
}

function isDelayed(memory: DesfireMemory): boolean {
  if (memory.delayedAnswers === 0) return false;
  memory.delayedAnswers--;
  return true;
}

/** Beyond the limit every further failure costs one delayed answer more than the one before. */
function countFailure(memory: DesfireMemory): void {
  memory.authenticationFailures++;
  const excess = memory.authenticationFailures - memory.authenticationFailureLimit + 1;
  memory.delayedAnswers = Math.max(0, Math.min(excess, DELAYED_ANSWERS_LIMIT));
}
