/**
 * What a virtual reader keeps over a restart, in the database of its place: the keys it was given, and its flash with the
 * journal and the members. A real reader keeps them in itself; without this, every start would be another reader.
 */
import { createFleetKeys, createFleetSecret, type FleetKeys } from "ketuk";
import type { VirtualReader } from "ketuk/virtual";
import { all, type Db, inTransaction, one, run } from "./database.js";

const TABLES = `
  CREATE TABLE IF NOT EXISTS virtual_fleet (id INTEGER PRIMARY KEY CHECK (id = 1), secret BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS virtual_flash (
    reader TEXT NOT NULL, area TEXT NOT NULL, sector INTEGER NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY (reader, area, sector)
  ) STRICT;`;

const SECTOR_BYTES = 4096;
const ERASED = 0xff;
const AREAS = ["bytes", "spare"] as const;

/** The keys of the virtual readers of a place: made at the first start, the same at every other. For play only. */
export function virtualFleet(db: Db): FleetKeys {
  if (db.memory) return createFleetKeys(createFleetSecret());
  db.exec(TABLES);
  run(db, "INSERT OR IGNORE INTO virtual_fleet VALUES (1, ?)", Buffer.from(createFleetSecret()));
  const row = one<{ secret: ArrayBuffer }>(db, "SELECT secret FROM virtual_fleet");
  if (!row) throw new Error("the keys of the virtual readers are not in the database");
  return createFleetKeys(new Uint8Array(row.secret));
}

/** Writes down what has changed in a virtual reader's flash. */
export interface BoardKeeper {
  /** To be called before anything is stored that the reader has said. @throws when the database does */
  save(): void;
}

/**
 * Gives a virtual reader the flash that it had when this database was last used, and starts it with that. Undefined where
 * the database is in memory.
 */
export function keepBoard(db: Db, virtual: VirtualReader): BoardKeeper | undefined {
  if (db.memory) return undefined;
  db.exec(TABLES);
  const { id, board } = virtual;
  const rows = all<{ area: (typeof AREAS)[number]; sector: number; content: ArrayBuffer }>(
    db,
    "SELECT area, sector, content FROM virtual_flash WHERE reader = ?",
    id,
  );
  if (rows.length) {
    for (const area of AREAS) board.flash[area].fill(ERASED);
    for (const { area, sector, content } of rows) board.flash[area].set(new Uint8Array(content), sector * SECTOR_BYTES);
    virtual.restart();
  }
  /** What is in the database, by area and sector; nothing where it is erased. */
  const saved = new Map(rows.map(({ area, sector, content }) => [`${area} ${sector}`, Buffer.from(content)]));
  const erased = Buffer.alloc(SECTOR_BYTES, ERASED);

  function changed(): { area: string; sector: number; content: Buffer }[] {
    return AREAS.flatMap((area) => {
      const { buffer, byteOffset, length } = board.flash[area];
      return Array.from({ length: length / SECTOR_BYTES }, (_, sector) => ({
        ...{ area, sector },
        content: Buffer.from(buffer, byteOffset + sector * SECTOR_BYTES, SECTOR_BYTES),
      })).filter(({ sector, content }) => !content.equals(saved.get(`${area} ${sector}`) ?? erased));
    });
  }

  return {
    save() {
      const sectors = changed();
      if (!sectors.length) return;
      inTransaction(db, () => {
        for (const { area, sector, content } of sectors)
          run(db, "INSERT OR REPLACE INTO virtual_flash VALUES (?, ?, ?, ?)", id, area, sector, content);
      });
      for (const { area, sector, content } of sectors) saved.set(`${area} ${sector}`, Buffer.from(content));
    },
  };
}
