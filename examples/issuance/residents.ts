/** The residents that the desk makes cards for: found by name or number, with a small portrait. */
import { all, type Db, one, run } from "../lib/database.js";

/** A resident as the desk's pages show them. */
export interface Person {
  readonly number: number;
  readonly nik: string;
  readonly name: string;
  readonly born: string;
  readonly address: string;
  readonly neighbourhood: string;
  /** When the portrait was taken; null without one. */
  readonly photo_ms: number | null;
}

/** A portrait of 360 x 480 pixels has some 30 KB; what is larger did not come from our page. */
export const PHOTO_MAX_BYTES = 150_000;

const COLUMNS = "number, nik, name, born, address, neighbourhood, photo_ms";

/** A resident; undefined when there is none of that number. */
export function personOf(db: Db, number: number): Person | undefined {
  return one<Person>(db, `SELECT ${COLUMNS} FROM resident WHERE number = ?`, number);
}

/** Residents whose name or number contains the text, at most `limit`. */
export function findPeople(db: Db, text: string, limit: number): readonly (Person & { state: string | null })[] {
  const like = `%${text.trim().replace(/[\\%_]/g, "\\$&")}%`;
  const state = `(SELECT state FROM card WHERE resident = number AND state <> 'aside' ORDER BY id DESC LIMIT 1) AS state`;
  return all(
    db,
    `SELECT ${COLUMNS}, ${state} FROM resident WHERE name LIKE ? ESCAPE '\\' OR nik LIKE ? ESCAPE '\\' ORDER BY number LIMIT ?`,
    like,
    like,
    limit,
  );
}

/** Stores a portrait. @returns false for anything but a small JPEG */
export function storePhoto(db: Db, number: number, jpeg: Uint8Array, nowMs: number): boolean {
  const isJpeg = jpeg[0] === 0xff && jpeg[1] === 0xd8 && jpeg[2] === 0xff;
  if (!isJpeg || jpeg.length > PHOTO_MAX_BYTES) return false;
  return run(db, "UPDATE resident SET photo = ?, photo_ms = ? WHERE number = ?", Buffer.from(jpeg), nowMs, number) > 0;
}

/** The portrait of a resident. */
export function photoOf(db: Db, number: number): Uint8Array | undefined {
  const row = one<{ photo: ArrayBuffer | null }>(db, "SELECT photo FROM resident WHERE number = ?", number);
  return row?.photo ? new Uint8Array(row.photo) : undefined;
}
