/** What the commands of a DESFire card work on, and the shapes most of them have. DESFire EV2 data sheet, command set. */

import { concat } from "./bytes.js";
import type { DesfireGeneration } from "./desfire-generation.js";
import type { DesfireApplication, DesfireMemory } from "./desfire-memory.js";
import { type Ev1Padding, MAC_BYTES, type MessageMode, type Opened, type SentCommand } from "./desfire-message.js";
import { openCommand, type Session, sealAnswer } from "./desfire-messaging.js";
import { type CommandResult, NO_DATA, Status, statusOnly } from "./desfire-status.js";
import type { Transaction } from "./desfire-transaction.js";

/** Data bytes of one native answer frame. */
const FRAME_DATA_BYTES = 59;

/** Faults a test can ask a card for. */
export interface DesfireFaults {
  /** The next CommitTransaction loses power before or after it took effect; its answer is lost either way. */
  tearNextCommit: "before" | "after" | undefined;
}

/** A card at work. */
export interface Context {
  readonly generation: DesfireGeneration;
  readonly uid: Uint8Array;
  readonly signature: Uint8Array | undefined;
  readonly memory: DesfireMemory;
  readonly faults: DesfireFaults;
  selected: DesfireApplication;
  session: Session | undefined;
  /** What AF goes on with. */
  continuation: Continuation | undefined;
  readonly transaction: Transaction;
  /** The card has lost power during a command. */
  isTorn: boolean;
  /** So many random bytes. */
  random(lengthBytes: number): Uint8Array;
}

/** The rest of a command that came in several frames. */
export type Continuation = (data: Uint8Array) => CommandResult;

/** A command: its parameters as they arrived, its answer as it is sent. */
export type Handler = (context: Context, raw: Uint8Array) => CommandResult;

/** Commands by instruction byte. */
export type Handlers = ReadonlyArray<readonly [ins: number, handler: Handler]>;

/** Data of a good answer, or the status that refuses. */
export type Outcome = Uint8Array | number;

/** Whether the session was opened with the master key of what is selected. */
export function isMaster({ session }: Context): boolean {
  return session?.keyNumber === 0;
}

/** Protects a good answer. */
export function seal(context: Context, data: Uint8Array, mode: MessageMode, padding?: Ev1Padding): CommandResult {
  return { status: Status.ok, data: sealAnswer(context.session, data, mode, padding) };
}

/** Takes the protection off a command whose header has a known length. */
export function open(
  context: Context,
  raw: Uint8Array,
  mode: MessageMode,
  command: Omit<SentCommand, "header" | "sent"> & { readonly headerBytes: number },
): Opened {
  const { headerBytes } = command;
  if (raw.length < headerBytes) return { status: Status.lengthError };
  return openCommand(
    context.session,
    { ...command, header: raw.subarray(0, headerBytes), sent: raw.subarray(headerBytes) },
    mode,
  );
}

/** A command without a file's mode: MAC both ways in an EV2 session, MAC on the answer in an EV1 session. */
export function managed(
  ins: number,
  [minBytes, maxBytes]: readonly [number, number],
  run: (context: Context, parameters: Uint8Array) => Outcome,
  partBytes = FRAME_DATA_BYTES,
): Handler {
  return (context, raw) => {
    const { session } = context;
    const macBytes = session !== undefined && session.kind === undefined ? MAC_BYTES : 0;
    if (raw.length < minBytes + macBytes || raw.length > maxBytes + macBytes) return statusOnly(Status.lengthError);
    const opened = open(context, raw, "command", { ins, headerBytes: 0 });
    if ("status" in opened) return statusOnly(opened.status);
    const outcome = run(context, opened.data);
    if (typeof outcome === "number") return statusOnly(outcome);
    return sendParts(context, split(seal(context, outcome, "command").data, partBytes));
  };
}

/** A command whose data must be enciphered, so it needs a session; `check` looks at what stands in clear. */
export function enciphered(
  ins: number,
  headerBytes: number,
  dataBytes: number | ((plain: Uint8Array) => number),
  check: (context: Context, header: Uint8Array) => number,
  run: (context: Context, data: Uint8Array, header: Uint8Array) => Outcome,
): Handler {
  return (context, raw) => {
    const header = raw.subarray(0, headerBytes);
    if (header.length < headerBytes || raw.length === headerBytes) return statusOnly(Status.lengthError);
    const refused = context.session === undefined ? Status.authenticationError : check(context, header);
    if (refused !== Status.ok) return statusOnly(refused);
    const opened = open(context, raw, "full", { ins, headerBytes, dataBytes });
    if ("status" in opened) return statusOnly(opened.status);
    const expected = typeof dataBytes === "number" ? dataBytes : dataBytes(opened.data);
    if (opened.data.length !== expected) return statusOnly(Status.lengthError);
    const outcome = run(context, opened.data, header);
    return typeof outcome === "number" ? statusOnly(outcome) : seal(context, outcome, "command");
  };
}

/** Sends an answer part by part, each but the last with status AF. */
export function sendParts(context: Context, parts: readonly Uint8Array[]): CommandResult {
  const [first = NO_DATA, ...rest] = parts;
  if (rest.length === 0) return { status: Status.ok, data: first };
  context.continuation = (data) => (data.length === 0 ? sendParts(context, rest) : statusOnly(Status.lengthError));
  return { status: Status.additionalFrame, data: first };
}

/** An answer in the parts of native frames. */
export function split(data: Uint8Array, partBytes = FRAME_DATA_BYTES): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += partBytes) parts.push(data.subarray(at, at + partBytes));
  return parts;
}

/** A command longer than its frame is collected with AF until it has all bytes its header announces. */
export function collect(
  context: Context,
  raw: Uint8Array,
  expectedBytes: (context: Context, raw: Uint8Array) => number | undefined,
  run: Handler,
): CommandResult {
  const expected = expectedBytes(context, raw);
  if (expected === undefined || raw.length >= expected) return run(context, raw);
  context.continuation = (more) => collect(context, concat(raw, more), expectedBytes, run);
  return statusOnly(Status.additionalFrame);
}
