/** Tables of the workers. Several of them share one database: what is unique here happens once in the city. */
export const SCHEMA: readonly string[] = [
  `-- Every record with a good seal, once. The hash tells a repetition from another record with the same number.
   CREATE TABLE record (
     reader TEXT NOT NULL, epoch INTEGER NOT NULL, counter INTEGER NOT NULL,
     hash BLOB NOT NULL, kind TEXT NOT NULL, stored_ms INTEGER NOT NULL,
     PRIMARY KEY (reader, epoch, counter)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX record_hash ON record (reader, hash);

   -- A record whose predecessor has not come. Records of one reader pass through several workers, so that is common for a
   -- moment; what stays is a gap.
   CREATE TABLE hole (
     reader TEXT NOT NULL, epoch INTEGER NOT NULL, counter INTEGER NOT NULL,
     previous BLOB NOT NULL, since_ms INTEGER NOT NULL,
     PRIMARY KEY (reader, epoch, counter)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX hole_previous ON hole (reader, previous);

   -- What a reader itself says it has dropped.
   CREATE TABLE dropped (
     reader TEXT NOT NULL, first_counter INTEGER NOT NULL, last_counter INTEGER NOT NULL,
     PRIMARY KEY (reader, first_counter, last_counter)
   ) STRICT, WITHOUT ROWID;

   CREATE TABLE reader (
     id TEXT PRIMARY KEY, first_epoch INTEGER NOT NULL, first_counter INTEGER NOT NULL, first_previous BLOB NOT NULL,
     last_ms INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;

   -- What the city acts on. The key is the tap's own.
   CREATE TABLE posting (
     key TEXT PRIMARY KEY, reader TEXT NOT NULL, card TEXT NOT NULL, made_ms INTEGER, posted_ms INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;

   -- Sealed taps of cards that may not count.
   CREATE TABLE refusal (
     key TEXT PRIMARY KEY, reader TEXT NOT NULL, reason TEXT NOT NULL, refused_ms INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;

   -- What is no good record: kept whole, so that a key that came late makes it good.
   CREATE TABLE dead_letter (
     hash BLOB PRIMARY KEY, reader TEXT NOT NULL, reason TEXT NOT NULL, payload BLOB NOT NULL, dead_ms INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;`,
];
