/**
 * Where the command line gets passphrases: a file (or a descriptor, /dev/fd/3), the environment, the terminal. Never an
 * option's value, which every user of the computer can read.
 */
import { open } from "node:fs/promises";
import type { Command } from "commander";
import { KetukError } from "../errors.js";
import { SHORTEST_PASSPHRASE } from "../keys/envelope.js";
import { quote } from "../keys/key-file.js";
import type { Io } from "./io.js";

const LONGEST_BYTES = 4096;
const MODE_OTHERS = 0o077;

/** Options of commands that read key files. */
export interface PassphraseOptions {
  readonly passphraseFile?: string;
}

/** Adds the option. */
export function addPassphraseOption(command: Command): Command {
  return command.option(
    "--passphrase-file <path>",
    "file with the passphrase of the key file, or /dev/fd/3; else KETUK_PASSPHRASE, else the terminal",
  );
}

/** How to get the passphrase of a key file that has one; undefined when there is no way. */
export function passphraseOf(io: Io, { passphraseFile }: PassphraseOptions): (() => Promise<string>) | undefined {
  if (passphraseFile !== undefined) return () => readPassphrase(passphraseFile);
  const { KETUK_PASSPHRASE: fromEnvironment } = io.env;
  if (fromEnvironment) return async () => fromEnvironment;
  const { ask } = io;
  return ask && (() => ask("passphrase: "));
}

/** Where a new passphrase comes from. */
export interface NewPassphrase {
  readonly file?: string | undefined;
  /** Name of the environment variable. */
  readonly variable: string;
  /** Ask at the terminal. */
  readonly ask: boolean;
}

/**
 * A new passphrase, asked for twice; undefined when none is wanted.
 *
 * @throws KetukError `bad-argument` when it is short or the two differ, `passphrase-needed` when nobody can be asked
 */
export async function newPassphrase(io: Io, from: NewPassphrase): Promise<string | undefined> {
  const fromEnvironment = io.env[from.variable];
  if (from.file !== undefined) return readPassphrase(from.file);
  if (fromEnvironment) return fromEnvironment;
  if (!from.ask) return undefined;
  if (!io.ask) {
    throw new KetukError("passphrase-needed", "there is no terminal to ask for a passphrase", {
      hint: `set ${from.variable}, or give a file`,
    });
  }
  const first = await io.ask(`new passphrase, at least ${SHORTEST_PASSPHRASE} characters: `);
  if (first !== (await io.ask("once more: "))) throw new KetukError("bad-argument", "the two passphrases differ");
  return first;
}

/** The first line of a file. */
async function readPassphrase(path: string): Promise<string> {
  try {
    const file = await open(path, "r");
    try {
      const stats = await file.stat();
      if (process.getuid && stats.isFile() && stats.mode & MODE_OTHERS) {
        throw new KetukError("key-file-permissions", `others may use ${path}; it holds a passphrase`, {
          hint: `chmod 600 ${quote(path)}`,
        });
      }
      const buffer = Buffer.alloc(LONGEST_BYTES);
      let size = 0;
      for (let read = 1; read > 0 && size < LONGEST_BYTES; size += read) {
        read = (await file.read(buffer, size, LONGEST_BYTES - size, null)).bytesRead;
      }
      return firstLine(path, buffer.toString("utf8", 0, size));
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof KetukError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    throw new KetukError("passphrase-needed", `the passphrase file ${path} cannot be read (${code})`, { cause });
  }
}

function firstLine(path: string, text: string): string {
  const [line = ""] = text.split(/\r?\n/, 1);
  if (line === "") throw new KetukError("passphrase-needed", `the passphrase file ${path} begins with an empty line`);
  return line;
}
