/** The four places in their seats, all opened alike. */
import { join } from "node:path";
import type { FleetKeys, Reader, Tap } from "ketuk";
import type { CardDesk } from "./card-desk.js";
import { PLACE_IDS, type PlaceId } from "./day-plan.js";
import type { Place, PlaceOptions } from "./place.js";
import { openGatePlace } from "./place-gate.js";
import { openKioskPlace } from "./place-kiosk.js";
import { openShopPlace } from "./place-shop.js";
import type { Readers } from "./readers.js";
import { createSeat, type Seat } from "./seat.js";
import type { Outcome } from "./stories.js";

/** What all places share. */
export interface SeatsOptions extends Pick<PlaceOptions, "onRecord"> {
  /** Folder of their databases. */
  readonly folder: string;
  readonly fleet: FleetKeys;
  /** Of real readers. */
  readonly ports: Partial<Record<PlaceId, string>>;
  readonly readers: Readers;
  readonly desk: CardDesk;
  readonly backEndUrl: string;
  /** The first one's web port; 0 for any free ones. */
  readonly webPort: number;
  /** A place is open, or open again. */
  onReader(id: PlaceId, reader: Reader): void;
  onOutcome(id: PlaceId, tap: Tap, outcome: Outcome): void;
  onChange(): void;
}

/** The seats by their places. */
export type Seats = Readonly<Record<PlaceId, Seat>>;

/** Makes them, and opens all. */
export async function openSeats(options: SeatsOptions): Promise<Seats> {
  const { backEndUrl } = options;
  const openers: Record<PlaceId, (place: PlaceOptions) => Promise<Place>> = {
    kiosk: openKioskPlace,
    "shop-1": (place) => openShopPlace("shop-1", backEndUrl, place),
    "shop-2": (place) => openShopPlace("shop-2", backEndUrl, place),
    gate: openGatePlace,
  };
  const seats = PLACE_IDS.map((id, i) => seatOf(id, options.webPort && options.webPort + i, openers[id], options));
  await Promise.all(seats.map((seat) => seat.start()));
  return Object.fromEntries(seats.map((seat) => [seat.id, seat])) as Record<PlaceId, Seat>;
}

function seatOf(id: PlaceId, webPort: number, open: (place: PlaceOptions) => Promise<Place>, all: SeatsOptions): Seat {
  const { folder, fleet, ports, readers, desk, onRecord, onReader, onOutcome, onChange } = all;
  const plug = readers.plugOf(id);
  const place = { data: join(folder, `${id}.db`), fleet, port: ports[id], virtual: plug?.virtual };
  const list = { blockListUrl: desk.url, blockListKey: desk.publicKey };
  return createSeat({
    id,
    plug,
    webPort,
    open: (port, onStored) => open({ ...place, ...list, webPort: port, onRecord, onStored, keep: () => plug?.save() }),
    onOpened: ({ station }) => onReader(id, station.reader),
    onOutcome,
    onChange,
  });
}
