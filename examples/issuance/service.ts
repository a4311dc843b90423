/** What the pages of the desk are built on. */
import type { Db } from "../lib/database.js";
import type { Pages } from "../lib/events.js";
import type { SampleCard } from "../lib/station.js";
import type { BatchRoom } from "./batch.js";
import type { BlockBell } from "./blocks.js";
import type { LoggedTap } from "./check.js";
import type { Encoder } from "./encoder.js";

/** The desk, as its pages see it. */
export interface Service {
  readonly db: Db;
  readonly now: () => number;
  readonly pages: Pages;
  readonly bell: BlockBell;
  readonly encoder: Encoder;
  /** Undefined where the room has no reader. */
  readonly batch: BatchRoom | undefined;
  /** Where phones find the receipts, without a slash at its end. */
  readonly origin: string;
  readonly samples: readonly SampleCard[];
  /** What the last tap came to: shown for a few seconds. */
  said: LoggedTap | undefined;
}
