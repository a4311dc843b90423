/** Checks the whole log, as `ketuk verify` does; or a copy with one letter changed, to see that it is found. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createLogTextVerifier, type LogReport, type TapKeySource } from "ketuk/verify";

/** What was found. */
export interface LogFinding {
  readonly lineCount: number;
  readonly recordCount: number;
  readonly readerCount: number;
  readonly intact: boolean;
  /** The line that was changed here, never in the file; undefined for the log as it is. */
  readonly changedLine: number | undefined;
  /** Line of the first break; undefined when there is none. */
  readonly brokenLine: number | undefined;
}

/**
 * Reads the log from its beginning.
 *
 * @param endBytes its length, so that a line that is just being written is left out
 * @param changedLine line, from 1, in which one letter is changed on its way to the check
 */
export async function checkLog(
  path: string,
  keys: TapKeySource,
  endBytes: number,
  changedLine?: number,
): Promise<LogFinding> {
  const verifier = createLogTextVerifier({ keys });
  if (endBytes > 0) {
    const input = createReadStream(path, { end: endBytes - 1 });
    let line = 0;
    for await (const text of createInterface({ input })) {
      verifier.pushLine(++line === changedLine ? changed(text) : text);
    }
  }
  return toFinding(verifier.finish(), verifier.lineCount, changedLine);
}

function toFinding(report: LogReport, lineCount: number, changedLine: number | undefined): LogFinding {
  const { recordCount, readers, intact, firstBreak } = report;
  return { lineCount, recordCount, readerCount: readers.length, intact, changedLine, brokenLine: firstBreak?.line };
}

/** One letter in the middle of the record. */
function changed(text: string): string {
  const at = Math.floor(text.length / 3);
  return `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`;
}
