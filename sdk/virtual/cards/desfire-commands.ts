/** The commands of a DESFire card, below their framing. DESFire EV2 data sheet, command set. */

import { randomBytes } from "node:crypto";
import { authCommands } from "./desfire-auth-commands.js";
import type { Context, DesfireFaults, Handler } from "./desfire-context.js";
import { dataCommands } from "./desfire-data-commands.js";
import { fileCommands } from "./desfire-file-commands.js";
import { knowsCommand } from "./desfire-generation.js";
import { type DesfireInspection, inspectMemory } from "./desfire-inspect.js";
import { keyCommands } from "./desfire-key-commands.js";
import { createMemory, type DesfireMemory, type DesfireOptions } from "./desfire-memory.js";
import type { Session } from "./desfire-messaging.js";
import { piccCommands } from "./desfire-picc-commands.js";
import { recordCommands } from "./desfire-record-commands.js";
import { type CommandResult, Status, statusOnly } from "./desfire-status.js";
import { transactionCommands } from "./desfire-transaction-commands.js";
import { valueCommands } from "./desfire-value-commands.js";

const UID_BYTES = 7;
const ADDITIONAL_FRAME = 0xaf;

const COMMANDS: ReadonlyMap<number, Handler> = new Map([
  ...piccCommands,
  ...authCommands,
  ...keyCommands,
  ...fileCommands,
  ...dataCommands,
  ...valueCommands,
  ...recordCommands,
  ...transactionCommands,
]);

/** The card as its commands see it. */
export interface DesfireLogic {
  /** The session, undefined when not authenticated. Tests may put one in to play published examples. */
  session: Session | undefined;
  readonly faults: DesfireFaults;
  /** What the card keeps without power. */
  readonly memory: Readonly<DesfireMemory>;
  /** Power was lost or the card activated anew: PICC level, not authenticated, nothing waits for a commit. */
  activate(): void;
  /** An error before any command: the session ends and nothing waits for a commit. */
  fail(): void;
  /** One command; `ins` AF goes on with the one before. */
  execute(ins: number, data: Uint8Array): CommandResult;
  /** Whether the command before tore the card out of the field; asking forgets it. */
  takeTear(): boolean;
  inspect(): DesfireInspection;
}

/** Makes the command layer of a card. */
export function createDesfireLogic(options: DesfireOptions): DesfireLogic {
  const context = createContext(options);
  const { memory, faults, transaction } = context;

  function fail(): void {
    context.session = undefined;
    transaction.clear();
  }

  return {
    get session() {
      return context.session;
    },
    set session(session) {
      context.session = session;
    },
    faults,
    memory,
    activate() {
      fail();
      context.selected = memory.picc;
      context.continuation = undefined;
    },
    fail,
    execute(ins, data) {
      const result = run(context, ins, data);
      if (result.status !== Status.ok && result.status !== Status.additionalFrame) fail();
      return result;
    },
    takeTear() {
      const { isTorn } = context;
      context.isTorn = false;
      return isTorn;
    },
    inspect: () => inspectMemory(memory, context.generation, context.uid),
  };
}

function createContext(options: DesfireOptions): Context {
  const { uid, generation = "ev2", rng = randomBytes, signature } = options;
  if (uid.length !== UID_BYTES) throw new RangeError(`"uid" must have 7 bytes, got ${uid.length}`);
  const memory = createMemory(options);
  return {
    generation,
    uid: uid.slice(),
    signature,
    memory,
    faults: { tearNextCommit: undefined },
    selected: memory.picc,
    session: undefined,
    continuation: undefined,
    transaction: new Map(),
    isTorn: false,
    random: (lengthBytes) => rng(lengthBytes).slice(0, lengthBytes),
  };
}

function run(context: Context, ins: number, data: Uint8Array): CommandResult {
  const waiting = context.continuation;
  context.continuation = undefined;
  if (waiting !== undefined) return ins === ADDITIONAL_FRAME ? waiting(data) : statusOnly(Status.commandAborted);
  const handler = knowsCommand(context.generation, ins) ? COMMANDS.get(ins) : undefined;
  return handler === undefined ? statusOnly(Status.illegalCommand) : handler(context, data);
}
