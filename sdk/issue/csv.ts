/** Tables as spreadsheets write them: RFC 4180, first line names the columns. In dist/ with csv-parse within: see protocol/carry.ts. */
import { parse } from "csv-parse/sync";

/** A row, and the line of the file in which it ends. */
export interface CsvLine {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

/**
 * Reads a table. BOM, CRLF and quoted fields are understood, empty lines left out, blanks around fields taken away.
 *
 * @throws Error that says what is wrong with the text
 */
export function parseCsv(text: string): readonly CsvLine[] {
  const options = { columns: true, bom: true, info: true, skip_empty_lines: true, trim: true } as const;
  return parse(text, options) as unknown as CsvLine[];
}
