/**
 * The batch room: a list of residents, card after card. The journal of `openIssueBatch` is the truth about who has which
 * card; the register follows it, and catches up after a crash.
 */
import {
  createIssueKeys,
  type DeskReader,
  type FleetKeys,
  type IssueBatch,
  type IssueReport,
  type IssueRow,
  openIssueBatch,
  openIssueJournal,
  runDesk,
} from "ketuk";
import { all, type Db, inTransaction, run } from "../lib/database.js";
import { type CardFamily, PROFILES } from "./profiles.js";
import { cardByUid, nextCredential, note } from "./register.js";

/** All cards of the room are of this kind. */
export const BATCH_FAMILY: CardFamily = "desfire";

/** Where the room's cards come from. */
export interface CardFeed {
  readonly reader: DeskReader;
  /** Told of every presentation. */
  reported(report: IssueReport): void;
  close(): Promise<void>;
}

/** A card that did not become one. */
export interface BatchError {
  readonly uid: string;
  readonly resident: number | undefined;
  readonly state: IssueReport["state"];
  readonly reason: string | undefined;
  readonly atMs: number;
  /** Held there again, it became a card after all. */
  readonly isSettled: boolean;
}

/** Where the room stands. */
export interface BatchState {
  readonly phase: "empty" | "paused" | "running" | "done";
  readonly issuedCount: number;
  readonly totalCount: number;
  /** The newest first. */
  readonly errors: readonly BatchError[];
  /** Of this run; undefined before it can be said. */
  readonly perHour: number | undefined;
  /** Why it stopped by itself. */
  readonly trouble: string | undefined;
}

/** The room. */
export interface BatchRoom {
  readonly state: BatchState;
  /** Puts so many residents without a card on the list. @returns how many were found */
  plan(count: number, officer: string): number;
  /** Goes on where it was left. @returns false when it runs already, or nothing is to be done */
  start(): boolean;
  /** Ends between two cards. */
  pause(): Promise<void>;
}

/** What the room needs. */
export interface BatchParts {
  readonly db: Db;
  readonly fleet: FleetKeys;
  /** File of the journal. */
  readonly journalPath: string;
  readonly now: () => number;
  openFeed(): Promise<CardFeed>;
  onChange(state: BatchState): void;
}

const ERRORS_SHOWN = 200;

interface PlannedRow {
  readonly resident: number;
  readonly credential: string;
}

/** Opens the room where its journal left it; nothing is written before `start`. */
export function openBatchRoom({ db, fleet, journalPath, now, openFeed, onChange }: BatchParts): BatchRoom {
  let errors: readonly BatchError[] = [];
  let pending: { id: string; uid: string }[] = [];
  let stop = new AbortController();
  let working: Promise<void> | undefined;
  let thisRun = { atMs: 0, count: 0 };
  let trouble: string | undefined;

  /** Rows of the list; none is ever changed, new ones come at the end. */
  function people(): readonly IssueRow[] {
    const sql = "SELECT resident, credential FROM card WHERE begun_ms IS NULL ORDER BY id";
    return all<PlannedRow>(db, sql).map(({ resident, credential }) => ({
      id: String(resident),
      credential: new TextEncoder().encode(credential),
    }));
  }

  /** Writes into the register what the journal has: what cannot be written now is tried again at the next card. */
  function settle(): void {
    while (pending.length > 0) {
      const [{ id, uid }] = pending as [{ id: string; uid: string }];
      inTransaction(db, () => {
        const sql = "UPDATE card SET uid = ?, state = 'made', made_ms = ? WHERE resident = ? AND state = 'planned'";
        if (run(db, sql, uid, now(), Number(id)) > 0) note(db, { resident: Number(id), uid }, "made", "batch", now());
      });
      pending = pending.slice(1);
    }
  }

  function trySettle(): void {
    try {
      settle();
    } catch (error) {
      process.stderr.write(`batch: ${error instanceof Error ? error.message : error}\n`);
    }
  }

  function state(): BatchState {
    const counts = all<{ state: string; count: number }>(
      db,
      "SELECT CASE state WHEN 'planned' THEN 'open' ELSE 'made' END AS state, count(*) AS count FROM card WHERE begun_ms IS NULL GROUP BY 1",
    );
    const of = (name: string) => counts.find((row) => row.state === name)?.count ?? 0;
    const issuedCount = of("made");
    const totalCount = issuedCount + of("open");
    const hours = (now() - thisRun.atMs) / 3_600_000;
    const perHour =
      working !== undefined && thisRun.count > 2 && hours > 0 ? Math.round(thisRun.count / hours) : undefined;
    const rest = totalCount === 0 ? "empty" : of("open") === 0 ? "done" : "paused";
    return { phase: working !== undefined ? "running" : rest, issuedCount, totalCount, errors, perHour, trouble };
  }

  function reported(report: IssueReport): void {
    const { uid, id, reason } = report;
    if (report.state === "issued" && id !== undefined) {
      pending = [...pending, { id, uid }];
      thisRun = { ...thisRun, count: thisRun.count + 1 };
      errors = errors.map((error) => (error.uid === uid ? { ...error, isSettled: true } : error));
    } else if (report.state !== "already-issued") {
      const resident = id === undefined ? undefined : Number(id);
      const error = { uid, resident, state: report.state, reason, atMs: now(), isSettled: false };
      errors = [error, ...errors.filter((earlier) => earlier.uid !== uid)].slice(0, ERRORS_SHOWN);
    }
    trySettle();
    onChange(state());
  }

  async function work(signal: AbortSignal): Promise<void> {
    const profile = PROFILES[BATCH_FAMILY];
    const journal = openIssueJournal(journalPath);
    try {
      const batch = openIssueBatch({ profile, people: people(), keys: createIssueKeys(fleet, profile), journal });
      for (const entry of journal.entries)
        if (entry.kind === "issued") pending = [...pending, { id: entry.id, uid: entry.uid }];
      settle();
      const feed = await openFeed();
      try {
        const onReport = (report: IssueReport) => {
          reported(report);
          feed.reported(report);
        };
        await runDesk({ reader: feed.reader, batch: guarded(db, batch), signal, onReport });
      } finally {
        await feed.close();
      }
    } finally {
      journal.close();
    }
  }

  return {
    get state() {
      return state();
    },
    plan: (count, officer) => planCards(db, count, officer, now()),
    start() {
      if (working || state().phase !== "paused") return false;
      stop = new AbortController();
      thisRun = { atMs: now(), count: 0 };
      trouble = undefined;
      working = work(stop.signal)
        .catch((error: Error) => {
          trouble = error.message;
        })
        .finally(() => {
          working = undefined;
          onChange(state());
        });
      onChange(state());
      return true;
    },
    async pause() {
      stop.abort();
      await working;
    },
  };
}

/** Puts residents on the list: from now on the desk leaves them to the room. */
function planCards(db: Db, count: number, officer: string, nowMs: number): number {
  return inTransaction(db, () => {
    const free = all<{ number: number }>(
      db,
      `SELECT number FROM resident WHERE NOT EXISTS (SELECT 1 FROM card WHERE resident = number)
       ORDER BY number LIMIT ?`,
      count,
    );
    for (const { number } of free) {
      const sql = "INSERT INTO card (resident, credential, family, state) VALUES (?, ?, ?, 'planned')";
      run(db, sql, number, nextCredential(db, number), BATCH_FAMILY);
      note(db, { resident: number, uid: null }, "planned", officer, nowMs);
    }
    return free.length;
  });
}

/** A card of the desk that strays into the room would bind a row of the list to it for ever: it is not even begun. */
function guarded(db: Db, batch: IssueBatch): IssueBatch {
  return {
    ...batch,
    async present(card) {
      const uid = Buffer.from(card.uid).toString("hex").toUpperCase();
      const owner = cardByUid(db, uid);
      if (!owner || owner.begun_ms === null) return batch.present(card);
      return { uid, id: undefined, state: "unexpected", reason: undefined, steps: [], isResumed: false };
    },
  };
}
