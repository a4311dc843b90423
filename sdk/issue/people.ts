/** The list of people whose cards are to be issued, from CSV. RFC 4180, as spreadsheets write it. */
import { toHex } from "../bytes.js";
import { KetukError } from "../errors.js";
import { type CsvLine, parseCsv } from "./csv.js";

const ID_MAX_CHARACTERS = 128;
const COLUMNS = ["id", "credential", "credentialHex", "uid"] as const;

/** One card to be issued. */
export interface IssueRow {
  /** Names the person or card; no other row has it. */
  readonly id: string;
  /** What stands in the card. */
  readonly credential: Uint8Array;
  /** UID of the very card that is this person's, as upper-case hexadecimal; undefined: any card. */
  readonly uidHex?: string | undefined;
}

/**
 * Reads a list. Its first line names the columns: `id`, `credential` (text, UTF-8) or `credentialHex` (hexadecimal), and
 * if wanted `uid` (hexadecimal); others are left alone. BOM, CRLF and quoted fields are understood.
 *
 * @param credentialMaxBytes of the profile's cards
 * @throws KetukError `bad-argument` that names the line: two rows with one id, credential or UID, an empty list
 */
export function parsePeople(csv: string, credentialMaxBytes: number): readonly IssueRow[] {
  const lines = read(csv);
  if (lines.length === 0) throw bad("the list has no rows", 1);
  const seen = new Map<string, number>();
  return lines.map(({ record, info }) => {
    const row = rowOf(record, info.lines, credentialMaxBytes);
    // A credential is one person's, and so is a card.
    const marks = [`id ${row.id}`, `credential of ${toHex(row.credential)}`, row.uidHex && `card ${row.uidHex}`];
    for (const mark of marks) {
      if (mark === undefined) continue;
      const before = seen.get(mark);
      const what = mark.split(" ")[0];
      if (before !== undefined) throw bad(`the ${what} is that of line ${before}, too`, info.lines);
      seen.set(mark, info.lines);
    }
    return row;
  });
}

function read(csv: string): readonly CsvLine[] {
  try {
    return parseCsv(csv);
  } catch (cause) {
    throw new KetukError("bad-argument", `the list is no CSV: ${(cause as Error).message}`, { cause });
  }
}

function rowOf(record: Readonly<Record<string, string>>, line: number, credentialMaxBytes: number): IssueRow {
  const [id, text, hex, uid] = COLUMNS.map((name) => record[name] ?? "");
  if (!id || id.length > ID_MAX_CHARACTERS) throw bad(`"id" has not 1 to ${ID_MAX_CHARACTERS} characters`, line);
  if (!text === !hex) throw bad('one of "credential" and "credentialHex" is needed', line);
  const credential = hex ? bytesOf(hex, "credentialHex", line) : new TextEncoder().encode(text);
  if (credential.length > credentialMaxBytes)
    throw bad(`the credential has ${credential.length} bytes, the card takes ${credentialMaxBytes}`, line);
  return { id, credential, ...(uid && { uidHex: toHex(bytesOf(uid, "uid", line)) }) };
}

function bytesOf(text: string, name: string, line: number): Uint8Array {
  if (text.length % 2 || !/^[0-9A-Fa-f]+$/.test(text)) throw bad(`"${name}" is not hexadecimal`, line);
  return Uint8Array.from(Buffer.from(text, "hex"));
}

function bad(what: string, line: number): KetukError {
  return new KetukError("bad-argument", `line ${line}: ${what}`);
}
