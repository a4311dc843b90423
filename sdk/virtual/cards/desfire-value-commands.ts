/** Value files: GetValue, Credit, Debit, LimitedCredit. DESFire EV2 data sheet, value files. */

import { openFile } from "./desfire-access.js";
import { type Context, type Handler, type Handlers, seal } from "./desfire-context.js";
import type { FileOperation, ValueFile } from "./desfire-files.js";
import { int32, readInt32 } from "./desfire-numbers.js";
import { type CommandResult, NO_DATA, Status, statusOnly } from "./desfire-status.js";
import { type ValueChange, valueChange } from "./desfire-transaction.js";

const AMOUNT_BYTES = 4;

/** What an amount does to the waiting value; the status refuses. */
type Booking = (change: ValueChange, amount: number, file: ValueFile) => ValueChange | number;

/** All commands of value files. */
export const valueCommands: Handlers = [
  [0x6c, getValue],
  [0x0c, booking(0x0c, "readWrite", credit)],
  [0xdc, booking(0xdc, "debit", debit)],
  [0x1c, booking(0x1c, "limitedCredit", limitedCredit)],
];

/** The committed value, whatever waits. */
function getValue(context: Context, raw: Uint8Array): CommandResult {
  const access = openFile(context, raw, ["value"], {
    ins: 0x6c,
    operation: "getValue",
    headerBytes: 1,
    isWriting: false,
  });
  if ("status" in access) return statusOnly(access.status);
  return seal(context, Uint8Array.from(int32(access.file.value)), access.mode);
}

function booking(ins: number, operation: FileOperation, book: Booking): Handler {
  return (context, raw) => {
    const command = { ins, operation, headerBytes: 1, isWriting: true, dataBytes: AMOUNT_BYTES };
    const access = openFile(context, raw, ["value"], command);
    if ("status" in access) return statusOnly(access.status);
    const { file, data, mode } = access;
    const amount = readInt32(data, 0);
    if (amount < 0) return statusOnly(Status.parameterError);
    const change = book(valueChange(context.transaction, file), amount, file);
    if (typeof change === "number") return statusOnly(change);
    if (change.value < file.lower || change.value > file.upper) return statusOnly(Status.boundaryError);
    context.transaction.set(file.number, change);
    return seal(context, NO_DATA, mode === "full" ? "command" : mode);
  };
}

function credit(change: ValueChange, amount: number): ValueChange {
  return { ...change, value: change.value + amount };
}

function debit(change: ValueChange, amount: number): ValueChange {
  return { ...change, value: change.value - amount, debited: (change.debited ?? 0) + amount };
}

/** Gives back at most what the last transaction with a debit took, and only once. */
function limitedCredit(change: ValueChange, amount: number, file: ValueFile): ValueChange | number {
  if (!file.isLimitedCreditEnabled) return Status.permissionDenied;
  if (amount > change.limitedCredit) return Status.boundaryError;
  return { ...change, value: change.value + amount, limitedCredit: 0 };
}
