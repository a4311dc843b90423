/** The web server of the map: the page, what it is told, and what its buttons do. */
import type { Hono } from "hono";
import { csrf } from "hono/csrf";
import { createPages, type PageEvent } from "../lib/events.js";
import { languageOf, type Text } from "../lib/language.js";
import { createWebApp } from "../lib/server.js";
import type { City } from "./city.js";
import { PLACE_IDS, type PlaceId } from "./day-plan.js";
import { mapPage } from "./page.js";
import type { SeatState } from "./seat.js";
import { type Outcome, REASONS } from "./stories.js";

/** What became of a tap, as the page hears of it. */
export interface Told {
  readonly kind: "tap";
  readonly place: PlaceId;
  readonly atMs: number;
  readonly tone: Outcome["tone"];
  readonly text: Text;
}

/** All that the page shows, but for what moves. */
export interface Shown {
  readonly kind: "state";
  readonly minute: number;
  readonly isResting: boolean;
  readonly taps: number;
  readonly good: number;
  readonly bad: number;
  readonly rupiah: number;
  readonly reasons: readonly { readonly text: Text; readonly count: number }[];
  readonly places: Readonly<Record<PlaceId, ShownPlace>>;
  readonly storedCount: number;
  readonly isGatewayRunning: boolean;
  readonly isLogGood: boolean;
  readonly isBlocked: boolean;
  readonly knowCount: number;
  readonly knowOf: number;
}

/** A place on the page. */
export interface ShownPlace {
  readonly state: SeatState | "quiet";
  readonly taps: number;
  readonly bad: number;
  readonly waitingCount: number;
  readonly isPlugged: boolean;
}

/** The state is told this often at most. */
const TOLD_MS = 200;
const CLOCK_MS = 1000;
const RECENT_COUNT = 6;
/** Without a tap for so long a place is called quiet. */
const QUIET_MS = 3 * 60_000;

/** The server of the map; `close` ends its clock. */
export interface MapApp {
  readonly app: Hono;
  close(): void;
}

/** @param now the clock; for tests */
export function createMapApp(city: City, now: () => number = Date.now): MapApp {
  const recent: Told[] = [];
  const startedMs = now();
  const tell = (data: unknown): PageEvent => ({ kind: "data", data });
  const shown = () => shownOf(city, now(), startedMs);
  const pages = createPages(() => [tell(shown()), ...recent.map((one) => tell({ ...one, isOld: true }))]);
  let due: NodeJS.Timeout | undefined;
  const change = () => {
    due ??= setTimeout(() => {
      due = undefined;
      pages.tell(tell(shown()));
    }, TOLD_MS);
  };
  city.events.on("change", change);
  city.events.on("walk", (walk) => pages.tell(tell({ kind: "walk", ...walk })));
  city.events.on("stored", (place) => pages.tell(tell({ kind: "stored", place })));
  city.events.on("stored", change);
  city.events.on("outcome", (place, tap, { tone, text }) => {
    const told: Told = { kind: "tap", place, atMs: tap.datedAt?.getTime() ?? now(), tone, text };
    recent.push(told);
    if (recent.length > RECENT_COUNT) recent.shift();
    pages.tell(tell(told));
  });
  const clock = setInterval(change, CLOCK_MS);

  const app = createWebApp("city");
  app.use(csrf());
  app.get("/events", (context) => pages.serve(context));
  app.get("/", (context) => {
    const { seats, gateway } = city;
    const urls = Object.fromEntries(PLACE_IDS.map((id) => [id, seats[id].url])) as Record<PlaceId, string>;
    const virtual = PLACE_IDS.filter((id) => seats[id].plug);
    return context.html(mapPage({ language: languageOf(context), urls: { ...urls, gateway: gateway.url }, virtual }));
  });
  addButtons(app, city, change);
  return {
    app,
    close() {
      city.events.off("change", change);
      city.events.off("stored", change);
      clearInterval(clock);
      clearTimeout(due);
    },
  };
}

function addButtons(app: Hono, city: City, change: () => void): void {
  const placeOf = (name: string) => PLACE_IDS.find((id) => id === name && city.seats[id].plug);
  app.post("/tap/:place/:card", async (context) => {
    const { place, card } = context.req.param();
    const id = placeOf(place);
    if (!id || (card !== "genuine" && card !== "copy")) return context.notFound();
    await city.tap(id, card);
    return context.body(null, 204);
  });
  app.post("/cable/:place", (context) => {
    const id = placeOf(context.req.param("place"));
    const plug = id && city.seats[id].plug;
    if (!plug) return context.notFound();
    if (plug.isPlugged) plug.pull();
    else plug.plug();
    change();
    return context.body(null, 204);
  });
  app.post("/crowd", (context) => {
    city.crowd.rest(!city.crowd.isResting);
    change();
    return context.body(null, 204);
  });
  app.post("/block", (context) => {
    city.block(!city.blocked.isBlocked);
    return context.body(null, 204);
  });
  app.post("/check", async (context) => context.json(await city.check()));
  app.post("/check/changed", async (context) => {
    const { lineCount } = await city.check();
    return context.json(await city.check(Math.max(1, Math.ceil(lineCount / 2))));
  });
}

function shownOf(city: City, nowMs: number, startedMs: number): Shown {
  const { seats, crowd, tally, log, blocked, storedCount, gateway } = city;
  const { taps, good, bad, rupiah, reasons, places } = tally.count();
  const place = (id: PlaceId): ShownPlace => {
    const { state, waitingCount, plug } = seats[id];
    const { taps: count = 0, bad: badCount = 0, lastMs = 0 } = places[id] ?? {};
    const isQuiet = state === "ready" && nowMs - Math.max(lastMs, startedMs) > QUIET_MS;
    return {
      ...{ state: isQuiet ? "quiet" : state, taps: count, bad: badCount },
      ...{ waitingCount, isPlugged: plug?.isPlugged ?? true },
    };
  };
  return {
    ...{ kind: "state", minute: crowd.minute, isResting: crowd.isResting, taps, good, bad, rupiah, storedCount },
    reasons: reasons.map(([id, count]) => ({ text: REASONS[id], count })),
    places: Object.fromEntries(PLACE_IDS.map((id) => [id, place(id)])) as Record<PlaceId, ShownPlace>,
    ...{ isGatewayRunning: gateway.isRunning, isLogGood: log.state === "good" },
    ...{ isBlocked: blocked.isBlocked, knowCount: blocked.placeCount, knowOf: PLACE_IDS.length },
  };
}
