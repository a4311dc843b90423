/** What all screens share: the data, the time, the key of the certificates, and the pages that are open. */
import type { BlockList } from "../lib/blocklist.js";
import type { Db } from "../lib/database.js";
import type { PageEvent, Pages } from "../lib/events.js";
import type { Text } from "../lib/language.js";
import type { SampleCard } from "../lib/station.js";
import { wards } from "./hospital.js";
import { type Lane, measureLanes, waiting } from "./lanes.js";

/** See the file's first line. */
export interface Service {
  readonly db: Db;
  /** Milliseconds since 1970. */
  now(): number;
  /** Of certificates. */
  readonly key: Uint8Array;
  /** Of the card desk; undefined where none is followed. */
  readonly blockList: BlockList | undefined;
  /** Printed on certificates: where /check is. */
  readonly origin: string;
  /** The screen of the kiosk. */
  readonly kiosk: Pages;
  /** The desk of the officials. */
  readonly desk: Pages;
  /** Staff: wards and counter. */
  readonly staff: Pages;
  readonly kioskSamples: readonly SampleCard[];
  readonly deskSamples: readonly SampleCard[];
}

/** "3 menit", "40 detik"; a dash for what nobody has measured yet. */
export function duration(ms: number | undefined): Text {
  if (ms === undefined) return { id: "–", en: "–" };
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 90) return { id: `${seconds} detik`, en: seconds === 1 ? "1 second" : `${seconds} seconds` };
  const minutes = Math.round(seconds / 60);
  return { id: `${minutes} menit`, en: `${minutes} minutes` };
}

/** What changes on open pages without a reload, by the name in `data-live`. */
export function liveValues({ db, now }: Service): Record<string, Text | number> {
  const values: Record<string, Text | number> = {};
  for (const { id, free_beds, free_isolation } of wards(db)) {
    values[`${id}-beds`] = free_beds;
    values[`${id}-isolation`] = free_isolation;
  }
  const lanes = measureLanes(db, now());
  const lane = (name: string, { servedCount, waitMs, totalMs }: Lane) => {
    values[`${name}-wait`] = duration(waitMs);
    values[`${name}-total`] = duration(totalMs);
    values[`${name}-served`] = servedCount;
  };
  lane("fast", lanes.fast);
  lane("manual", lanes.manual);
  values["manual-waiting"] = waiting(db, now()).length;
  return values;
}

/** Tells all open pages the values that change. */
export function tellLive(service: Service): void {
  const event: PageEvent = { kind: "data", data: liveValues(service) };
  service.kiosk.tell(event);
  service.staff.tell(event);
}
