/**
 * Writes the board's protobuf codec: straight-line ES5 for one interpreter that pays for every token.
 *
 * Encoders build a message with one native E.toString call, which takes numbers, strings and nested arrays. Bytes and
 * strings are byte strings (one character per byte). Fields with their default value are left out, as proto3 asks.
 * Decoders index a typed array, cut byte strings out of the source, skip unknown fields and throw on anything that is
 * not protobuf. Only the messages that the board really sends or receives are written.
 */
import type { Enum, Field, Namespace, Type } from "protobufjs";

/** What the board sends. Messages inside these follow by themselves. */
const SENT = ["Hello", "ToHost", "Record"];
/** What the board receives, or finds in its own flash. */
const RECEIVED = [
  "HelloRequest",
  "ToReader",
  "ReaderConfig",
  "AcceptancePolicy",
  "SealedRecord",
  "RecordHead",
  "ImageManifest",
  "Board",
];

const HEADER = `// Generated from protocol/ketuk.proto by protocol/generate.ts; do not edit.

/** The board's codec for the messages of ketuk.proto. Bytes are byte strings: one character per byte. */
`;

const ENCODER_RUNTIME = `
/** What an optional field adds when it has its default value. */
const NONE = "";
export type Part = number | string | Part[];

/** A varint: the byte itself below 128, which nearly all are, else its bytes. Numbers up to 2^53 - 1. */
export function varint(n: number): Part {
  if (n < 128) return n;
  const bytes = [];
  while (n > 127) {
    bytes.push((n % 128) | 128);
    n = Math.floor(n / 128);
  }
  bytes.push(n);
  return bytes;
}

/** A length-delimited field. */
export function text(tag: number | number[], s: string): Part {
  return [tag, varint(s.length), s] as Part[];
}
`;

const DECODER_RUNTIME = `
/** The message being read: as bytes to look at, as a string to cut from, and where in it we are. */
let bytes: Uint8Array;
let source: string;
let at: number;

function malformed(): never {
  throw new Error("malformed message");
}

function start(s: string): number {
  source = s;
  bytes = E.toUint8Array(s);
  at = 0;
  return s.length;
}

/** A varint of at most ten bytes; above 2^53 digits are lost, as in any double. */
function number(end: number): number {
  let byte = at < end ? bytes[at++] : malformed();
  if (byte < 128) return byte;
  let value = byte & 127;
  let scale = 128;
  for (let count = 1; ; count++) {
    if (at >= end || count > 9) malformed();
    byte = bytes[at++];
    value += (byte & 127) * scale;
    if (byte < 128) return value;
    scale *= 128;
  }
}

/** The end of a length-delimited field that starts here. */
function limit(end: number): number {
  const size = number(end);
  if (size > end - at) malformed();
  return at + size;
}

function string(end: number): string {
  const stop = limit(end);
  const s = source.substr(at, stop - at);
  at = stop;
  return s;
}

/** Skips a field that this version does not know. Groups (wire types 3 and 4) are not protobuf version 3. */
function skip(tag: number, end: number): void {
  const wire = tag & 7;
  if (tag < 8) malformed();
  if (wire === 0) number(end);
  else if (wire === 1) at += 8;
  else if (wire === 2) at = limit(end);
  else if (wire === 5) at += 4;
  else malformed();
  if (at > end) malformed();
}
`;

/** Text of firmware/link/messages.ts. */
export function generateBoardCodec(namespace: Namespace): string {
  const types = namespace.nestedArray.filter((n): n is Type => "fieldsArray" in n);
  const enums = namespace.nestedArray.filter((n): n is Enum => "valuesById" in n);
  const byName = new Map(types.map((type) => [type.name, type]));
  const sent = closure(SENT, byName);
  const received = closure(RECEIVED, byName);
  const described = types.filter((type) => sent.has(type) || received.has(type));
  // Inner messages first: Espruino knows a function only after it has run its declaration.
  const parts = [HEADER.trimEnd(), ...enums.map(enumSource), ...described.map(interfaceSource)];
  parts.push(ENCODER_RUNTIME.trim(), ...[...sent].reverse().map(encoderSource));
  parts.push(DECODER_RUNTIME.trim(), ...[...received].reverse().map(decoderSource));
  for (const name of RECEIVED) parts.push(entrySource(name));
  return `${parts.join("\n\n")}\n`;
}

/** The named messages and all inside them, each before those it contains. */
function closure(names: string[], byName: Map<string, Type>): Set<Type> {
  const ordered: Type[] = [];
  const visit = (type: Type): void => {
    const place = ordered.indexOf(type);
    if (place >= 0) ordered.splice(place, 1);
    ordered.push(type);
    for (const field of type.fieldsArray) if (isMessage(field)) visit(field.resolvedType as Type);
  };
  for (const name of names) {
    const type = byName.get(name);
    if (!type) throw new Error(`ketuk.proto has no message ${name}`);
    visit(type);
  }
  return new Set(ordered);
}

function isMessage(field: Field): boolean {
  return field.resolvedType !== null && "fieldsArray" in (field.resolvedType ?? {});
}

function isEnum(field: Field): boolean {
  return field.resolvedType !== null && !isMessage(field);
}

function enumSource(type: Enum): string {
  const prefix = `${type.name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase()}_`;
  const values = Object.entries(type.values).map(([name, value]) => `  ${name.replace(prefix, "")} = ${value},`);
  return `export const enum ${type.name} {\n${values.join("\n")}\n}`;
}

function typeOf(field: Field): string {
  if (isMessage(field)) return `${field.resolvedType?.name}`;
  if (isEnum(field)) return "number";
  if (field.type === "bool") return "boolean";
  return field.type === "bytes" || field.type === "string" ? "string" : "number";
}

function interfaceSource(type: Type): string {
  const fields = type.fieldsArray.map((field) =>
    field.repeated ? `  ${field.name}: ${typeOf(field)}[];` : `  ${field.name}?: ${typeOf(field)} | undefined;`,
  );
  if (fields.length === 0) return `/** Has no fields. */\nexport type ${type.name} = object;`;
  return `export interface ${type.name} {\n${fields.join("\n")}\n}`;
}

function wireTag(field: Field): string {
  const wire = isMessage(field) || field.type === "bytes" || field.type === "string" ? 2 : 0;
  const tag = (field.id << 3) | wire;
  return tag < 128 ? `${tag}` : `${(tag & 127) | 128}, ${tag >> 7}`;
}

function encoderSource(type: Type): string {
  const fields = type.fieldsArray.map((field) => {
    if (field.repeated) throw new Error(`${type.name}.${field.name}: the board sends no repeated fields`);
    const value = `m.${field.name}`;
    const tag = wireTag(field);
    const tagPart = tag.includes(",") ? `[${tag}]` : tag;
    if (isMessage(field)) return `    ${value} ? text(${tagPart}, encode${field.resolvedType?.name}(${value})) : NONE,`;
    if (field.type === "bytes" || field.type === "string") return `    ${value} ? text(${tagPart}, ${value}) : NONE,`;
    if (field.type === "bool") return `    ${value} ? [${tag}, 1] : NONE,`;
    if (!["uint32", "uint64"].includes(field.type) && !isEnum(field))
      throw new Error(`${type.name}.${field.name}: the board has no encoder for ${field.type}`);
    return `    ${value} ? [${tag}, varint(${value})] : NONE,`;
  });
  const body = fields.length ? `E.toString(\n${fields.join("\n")}\n    NONE,\n  )` : "NONE";
  const parameter = fields.length ? "m" : "_m";
  return `export function encode${type.name}(${parameter}: ${type.name}): string {\n  return ${body};\n}`;
}

function decoderSource(type: Type): string {
  const initial = type.fieldsArray
    .filter((field) => !isMessage(field) || field.repeated)
    .map((field) => `${field.name}: ${initialValue(field)}`);
  const cases = type.fieldsArray.map((field, index) => {
    const wire = isMessage(field) || field.type === "bytes" || field.type === "string" ? 2 : 0;
    const head = `${index ? "else " : ""}if (tag === ${(field.id << 3) | wire})`;
    const read = readExpression(field);
    return `    ${head} ${field.repeated ? `m.${field.name}.push(${read})` : `m.${field.name} = ${read}`};`;
  });
  cases.push(`    ${cases.length ? "else " : ""}skip(tag, end);`);
  return `function read${type.name}(end: number): ${type.name} {
  const m: ${type.name} = { ${initial.join(", ")} };
  while (at < end) {
    const tag = number(end);
${cases.join("\n")}
  }
  return m;
}`.replace("{  }", "{}");
}

function initialValue(field: Field): string {
  if (field.repeated) return "[]";
  if (field.type === "bytes" || field.type === "string") return '""';
  return field.type === "bool" ? "false" : "0";
}

function readExpression(field: Field): string {
  if (isMessage(field)) return `read${field.resolvedType?.name}(limit(end))`;
  if (field.type === "bytes" || field.type === "string") return "string(end)";
  return field.type === "bool" ? "number(end) !== 0" : "number(end)";
}

function entrySource(name: string): string {
  return `/** Throws on anything that is not protobuf. */
export function decode${name}(s: string): ${name} {
  return read${name}(start(s));
}`;
}
