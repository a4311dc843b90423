/**
 * The one log of the city: every sealed record of every reader, a line each, on the disk before its reader may forget it.
 * `ketuk verify` checks it. While the disk takes nothing, the readers keep their records.
 */
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import type { RecordEvent } from "ketuk";
import { parseLogLine, toCertificateLine, toLogLine } from "ketuk/verify";

/** What {@link openSealedLog} may be told. */
export interface SealedLogOptions {
  /** Called before a record is written; what it throws keeps the record with its reader, as a full disk does. */
  onRecord?(event: RecordEvent): void;
  /** Told after every line. */
  onGrown?(): void;
  /** Told once when the disk takes nothing any more, and when it does again. */
  onState?(state: "good" | "failing", words: string): void;
  /** Default: to the file, and to the disk. */
  write?(file: number, line: string): void;
  /** Pause after a failure; default 1,000 ms. */
  readonly retryMs?: number;
}

/** An open log. */
export interface SealedLog {
  readonly path: string;
  /** Length of all whole lines. */
  readonly sizeBytes: number;
  readonly state: "good" | "failing";
  /** For `ReaderOptions.onRecord`: holds the record until it is on the disk. */
  readonly take: (event: RecordEvent) => void;
  close(): void;
}

/** So much of the end of a file is looked at: some 2,000 records, and a reader has 4 unacknowledged ones in the air. */
const TAIL_BYTES = 1024 * 1024;
/** A log names cards: only its owner may read it. */
const OWNER_ONLY = 0o600;
const LF = 0x0a;

/** Opens a log, or begins one. A line that a crash has torn is taken off: its record was not acknowledged and comes again. */
export function openSealedLog(path: string, options: SealedLogOptions = {}): SealedLog {
  const { onRecord, onGrown, onState, write = writeDurably, retryMs = 1000 } = options;
  const file = openSync(path, "a+", OWNER_ONLY);
  const known = new Set<string>();
  const queue: { readonly event: RecordEvent; readonly release: () => void }[] = [];
  let sizeBytes = recall(file, known);
  let state: SealedLog["state"] = "good";
  let timer: NodeJS.Timeout | undefined;

  function append(line: string, name: string): void {
    if (known.has(name)) return;
    // What a failure before has left of a line.
    if (fstatSync(file).size > sizeBytes) ftruncateSync(file, sizeBytes);
    write(file, `${line}\n`);
    sizeBytes += Buffer.byteLength(line) + 1;
    known.add(name);
    onGrown?.();
  }

  function keep(event: RecordEvent): void {
    const { sealed, certificate } = event;
    onRecord?.(event);
    const line = certificate.length > 0 ? toCertificateLine(certificate) : undefined;
    if (line) append(line, line);
    append(toLogLine(sealed), nameOf(sealed));
  }

  function change(next: SealedLog["state"], words: string): void {
    if (next === state) return;
    state = next;
    onState?.(state, words);
  }

  /** In the order in which they came: each reader's chain stays in order. */
  function flush(): void {
    timer = undefined;
    try {
      for (let first = queue[0]; first; first = queue[0]) {
        keep(first.event);
        queue.shift();
        first.release();
      }
      change("good", "");
    } catch (error) {
      change("failing", error instanceof Error ? error.message : String(error));
      timer = setTimeout(flush, retryMs);
    }
  }

  return {
    path,
    get sizeBytes() {
      return sizeBytes;
    },
    get state() {
      return state;
    },
    take(event) {
      queue.push({ event, release: event.hold() });
      if (!timer) flush();
    },
    close() {
      clearTimeout(timer);
      closeSync(file);
    },
  };
}

/** The same record may come again without its signature: it is still the same. */
function nameOf({ record, mac }: RecordEvent["sealed"]): string {
  return toLogLine({ record, mac });
}

/** Writes a line, and waits for the disk. */
export function writeDurably(file: number, line: string): void {
  const bytes = Buffer.from(line);
  let at = 0;
  while (at < bytes.length) at += writeSync(file, bytes, at);
  fsyncSync(file);
}

/** Remembers the last lines, takes off a torn one. @returns length of the whole lines */
function recall(file: number, known: Set<string>): number {
  const { size } = fstatSync(file);
  const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
  readSync(file, tail, 0, tail.length, size - tail.length);
  const whole = tail.lastIndexOf(LF) + 1;
  for (const line of tail.toString("utf8", 0, whole).split("\n")) {
    const sealed = parseLogLine(line);
    known.add(typeof sealed === "string" ? line : nameOf(sealed));
  }
  const length = size - tail.length + whole;
  if (length < size) ftruncateSync(file, length);
  return length;
}
