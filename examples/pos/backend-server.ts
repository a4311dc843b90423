/** The back end as a web server: takes envelopes, tells tills what they should know, shows the city its books. */

import type { Hono } from "hono";
import type { KeyProvider, TapKeySource } from "ketuk/verify";
import type { BlockQuestion } from "../lib/blocklist.js";
import { type Db, inTransaction } from "../lib/database.js";
import { createPages } from "../lib/events.js";
import { languageOf } from "../lib/language.js";
import { createWebApp } from "../lib/server.js";
import { createBook } from "./backend-book.js";
import { snapshotFor } from "./backend-people.js";
import { toEnvelopes } from "./envelope.js";
import { backEndPage } from "./pages/back-end-page.js";

/**
 * @param keys that verify the taps of all tills
 * @param isBlocked the card desk's list; default: only table `person` blocks
 */
export function createBackEndApp(
  db: Db,
  keys: TapKeySource | KeyProvider,
  now: () => number = Date.now,
  isBlocked?: BlockQuestion,
): Hono {
  const book = createBook(db, keys, now, isBlocked);
  const pages = createPages();
  const app = createWebApp("pos");
  app.get("/events", (context) => pages.serve(context));
  app.get("/", (context) => context.html(backEndPage(db, languageOf(context))));
  app.post("/postings", async (context) => {
    const envelopes = toEnvelopes(await context.req.json().catch(() => undefined));
    if (!envelopes) return context.text("no postings", 400);
    // Each in a transaction of its own: what was answered is on the disk, and the rest comes again.
    const answers = envelopes.map((envelope) => book.accept(envelope));
    pages.tell({ kind: "refresh" });
    return context.json(answers);
  });
  app.get("/snapshot/:shop", (context) =>
    context.json(inTransaction(db, () => snapshotFor(db, context.req.param("shop"), now(), isBlocked))),
  );
  return app;
}
