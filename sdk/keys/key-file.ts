/**
 * Key files on the disk: readable by their owner only, replaced whole or not at all, in clear or under a passphrase. What
 * they hold is the business of ring-text.ts and role-keys.ts.
 */
import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import {
  constants,
  copyFile,
  type FileHandle,
  link,
  mkdir,
  open,
  readFile,
  realpath,
  rename,
  unlink,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { assertText } from "../assert.js";
import { KetukError } from "../errors.js";
import { syncFolder, writeFlushed } from "../store/durable-file.js";
import { openText, type ScryptCost, SEALED_KIND, sealText } from "./envelope.js";
import { type Fields, fieldsOf } from "./fields.js";

const MODE_OWNER_ONLY = 0o600;
const MODE_OTHERS = 0o077;
/** Some 400 bytes a reader; anything far longer is something else. */
const LARGEST_FILE_BYTES = 32 * 1024 * 1024;

/** The passphrase of a key file, or how to ask for it; a function is called only when there is one. */
export type Passphrase = string | (() => string | Promise<string>);

/** A key file as it was read. */
export interface KeyFile {
  readonly path: string;
  readonly content: Fields;
  /** Undefined when it is in clear. */
  readonly passphrase: string | undefined;
  /** Exactly what is on the disk. */
  readonly bytes: Buffer;
}

/**
 * Reads a key file.
 *
 * @throws KetukError `key-file-missing`, `key-file-permissions`, `key-file-invalid`, `passphrase-needed`,
 *   `wrong-passphrase`
 */
export async function readKeyFile(path: string, passphrase?: Passphrase): Promise<KeyFile> {
  assertText(path, "path");
  const bytes = await readBytes(path);
  const outer = parse(path, bytes.toString("utf8"));
  if (outer.ketuk !== SEALED_KIND) return { path, content: outer, passphrase: undefined, bytes };
  let given = "";
  const ask = async () => {
    if (passphrase === undefined) throw passphraseNeeded(path);
    given = typeof passphrase === "string" ? passphrase : await passphrase();
    return given;
  };
  return within(path, async () => {
    const text = await openText(outer, ask);
    return { path, content: parse(path, text), passphrase: given, bytes };
  });
}

/**
 * Writes a new key file, mode 0600. Makes missing folders, mode 0700. Never overwrites.
 *
 * @throws KetukError `key-file-exists`, `key-file-permissions`, `key-file-invalid` when it cannot be written,
 *   `bad-argument` for a short passphrase
 */
export async function createKeyFile(
  path: string,
  content: object,
  passphrase?: string,
  cost?: ScryptCost,
): Promise<void> {
  assertText(path, "path");
  const text = await textOf(content, passphrase, cost);
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // A link fails where there is a file, in the same step: nobody ever sees half of it, and nothing is overwritten.
    await throughTemporary(path, text, (temporary) => linkOrCopy(temporary, path));
  } catch (error) {
    throw writeError(path, error);
  }
}

/**
 * Replaces the content of a key file that was read before, under the same passphrase unless another is given.
 *
 * @param passphrase null takes it away
 * @throws KetukError `key-file-changed` when another program was faster, `key-file-permissions`, `key-file-invalid`
 */
export async function replaceKeyFile(
  file: KeyFile,
  content: object,
  passphrase: string | null | undefined = file.passphrase,
  cost?: ScryptCost,
): Promise<void> {
  const text = await textOf(content, passphrase ?? undefined, cost);
  try {
    const path = await realpath(file.path);
    await throughTemporary(path, text, async (temporary) => {
      if (!file.bytes.equals(await readFile(path))) throw changed(file.path);
      await rename(temporary, path);
    });
  } catch (error) {
    throw error instanceof KetukError ? error : writeError(file.path, error);
  }
}

/** Adds the path to what is thrown about the content of a file. */
export async function within<T>(path: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof KetukError)) throw error;
    if (error.code === "key-file-invalid" || error.code === "bad-argument") throw invalid(path, error.message);
    if (error.code !== "weak-key" && error.code !== "wrong-passphrase") throw error;
    throw new KetukError(error.code, `${path}: ${error.message}`, { hint: error.hint });
  }
}

/** The path as a shell takes it. */
export function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

async function textOf(content: object, passphrase: string | undefined, cost?: ScryptCost): Promise<string> {
  const text = `${JSON.stringify(content, null, 2)}\n`;
  return passphrase === undefined ? text : `${JSON.stringify(await sealText(text, passphrase, cost), null, 2)}\n`;
}

/** Writes beside the file, flushes, then lets `place` put it where it belongs. Leaves nothing behind. */
async function throughTemporary(path: string, text: string, place: (path: string) => Promise<void>): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    await writeFlushed(await open(temporary, "wx", MODE_OWNER_ONLY), text);
    await place(temporary);
  } finally {
    await unlink(temporary).catch(() => {});
  }
  await syncFolder(path);
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw error;
    // Memory sticks and some network drives have no links.
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
}

async function readBytes(path: string): Promise<Buffer> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, "r");
    // Of the open file, not of the path: nobody can exchange it in between.
    checkFile(path, await file.stat());
    return await file.readFile();
  } catch (error) {
    throw error instanceof KetukError ? error : readError(path, error);
  } finally {
    await file?.close();
  }
}

function checkFile(path: string, stats: Stats): void {
  if (!stats.isFile() || stats.size > LARGEST_FILE_BYTES) throw invalid(path, "it is not a small regular file");
  const uid = process.getuid?.();
  if (uid === undefined) return; // Windows has no such modes; its access lists are not checked here.
  if (stats.uid !== uid && stats.uid !== 0) {
    throw new KetukError("key-file-permissions", `${path} belongs to another user (uid ${stats.uid})`, {
      hint: `sudo chown $USER ${quote(path)}`,
    });
  }
  if (stats.mode & MODE_OTHERS) {
    const mode = (stats.mode & 0o777).toString(8).padStart(4, "0");
    throw new KetukError("key-file-permissions", `others may use ${path} (mode ${mode}); it holds a secret`, {
      hint: `chmod 600 ${quote(path)}`,
    });
  }
}

function parse(path: string, text: string): Fields {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // The parser's own message may quote the text, hence the secret.
    throw invalid(path, "it is not JSON");
  }
  if (typeof content !== "object" || content === null) throw invalid(path, "it is not an object");
  return fieldsOf(content, "content");
}

function passphraseNeeded(path: string): KetukError {
  return new KetukError("passphrase-needed", `${path} is under a passphrase`, {
    hint: "give --passphrase-file, set KETUK_PASSPHRASE, or run it in a terminal; in a program: { passphrase }",
  });
}

function changed(path: string): KetukError {
  return new KetukError("key-file-changed", `${path} was changed by another program at the same time`, {
    hint: "nothing was written: run the command again",
  });
}

function invalid(path: string, why: string): KetukError {
  return new KetukError("key-file-invalid", `${path} is no key file: ${why}`, {
    hint: "restore it from its backup, or make a new fleet with ketuk keys init",
  });
}

function readError(path: string, cause: unknown): KetukError {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new KetukError("key-file-missing", `there is no key file ${path}`, {
      cause,
      hint: `ketuk keys init --file ${quote(path)}`,
    });
  }
  if (code === "EACCES" || code === "EPERM") {
    return new KetukError("key-file-permissions", `no permission to read ${path}`, {
      cause,
      hint: `sudo chown $USER ${quote(path)}`,
    });
  }
  return new KetukError("key-file-invalid", `${path} cannot be read (${code ?? "unknown error"})`, { cause });
}

function writeError(path: string, cause: unknown): KetukError {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === "EEXIST") {
    return new KetukError("key-file-exists", `${path} exists and is never overwritten`, {
      cause,
      hint: "choose another path, or move the old file to a safe place first: its taps need it",
    });
  }
  const kind = code === "EACCES" || code === "EPERM" ? "key-file-permissions" : "key-file-invalid";
  return new KetukError(kind, `${path} cannot be written (${code ?? "unknown error"})`, { cause });
}
