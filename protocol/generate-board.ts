/**
 * Writes the board's protobuf codec: ES5 for one interpreter that pays for every token, in a file that has to stay small.
 *
 * What every tap needs (HOT) is straight-line code. All other messages share one reader and one writer, which follow a
 * table: a few bytes for each field instead of a statement. Only the messages that the board really sends or receives
 * are written.
 *
 * Encoders build a message with one native E.toString call, which takes numbers, strings and nested arrays. Bytes and
 * strings are byte strings (one character per byte). Fields with their default value are left out, as proto3 asks.
 * Decoders index a typed array, cut byte strings out of the source, skip unknown fields and throw on anything that is
 * not protobuf.
 */
import type { Enum, Field, Namespace, Type } from "protobufjs";

/** What the board sends. Messages inside these follow by themselves. */
const SENT = ["Hello", "Opened", "Answer", "Notice", "Record"];
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

/** Kinds of fields that are messages: printable, and none that a string has to escape. */
const FIRST_LETTER = 65;
const BACKSLASH = 92;
const LAST_LETTER = 126;

/** On the way of every tap, or of every request of a host that waits for a card. */
const HOT = new Set(["Record", "Tap", "SealedRecord", "Answer", "ToReader", "Ack", "RecordHead", "TapHead"]);

/** Hot messages whose own numbers and bytes are not: whoever makes many of them writes those down by himself. */
const COLD = new Set(["Record"]);

/** Numbers that nearly always are one byte: the board does not call for those. */
const SMALL = new Set(["sak", "keySlot", "keyVersion", "profile", "policyVersion"].map((name) => `.ketuk.Tap.${name}`));

/** Bytes that are always fewer than 128: their length is one byte. */
const SHORT = new Set(["uid", "atqa", "ats"].map((name) => `.ketuk.Tap.${name}`));

/**
 * Fields that are known before the card has proved anything: they can be written while it does, and stand first. Nothing
 * changes them then.
 */
const EARLY = new Set(
  [
    "family",
    "uid",
    "atqa",
    "sak",
    "ats",
    "keySlot",
    "keyVersion",
    "activateUs",
    "authenticateUs",
    "randomUid",
    "profile",
    "policyVersion",
  ].map((name) => `.ketuk.Tap.${name}`),
);

const HEADER = `// Generated from protocol/ketuk.proto by protocol/generate.ts; do not edit.

/** The board's codec for the messages of ketuk.proto. Bytes are byte strings: one character per byte. */
`;

const ENCODER_RUNTIME = `
/** What an optional field adds when it has its default value. */
const NONE = "";
export type Part = number | string | Part[];

/**
 * A varint: the byte itself below 128, which nearly all are, else its bytes. Numbers up to 2^53 - 1. What stands above a
 * byte is cut off by whoever makes bytes of it.
 */
export function varint(n: number): Part {
  if (n < 128) return n;
  if (n < 0x4000) return [n | 128, n >> 7];
  if (n < 0x200000) return [n | 128, (n >> 7) | 128, n >> 14];
  return [n | 128, (n >> 7) | 128, (n >> 14) | 128, varint(Math.floor(n / 0x200000))];
}

/** A length-delimited field. */
export function text(tag: Part, s: string): Part {
  const size = s.length;
  return [tag, size < 128 ? size : varint(size), s] as Part[];
}

/** A message of which there is only a table. */
function write(table: number, m: object): string {
  const fields = fieldsOf(table);
  const parts: Part[] = [];
  for (let i = 1; i < fields.length; i++) {
    const field = fields[i];
    const value = (m as Message)[field.substr(1)];
    if (!value) continue;
    const kind = i * 8 + (field < "2" ? 0 : 2);
    // As varint does, of which there would be a call for every field.
    const tag = kind < 128 ? kind : [(kind & 127) | 128, kind >> 7];
    if (field < "2") parts.push([tag, varint(+(value as number))]);
    else parts.push(text(tag, field < "3" ? (value as string) : write(tableOf(field), value as object)));
  }
  return E.toString(parts, NONE);
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

/** Reads what follows a tag, by its table. */
function take(m: Message, fields: string[], tag: number, end: number): void {
  let field = tag > 7 && tag < 1024 ? fields[tag >> 3] : NONE;
  const repeated = !!field && field[0] === "*";
  if (repeated) field = field.substr(1);
  if (!field || (tag & 7) !== (field < "2" ? 0 : 2)) {
    skip(tag, end);
    return;
  }
  const name = field.substr(1);
  let value: unknown;
  if (field < "2") value = field < "1" ? number(end) : number(end) !== 0;
  else value = field < "3" ? string(end) : read(tableOf(field), limit(end));
  if (repeated) (m[name] as unknown[]).push(value);
  else m[name] = value;
}

/** A message of which there is only a table. */
function read(table: number, end: number): Message {
  const fields = fieldsOf(table);
  const m: Message = {};
  for (let i = +fields[0]; i; i--) {
    const field = fields[i];
    if (field[0] === "*") m[field.substr(2)] = [];
    else if (field < "3") m[field.substr(1)] = field < "1" ? 0 : field < "2" ? false : NONE;
  }
  while (at < end) take(m, fields, number(end), end);
  return m;
}
`;

const TABLES_TEXT = `
interface Message {
  [field: string]: unknown;
}

/** Two bytes. */
function place(n: number): string {
  return String.fromCharCode(n >> 8, n & 255);
}

/**
 * All tables stay one text in flash, behind the places of their beginnings: an array of them would take memory. The build
 * does the same with the short names of the properties: see firmware/names.ts.
 */
function FIELDS(text: string): string {
  const tables = text.split(";");
  let at = tables.length * 2 + 2;
  let places = place(at);
  for (let i = 0; i < tables.length; i++) places += place((at += tables[i].length));
  return places + tables.join("");
}

/**
 * Fields by message: first how many of them may have to be set to their defaults, then at the place of its number each
 * field's kind and name. Kinds: 0 number, 1 bool, 2 bytes, from A on a message with the table of that place, * before
 * the kind for a repeated field.
 */
const TABLES = FIELDS("$");

/** What stands in the table of a message, as described above. */
function fieldsOf(table: number): string[] {
  const i = table * 2;
  const from = (TABLES.charCodeAt(i) << 8) | TABLES.charCodeAt(i + 1);
  return TABLES.substring(from, (TABLES.charCodeAt(i + 2) << 8) | TABLES.charCodeAt(i + 3)).split(",");
}

/** The table of a field whose kind is a message. */
function tableOf(field: string): number {
  return field.charCodeAt(0) - 65;
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
  const tables = tablesFor(described);
  // Inner messages first: Espruino knows a function only after it has run its declaration.
  const parts = [HEADER.trimEnd(), ...enums.map(enumSource), ...described.map(interfaceSource)];
  parts.push(TABLES_TEXT.trim().replace("$", () => tablesText(tables, byName)));
  parts.push(ENCODER_RUNTIME.trim(), ...[...sent].reverse().map((type) => encoderSource(type, tables)));
  parts.push(DECODER_RUNTIME.trim());
  parts.push(
    ...[...received]
      .reverse()
      .filter(isHot)
      .map((type) => decoderSource(type, tables)),
  );
  for (const name of RECEIVED) parts.push(entrySource(name, tables));
  return `${parts.join("\n\n")}\n`;
}

function isHot(type: Type): boolean {
  return HOT.has(type.name);
}

/** The messages that have a table: those that are not hot, and the hot ones some of whose fields are not. */
function tablesFor(types: Type[]): string[] {
  return types.filter((type) => !isHot(type) || type.fieldsArray.some(isRare)).map((type) => type.name);
}

/** A field for which the straight-line code of its message has no statement. */
function isRare(field: Field): boolean {
  if (isMessage(field)) return !isHot(field.resolvedType as Type);
  return COLD.has(`${field.parent?.name}`);
}

/** The letter of a table. A backslash would need two characters. */
function letterOf(tables: string[], name: string): string {
  const place = tables.indexOf(name);
  const code = FIRST_LETTER + (place < BACKSLASH - FIRST_LETTER ? place : place + 1);
  if (place < 0 || code > LAST_LETTER) throw new Error(`${name}: no letter for its table`);
  return String.fromCharCode(code);
}

/** The number by which the board's code knows a table. */
function placeOf(tables: string[], name: string): number {
  return letterOf(tables, name).charCodeAt(0) - FIRST_LETTER;
}

function tablesText(tables: string[], byName: Map<string, Type>): string {
  const places: string[] = [];
  for (const name of tables) places[placeOf(tables, name)] = tableText(byName.get(name) as Type, tables);
  return Array.from(places, (text) => text ?? "").join(";");
}

function tableText(type: Type, tables: string[]): string {
  const hot = isHot(type);
  const entries: string[] = [];
  let defaults = 0;
  for (const field of type.fieldsArray) {
    if (hot && !isRare(field)) continue;
    const kind = isMessage(field) ? letterOf(tables, `${field.resolvedType?.name}`) : scalarKind(field);
    entries[field.id] = `${field.repeated ? "*" : ""}${kind}${field.name}`;
    if (!hot && (field.repeated || !isMessage(field))) defaults = Math.max(defaults, field.id);
  }
  for (let id = 1; id <= defaults; id++) {
    if (!entries[id])
      throw new Error(`${type.name}: field ${id} is missing, and the board's reader takes it for a number`);
  }
  entries[0] = defaults ? `${defaults}` : "";
  return Array.from(entries, (entry) => entry ?? "").join(",");
}

/** Numbers first, then bytes: the board compares. */
function scalarKind(field: Field): string {
  if (field.type === "bytes" || field.type === "string") return "2";
  if (field.type === "bool") return "1";
  if (!["uint32", "uint64"].includes(field.type) && !isEnum(field))
    throw new Error(`${field.fullName}: the board has no codec for ${field.type}`);
  return "0";
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
  if (type.fieldsArray.some(isEarly))
    fields.push("  /** What `begin` has made of its early fields. */\n  begun?: string;");
  if (fields.length === 0) return `/** Has no fields. */\nexport type ${type.name} = object;`;
  return `export interface ${type.name} {\n${fields.join("\n")}\n}`;
}

function isEarly(field: Field): boolean {
  return EARLY.has(field.fullName);
}

function wireTag(field: Field): string {
  const wire = isMessage(field) || field.type === "bytes" || field.type === "string" ? 2 : 0;
  const tag = (field.id << 3) | wire;
  return tag < 128 ? `${tag}` : `${(tag & 127) | 128}, ${tag >> 7}`;
}

function encoderSource(type: Type, tables: string[]): string {
  for (const field of type.fieldsArray) {
    if (field.repeated) throw new Error(`${type.name}.${field.name}: the board sends no repeated fields`);
  }
  const head = `export function encode${type.name}(m: ${type.name}): string {\n  return`;
  const table = `write(${placeOfOrNone(tables, type.name)}, m)`;
  if (!isHot(type)) return `${head} ${table};\n}`;
  const plain = type.fieldsArray.filter((field) => !field.partOf);
  const optional = (field: Field) => `${fieldPart(field)} : NONE`;
  const early = plain.filter(isEarly).map(optional);
  const parts = plain.filter((field) => !isRare(field) && !isEarly(field)).map(optional);
  if (early.length) parts.unshift(`m.begun || begin${type.name}(m)`);
  // What stands in the table comes first, and with it whatever else of the message is in there.
  const cold = early.length + parts.length < plain.length;
  if (cold) parts.unshift(table);
  if (cold && parts.length > 1) throw new Error(`${type.name}: all of its own fields are in its table, or none`);
  for (const { fieldsArray } of type.oneofsArray) {
    // At most one is there, so the first that is found ends the search.
    const hot = fieldsArray.filter((field) => !isRare(field)).map(fieldPart);
    parts.push([...hot, hot.length < fieldsArray.length && !cold ? table : "NONE"].join(" : "));
  }
  const call = (list: string[]) => `E.toString(\n${list.map((part) => `    ${part},\n`).join("")}    NONE,\n  )`;
  const begin = early.length
    ? `/** The early fields of it, encoded: to be kept in \`begun\`. */\nexport function begin${type.name}(m: ${type.name}): string {\n  return ${call(early)};\n}\n\n`
    : "";
  return `${begin}${head} ${call(parts)};\n}`;
}

function placeOfOrNone(tables: string[], name: string): number {
  return tables.includes(name) ? placeOf(tables, name) : -1;
}

/** The condition and the bytes of a field; what stands for its absence is to follow. */
function fieldPart(field: Field): string {
  const value = `m.${field.name}`;
  const tag = wireTag(field);
  const tagPart = tag.includes(",") ? `[${tag}]` : tag;
  if (isMessage(field)) return `${value} ? text(${tagPart}, encode${field.resolvedType?.name}(${value}))`;
  const kind = scalarKind(field);
  if (SHORT.has(field.fullName)) return `${value} ? [${tag}, ${value}.length, ${value}]`;
  if (kind === "2") return `${value} ? text(${tagPart}, ${value})`;
  if (isEnum(field)) return `${value} ? [${tag}, ${value}]`;
  const bytes = SMALL.has(field.fullName) ? `${value} < 128 ? ${value} : varint(${value})` : `varint(${value})`;
  return `${value} ? [${tag}, ${kind === "1" ? "1" : bytes}]`;
}

function decoderSource(type: Type, tables: string[]): string {
  const hot = type.fieldsArray.filter((field) => !isRare(field));
  const initial = hot
    .filter((field) => !isMessage(field) || field.repeated)
    .map((field) => `${field.name}: ${initialValue(field)}`);
  const cases = hot.map((field) => {
    const wire = isMessage(field) || field.type === "bytes" || field.type === "string" ? 2 : 0;
    const read = readExpression(field);
    const keep = field.repeated ? `m.${field.name}.push(${read})` : `m.${field.name} = ${read}`;
    return `if (tag === ${(field.id << 3) | wire}) ${keep};\n    else `;
  });
  const rest =
    hot.length < type.fieldsArray.length
      ? `take(m as Message, fieldsOf(${placeOf(tables, type.name)}), tag, end)`
      : "skip(tag, end)";
  return `function read${type.name}(end: number): ${type.name} {
  const m: ${type.name} = { ${initial.join(", ")} };
  while (at < end) {
    const tag = number(end);
    ${cases.join("")}${rest};
  }
  return m;
}`;
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

function entrySource(name: string, tables: string[]): string {
  const read = HOT.has(name)
    ? `read${name}(start(s))`
    : `read(${placeOf(tables, name)}, start(s)) as object as ${name}`;
  return `/** Throws on anything that is not protobuf. */
export function decode${name}(s: string): ${name} {
  return ${read};
}`;
}
