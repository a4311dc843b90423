/** Verifies the text of a log, line by line, and forgives what a power cut of the host does to its last line. */
import { CERTIFICATE_HEAD, LINE_HEAD, LINE_MAX_CHARS, parseCertificateLine, parseLogLine } from "./log/line.js";
import type { LogReport } from "./log/report.js";
import { WORDS } from "./log/words.js";
import { createLogVerifier, type LogVerifierOptions } from "./log.js";

/** Lines cut off that wait for their record to come again. A host tears one at each power cut, not many at once. */
const TORN_COUNT = 16;

/** A line that was cut off. */
interface Torn {
  readonly line: number;
  readonly text: string;
}

/** Verifies one log as text. */
export interface LogTextVerifier {
  /** Lines so far. */
  readonly lineCount: number;
  /**
   * The next line, without its end; empty ones count but say nothing. The verifier reads at most 16,384 characters.
   *
   * @param whole the line has its end; false for a last line that has none
   */
  pushLine(text: string, whole?: boolean): void;
  /** The log is over. */
  finish(): LogReport;
}

/**
 * Creates a verifier for the text of one log, as `ketuk monitor --log` and `toLogLine` write it.
 *
 * ```ts
 * import { createReadStream } from "node:fs";
 * import { createInterface } from "node:readline";
 * import { createLogTextVerifier } from "ketuk/verify";
 *
 * const verifier = createLogTextVerifier({ keys });
 * for await (const line of createInterface({ input: createReadStream("taps.log") })) verifier.pushLine(line);
 * const { intact, firstBreak } = verifier.finish();
 * ```
 *
 * @throws KetukError `bad-argument` for a `reader` that is no reader id
 */
export function createLogTextVerifier(options: LogVerifierOptions = {}): LogTextVerifier {
  const verifier = createLogVerifier(options);
  let torn: Torn[] = [];
  let lineCount = 0;
  let tornEnd = false;

  function pushTorn(text: string): void {
    torn.push({ line: lineCount, text });
    if (torn.length <= TORN_COUNT) return;
    const oldest = torn.shift() as Torn;
    verifier.pushMalformed(oldest.line, WORDS.noLine);
  }

  /** A whole line may be what a torn one was going to be. */
  function mend(text: string): void {
    torn = torn.filter((one) => {
      if (!text.startsWith(one.text)) return true;
      verifier.pushWeakSpot("torn", one.line, WORDS.torn(lineCount));
      return false;
    });
  }

  function pushOther(text: string): void {
    const certificate = parseCertificateLine(text);
    if (!certificate) return verifier.pushMalformed(lineCount, WORDS.noRecord);
    // Not what it says but that it stands here mends a line that was cut off.
    if (torn.length > 0) mend(text);
    verifier.pushCertificate(certificate);
  }

  return {
    get lineCount() {
      return lineCount;
    },
    pushLine(text, whole = true) {
      lineCount++;
      if (text.length > LINE_MAX_CHARS) return verifier.pushMalformed(lineCount, WORDS.tooLong);
      if (text.trim() === "") return;
      const sealed = parseLogLine(text);
      if (sealed === "no-json" && looksTorn(text)) {
        pushTorn(text);
        tornEnd = !whole;
      } else if (sealed === "no-json") verifier.pushMalformed(lineCount, WORDS.noLine);
      else if (sealed === "no-record") pushOther(text);
      else {
        if (torn.length > 0) mend(text);
        verifier.push(sealed, lineCount);
      }
    },
    finish() {
      for (const { line } of torn) {
        if (tornEnd && line === lineCount) verifier.pushWeakSpot("torn", line, WORDS.tornEnd);
        else verifier.pushMalformed(line, WORDS.noLine);
      }
      torn = [];
      return verifier.finish();
    },
  };
}

function looksTorn(text: string): boolean {
  return [LINE_HEAD, CERTIFICATE_HEAD].some((head) => text.startsWith(head) || head.startsWith(text));
}
