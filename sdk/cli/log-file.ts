/**
 * Appends sealed records to a log file, each of them on the disk before the call returns. Opening a file that a power
 * cut has left within a line begins a new line, and records that are among its last ones are not written twice.
 */
import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { KetukError } from "../errors.js";
import { parseCertificateLine, parseLogLine, toCertificateLine, toLogLine } from "../verify/log/line.js";
import type { Sealed } from "../verify/seal.js";

/** So much of the end of a file is looked at: some 2,000 records, and a reader has 4 unacknowledged ones in the air. */
const TAIL_BYTES = 1024 * 1024;
/** Lines that are remembered. */
const REMEMBERED_COUNT = 4096;
/** A log names cards: only its owner may read it. */
const MODE_OWNER_ONLY = 0o600;
const LF = 0x0a;

/** An open log. */
export interface LogFile {
  /**
   * Writes a record and waits for the disk.
   *
   * @returns false when the record is among the last ones of the file, and was not written again
   * @throws KetukError `log-failed`; the record may then stand there torn, and must not be acknowledged
   */
  append(sealed: Sealed): boolean;
  /** The same for a certificate, which belongs before the records that need it. Empty: there is none. */
  appendCertificate(certificate: Uint8Array): boolean;
  close(): void;
}

/**
 * Opens a log to append to it; makes it, readable by its owner only, when there is none.
 *
 * @throws KetukError `log-failed`
 */
export function openLogFile(path: string): LogFile {
  const file = attempt(path, "opened", () => openSync(path, "a+", MODE_OWNER_ONLY));
  const written = new Set<string>();
  try {
    attempt(path, "read", () => recall(file, written));
    attempt(path, "written", () => syncFolder(path));
  } catch (error) {
    closeSync(file);
    throw error;
  }

  function remember(line: string): void {
    written.add(line);
    if (written.size > REMEMBERED_COUNT) written.delete(written.keys().next().value ?? "");
  }

  /** @param name by which the line is known again */
  function write(line: string, name: string): boolean {
    if (written.has(name)) return false;
    attempt(path, "written", () => {
      writeAll(file, Buffer.from(`${line}\n`, "utf8"));
      fsyncSync(file);
    });
    remember(name);
    return true;
  }

  return {
    append: (sealed) => write(toLogLine(sealed), nameOf(sealed)),
    appendCertificate(certificate) {
      const line = toCertificateLine(certificate);
      return certificate.length > 0 && write(line, line);
    },
    close: () => closeSync(file),
  };
}

/** The same record may come again without its signature, when its coupon is gone: it is still the same. */
function nameOf({ record, mac }: Sealed): string {
  return toLogLine({ record, mac });
}

/** Reads the last lines, and ends the last one where that is missing. */
function recall(file: number, written: Set<string>): void {
  const { size } = fstatSync(file);
  const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
  let length = 0;
  while (length < tail.length) {
    const count = readSync(file, tail, length, tail.length - length, size - tail.length + length);
    if (count === 0) break;
    length += count;
  }
  for (const line of tail.toString("utf8", 0, length).split("\n")) {
    const sealed = parseLogLine(line);
    if (typeof sealed !== "string") written.add(nameOf(sealed));
    const certificate = parseCertificateLine(line);
    if (certificate) written.add(toCertificateLine(certificate));
  }
  if (length === 0 || tail[length - 1] === LF) return;
  writeAll(file, Uint8Array.of(LF));
  fsyncSync(file);
}

function writeAll(file: number, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) at += writeSync(file, bytes, at);
}

/** The name of a new file is on the disk only when its folder is. Windows can not do that and needs not. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(dirname(path), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function attempt<T>(path: string, what: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    throw new KetukError("log-failed", `the log ${path} could not be ${what} (${code})`, {
      cause,
      hint: code === "ENOSPC" ? "make room on the disk" : "check its folder and who may write there",
    });
  }
}
