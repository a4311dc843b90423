/** Value files: reading, changing, and the commit that makes changes real. cards.md 6.2, 3.3 rule 6. */
import { assertInteger } from "../assert.js";
import { type CardCommands, isAuthentic } from "./commands.js";
import type { Dialogue } from "./dialogue.js";
import type { FileAccess } from "./file-settings.js";
import type { CommMode } from "./messaging.js";
import { type CardFailure, type CardResult, success } from "./result.js";

/** Largest amount of one Credit or Debit. */
export const AMOUNT_MAX = 0x7fffffff;
const VALUE_BYTES = 4;

/** Options of one access to a value file. */
export interface ValueOptions {
  /** Protection of the exchange. Default: as the file's settings say, which costs a GetFileSettings. */
  readonly mode?: CommMode | undefined;
}

/** A value, and how far it can be believed. */
export interface ProtectedValue {
  /** -2^31 to 2^31 - 1. */
  readonly value: number;
  /** False: anybody between card and host may have changed it. */
  readonly isAuthentic: boolean;
}

/**
 * What became of a commit:
 *
 * - "committed": the card said so.
 * - "not-sent": there was no session any more; the card forgets the changes.
 * - "unknown": no answer, a wrong one, or one without MAC that anybody may have made. The changes are real or they are
 *   not: read back, never repeat them blindly.
 */
export type CommitOutcome = Committed | NotCommitted;

/** The changes are real. */
export interface Committed {
  /** The card said so. */
  readonly state: "committed";
}

/** The changes are not real, or may not be. */
export interface NotCommitted {
  /** Whether that is certain. */
  readonly state: "not-sent" | "unknown";
  /** Why. */
  readonly fault: CardFailure;
}

/** Operations on value files. */
export interface ValueFiles {
  /** GetValue. */
  getValue(file: number, options: ValueOptions): Promise<CardResult<ProtectedValue>>;
  /** Credit, Debit or LimitedCredit; nothing is changed before the commit. */
  change(
    kind: "credit" | "debit" | "limited-credit",
    file: number,
    amount: number,
    options: ValueOptions,
  ): Promise<CardResult<undefined>>;
  /** CommitTransaction. */
  commit(): Promise<CommitOutcome>;
  /** AbortTransaction. */
  abort(): Promise<CardResult<undefined>>;
}

const INSTRUCTIONS = { credit: 0x0c, debit: 0xdc, "limited-credit": 0x1c } as const;

/** Makes the operations above a dialogue. */
export function createValueFiles(dialogue: Dialogue, commands: CardCommands): ValueFiles {
  async function access(file: number, right: FileAccess, options: ValueOptions) {
    return commands.modeFor(file, right, options.mode);
  }

  return {
    async getValue(file, options) {
      const mode = await access(file, "get-value", options);
      if (!mode.ok) return mode;
      const answer = await dialogue.command({
        ins: 0x6c,
        header: Uint8Array.of(file),
        send: mode.value,
        receive: mode.value,
        answerBytes: VALUE_BYTES,
        needsSession: mode.value !== "plain",
      });
      if (!answer.ok) return answer;
      const view = new DataView(answer.value.buffer, answer.value.byteOffset, VALUE_BYTES);
      return success({ value: view.getInt32(0, true), isAuthentic: isAuthentic(dialogue, mode.value) });
    },
    async change(kind, file, amount, options) {
      assertInteger(amount, "amount", 1, AMOUNT_MAX);
      const mode = await access(file, kind, options);
      if (!mode.ok) return mode;
      const data = new Uint8Array(VALUE_BYTES);
      new DataView(data.buffer).setInt32(0, amount, true);
      const answer = await dialogue.command({
        ins: INSTRUCTIONS[kind],
        header: Uint8Array.of(file),
        data,
        send: mode.value,
        receive: mode.value,
        answerBytes: 0,
        needsSession: mode.value !== "plain",
      });
      return answer.ok ? success(undefined) : answer;
    },
    async commit() {
      const answer = await dialogue.command({ ins: 0xc7, send: "mac", receive: "mac", answerBytes: 0 });
      if (answer.ok) return { state: "committed" };
      return { state: answer.reason === "no-session" ? "not-sent" : "unknown", fault: answer };
    },
    async abort() {
      const answer = await dialogue.command({ ins: 0xa7, send: "mac", receive: "mac", answerBytes: 0 });
      return answer.ok ? success(undefined) : answer;
    },
  };
}
