/** Changes that wait for CommitTransaction: invisible before it, gone without it. DESFire EV2 data sheet, transactions. */

import type { DataFile, DesfireFile, RecordFile, ValueFile } from "./desfire-files.js";

/** A backup file's contents to be. */
interface DataChange {
  readonly kind: "data";
  readonly data: Uint8Array;
}

/** A value file's contents to be. */
export interface ValueChange {
  readonly kind: "value";
  value: number;
  /** What LimitedCredit may still give back in this transaction. */
  limitedCredit: number;
  /** Sum of all debits; undefined when there was none. */
  debited: number | undefined;
}

/** A record file's contents to be. */
export interface RecordChange {
  readonly kind: "record";
  isCleared: boolean;
  /** The one new record a transaction can add. */
  record: Uint8Array | undefined;
}

/** The changes of a transaction by file number. It lives in volatile memory only. */
export type Transaction = Map<number, DataChange | ValueChange | RecordChange>;

/** The waiting contents of a backup file, begun with the committed ones. */
export function changeData(transaction: Transaction, file: DataFile): Uint8Array {
  const waiting = transaction.get(file.number);
  if (waiting?.kind === "data") return waiting.data;
  const data = file.data.slice();
  transaction.set(file.number, { kind: "data", data });
  return data;
}

/** The waiting contents of a value file; not part of the transaction before `transaction.set`. */
export function valueChange(transaction: Transaction, file: ValueFile): ValueChange {
  const waiting = transaction.get(file.number);
  if (waiting?.kind === "value") return waiting;
  return { kind: "value", value: file.value, limitedCredit: file.limitedCredit, debited: undefined };
}

/** The waiting contents of a record file; not part of the transaction before `transaction.set`. */
export function recordChange(transaction: Transaction, file: RecordFile): RecordChange {
  const waiting = transaction.get(file.number);
  return waiting?.kind === "record" ? waiting : { kind: "record", isCleared: false, record: undefined };
}

/** Makes all changes effective at once. */
export function applyTransaction(transaction: Transaction, files: ReadonlyMap<number, DesfireFile>): void {
  for (const [number, change] of transaction) {
    const file = files.get(number);
    if (file === undefined) continue;
    if (change.kind === "data" && file.type === "backup") file.data = change.data;
    if (change.kind === "value" && file.type === "value") applyValue(file, change);
    if (change.kind === "record" && (file.type === "linear" || file.type === "cyclic")) applyRecord(file, change);
  }
}

/** LimitedCredit may later give back what the last transaction with a debit took. */
function applyValue(file: ValueFile, { value, limitedCredit, debited }: ValueChange): void {
  file.value = value;
  file.limitedCredit = debited ?? limitedCredit;
}

function applyRecord(file: RecordFile, { isCleared, record }: RecordChange): void {
  if (isCleared) file.records = [];
  if (record !== undefined) file.records.push(record);
  // A cyclic file always keeps room for the record that is being written.
  if (file.type === "cyclic") file.records = file.records.slice(-(file.maxRecords - 1));
}
