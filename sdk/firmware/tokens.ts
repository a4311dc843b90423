/**
 * The program of an image, and what it says in ES5. Espruino's lexer takes words, operators of several characters, strings
 * and numbers in the form it would itself bring them into, which is shorter and faster; no other engine does.
 *
 * Source: Espruino, src/jslex.h, LEX_TYPES, whose order its makers keep because programs stand in this form on boards.
 * Strings since 2v21, numbers since 2v26.
 */

/** A string: a byte of length, then its bytes. */
export const RAW_STRING8 = 0xd1;
/** A string: two bytes of length, the lower first, then its bytes. */
export const RAW_STRING16 = 0xd2;
/** The number 0. */
export const RAW_INT0 = 0xd3;
/** A number of -128 to 127: one byte. */
export const RAW_INT8 = 0xd4;
/** A number of -32,768 to 32,767: two bytes, the lower first. */
export const RAW_INT16 = 0xd5;

const FIRST_TOKEN = 138;

/** Operators and reserved words, from {@link FIRST_TOKEN} on; "" is one that ES5 has not or takes for a name. */
const TOKENS = (
  "== === != !== <= << <<= >= >> >>> >>= >>>= += -= ++ -- *= /= %= &= && |= || ^=  " +
  "if else do while for break continue function return var   this throw try catch finally true false null " +
  "undefined new in instanceof switch case default delete typeof void debugger"
).split(" ");

const TEXTS = new Map(TOKENS.map((text, i) => [FIRST_TOKEN + i, text] as const).filter(([, text]) => text));

/** The byte of an operator or a reserved word, for those that have one. */
export const TOKEN_BYTES: ReadonlyMap<string, number> = new Map([...TEXTS].map(([byte, text]) => [text, byte]));

/** A part of a program: so many bytes of it, and what they say. */
export interface ProgramPart {
  readonly bytes: number;
  /** In ES5. */
  readonly text: string;
}

/** No engine takes this character, as no interpreter takes the byte that it stands for. */
const NOTHING = "\x01";

function quote(value: string): string {
  const plain = value.replace(/["\\]/g, "\\$&");
  return `"${plain.replace(/[^ -~]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`)}"`;
}

/** What stands where a byte above 127 is. */
function tokenAt(program: string, at: number): ProgramPart {
  const byte = (offset: number) => program.charCodeAt(at + offset) & 0xff;
  const kind = byte(0);
  if (kind === RAW_STRING8 || kind === RAW_STRING16) {
    const start = kind === RAW_STRING8 ? 2 : 3;
    const length = start === 2 ? byte(1) : byte(1) | (byte(2) << 8);
    return { bytes: start + length, text: quote(program.slice(at + start, at + start + length)) };
  }
  if (kind === RAW_INT0) return { bytes: 1, text: "0" };
  if (kind === RAW_INT8) return { bytes: 2, text: `${(byte(1) << 24) >> 24}` };
  if (kind === RAW_INT16) return { bytes: 3, text: `${((byte(1) | (byte(2) << 8)) << 16) >> 16}` };
  return { bytes: 1, text: TEXTS.get(kind) ?? NOTHING };
}

/** Two characters that would become one word, one number, or one operator. */
const JOINS = /^(?:[\w$.][\w$]|[-+*/%&|^!=<>]{2})$/;

/**
 * Takes a program apart: what is written as in ES5 in pieces as long as they are, and each token, with a blank before it
 * where it would else join what stands there.
 *
 * @param program a byte string
 */
export function* programParts(program: string): Generator<ProgramPart> {
  const plain = /[\0-\x7f]+/y;
  let last = "";
  let afterToken = false;
  for (let at = 0; at < program.length; ) {
    plain.lastIndex = at;
    const text = plain.exec(program)?.[0];
    const part = text === undefined ? tokenAt(program, at) : { bytes: text.length, text };
    const joins = (afterToken || text === undefined) && JOINS.test(last + part.text.charAt(0));
    // A blank of its own, so that a part that is written as in ES5 has as many characters as bytes.
    if (joins) yield { bytes: 0, text: " " };
    yield part;
    at += part.bytes;
    last = part.text.slice(-1);
    afterToken = text === undefined;
  }
}

/**
 * The ES5 that a program says: what Node can run. A program without tokens is what it says.
 *
 * @param program a byte string
 */
export function detokenise(program: string): string {
  let text = "";
  for (const part of programParts(program)) text += part.text;
  return text;
}
