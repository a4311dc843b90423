/** The journal of a batch: a line of JSON for each event, on the disk before the event counts. */
import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { assertText } from "../assert.js";
import { KetukError } from "../errors.js";
import type { JournalEntry } from "./ledger.js";

/** It names people and their cards. */
const MODE_OWNER_ONLY = 0o600;
const KINDS: readonly string[] = ["batch", "begun", "issued", "failed", "foreign"];

/** An open journal. */
export interface IssueJournal {
  /** What stood in it when it was opened. */
  readonly entries: readonly JournalEntry[];
  /** Appends, and waits for the disk. @throws KetukError `store-failed` */
  append(entry: JournalEntry): void;
  /** Lets go of it. */
  close(): void;
}

/**
 * Opens a journal, or begins it, for this program alone. A last line that a crash has cut is taken away: its event did not
 * count yet.
 *
 * @throws KetukError `store-damaged` for any other line that is none, `store-failed`
 */
export function openIssueJournal(path: string): IssueJournal {
  assertText(path, "path");
  const unlock = lock(`${path}.lock`);
  try {
    const file = attempt(path, () => openSync(path, "a+", MODE_OWNER_ONLY));
    const text = attempt(path, () => readFileSync(path, "utf8"));
    const end = text.lastIndexOf("\n") + 1;
    const entries = parse(path, text.slice(0, end));
    if (end < text.length) attempt(path, () => ftruncateSync(file, Buffer.byteLength(text.slice(0, end))));
    return {
      entries,
      append(entry) {
        attempt(path, () => {
          writeSync(file, `${JSON.stringify(entry)}\n`);
          fsyncSync(file);
        });
      },
      close() {
        closeSync(file);
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

function parse(path: string, text: string): readonly JournalEntry[] {
  return text.split("\n").flatMap((line, i) => {
    if (line === "") return [];
    const entry = entryOf(line);
    if (entry) return [entry];
    throw new KetukError("store-damaged", `${path}, line ${i + 1} is no entry of a journal`, {
      hint: "restore the journal from its backup: without it nobody knows who has which card",
    });
  });
}

function entryOf(line: string): JournalEntry | undefined {
  try {
    const value = JSON.parse(line) as Record<string, unknown> | null;
    if (!KINDS.includes(String(value?.kind)) || typeof value?.at !== "string") return undefined;
    const isBatch = value.kind === "batch";
    const isWhole = isBatch ? typeof value.profile === "string" : typeof value.uid === "string";
    return isWhole ? (value as unknown as JournalEntry) : undefined;
  } catch {
    return undefined;
  }
}

/** Two desks on one journal would give one row to two cards. */
function lock(path: string): () => void {
  for (let isSecond = false; ; isSecond = true) {
    try {
      writeFileSync(path, `${process.pid}\n`, { flag: "wx", mode: MODE_OWNER_ONLY });
      return () => rmSync(path, { force: true });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw storeFailed(path, cause);
      if (isSecond || isAlive(Number(readFileSync(path, "utf8")))) {
        throw new KetukError("store-failed", `another program issues with this journal (${path})`, {
          cause,
          hint: "end it first; if there is none, remove this file",
        });
      }
      rmSync(path, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function attempt<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw storeFailed(path, cause);
  }
}

function storeFailed(path: string, cause: unknown): KetukError {
  const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
  return new KetukError("store-failed", `${path} cannot be read or written (${code})`, { cause });
}
