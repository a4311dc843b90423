/** Blocking: every change is an event with reason and officer; the list is what the events come to, signed when asked for. */
import type { Context, Hono } from "hono";
import { HOLD_MS } from "../lib/blocklist.js";
import { type BlockedCards, createBlockListKeys, publicKeyOf, signList } from "../lib/blocklist-document.js";
import { all, type Db, one, run } from "../lib/database.js";

/** A change to the list. */
export interface BlockEvent {
  readonly uid: string;
  readonly isBlocked: boolean;
  readonly reason: string;
  readonly officer: string;
  readonly nowMs: number;
}

/** Adds an event; part of the transaction that changes the card. */
export function addBlockEvent(db: Db, { uid, isBlocked, reason, officer, nowMs }: BlockEvent): void {
  const sql = "INSERT INTO block_event (uid, is_blocked, reason, officer, at_ms) VALUES (?, ?, ?, ?, ?)";
  run(db, sql, uid, Number(isBlocked), reason, officer, nowMs);
}

/** A block as the page shows it. */
export interface BlockRow {
  readonly uid: string;
  readonly reason: string;
  readonly officer: string;
  readonly at_ms: number;
}

const LAST = `SELECT * FROM block_event AS e
  WHERE version = (SELECT max(version) FROM block_event WHERE uid = e.uid) AND is_blocked = 1`;

/** Blocked cards, the newest first. */
export function blockedRows(db: Db): readonly BlockRow[] {
  return all<BlockRow>(db, `${LAST} ORDER BY version DESC`);
}

/** The list as of now. */
export function blockedCards(db: Db, nowMs: number): BlockedCards {
  const { version } = one<{ version: number }>(db, "SELECT coalesce(max(version), 0) AS version FROM block_event") ?? {
    version: 0,
  };
  const uids = all<{ uid: string }>(db, `SELECT uid FROM (${LAST}) ORDER BY uid`).map(({ uid }) => uid);
  return { version, signedMs: nowMs, uids };
}

/** The desk's signing key, PEM: made once, kept with the register. */
export function blockListKey(db: Db): string {
  run(db, "INSERT OR IGNORE INTO secret VALUES ('block-list', ?)", createBlockListKeys().privateKey);
  return one<{ value: string }>(db, "SELECT value FROM secret WHERE name = 'block-list'")?.value ?? "";
}

/** Wakes those who wait for the list to change. */
export interface BlockBell {
  /** The list may have changed. */
  ring(): void;
  /** Resolves at the next ring, or after so long. */
  wait(ms: number): Promise<void>;
}

/** Makes a bell. */
export function createBlockBell(): BlockBell {
  const waiting = new Set<() => void>();
  return {
    ring() {
      for (const wake of waiting) wake();
    },
    wait: (ms) =>
      new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        waiting.add(wake);
      }),
  };
}

/**
 * Serves the list: `GET /blocklist?have=VERSION&hold=MS`. With `have` the newest version it waits for the next one, for
 * 20 s at most, and then makes the old one young again. `GET /blocklist/key` is the public key.
 */
export function serveBlockList(app: Hono, db: Db, bell: BlockBell, now: () => number): void {
  const key = blockListKey(db);
  app.get("/blocklist/key", (context) => context.text(publicKeyOf(key)));
  app.get("/blocklist", async (context) => {
    const have = numberOf(context, "have");
    const holdMs = Math.min(HOLD_MS, numberOf(context, "hold") ?? 0);
    if (holdMs > 0 && blockedCards(db, now()).version === have) await bell.wait(holdMs);
    context.header("cache-control", "no-store");
    return context.json(signList(blockedCards(db, now()), key, have));
  });
}

function numberOf(context: Context, name: string): number | undefined {
  const value = Number(context.req.query(name) ?? Number.NaN);
  return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
