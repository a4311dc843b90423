/**
 * Cursors in a file. One small file for all readers of a program, so that one flush serves them all and a damaged file
 * shows when it is opened, not in the middle of the day.
 */
import { readFile, stat } from "node:fs/promises";
import { assertText } from "../assert.js";
import { copyBytes } from "../bytes.js";
import { KetukError } from "../errors.js";
import { encodeSealed } from "../verify/seal.js";
import type { Cursor, CursorStore } from "./cursor.js";
import { formatCursors, parseCursors } from "./cursor-file.js";
import { appendFile, replaceFile } from "./durable-file.js";
import { createGroupCommit } from "./group-commit.js";

/**
 * Opens the cursors in a file, mode 0600; a missing file is made by the first save. A save is on the disk when it
 * resolves; saves that come while one is being written share the next. The file belongs to one program at a time.
 * Records that could not be read are kept beside it, in `path` with ".unreadable" at its end: a SealedRecord in
 * hexadecimal per line.
 *
 * @throws KetukError `store-damaged` when the file is no cursor file any more, `store-failed` when it cannot be read
 */
export async function openFileCursorStore(path: string): Promise<CursorStore> {
  assertText(path, "path");
  const cursors = await read(path);
  let written = await stampOf(path);

  const commit = createGroupCommit(async () => {
    if ((await stampOf(path)) !== written) throw shared(path);
    try {
      await replaceFile(path, formatCursors(cursors));
    } finally {
      // Also after a failure: it may have come after the new file took its place.
      written = await stampOf(path);
    }
  });

  return {
    load: (readerId) => cursors.get(readerId),
    save(readerId, { epoch, counter, hash }) {
      cursors.set(readerId, { epoch, counter, hash: copyBytes(hash) });
      return commit().catch(failed(path));
    },
    remove(readerId) {
      cursors.delete(readerId);
      return commit().catch(failed(path));
    },
    setAside: (_readerId, sealed) =>
      appendFile(`${path}.unreadable`, `${Buffer.from(encodeSealed(sealed)).toString("hex")}\n`).catch(failed(path)),
  };
}

async function read(path: string): Promise<Map<string, Cursor>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    return failed(path)(error);
  }
  const cursors = parseCursors(text);
  if (typeof cursors !== "string") return cursors;
  throw new KetukError("store-damaged", `${path} is no cursor file: ${cursors}`, {
    hint: "restore it from a backup; or move it away: then every record that the readers still hold comes once more",
  });
}

/** Changes whenever anybody replaces the file. */
async function stampOf(path: string): Promise<string> {
  try {
    const { ino, mtimeMs, size } = await stat(path);
    return `${ino}/${mtimeMs}/${size}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "missing";
    return failed(path)(error);
  }
}

function shared(path: string): KetukError {
  return new KetukError("store-failed", `${path} was changed by another program`, {
    hint: "give each program a cursor file of its own, or use openSqliteCursorStore, and start this one again",
  });
}

function failed(path: string): (error: unknown) => never {
  return (cause) => {
    if (cause instanceof KetukError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    throw new KetukError("store-failed", `${path} cannot be read or written (${code})`, {
      cause,
      hint: code === "ENOSPC" ? "free some space on the disk" : "make the file and its folder writable for this user",
    });
  };
}
