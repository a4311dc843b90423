/** Reads protocol/vectors/messages.json and turns its values into those of protobufjs and back. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";
import { messages } from "../../protocol/index.js";

export interface MessageVector {
  name: string;
  type: string;
  value: Record<string, unknown>;
  hex: string;
}

export interface MessageVectors {
  source: string;
  bytesFields: string[];
  messages: MessageVector[];
  later: MessageVector[];
  other: MessageVector[];
  malformed: { name: string; type: string; hex: string }[];
}

/** What every generated class can do. */
interface Codec {
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}

/** ketuk.proto itself: the generated code has no converters. */
const ROOT = protobuf.loadSync(fileURLToPath(new URL("../../protocol/ketuk.proto", import.meta.url)));

export function messageVectors(): MessageVectors {
  const url = new URL("../../protocol/vectors/messages.json", import.meta.url);
  return JSON.parse(readFileSync(url, "utf8")) as MessageVectors;
}

const BYTES_FIELDS = new Set(messageVectors().bytesFields);

/** The host's codec of a message. */
export function codecOf(type: string): Codec {
  return (messages as unknown as { [name: string]: Codec })[type] as Codec;
}

/** The object that the generated encoder takes. */
export function fromVector(type: string, value: object): object {
  return ROOT.lookupType(`ketuk.${type}`).fromObject(withBytes(value) as Record<string, unknown>);
}

/** Hexadecimal digits become bytes. */
function withBytes(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => withBytes(item, key));
  if (typeof value === "string" && BYTES_FIELDS.has(key)) return new Uint8Array(Buffer.from(value, "hex"));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withBytes(inner, name)]));
}

/** The value of a decoded message as the vectors write it. */
export function toVector(type: string, message: object): unknown {
  const reflected = ROOT.lookupType(`ketuk.${type}`);
  const plain = reflected.toObject(message as protobuf.Message, { enums: String, longs: String, bytes: Array });
  return withHex(plain);
}

/** Bytes become hexadecimal digits. */
function withHex(value: unknown, key = ""): unknown {
  if (BYTES_FIELDS.has(key) && Array.isArray(value)) return Buffer.from(value as number[]).toString("hex");
  if (Array.isArray(value)) return value.map((item) => withHex(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withHex(inner, name)]));
}

/** The fields of a message, from ketuk.proto. */
export function fieldsOf(type: string): readonly protobuf.Field[] {
  return ROOT.lookupType(`ketuk.${type}`).fieldsArray.map((field) => field.resolve());
}
