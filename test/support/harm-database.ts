/** What may happen to the database of an example: another process holds it, or the disk is full. */
import { type Db, one, openDatabase } from "../../examples/lib/database.js";

/** Another process holds the file. @returns ends it */
export function lockDatabase(path: string): () => void {
  const other = openDatabase(path, []);
  other.exec("BEGIN IMMEDIATE");
  return () => {
    other.exec("COMMIT");
    other.close();
  };
}

/**
 * Not a page more: what is written to this table needs some, as everything does on a disk that is full.
 *
 * @param write to the table that finds no room; default "INSERT"
 * @returns makes room again
 */
export function fillDisk(db: Db, table: string, write: "INSERT" | "UPDATE" = "INSERT"): () => void {
  db.exec(`CREATE TABLE IF NOT EXISTS ballast (bytes BLOB);
    CREATE TRIGGER needs_room AFTER ${write} ON ${table} BEGIN INSERT INTO ballast VALUES (zeroblob(100000)); END`);
  const pages = one<{ page_count: number }>(db, "PRAGMA page_count")?.page_count ?? 0;
  db.exec(`PRAGMA max_page_count = ${pages + 2}`);
  return () => {
    db.exec("PRAGMA max_page_count = 1000000");
    db.exec("DROP TRIGGER needs_room");
  };
}
