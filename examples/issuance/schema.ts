/** The tables of the card desk, step by step. Only ever append. */

/** `one_card_each` holds whatever the program does: a resident never has two cards that count. */
export const SCHEMA: readonly string[] = [
  `CREATE TABLE resident (
     number INTEGER PRIMARY KEY, nik TEXT NOT NULL UNIQUE, name TEXT NOT NULL, born TEXT NOT NULL,
     address TEXT NOT NULL, neighbourhood TEXT NOT NULL, photo BLOB, photo_ms INTEGER
   ) STRICT;
   CREATE TABLE officer (uid TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;
   CREATE TABLE shift (id INTEGER PRIMARY KEY CHECK (id = 1), officer TEXT NOT NULL, from_ms INTEGER NOT NULL) STRICT;
   CREATE TABLE card (
     id INTEGER PRIMARY KEY, resident INTEGER NOT NULL REFERENCES resident, credential TEXT NOT NULL UNIQUE,
     family TEXT NOT NULL, uid TEXT UNIQUE,
     state TEXT NOT NULL CHECK (state IN ('planned', 'begun', 'made', 'checked', 'live', 'blocked', 'aside')),
     begun_ms INTEGER, made_ms INTEGER, checked_ms INTEGER, handed_ms INTEGER,
     token TEXT UNIQUE, signed_name TEXT
   ) STRICT;
   CREATE UNIQUE INDEX one_card_each ON card (resident) WHERE state IN ('planned', 'begun', 'made', 'checked', 'live');
   CREATE TABLE block_event (
     version INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL, is_blocked INTEGER NOT NULL,
     reason TEXT NOT NULL, officer TEXT NOT NULL, at_ms INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX block_event_uid ON block_event (uid, version);
   CREATE TABLE history (
     id INTEGER PRIMARY KEY, resident INTEGER NOT NULL, uid TEXT, what TEXT NOT NULL,
     detail TEXT NOT NULL, officer TEXT NOT NULL, at_ms INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE tap_log (
     key TEXT PRIMARY KEY, uid TEXT NOT NULL, outcome TEXT NOT NULL, resident INTEGER, at_ms INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`,
];
