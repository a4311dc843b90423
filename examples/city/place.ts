/** A place of the city: an application of its own with its reader, seen from the map. */
import type { FleetKeys, Reader, RecordEvent, Tap } from "ketuk";
import type { Picc, VirtualReader } from "ketuk/virtual";
import type { BlockList } from "../lib/blocklist.js";
import type { Db } from "../lib/database.js";
import type { Station } from "../lib/station.js";
import type { PlaceId } from "./day-plan.js";
import type { Outcome, ToldTap } from "./stories.js";

/** What every place is opened with. */
export interface PlaceOptions {
  /** Database file of the place. */
  readonly data: string;
  readonly fleet: FleetKeys;
  /** Of the real reader; else `virtual`. */
  readonly port: string | undefined;
  readonly virtual: VirtualReader | undefined;
  /** 0 for any free port. */
  readonly webPort: number;
  /** Of the card desk's list of blocked cards, and its key. */
  readonly blockListUrl: string;
  readonly blockListKey: string;
  readonly onRecord: (event: RecordEvent) => void;
  /** A tap was stored, perhaps before the place is open. */
  readonly onStored: (tap: Tap) => void;
  /** What a virtual reader was told to hold is to be kept, as a real one keeps it. */
  readonly keep: () => void;
}

/** A place at work. */
export interface Place {
  readonly id: PlaceId;
  /** Its own page. */
  readonly url: string;
  readonly station: Station;
  /** Its own books. */
  readonly db: Db;
  readonly blockList: BlockList;
  /** Are all cards refused that are on this version of the list? */
  knows(version: number): boolean;
  /** What a tap came to, from the place's own books; undefined while that is not decided, or when it never came here. */
  outcomeOf(tap: ToldTap): Outcome | undefined;
  /** Calls back when something may have been decided. */
  onDecided(handler: () => void): void;
  /** Somebody of the crowd comes, waits for their turn, holds a card to the reader by `hold`, and does what one does here. */
  visit(card: Picc, hold: HoldCard): Promise<void>;
  /** The sample card is held to the reader, now. What is on the screen then is for whoever tries it. */
  sample(card: Picc, hold: HoldCard): Promise<void>;
  close(): Promise<void>;
}

/** Holds a card to the reader of a place; one after the other. */
export type HoldCard = (card: Picc) => Promise<void>;

/** Taps carry the reader's time, and the log shows it. A reader that is away just now keeps the time it has. */
export async function setTime(reader: Reader): Promise<void> {
  await reader.setTime().catch((error: Error) => process.stderr.write(`${reader.info.id}: ${error.message}\n`));
}

/** Waits until something is so, or for so long. @returns whether it is so */
export async function soon(isSo: () => boolean, withinMs: number): Promise<boolean> {
  const endMs = performance.now() + withinMs;
  while (!isSo() && performance.now() < endMs) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  return isSo();
}

const LOOK_MS = 50;
