/** A place and the reader that stands there: the place may end and begin again, the cable may be pulled, the reader stays. */
import type { Tap } from "ketuk";
import type { Picc } from "ketuk/virtual";
import { createInTurn } from "../lib/in-turn.js";
import type { PlaceId } from "./day-plan.js";
import type { HoldCard, Place } from "./place.js";
import type { Plug } from "./plug.js";
import type { Outcome } from "./stories.js";

/** Where a seat stands: "closed": the application is not running. "away": its reader is not connected. */
export type SeatState = "ready" | "away" | "closed";

/** What a seat is made of. */
export interface SeatOptions {
  readonly id: PlaceId;
  /** Undefined with a real reader. */
  readonly plug: Plug | undefined;
  /** Opens the application, on the same port as before. */
  open(webPort: number, onStored: (tap: Tap) => void): Promise<Place>;
  readonly webPort: number;
  onOpened(place: Place): void;
  /** A tap was stored by the place, and this is what it came to. */
  onOutcome(id: PlaceId, tap: Tap, outcome: Outcome): void;
  onChange(): void;
}

/** A seat. */
export interface Seat {
  readonly id: PlaceId;
  readonly plug: Plug | undefined;
  readonly place: Place | undefined;
  readonly state: SeatState;
  /** Of the place's page, also while that is closed. */
  readonly url: string;
  /** Cards that were held to a reader that nobody listened to. */
  readonly waitingCount: number;
  readonly hold: HoldCard;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Makes a seat; `start` opens it. */
export function createSeat(options: SeatOptions): Seat {
  const { id, plug, onOpened, onOutcome, onChange } = options;
  const undecided = new Map<string, Tap>();
  let place: Place | undefined;
  let url = "";
  let { webPort } = options;
  let waitingCount = 0;
  const inTurn = createInTurn();

  function decide(): void {
    for (const [key, tap] of undecided) {
      const outcome = place?.outcomeOf(tap);
      if (!outcome) continue;
      undecided.delete(key);
      onOutcome(id, tap, outcome);
    }
  }

  async function open(): Promise<void> {
    const opened = await options.open(webPort, (tap) => {
      waitingCount = Math.max(0, waitingCount - 1);
      undecided.set(tap.idempotencyKey, tap);
      // After the place itself has heard of it.
      setImmediate(decide);
    });
    place = opened;
    url = opened.url;
    webPort = Number(new URL(url).port);
    opened.onDecided(decide);
    opened.station.events.on("state", onChange);
    opened.blockList.onChange(onChange);
    onOpened(opened);
    decide();
    onChange();
  }

  const stateOf = (): SeatState => (place ? place.station.state : "closed");

  async function present(card: Picc): Promise<void> {
    if (!plug) return;
    if (stateOf() !== "ready") waitingCount++;
    await plug.virtual.present(card);
    onChange();
  }

  return {
    id,
    plug,
    get place() {
      return place;
    },
    get state() {
      return stateOf();
    },
    get url() {
      return url;
    },
    get waitingCount() {
      return waitingCount;
    },
    hold: (card) => inTurn(() => present(card)),
    async start() {
      if (!place) await open();
    },
    async stop() {
      const closing = place;
      place = undefined;
      onChange();
      await closing?.close();
    },
  };
}
