/** The whole city in one process: four places, the card desk, one sealed log, the gateway behind it, the map before it. */
import { EventEmitter } from "node:events";
import { join } from "node:path";
import type { FleetKeys, Tap } from "ketuk";
import { BLOCKED_RESIDENT } from "../kiosk/sample.js";
import { residentOf } from "../lib/city.js";
import { openBackEnd } from "./back-end.js";
import { type CardDesk, openCardDesk } from "./card-desk.js";
import { createCardBox, SAMPLE_RESIDENT } from "./cards.js";
import { type Crowd, createCrowd, type Walk } from "./crowd.js";
import type { HeldCard, PlaceId } from "./day-plan.js";
import { createFigures } from "./figures.js";
import { type Gateway, startGateway } from "./gateway.js";
import { checkLog, type LogFinding } from "./log-check.js";
import { createLogFeed } from "./log-feed.js";
import { openReaders } from "./readers.js";
import { openSealedLog, type SealedLog, type SealedLogOptions } from "./sealed-log.js";
import { openSeats, type Seats } from "./seats.js";
import type { Outcome } from "./stories.js";
import type { Tally } from "./tally.js";

/** How the city is started. */
export interface CityOptions {
  /** Folder of the databases and the log; it exists. */
  readonly folder: string;
  readonly fleet: FleetKeys;
  /** Ports of real readers; a place without one has a virtual reader. */
  readonly ports?: Partial<Record<PlaceId, string>>;
  /** Of the map; the pages of the places follow. 0 for any free ones. */
  readonly webPort?: number;
  /** For tests. */
  readonly log?: SealedLogOptions;
}

/** What the map is told. */
export interface CityEvents {
  /** A tap was stored by its place. */
  outcome: [place: PlaceId, tap: Tap, outcome: Outcome];
  /** The gateway has stored a tap of this place. */
  stored: [place: PlaceId];
  walk: [Walk];
  /** Anything else is different. */
  change: [];
}

/** The city at work. */
export interface City {
  readonly seats: Seats;
  readonly crowd: Crowd;
  readonly desk: CardDesk;
  readonly log: SealedLog;
  readonly tally: Tally;
  readonly gateway: Gateway;
  readonly backEndUrl: string;
  readonly events: EventEmitter<CityEvents>;
  /** Is the sample card blocked, and at how many places? */
  readonly blocked: { readonly isBlocked: boolean; readonly placeCount: number };
  /** Taps that the gateway has stored. */
  readonly storedCount: number;
  /** The sample card, or another, is held to the reader of a place; in a shop something is sold to it. */
  tap(place: PlaceId, card: HeldCard): Promise<void>;
  /** The sample card is reported lost, or found again. */
  block(isBlocked: boolean): void;
  /** @param changedLine as in {@link checkLog} */
  check(changedLine?: number): Promise<LogFinding>;
  close(): Promise<void>;
}

/** Starts everything. */
export async function startCity(options: CityOptions): Promise<City> {
  const { folder, fleet, ports = {}, webPort = 0 } = options;
  const file = (name: string) => join(folder, name);
  const portOf = (offset: number) => webPort && webPort + offset;
  const events: City["events"] = new EventEmitter();
  const change = () => void events.emit("change");
  const figures = createFigures();
  const readers = openReaders(file("virtual-readers.db"), fleet, ports);
  const log = openSealedLog(file("taps.log"), {
    ...options.log,
    onRecord: ({ record }) => readers.save(record.data.reader),
    onGrown: () => feed.pump(),
    onState(state, words) {
      process.stderr.write(`log: ${state} ${words}\n`);
      change();
    },
  });
  const feed = createLogFeed(log, fleet);
  const desk = await openCardDesk(file("card-desk.db"));
  // The service desk's sample has one lost card: then every place knows of it.
  setBlocked(desk, BLOCKED_RESIDENT, true);
  const backEnd = await openBackEnd(file("back-end.db"), fleet, desk, portOf(6));
  const placeOf = new Map<string, PlaceId>();
  const endBytes = log.sizeBytes;
  const seats = await openSeats({
    ...{ folder, fleet, ports, readers, desk, backEndUrl: backEnd.url, webPort: portOf(1) },
    onRecord: log.take,
    onReader(id, reader) {
      placeOf.set(reader.info.id, id);
      feed.add(reader);
    },
    onOutcome(id, tap, outcome) {
      if (!figures.add(id, tap, outcome)) return;
      events.emit("outcome", id, tap, outcome);
      change();
    },
    onChange: change,
  });
  await figures.recall({ path: log.path, endBytes }, fleet, (reader, tap) => {
    const id = placeOf.get(reader);
    const outcome = id && seats[id].place?.outcomeOf(tap);
    return id && outcome && [id, outcome];
  });
  let storedCount = 0;
  const gateway = await startGateway({
    ...{ data: file("gateway.db"), fleet, feed, webPort: portOf(5) },
    onStored(reader) {
      storedCount++;
      const place = placeOf.get(reader);
      if (place) events.emit("stored", place);
    },
  });

  const cardOf = createCardBox(fleet);
  const crowd = createCrowd({
    async visit(id, { resident, card: kind }) {
      const card = await cardOf(id, resident, kind);
      const { place, hold } = seats[id];
      // A reader whose application is away takes cards all the same.
      await (place ? place.visit(card, hold) : hold(card));
    },
    onWalk: (walk) => void events.emit("walk", walk),
  });

  return {
    ...{ seats, crowd, desk, log, events, gateway, tally: figures.tally, backEndUrl: backEnd.url },
    get blocked() {
      const { version } = desk;
      const placeCount = Object.values(seats).filter(({ place }) => place?.knows(version)).length;
      return { isBlocked: desk.isBlocked(residentOf(SAMPLE_RESIDENT).uid), placeCount };
    },
    get storedCount() {
      return gateway.beforeCount + storedCount;
    },
    async tap(id, kind) {
      const card = await cardOf(id, SAMPLE_RESIDENT, kind);
      const { place, hold } = seats[id];
      await (place ? place.sample(card, hold) : hold(card));
    },
    block(isBlocked) {
      setBlocked(desk, SAMPLE_RESIDENT, isBlocked);
      change();
    },
    check: (changedLine) => checkLog(log.path, fleet, log.sizeBytes, changedLine),
    async close() {
      await crowd.close();
      await Promise.all(Object.values(seats).map((seat) => seat.stop()));
      await readers.close();
      await gateway.stop();
      await backEnd.close();
      await desk.close();
      feed.close();
      log.close();
    },
  };
}

function setBlocked(desk: CardDesk, resident: number, isBlocked: boolean): void {
  const { uid } = residentOf(resident);
  if (desk.isBlocked(uid) !== isBlocked) desk.block(uid, isBlocked);
}
