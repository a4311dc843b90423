/** What a gate keeps: its members, what its reader holds of them, who passed or did not, and alarms of the door. */

/** Steps of the schema; only ever append. */
export const SCHEMA: readonly string[] = [
  `CREATE TABLE member (
     number INTEGER PRIMARY KEY,
     uid TEXT NOT NULL UNIQUE,
     party INTEGER NOT NULL CHECK (party BETWEEN 0 AND 7)
   ) STRICT;
   CREATE TABLE bucket (
     reader TEXT NOT NULL,
     number INTEGER NOT NULL,
     content BLOB NOT NULL,
     PRIMARY KEY (reader, number)
   ) STRICT;
   CREATE TABLE passage (
     key TEXT PRIMARY KEY,
     at_ms INTEGER NOT NULL,
     decision TEXT NOT NULL,
     duration_us INTEGER NOT NULL,
     party INTEGER,
     card TEXT NOT NULL
   ) STRICT;
   CREATE INDEX passage_at ON passage (at_ms);
   CREATE TABLE alarm (at_ms INTEGER NOT NULL, kind TEXT NOT NULL) STRICT`,
];
