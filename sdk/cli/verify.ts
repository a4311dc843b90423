/** `ketuk verify`: checks a log of sealed records end to end and names the first break. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Command } from "commander";
import { KetukError } from "../errors.js";
import { type TapKeySource, tapKeysOf } from "../keys/provider.js";
import { readKeys } from "../keys/role-keys.js";
import { LINE_MAX_CHARS } from "../verify/log/line.js";
import { createLogTextVerifier, type LogTextVerifier } from "../verify/log-text.js";
import { EXIT, type Io, reportError, writeJson } from "./io.js";
import { createLineSplitter } from "./lines.js";
import { addPassphraseOption, type PassphraseOptions, passphraseOf } from "./passphrase.js";
import { readPublicKey } from "./public-key.js";
import { printReport } from "./verify-report.js";

interface VerifyOptions extends PassphraseOptions {
  readonly keys?: string;
  readonly fleetKey?: string;
  readonly json?: boolean;
  readonly reader?: string;
  readonly retired?: boolean;
}

/** A log as bytes, and how long it is where that is known. */
interface Source {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly sizeBytes: number | undefined;
}

/** Time between two lines of progress. */
const PROGRESS_MS = 500;

const EXAMPLES = `
Examples:
  ketuk monitor --port /dev/ttyUSB0 --log taps.log
  ketuk verify taps.log --keys ~/.ketuk/fleet.json
  ketuk verify taps.log --fleet-key fleet.pub
  zcat taps-*.log.gz | ketuk verify - --keys fleet.json --json | jq .firstBreak

A log has one record a line: {"record":"<base64>","mac":"<base64>"}; more fields do no harm. Several readers may share it.
--fleet-key needs no secret: every record must be signed, under a certificate that stands in the log. With --keys beside
it a record without a signature is sealed and no break.
Without either only the order of the records is checked, not their seals: whoever writes a whole new log passes.
Records removed from the end leave no trace: compare the last number with the reader's (ketuk monitor shows it).

Exit codes: 0 intact, 1 broken, 2 wrong usage or not checked (no keys, no log, no record in it), 130 Ctrl-C.
`;

/** Adds the command. `done` takes its exit code. */
export function addVerifyCommand(program: Command, io: Io, done: (code: number) => void): void {
  addPassphraseOption(program.command("verify"))
    .description("check a log of sealed records from end to end")
    .argument("<log>", "the log, or - for what is piped in")
    .option("--keys <file>", "key file, to check the seals")
    .option("--retired", "accept retired keys too, for a log from before")
    .option("--fleet-key <key>", "the fleet's public key, 64 hexadecimal digits or a file of them: every signature")
    .option("--reader <id>", "every line must be of this reader")
    .option("--json", "the report as one JSON object")
    .addHelpText("after", EXAMPLES)
    .action(async (path: string, options: VerifyOptions) => done(await verify(path, options, io)));
}

async function verify(path: string, options: VerifyOptions, io: Io): Promise<number> {
  try {
    const keys = options.keys === undefined ? undefined : await readTapKeys(options.keys, options, io);
    const fleetPublicKey =
      options.fleetKey === undefined
        ? undefined
        : await readPublicKey(options.fleetKey, "--fleet-key", "ask for the fleet's public key; it is no secret");
    const verifier = createLogTextVerifier({ keys, fleetPublicKey, reader: options.reader });
    if (!(await readLog(await openSource(path, io), verifier, io))) return EXIT.interrupted;
    const report = verifier.finish();
    if (options.json) writeJson(io, report);
    else printReport(io, path, report, verifier.lineCount);
    if (report.recordCount === 0 && report.intact) {
      io.err("ketuk: there is no record in it, so nothing was checked\n");
      return EXIT.usage;
    }
    return report.intact ? EXIT.ok : EXIT.failed;
  } catch (error) {
    // Exit code 1 says that the log was read and is broken, so it must not say anything else.
    if (!(error instanceof KetukError)) throw error;
    reportError(io, error);
    return EXIT.usage;
  }
}

async function readTapKeys(path: string, options: VerifyOptions, io: Io): Promise<TapKeySource> {
  const keys = tapKeysOf(await readKeys(path, { passphrase: passphraseOf(io, options), retired: options.retired }));
  if (keys) return keys;
  throw new KetukError("key-unknown", `${path} holds no tap keys`, {
    hint: "ketuk keys export --verify makes one that does",
  });
}

async function openSource(path: string, io: Io): Promise<Source> {
  if (path === "-") return { bytes: io.input, sizeBytes: undefined };
  try {
    const stats = await stat(path);
    return { bytes: createReadStream(path, { signal: io.signal }), sizeBytes: stats.isFile() ? stats.size : undefined };
  } catch (error) {
    throw readError(path, error);
  }
}

/** Returns false when it was interrupted. */
async function readLog(source: Source, verifier: LogTextVerifier, io: Io): Promise<boolean> {
  const splitter = createLineSplitter(LINE_MAX_CHARS, verifier.pushLine);
  const progress = createProgress(source.sizeBytes, io);
  try {
    for await (const bytes of source.bytes) {
      if (io.signal.aborted) return false;
      splitter.push(bytes);
      progress.add(bytes.length, verifier.lineCount);
    }
  } catch (error) {
    if (io.signal.aborted) return false;
    throw readError("the log", error);
  } finally {
    progress.end();
  }
  splitter.end();
  return !io.signal.aborted;
}

function createProgress(sizeBytes: number | undefined, io: Io) {
  let shownMs = performance.now();
  let doneBytes = 0;
  let shown = false;
  return {
    add(bytes: number, lineCount: number) {
      doneBytes += bytes;
      if (!io.watched || performance.now() - shownMs < PROGRESS_MS) return;
      shownMs = performance.now();
      shown = true;
      const percent = sizeBytes ? `${Math.floor((100 * doneBytes) / sizeBytes)} %, ` : "";
      io.err(`\r${percent}${lineCount} lines\x1b[K`);
    },
    end() {
      if (shown) io.err("\r\x1b[K");
    },
  };
}

function readError(path: string, error: unknown): KetukError {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof KetukError) return error;
  return new KetukError("log-failed", `${path} cannot be read (${code ?? "unknown error"})`, {
    cause: error,
    hint: "ketuk verify --help shows how",
  });
}
