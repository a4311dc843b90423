/** The card desk as other examples meet it: its block list over HTTP, and a place that follows it, or cannot. */
import { Hono } from "hono";
import { addBlockEvent, createBlockBell, serveBlockList } from "../../examples/issuance/blocks.js";
import { SCHEMA } from "../../examples/issuance/schema.js";
import { type BlockList, openBlockList } from "../../examples/lib/blocklist.js";
import { type Db, openDatabase } from "../../examples/lib/database.js";
import { listen } from "../../examples/lib/server.js";

/** A desk that blocks. */
export interface CardDesk {
  /** Of the list. */
  readonly url: string;
  readonly publicKey: string;
  /** Blocks a card, or takes the block away. */
  block(uid: string, isBlocked?: boolean): void;
  /** A place that follows the list from now on, with its first list taken. */
  follow(db: Db): Promise<BlockList>;
  /** The network between the desk and everybody fails, for ever. */
  cut(): Promise<void>;
  close(): Promise<void>;
}

/** @param now of the desk: lists are signed with it */
export async function openCardDesk(now: () => number = Date.now): Promise<CardDesk> {
  const db = openDatabase(":memory:", SCHEMA);
  const bell = createBlockBell();
  const app = new Hono();
  serveBlockList(app, db, bell, now);
  const server = await listen(app, 0);
  const url = `${server.url}blocklist`;
  const publicKey = await (await fetch(`${url}/key`)).text();
  const lists: BlockList[] = [];
  let isCut = false;
  async function cut() {
    if (!isCut) await server.close();
    isCut = true;
  }
  return {
    url,
    publicKey,
    cut,
    block(uid, isBlocked = true) {
      addBlockEvent(db, { uid, isBlocked, reason: "test", officer: "test", nowMs: now() });
      bell.ring();
    },
    async follow(at) {
      const list = openBlockList({ db: at, url, publicKey, retryMs: 20 });
      lists.push(list);
      while (list.signedMs === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      return list;
    },
    async close() {
      for (const list of lists) await list.close();
      bell.ring();
      await cut();
    },
  };
}
