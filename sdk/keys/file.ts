/**
 * The fleet key file: the secret from which all keys of a fleet follow, readable by its owner only.
 *
 *     { "ketuk": "fleet-key", "version": 1, "secret": "64 hexadecimal digits", "created": "2026-01-31T12:00:00.000Z" }
 */
import type { Stats } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { assertText } from "../assert.js";
import { toHex } from "../bytes.js";
import { KetukError } from "../errors.js";
import { createFleetKeys, createFleetSecret, type FleetKeys } from "./fleet.js";

const KIND = "fleet-key";
const VERSION = 1;
const MODE_OWNER_ONLY = 0o600;
const MODE_OTHERS = 0o077;
/** A key file is some 200 bytes; anything far longer is something else. */
const LARGEST_FILE_BYTES = 4096;

/**
 * Makes a new random fleet secret and stores it, mode 0600. Makes missing folders, mode 0700. Never overwrites.
 *
 * @param path where to write
 * @returns the keys of the new fleet
 * @throws KetukError `key-file-exists`, `key-file-invalid` when it cannot be written
 */
export async function createFleetKeyFile(path: string): Promise<FleetKeys> {
  assertText(path, "path");
  const secret = createFleetSecret();
  const keys = createFleetKeys(secret);
  const content = { ketuk: KIND, version: VERSION, secret: toHex(secret), created: new Date().toISOString() };
  let file: FileHandle | undefined;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    file = await open(path, "wx", MODE_OWNER_ONLY);
    await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
    await file.sync();
  } catch (error) {
    throw writeError(path, error);
  } finally {
    await file?.close();
  }
  return keys;
}

/**
 * Reads a fleet key file.
 *
 * @param path where it is
 * @throws KetukError `key-file-missing`, `key-file-permissions`, `key-file-invalid`, `weak-key`
 */
export async function readFleetKeys(path: string): Promise<FleetKeys> {
  assertText(path, "path");
  let file: FileHandle | undefined;
  try {
    file = await open(path, "r");
    // Of the open file, not of the path: nobody can exchange it in between.
    const stats = await file.stat();
    checkFile(path, stats);
    return parse(path, await file.readFile("utf8"));
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

function parse(path: string, text: string): FleetKeys {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // The parser's own message may quote the text, hence the secret.
    throw invalid(path, "it is not JSON");
  }
  if (typeof content !== "object" || content === null) throw invalid(path, "it is not an object");
  const { ketuk, version, secret } = content as Record<string, unknown>;
  if (ketuk !== KIND) throw invalid(path, `"ketuk" is not "${KIND}"`);
  if (version !== VERSION) throw invalid(path, `its version is not ${VERSION}`);
  if (typeof secret !== "string" || !/^(?:[0-9a-fA-F]{2}){1,64}$/.test(secret)) {
    throw invalid(path, '"secret" is not 16 to 64 bytes as hexadecimal digits');
  }
  try {
    return createFleetKeys(Uint8Array.from(Buffer.from(secret, "hex")));
  } catch (error) {
    if (!(error instanceof KetukError)) throw error;
    throw new KetukError(error.code, `${path}: ${error.message}`, { hint: error.hint });
  }
}

function invalid(path: string, why: string): KetukError {
  return new KetukError("key-file-invalid", `${path} is no fleet key file: ${why}`, {
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
      hint: "choose another --file, or move the old file to a safe place first: its taps need it",
    });
  }
  const kind = code === "EACCES" || code === "EPERM" ? "key-file-permissions" : "key-file-invalid";
  return new KetukError(kind, `${path} cannot be written (${code ?? "unknown error"})`, { cause });
}

function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
