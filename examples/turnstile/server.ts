/** The pages of the gate. */
import type { Hono } from "hono";
import { type Db, one } from "../lib/database.js";
import { dayAt, startOf } from "../lib/days.js";
import { createPages } from "../lib/events.js";
import { type Language, languageOf } from "../lib/language.js";
import { createWebApp, serveStation } from "../lib/server.js";
import type { SampleCard } from "../lib/station.js";
import type { Gate } from "./gate.js";
import { hasBlockedPassed, STEP_MS, statisticsOf } from "./passages.js";
import { renderWall } from "./wall.js";
import { WORDS } from "./words.js";

/** The wall is drawn anew this often at most. */
const REFRESH_MS = 700;
/** @param now the clock; for tests */
export function createGateApp(gate: Gate, db: Db, now: () => number = Date.now): Hono {
  const { station } = gate;
  const pages = createPages(() => [{ kind: "reader", state: station.state }]);
  const app = createWebApp("turnstile");
  /** Beside the cards, where there is no hardware: the door. */
  function samplesIn(language: Language): SampleCard[] {
    if (!station.virtual) return [];
    const make = () => {
      throw new Error("a door is no card");
    };
    return [...station.samples, { id: "door", label: WORDS.doorSample[language], make }];
  }
  // Where nobody comes, time passes all the same: the plot goes on, and the block list grows old.
  setInterval(() => pages.tell({ kind: "refresh" }), STEP_MS).unref();
  let isDue = false;
  gate.events.on("change", () => {
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      pages.tell({ kind: "refresh" });
    }, REFRESH_MS).unref();
  });
  app.get("/", (context) => {
    const nowMs = now();
    const memberCount = one<{ n: number }>(db, "SELECT count(*) n FROM member")?.n ?? 0;
    const { door, members, blockList } = gate;
    const statistics = statisticsOf(db, nowMs, startOf(dayAt(nowMs)));
    const language = languageOf(context);
    const hasBlocked = hasBlockedPassed(db, nowMs);
    const samples = samplesIn(language);
    const shown = { language, nowMs, statistics, door, members, memberCount, blockList, hasBlocked, samples };
    return context.html(renderWall(shown));
  });
  app.post("/sample/door", (context) => {
    if (!station.virtual) return context.notFound();
    const { board } = station.virtual;
    board.door = board.door === "open" ? "closed" : "open";
    return context.body(null, 204);
  });
  serveStation(app, station, pages);
  return app;
}
