/** The two databases: the till's and the back end's. Only ever append steps. */
import { LEDGER_SCHEMA } from "./ledger.js";

/**
 * The till. `basket` is what lies on the counter, `task` what the next tap is for; both survive a crash. A purse's money is
 * taken from the card before its tap is sealed: `ticket` holds what was begun, before the card commits it.
 */
export const TILL_SCHEMA: readonly string[] = [
  LEDGER_SCHEMA,
  `CREATE TABLE basket (good TEXT PRIMARY KEY, quantity INTEGER NOT NULL CHECK (quantity > 0)) STRICT;
  CREATE TABLE task (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL) STRICT;
  CREATE TABLE person (uid TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE sale (
    id INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, reason TEXT, key TEXT UNIQUE,
    uid TEXT NOT NULL, who TEXT NOT NULL, purse INTEGER NOT NULL, offline INTEGER NOT NULL, at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE sale_line (
    sale INTEGER NOT NULL REFERENCES sale, line INTEGER NOT NULL, good TEXT NOT NULL, quantity INTEGER NOT NULL,
    gross INTEGER NOT NULL, discount INTEGER NOT NULL, pay TEXT NOT NULL, rules TEXT NOT NULL,
    cancelled_by TEXT, PRIMARY KEY (sale, line)
  ) STRICT;
  CREATE TABLE ticket (
    id TEXT PRIMARY KEY, uid TEXT NOT NULL, kind TEXT NOT NULL, sale INTEGER NOT NULL REFERENCES sale,
    lines TEXT NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL
  ) STRICT;
  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, sale INTEGER NOT NULL REFERENCES sale,
    body TEXT NOT NULL, answer TEXT
  ) STRICT;
  CREATE INDEX outbox_waiting ON outbox (seq) WHERE answer IS NULL;
  CREATE INDEX sale_at ON sale (at);`,
];

/** The back end. `tap` holds each tap once, with what became of it. */
export const BACKEND_SCHEMA: readonly string[] = [
  LEDGER_SCHEMA,
  `CREATE TABLE person (
    uid TEXT PRIMARY KEY, name TEXT NOT NULL, category TEXT NOT NULL, district TEXT NOT NULL,
    risk TEXT NOT NULL, role TEXT NOT NULL, blocked INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE shop (id TEXT PRIMARY KEY, name TEXT NOT NULL, district TEXT NOT NULL, reader TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE tap (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, reason TEXT, shop TEXT NOT NULL REFERENCES shop,
    uid TEXT NOT NULL, day TEXT NOT NULL, amount INTEGER NOT NULL, servant INTEGER NOT NULL, offline INTEGER NOT NULL,
    content TEXT NOT NULL, at INTEGER NOT NULL, ticket TEXT UNIQUE, sealed TEXT NOT NULL
  ) STRICT;
  CREATE TABLE cancelled (key TEXT NOT NULL, line INTEGER NOT NULL, by TEXT NOT NULL, PRIMARY KEY (key, line)) STRICT;
  CREATE TABLE suspect (sealed TEXT PRIMARY KEY, reason TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  CREATE INDEX tap_day ON tap (day, shop);
  CREATE INDEX tap_uid ON tap (uid, day);`,
];
