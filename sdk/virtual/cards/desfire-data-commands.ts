/** Reading and writing standard and backup data files. DESFire EV2 data sheet, ReadData, WriteData. */

import { readUint24 } from "./bytes.js";
import { findFile, openFile } from "./desfire-access.js";
import { type Context, collect, type Handler, type Handlers, seal, sendParts, split } from "./desfire-context.js";
import { sentBytes } from "./desfire-messaging.js";
import { NO_DATA, Status, statusOnly } from "./desfire-status.js";
import { changeData } from "./desfire-transaction.js";

const TYPES = ["standard", "backup"] as const;
/** File number, offset, length. */
const HEADER_BYTES = 7;
const OFFSET_AT = 1;
const LENGTH_AT = 4;

/** ReadData and WriteData: in native frames (BD, 3D) and with ISO-DEP chaining (AD, 8D). */
export const dataCommands: Handlers = [
  [0xbd, readData(0xbd)],
  [0xad, readData(0xad)],
  [0x3d, (context, raw) => collect(context, raw, expectedBytes, writeData(0x3d))],
  [0x8d, writeData(0x8d)],
];

/** Length 0 reads to the end. What waits for a commit is not seen. */
function readData(ins: number): Handler {
  return (context, raw) => {
    const access = openFile(context, raw, TYPES, {
      ins,
      operation: "read",
      headerBytes: HEADER_BYTES,
      isWriting: false,
    });
    if ("status" in access) return statusOnly(access.status);
    const { data } = access.file;
    const offset = readUint24(raw, OFFSET_AT);
    const asked = readUint24(raw, LENGTH_AT);
    const length = asked === 0 ? data.length - offset : asked;
    if (length <= 0 || offset + length > data.length) return statusOnly(Status.boundaryError);
    const padding = asked === 0 ? "method2" : "zeros";
    const result = seal(context, data.slice(offset, offset + length), access.mode, padding);
    return ins === 0xad ? result : sendParts(context, split(result.data));
  };
}

function writeData(ins: number): Handler {
  return (context, raw) => {
    const dataBytes = readUint24(raw, LENGTH_AT);
    const command = { ins, operation: "write", headerBytes: HEADER_BYTES, isWriting: true, dataBytes } as const;
    const access = openFile(context, raw, TYPES, command);
    if ("status" in access) return statusOnly(access.status);
    const { file, data, mode } = access;
    const offset = readUint24(raw, OFFSET_AT);
    if (dataBytes === 0 || offset + dataBytes > file.data.length) return statusOnly(Status.boundaryError);
    (file.type === "standard" ? file.data : changeData(context.transaction, file)).set(data, offset);
    return seal(context, NO_DATA, mode === "full" ? "command" : mode);
  };
}

/** Whole length of the command its header announces; undefined when it will be refused anyway. */
function expectedBytes(context: Context, raw: Uint8Array): number | undefined {
  const found = findFile(context, raw, TYPES, { headerBytes: HEADER_BYTES, operation: "write" });
  if ("status" in found) return undefined;
  return HEADER_BYTES + sentBytes(context.session, readUint24(raw, LENGTH_AT), found.mode);
}
