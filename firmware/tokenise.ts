/**
 * Writes a program as it goes into flash: words, operators of several characters and strings as the tokens that Espruino's
 * lexer makes of them, one byte for each of the first two. The inverse stands in sdk/firmware/tokens.ts.
 */
import { parse, type Token } from "acorn";
import { compiled } from "./compiled.js";

const { TOKEN_BYTES, RAW_INT0, RAW_INT8, RAW_INT16, RAW_STRING8, RAW_STRING16 } =
  await compiled<typeof import("../sdk/firmware/tokens.js")>("sdk/firmware/tokens.js");

/** A token of the program in ES5. */
interface Es5Token {
  readonly text: string;
  readonly kind: string;
  readonly value: unknown;
  /** What stands before it: blanks, comments. */
  readonly gap: string;
}

/** The tokens of a program in ES5. @throws SyntaxError for anything else */
export function es5Tokens(code: string): Es5Token[] {
  const tokens: Token[] = [];
  parse(code, { ecmaVersion: 5, onToken: tokens });
  return tokens.map((token, i) => {
    const { start, end, type, value } = token as Token & { value?: unknown };
    return { text: code.slice(start, end), kind: type.label, value, gap: code.slice(tokens[i - 1]?.end ?? 0, start) };
  });
}

function bytes(...values: number[]): string {
  return String.fromCharCode(...values);
}

function stringToken(value: string): string {
  if (/[^\0-\xff]/.test(value)) throw new Error(`a string with a character beyond 255: ${value}`);
  const { length } = value;
  if (length > 0xffff) throw new Error(`a string of ${length} characters`);
  return (length > 255 ? bytes(RAW_STRING16, length & 255, length >> 8) : bytes(RAW_STRING8, length)) + value;
}

/** A number where that is not longer than its digits; "" where it is. */
function numberToken({ text, value }: Es5Token): string {
  if (value === 0 && text === "0") return bytes(RAW_INT0);
  if (!Number.isInteger(value) || `${value}` !== text) return "";
  const number = value as number;
  if (number < 128) return text.length > 2 ? bytes(RAW_INT8, number) : "";
  return number < 32768 ? bytes(RAW_INT16, number & 255, number >> 8) : "";
}

/** The token that Espruino has for one of ES5; "" for what is written as it stands. */
function tokenFor(tokens: readonly Es5Token[], i: number): string {
  const token = tokens[i] as Es5Token;
  const before = tokens[i - 1]?.text ?? "";
  const after = tokens[i + 1]?.text ?? "";
  if (token.kind === "string") return token.text.length > 2 ? stringToken(token.value as string) : "";
  // A name of a property is a name, even if it is a word; so is the key of a literal.
  const isName = before === "." || (/^[{,]$/.test(before) && after === ":");
  if (token.kind === "num") return isName || after === "." ? "" : numberToken(token);
  const byte = isName || token.kind === "regexp" ? undefined : TOKEN_BYTES.get(token.text);
  return byte === undefined ? "" : bytes(byte);
}

/**
 * The program as a byte string. Comments go, and so do blanks that a token makes needless; the ends of lines stay, since a
 * statement may end there.
 *
 * @param code ES5 in ASCII, strings of characters up to 255
 * @throws SyntaxError or Error for anything else
 */
export function tokenise(code: string): string {
  if (/[^\0-\x7f]/.test(code)) throw new Error("a character beyond ASCII, which would be a token");
  const tokens = es5Tokens(code);
  let program = "";
  let wasPlain = false;
  for (const [i, { text, gap }] of tokens.entries()) {
    const token = tokenFor(tokens, i);
    if (gap.includes("\n")) program += "\n";
    else if (gap && wasPlain && !token) program += " ";
    program += token || text;
    wasPlain = !token;
  }
  return program;
}
