/** Espruino's byte strings (one character per byte) and what its native calls take as bytes. */

/** Numbers are single bytes, arrays may be nested. */
export type Bytes = string | number | Uint8Array | ArrayBuffer | Bytes[];

/** Bytes of anything a native call takes. Characters above 255 lose their upper byte, as on the board. */
export function toBytes(...parts: Bytes[]): Buffer {
  const [first] = parts;
  if (parts.length === 1 && typeof first === "string") return Buffer.from(first, "latin1");
  const pieces: Buffer[] = [];
  for (const part of parts) {
    if (typeof part === "string") pieces.push(Buffer.from(part, "latin1"));
    else if (typeof part === "number") pieces.push(Buffer.from([part]));
    else if (Array.isArray(part)) pieces.push(toBytes(...part));
    else if (ArrayBuffer.isView(part)) pieces.push(Buffer.from(part.buffer, part.byteOffset, part.byteLength));
    else pieces.push(Buffer.from(part));
  }
  return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
}

/** The byte string of some bytes. */
export function toByteString(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
