/** The card desk, as small as can be: somebody has lost a card, and within seconds no place takes it any more. */

import { addBlockEvent, blockedCards, blockListKey, createBlockBell, serveBlockList } from "../issuance/blocks.js";
import { SCHEMA } from "../issuance/schema.js";
import { publicKeyOf } from "../lib/blocklist-document.js";
import { openDatabase } from "../lib/database.js";
import { createWebApp, listen } from "../lib/server.js";

/** The desk. */
export interface CardDesk {
  /** Of its list. */
  readonly url: string;
  /** PEM; for the places. */
  readonly publicKey: string;
  /** Of the list as it is now: a place that has it refuses all cards on it. */
  readonly version: number;
  isBlocked(uid: string): boolean;
  block(uid: string, isBlocked: boolean): void;
  close(): Promise<void>;
}

/** @param data database file */
export async function openCardDesk(data: string): Promise<CardDesk> {
  const db = openDatabase(data, SCHEMA);
  const bell = createBlockBell();
  const app = createWebApp("issuance");
  serveBlockList(app, db, bell, Date.now);
  const server = await listen(app, 0);
  const list = () => blockedCards(db, Date.now());
  return {
    url: `${server.url}blocklist`,
    publicKey: publicKeyOf(blockListKey(db)),
    get version() {
      return list().version;
    },
    isBlocked: (uid) => list().uids.includes(uid),
    block(uid, isBlocked) {
      addBlockEvent(db, { uid, isBlocked, reason: "lost", officer: "map", nowMs: Date.now() });
      bell.ring();
    },
    async close() {
      bell.ring();
      await server.close();
      db.close();
    },
  };
}
