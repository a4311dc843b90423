/** Opens an SQLite database with what there is: node:sqlite where Node has it, else the optional package libsql. */
import { open } from "node:fs/promises";
import { assertText } from "../assert.js";
import { KetukError } from "../errors.js";
import { createSqliteCursorStore, type SqliteCursorStore } from "./sqlite.js";
import { type SqliteDatabase, toStoreError } from "./sqlite-database.js";

/** A name that neither the compiler nor a bundler follows: the package may be missing. */
const PEER: string = "libsql";
const MODE_OWNER_ONLY = 0o600;
/** How long another connection may hold the database before a call fails, in milliseconds. */
const BUSY_TIMEOUT_MS = 2000;

interface OwnDatabase extends SqliteDatabase {
  close(): void;
}

type Constructor = new (path: string) => OwnDatabase;

/** A cursor store with a database of its own. */
export interface OwnSqliteCursorStore extends SqliteCursorStore {
  /** Closes the database; later calls throw `store-failed`. Close the Reader first. */
  close(): void;
}

/**
 * Opens or makes a database for cursors, with a write-ahead log. For cursors beside your own tables, in one
 * transaction with them, open the database yourself and use {@link createSqliteCursorStore}.
 *
 * @param path where it is; made with mode 0600
 * @throws KetukError `sqlite-missing`, `store-failed`, `store-damaged`
 */
export async function openSqliteCursorStore(path: string): Promise<OwnSqliteCursorStore> {
  assertText(path, "path");
  const Database = (await builtIn()) ?? (await peer());
  let db: OwnDatabase | undefined;
  try {
    // Made here and not by SQLite, which would let others read it.
    await (await open(path, "a", MODE_OWNER_ONLY)).close();
    const opened = new Database(path);
    db = opened;
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    db.exec("PRAGMA journal_mode = WAL");
    return { ...createSqliteCursorStore(db), close: () => opened.close() };
  } catch (error) {
    db?.close();
    throw toStoreError(error);
  }
}

/** node:sqlite, from Node 22.13 on. */
async function builtIn(): Promise<Constructor | undefined> {
  const name: string = "node:sqlite";
  try {
    return (await import(name)).DatabaseSync;
  } catch {
    return undefined;
  }
}

async function peer(): Promise<Constructor> {
  try {
    return (await import(PEER)).default;
  } catch (cause) {
    throw new KetukError("sqlite-missing", "this Node has no SQLite, and the package libsql could not be loaded", {
      cause,
      hint: "npm install libsql@0.5, or Node 22.13 or later, or openFileCursorStore, which needs neither",
    });
  }
}
