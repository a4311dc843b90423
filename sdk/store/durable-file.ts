/** Files that survive a power cut: replaced whole or not at all, and on the disk before the promise resolves. */
import { type FileHandle, open, rename } from "node:fs/promises";
import { dirname } from "node:path";

const MODE_OWNER_ONLY = 0o600;

/**
 * Replaces a file by another content: written beside it, flushed, renamed over it, the folder flushed. Mode 0600.
 *
 * @throws what the file system throws; the old content is then still there
 */
export async function replaceFile(path: string, content: string): Promise<void> {
  const temporary = `${path}.tmp`;
  await writeFlushed(await open(temporary, "w", MODE_OWNER_ONLY), content);
  await rename(temporary, path);
  await syncFolder(path);
}

/**
 * Adds to the end of a file, made with mode 0600 when it is missing.
 *
 * @throws what the file system throws
 */
export async function appendFile(path: string, content: string): Promise<void> {
  await writeFlushed(await open(path, "a", MODE_OWNER_ONLY), content);
  await syncFolder(path);
}

/** Writes, flushes and closes. @throws what the file system throws */
export async function writeFlushed(file: FileHandle, content: string): Promise<void> {
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Puts the names in the folder of a file on the disk. */
export async function syncFolder(path: string): Promise<void> {
  // Windows cannot open folders; NTFS keeps the order of renames in its own journal.
  if (process.platform === "win32") return;
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
