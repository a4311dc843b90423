/** The tables of the service desk, in numbered steps: only ever append to the list. */

/** Residents, their cards, who holds an office, and every tap with what became of it. */
const PEOPLE = `
  CREATE TABLE resident (
    number INTEGER PRIMARY KEY, nik TEXT NOT NULL UNIQUE, name TEXT NOT NULL, born TEXT NOT NULL, address TEXT NOT NULL,
    neighbourhood TEXT NOT NULL, district TEXT NOT NULL, category TEXT NOT NULL
  ) STRICT;
  CREATE TABLE card (
    uid TEXT PRIMARY KEY, resident INTEGER NOT NULL REFERENCES resident, state TEXT NOT NULL CHECK (state IN ('active', 'blocked'))
  ) STRICT;
  -- A head and a deputy: nobody approves a request of their own.
  CREATE TABLE official (
    office TEXT NOT NULL CHECK (office IN ('neighbourhood', 'district')), area TEXT NOT NULL,
    resident INTEGER NOT NULL REFERENCES resident, PRIMARY KEY (office, area, resident)
  ) STRICT;
  CREATE TABLE tap (
    key TEXT PRIMARY KEY, place TEXT NOT NULL, uid TEXT NOT NULL, made_ms INTEGER, stored_ms INTEGER NOT NULL, outcome TEXT NOT NULL
  ) STRICT;
  CREATE TABLE visit (
    token TEXT PRIMARY KEY, resident INTEGER NOT NULL REFERENCES resident, tap TEXT NOT NULL UNIQUE REFERENCES tap,
    tapped_ms INTEGER NOT NULL, opened_ms INTEGER NOT NULL, seen_ms INTEGER NOT NULL, done_ms INTEGER,
    ended_ms INTEGER, ended_by TEXT
  ) STRICT;
  -- One visit at a time.
  CREATE UNIQUE INDEX visit_open ON visit ((1)) WHERE ended_ms IS NULL;
  CREATE TABLE manual (
    id INTEGER PRIMARY KEY, day TEXT NOT NULL, number INTEGER NOT NULL, taken_ms INTEGER NOT NULL,
    called_ms INTEGER, served_ms INTEGER, UNIQUE (day, number)
  ) STRICT;
`;

/** What residents hand in as files. */
const UPLOADS = `
  CREATE TABLE upload (id INTEGER PRIMARY KEY, type TEXT NOT NULL, bytes BLOB NOT NULL, at_ms INTEGER NOT NULL) STRICT;
`;

const HOSPITAL = `
  CREATE TABLE hospital (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, district TEXT NOT NULL,
    beds INTEGER NOT NULL, free_beds INTEGER NOT NULL CHECK (free_beds BETWEEN 0 AND beds),
    isolation INTEGER NOT NULL, free_isolation INTEGER NOT NULL CHECK (free_isolation BETWEEN 0 AND isolation),
    changed_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE registration (
    id INTEGER PRIMARY KEY, hospital TEXT NOT NULL REFERENCES hospital, clinic TEXT NOT NULL, day TEXT NOT NULL,
    number INTEGER NOT NULL, resident INTEGER NOT NULL REFERENCES resident, at_ms INTEGER NOT NULL,
    UNIQUE (hospital, clinic, day, number), UNIQUE (hospital, clinic, day, resident)
  ) STRICT;
`;

const CERTIFICATE = `
  CREATE TABLE request (
    id INTEGER PRIMARY KEY, form TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, resident INTEGER NOT NULL REFERENCES resident,
    upload INTEGER NOT NULL REFERENCES upload, at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE decision (
    request INTEGER NOT NULL REFERENCES request, step INTEGER NOT NULL CHECK (step IN (1, 2)),
    resident INTEGER NOT NULL REFERENCES resident, answer TEXT NOT NULL CHECK (answer IN ('approve', 'refuse')),
    reason TEXT NOT NULL, tap TEXT NOT NULL UNIQUE REFERENCES tap, at_ms INTEGER NOT NULL, PRIMARY KEY (request, step)
  ) STRICT;
  -- What the certificate says is written down when it is issued: it stays when the resident moves.
  CREATE TABLE certificate (
    request INTEGER PRIMARY KEY REFERENCES request, number TEXT NOT NULL UNIQUE, code TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    name TEXT NOT NULL, nik TEXT NOT NULL, born TEXT NOT NULL, address TEXT NOT NULL, neighbourhood TEXT NOT NULL,
    district TEXT NOT NULL, neighbourhood_head TEXT NOT NULL, district_head TEXT NOT NULL, at_ms INTEGER NOT NULL
  ) STRICT;
  -- What lies on the desk, in front of the official who taps.
  CREATE TABLE desk (
    id INTEGER PRIMARY KEY CHECK (id = 1), request INTEGER NOT NULL REFERENCES request, answer TEXT NOT NULL,
    reason TEXT NOT NULL, put_ms INTEGER NOT NULL
  ) STRICT;
`;

const COMPLAINT = `
  CREATE TABLE complaint (
    id INTEGER PRIMARY KEY, form TEXT NOT NULL UNIQUE, ticket TEXT NOT NULL UNIQUE, category TEXT NOT NULL, place TEXT NOT NULL,
    words TEXT NOT NULL, photo INTEGER REFERENCES upload, resident INTEGER NOT NULL REFERENCES resident,
    at_ms INTEGER NOT NULL, due_day TEXT NOT NULL, answered_ms INTEGER, answer TEXT
  ) STRICT;
  CREATE TABLE reminder (
    complaint INTEGER NOT NULL REFERENCES complaint, day TEXT NOT NULL, kind TEXT NOT NULL, at_ms INTEGER NOT NULL,
    PRIMARY KEY (complaint, day)
  ) STRICT;
`;

/** For `openDatabase`. */
export const SCHEMA: readonly string[] = [PEOPLE, UPLOADS, HOSPITAL, CERTIFICATE, COMPLAINT];
