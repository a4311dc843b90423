/** Record files: WriteRecord, ReadRecords, ClearRecordFile. DESFire EV2 data sheet, record files. */

import { concat, readUint24 } from "./bytes.js";
import { findFile, openFile } from "./desfire-access.js";
import { type Context, collect, type Handler, type Handlers, seal, sendParts, split } from "./desfire-context.js";
import { sentBytes } from "./desfire-messaging.js";
import { type CommandResult, NO_DATA, Status, statusOnly } from "./desfire-status.js";
import { recordChange } from "./desfire-transaction.js";

const TYPES = ["linear", "cyclic"] as const;
/** File number, offset, length; for reading record number and record count. */
const HEADER_BYTES = 7;
const OFFSET_AT = 1;
const LENGTH_AT = 4;

/** Native frames (3B, BB), ISO-DEP chaining (8B, AB), and EB. */
export const recordCommands: Handlers = [
  [0x3b, (context, raw) => collect(context, raw, expectedBytes, writeRecord(0x3b))],
  [0x8b, writeRecord(0x8b)],
  [0xbb, readRecords(0xbb)],
  [0xab, readRecords(0xab)],
  [0xeb, clearRecords],
];

/** The first write of a transaction begins a record of zeros, further ones go into the same. */
function writeRecord(ins: number): Handler {
  return (context, raw) => {
    const dataBytes = readUint24(raw, LENGTH_AT);
    const command = { ins, operation: "write", headerBytes: HEADER_BYTES, isWriting: true, dataBytes } as const;
    const access = openFile(context, raw, TYPES, command);
    if ("status" in access) return statusOnly(access.status);
    const { file, data, mode } = access;
    const offset = readUint24(raw, OFFSET_AT);
    if (dataBytes === 0 || offset + dataBytes > file.recordBytes) return statusOnly(Status.boundaryError);
    const change = recordChange(context.transaction, file);
    if (change.isCleared) return statusOnly(Status.permissionDenied);
    if (file.type === "linear" && file.records.length >= file.maxRecords) return statusOnly(Status.boundaryError);
    change.record ??= new Uint8Array(file.recordBytes);
    change.record.set(data, offset);
    context.transaction.set(file.number, change);
    return seal(context, NO_DATA, mode === "full" ? "command" : mode);
  };
}

/** Records count from the newest, 0, but come oldest first; count 0 means all older ones too. */
function readRecords(ins: number): Handler {
  return (context, raw) => {
    const command = { ins, operation: "read", headerBytes: HEADER_BYTES, isWriting: false } as const;
    const access = openFile(context, raw, TYPES, command);
    if ("status" in access) return statusOnly(access.status);
    const { records } = access.file;
    const end = records.length - readUint24(raw, OFFSET_AT);
    const asked = readUint24(raw, LENGTH_AT);
    const start = asked === 0 ? 0 : end - asked;
    if (end <= 0 || start < 0) return statusOnly(Status.boundaryError);
    const padding = asked === 0 ? "method2" : "zeros";
    const result = seal(context, concat(...records.slice(start, end)), access.mode, padding);
    return ins === 0xab ? result : sendParts(context, split(result.data));
  };
}

/** All records go with the commit; a record written before is dropped, and none can be written until then. */
function clearRecords(context: Context, raw: Uint8Array): CommandResult {
  const command = { ins: 0xeb, operation: "readWrite", headerBytes: 1, isWriting: false } as const;
  const access = openFile(context, raw, TYPES, command);
  if ("status" in access) return statusOnly(access.status);
  context.transaction.set(access.file.number, { kind: "record", isCleared: true, record: undefined });
  return seal(context, NO_DATA, access.mode === "plain" ? "plain" : "command");
}

/** Whole length of the command its header announces; undefined when it will be refused anyway. */
function expectedBytes(context: Context, raw: Uint8Array): number | undefined {
  const found = findFile(context, raw, TYPES, { headerBytes: HEADER_BYTES, operation: "write" });
  if ("status" in found) return undefined;
  return HEADER_BYTES + sentBytes(context.session, readUint24(raw, LENGTH_AT), found.mode);
}
