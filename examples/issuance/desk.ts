/** Puts the card desk together: encoder, checking reader, batch room, block list, pages. */
import type { Hono } from "hono";
import { csrf } from "hono/csrf";
import { HTTPException } from "hono/http-exception";
import type { FleetKeys } from "ketuk";
import type { Db } from "../lib/database.js";
import { createPages, type PageEvent } from "../lib/events.js";
import { createWebApp, listen } from "../lib/server.js";
import { openStation, type Station } from "../lib/station.js";
import { type BatchRoom, openBatchRoom } from "./batch.js";
import { createBlockBell, serveBlockList } from "./blocks.js";
import { receiveTap, tapOf } from "./check.js";
import { createEncoder } from "./encoder.js";
import { openPortFeed } from "./port-feed.js";
import { READER_CONFIG } from "./profiles.js";
import { addBatchPages, batchValues } from "./screens/batch.js";
import { addBlockPages } from "./screens/blocks.js";
import { addDeskPages } from "./screens/desk.js";
import { busy } from "./screens/frame.js";
import { addPersonPages } from "./screens/person.js";
import { addPhotoPage } from "./screens/photo.js";
import { addPlanPage } from "./screens/plan.js";
import { addReceiptPages } from "./screens/receipt.js";
import type { Service } from "./service.js";
import { createTray, TRAY } from "./tray.js";
import { createVirtualFeed } from "./virtual-feed.js";

/** How the desk is opened. */
export interface DeskOptions {
  readonly db: Db;
  /** 0 for any free port. */
  readonly webPort: number;
  /** File of the batch room's journal. */
  readonly journalPath: string;
  /** The encoder; without it everything is virtual. */
  readonly port?: string | undefined;
  /** An ordinary reader for checking; default the encoder itself. */
  readonly checkPort?: string | undefined;
  /** The batch room's own encoder; default none, and the room is closed. */
  readonly batchPort?: string | undefined;
  readonly keys?: string | undefined;
  /** For several programs of one city. */
  readonly fleet?: FleetKeys | undefined;
  /** Where residents' phones find this server; default its own address. */
  readonly origin?: string | undefined;
  readonly now?: () => number;
  /** Of the batch room without hardware; default "real". */
  readonly batchClock?: "real" | "fast";
}

/** A desk at work. */
export interface Desk {
  readonly url: string;
  readonly service: Service;
  readonly encoder: Station;
  readonly check: Station;
  /** Without hardware: holds a card of the tray to its reader, and waits. */
  play(sample: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens the readers and the pages. */
export async function openDesk(options: DeskOptions): Promise<Desk> {
  const { db, port, keys, now = Date.now } = options;
  const isVirtual = port === undefined;
  const ready: { encoder?: Station; check?: Station } = {};
  const readerState = (): PageEvent => {
    const isAway = [ready.encoder, ready.check].some((station) => station?.state === "away");
    return { kind: "reader", state: isAway ? "away" : "ready" };
  };
  const pages = createPages(() => [readerState()]);
  const onTap = (tap: Parameters<typeof receiveTap>[1]) => void receiveTap(db, tap, now());
  const common = { db, keys, config: READER_CONFIG, onTap };
  const encoder = await openStation({ ...common, id: "encoder-1", port, fleet: options.fleet, role: "issuer" });
  const { fleet } = encoder;
  const isShared = !isVirtual && options.checkPort === undefined;
  const check = isShared ? encoder : await openStation({ ...common, id: "check-1", port: options.checkPort, fleet });
  ready.encoder = encoder;
  ready.check = check;

  let origin = options.origin ?? "";
  const bell = createBlockBell();
  const service: Service = {
    db,
    now,
    bell,
    pages,
    samples: isVirtual ? TRAY : [],
    said: undefined,
    encoder: createEncoder({
      db,
      reader: encoder.reader,
      fleet,
      now,
      onChange: ({ phase, stepCount }) =>
        pages.tell(
          phase === "writing" && stepCount > 0
            ? { kind: "data", data: { steps: String(stepCount) } }
            : { kind: "refresh" },
        ),
    }),
    batch: roomOf(),
    get origin() {
      return origin;
    },
  };

  function roomOf(): BatchRoom | undefined {
    if (!isVirtual && options.batchPort === undefined) return undefined;
    const feed = createVirtualFeed(fleet, options.batchClock);
    const openFeed = () => (isVirtual ? feed.open() : openPortFeed(options.batchPort ?? "", fleet));
    let phase = "";
    return openBatchRoom({
      db,
      fleet,
      journalPath: options.journalPath,
      now,
      openFeed,
      onChange(state) {
        // The page is built anew only when its buttons change: whoever is on one of them stays there.
        const isOther = phase !== state.phase || state.errors.length > 0;
        phase = state.phase;
        pages.tell({ kind: "data", data: { ...batchValues(state), ...(isOther && { part: "batch" }) } });
      },
    });
  }

  for (const station of new Set([encoder, check])) {
    station.events.on("state", () => pages.tell(readerState()));
    station.events.on("tap", ({ idempotencyKey }) => {
      service.said = tapOf(db, idempotencyKey);
      const { outcome, resident } = service.said ?? {};
      const leads = (outcome === "known" || outcome === "checked" || outcome === "blocked") && resident !== null;
      pages.tell(leads ? { kind: "go", to: `/residents/${resident}` } : { kind: "refresh" });
    });
  }

  const app = createApp(service);
  const play = createTray(service, encoder, check, fleet);
  app.get("/events", (context) => pages.serve(context));
  app.post("/sample/:id", async (context) => {
    const id = context.req.param("id");
    if (!service.samples.some((sample) => sample.id === id)) return context.notFound();
    await play(id);
    return context.body(null, 204);
  });
  serveBlockList(app, db, bell, now);
  const server = await listen(app, options.webPort);
  origin ||= server.url.replace(/\/$/, "");

  return {
    url: server.url,
    service,
    encoder,
    check,
    play,
    async close() {
      await service.batch?.pause();
      await service.encoder.stop();
      bell.ring();
      await server.close();
      await encoder.close();
      if (check !== encoder) await check.close();
    },
  };
}

function createApp(service: Service): Hono {
  const app = createWebApp("issuance");
  app.use(csrf());
  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    process.stderr.write(`issuance: ${error.message}\n`);
    return busy(context);
  });
  addDeskPages(app, service);
  addPersonPages(app, service);
  addPhotoPage(app, service);
  addReceiptPages(app, service);
  addBlockPages(app, service);
  addBatchPages(app, service);
  addPlanPage(app);
  return app;
}
