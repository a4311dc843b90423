/** Puts the service desk together: its readers, its pages, and the clock that reminds and ends visits. */
import type { Context, Hono } from "hono";
import { csrf } from "hono/csrf";
import { html } from "hono/html";
import { HTTPException } from "hono/http-exception";
import type { Tap } from "ketuk";
import { type BlockList, blocksNobody } from "../lib/blocklist.js";
import type { Db } from "../lib/database.js";
import { createPages, type PageEvent } from "../lib/events.js";
import { languageOf } from "../lib/language.js";
import { renderPage } from "../lib/page.js";
import { createWebApp, listen, serveStation, type WebServer } from "../lib/server.js";
import { openStation, type Station, type StationOptions } from "../lib/station.js";
import { remind } from "./complaints.js";
import { receiveDeskTap } from "./desk.js";
import { addAidScreen } from "./screens/aid.js";
import { addAttractScreens } from "./screens/attract.js";
import { addCertificateScreens } from "./screens/certificate.js";
import { addComplaintScreens } from "./screens/complaint.js";
import { addDeskPages } from "./screens/desk.js";
import { STYLE } from "./screens/frame.js";
import { addHospitalScreens } from "./screens/hospital.js";
import { addOfficePages } from "./screens/office.js";
import { addPublicPages } from "./screens/public.js";
import { addServiceScreens } from "./screens/services.js";
import { addStaffPages } from "./screens/staff.js";
import { liveValues, type Service, tellLive } from "./service.js";
import { endBlocked, endIdle, endVisit, openVisit, outcomeOf, receiveTap } from "./visits.js";

/** A reader of the desk: a real one by its port, else a virtual one with sample cards. */
export type Place = Pick<StationOptions, "port" | "keys" | "fleet" | "samples" | "virtual" | "onRecord" | "onStored">;

/** How the desk is opened. */
export interface KioskOptions {
  readonly db: Db;
  /** Of certificates; see `loadKey`. */
  readonly key: Uint8Array;
  /** 0 for any free port. */
  readonly webPort: number;
  readonly kiosk: Place;
  /** Undefined where officials have no reader yet: nothing can be approved then. */
  readonly desk: Place | undefined;
  /** Of the card desk; whoever opened it closes it. Default: only the register of this database blocks cards. */
  readonly blockList?: BlockList | undefined;
  /** Milliseconds since 1970; default the clock of this computer. */
  readonly now?: () => number;
  /** Where the public finds /check; default this server. */
  readonly origin?: string;
}

/** A desk at work. */
export interface Kiosk {
  readonly url: string;
  readonly station: Station;
  readonly desk: Station | undefined;
  readonly service: Service;
  close(): Promise<void>;
}

/** Idle visits end and reminders are written at this pace. */
const TICK_MS = 5000;
/** So long a page that comes late is still told why a card was not welcome. */
const SORRY_MS = 3000;

const BUSY = {
  title: { id: "Mohon tunggu sebentar", en: "One moment, please" },
  what: {
    id: "Sistem sedang sibuk dan belum menyimpan isian Anda. Tekan “Muat ulang” di peramban atau ulangi sebentar lagi; tidak akan tercatat dua kali.",
    en: "The system is busy and has not stored this yet. Reload the page, or try again in a moment; nothing will be counted twice.",
  },
};

/** Opens the readers and the web pages. */
export async function openKiosk(options: KioskOptions): Promise<Kiosk> {
  const { db, key, blockList, now = Date.now } = options;
  const isBlocked = blockList?.isBlocked ?? blocksNobody;
  // Whoever stood here before a restart has gone.
  endVisit(db, "restart", now());
  const readers: { station?: Station; desk?: Station | undefined } = {};
  const stateOf = (name: "station" | "desk"): PageEvent[] => [
    { kind: "reader", state: readers[name]?.state ?? "ready" },
  ];
  const live = (): PageEvent[] => [{ kind: "data", data: liveValues(service) }];
  const screen = createScreen(db, now);
  let origin = options.origin ?? "";
  const service: Service = {
    db,
    now,
    key,
    blockList,
    get origin() {
      return origin;
    },
    kiosk: createPages(() => [...stateOf("station"), ...live(), screen.event()]),
    desk: createPages(() => stateOf("desk")),
    staff: createPages(live),
    kioskSamples: options.kiosk.samples ?? [],
    deskSamples: options.desk?.samples ?? [],
  };

  const app = createApp(service);
  const station = await openStation({
    id: "kiosk-1",
    db,
    ...options.kiosk,
    onTap: (tap) => void receiveTap(db, tap, now(), isBlocked),
  });
  readers.station = station;
  const onDeskTap = (tap: Tap) => void receiveDeskTap(db, key, tap, now(), isBlocked);
  readers.desk = options.desk && (await openStation({ id: "desk-1", db, ...options.desk, onTap: onDeskTap }));
  followKiosk(service, station, screen);
  const tickNow = () => tick(service, screen);
  blockList?.onChange(tickNow);
  if (readers.desk) followDesk(service, readers.desk);
  serveStation(app, station, service.kiosk);
  if (readers.desk) serveStation(app, readers.desk, service.desk, "/desk");
  const server: WebServer = await listen(app, options.webPort);
  origin ||= server.url.replace(/\/$/, "");

  const ticking = setInterval(tickNow, TICK_MS);
  return {
    url: server.url,
    station,
    desk: readers.desk,
    service,
    async close() {
      clearInterval(ticking);
      await server.close();
      await station.close();
      await readers.desk?.close();
    },
  };
}

/** Where the kiosk's screen belongs. A page that was just being loaded when a card was tapped hears of it here. */
interface Screen {
  /** The tap was not welcome. */
  sorry(why: string): void;
  event(): PageEvent;
}

function createScreen(db: Db, now: () => number): Screen {
  let last = { to: "", atMs: 0 };
  return {
    sorry(why) {
      last = { to: `/sorry/${why}`, atMs: now() };
    },
    event() {
      const token = openVisit(db);
      const sorry = now() - last.atMs < SORRY_MS ? last.to : "";
      return { kind: "data", data: { screen: token ? `/v/${token}` : sorry, told: String(last.atMs) } };
    },
  };
}

function createApp(service: Service): Hono {
  const app = createWebApp("kiosk");
  app.use(csrf());
  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    process.stderr.write(`kiosk: ${error.message}\n`);
    return busy(context);
  });
  addAttractScreens(app, service);
  addServiceScreens(app, service);
  addHospitalScreens(app, service);
  addCertificateScreens(app, service);
  addComplaintScreens(app, service);
  addAidScreen(app, service);
  addDeskPages(app, service);
  addStaffPages(app, service);
  addOfficePages(app, service);
  addPublicPages(app, service);
  return app;
}

/** Nothing was stored, and the form may be sent again: its name counts once. */
function busy(context: Context): Response | Promise<Response> {
  const language = languageOf(context);
  const body = html`${STYLE}
    <div class="hero sorry" data-idle-ms="15000" data-idle-to="/">
      <div class="sign" aria-hidden="true">…</div>
      <h1>${BUSY.title[language]}</h1><p class="lead">${BUSY.what[language]}</p>
    </div>`;
  return context.html(renderPage({ language, title: BUSY.title, kind: "kiosk", body }), 503);
}

/** What the kiosk's screen does after a tap, and when two cards lie on the reader. */
function followKiosk(service: Service, { events, reader }: Station, screen: Screen): void {
  events.on("tap", ({ idempotencyKey }) => {
    const found = outcomeOf(service.db, idempotencyKey);
    if (!found || found.outcome === "late") return;
    if (!found.token) screen.sorry(found.outcome);
    service.kiosk.tell({ kind: "go", to: found.token ? `/v/${found.token}` : `/sorry/${found.outcome}` });
  });
  reader.on("notice", ({ kind }) => {
    // Not a tap, and not proved: it disturbs nobody who is in the middle of something.
    if (kind !== "several-cards" || openVisit(service.db)) return;
    screen.sorry("two");
    service.kiosk.tell({ kind: "go", to: "/sorry/two" });
  });
}

function followDesk(service: Service, { events }: Station): void {
  events.on("tap", ({ idempotencyKey }) => {
    const outcome = outcomeOf(service.db, idempotencyKey)?.outcome;
    if (outcome) service.desk.tell({ kind: "go", to: `/desk?said=${outcome}` });
  });
}

/** A database that is locked or full for a while stops no clock: the next tick tries again. */
function tick(service: Service, screen: Screen): void {
  const { db, now, blockList } = service;
  try {
    if (blockList && endBlocked(db, now(), blockList.isBlocked)) {
      screen.sorry("blocked");
      service.kiosk.tell({ kind: "go", to: "/sorry/blocked" });
    }
    if (endIdle(db, now())) service.kiosk.tell({ kind: "go", to: "/" });
    remind(db, now());
    tellLive(service);
  } catch (error) {
    process.stderr.write(`kiosk: ${error instanceof Error ? error.message : error}\n`);
  }
}
