/** The city of examples/city with virtual readers, and somebody who counts what became of every tap. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SAMPLE_RESIDENT } from "../../examples/city/cards.js";
import { type City, type CityEvents, type CityOptions, startCity } from "../../examples/city/city.js";
import { PLACE_IDS, type PlaceId } from "../../examples/city/day-plan.js";
import { copiedCard, residentCard } from "../../examples/lib/cards.js";
import { all, type Db, openDatabase } from "../../examples/lib/database.js";
import { readerOfShop } from "../../examples/pos/backend-people.js";
import { createFleetKeyFile } from "../../sdk/index.js";
import type { FleetKeys } from "../../sdk/keys/fleet.js";
import { decodeRecord, parseLogLine, type TapData } from "../../sdk/verify/index.js";

/** Reader of each place. */
export const READER_OF: Readonly<Record<PlaceId, string>> = {
  kiosk: "kiosk-1",
  "shop-1": readerOfShop("warung-01"),
  "shop-2": readerOfShop("warung-03"),
  gate: "gate-1",
};

/** A city in a folder of its own. */
export interface CityRig {
  readonly city: City;
  readonly folder: string;
  readonly keyFile: string;
  readonly fleet: FleetKeys;
  /** Told by the places, in their order: place and tone. */
  readonly told: string[];
  /** Holds a card to a place's reader and waits until it is told what came of it. */
  tap(place: PlaceId, card?: Parameters<City["tap"]>[1]): Promise<string>;
  /** Holds a card to a place's reader: nothing was asked for, nobody waits. */
  hold(place: PlaceId, card: "genuine" | "copy"): Promise<void>;
  close(): Promise<void>;
}

/** Starts it. */
export async function openCityRig(options: Partial<CityOptions> = {}): Promise<CityRig> {
  const folder = mkdtempSync(join(tmpdir(), "ketuk-city-"));
  const keyFile = join(folder, "fleet.json");
  const fleet = await createFleetKeyFile(keyFile);
  const city = await startCity({ folder, fleet, ...options });
  const told: string[] = [];
  city.events.on("outcome", (place, _, { tone, reason }) => told.push(`${place} ${reason ?? tone}`));
  return {
    ...{ city, folder, keyFile, fleet, told },
    async tap(place, card = "genuine") {
      const heard = new Promise<string>((resolve) => {
        const listen = (...[where, , { tone, reason }]: CityEvents["outcome"]) => {
          if (where !== place) return;
          city.events.off("outcome", listen);
          resolve(reason ?? tone);
        };
        city.events.on("outcome", listen);
      });
      await city.tap(place, card);
      return heard;
    },
    async hold(place, kind) {
      const sample = kind === "copy" ? copiedCard(SAMPLE_RESIDENT, "") : residentCard(SAMPLE_RESIDENT);
      for (const card of [await sample.make(fleet)].flat()) await city.seats[place].hold(card);
    },
    async close() {
      await city.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Every tap of a log, in its order. */
export function tapsInLog(path: string): TapData[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line) => {
      const sealed = parseLogLine(line);
      const record = typeof sealed === "string" ? undefined : decodeRecord(sealed.record);
      return record?.kind === "tap" ? [record.data] : [];
    });
}

/** Keys in a column of a place's own database. */
export function keysIn(folder: string, file: string, sql: string): string[] {
  const db: Db = openDatabase(join(folder, `${file}.db`), []);
  const keys = all<{ key: string }>(db, sql).map(({ key }) => key);
  db.close();
  return keys.sort();
}

/** What does not add up between the log, the places and the gateway; empty when every tap is everywhere once. */
export function imbalanceOf(folder: string): string[] {
  const taps = tapsInLog(join(folder, "taps.log"));
  const keys = taps.map(({ idempotencyKey }) => idempotencyKey).sort();
  const found: string[] = [];
  const same = (what: string, wanted: readonly string[], had: readonly string[]) => {
    if (JSON.stringify(wanted) !== JSON.stringify(had)) found.push(`${what}: ${wanted.join(" ")} but ${had.join(" ")}`);
  };
  const of = (place: PlaceId) => keys.filter((key) => key.startsWith(`${READER_OF[place]}/`));
  same("twice in the log", [...new Set(keys)], keys);
  same("kiosk", of("kiosk"), keysIn(folder, "kiosk", "SELECT key FROM tap WHERE key LIKE 'kiosk-1/%'"));
  same("gate", of("gate"), keysIn(folder, "gate", "SELECT key FROM passage WHERE key LIKE 'gate-1/%'"));
  same("gateway", keys, keysIn(folder, "gateway", "SELECT key FROM posting UNION ALL SELECT key FROM refusal"));
  const sold = PLACE_IDS.filter((id) => id.startsWith("shop")).flatMap((id) =>
    keysIn(folder, id, "SELECT key FROM sale WHERE state IN ('done', 'covered') AND key IS NOT NULL"),
  );
  same(
    "sold and posted",
    sold.sort(),
    keysIn(folder, "back-end", "SELECT key FROM tap WHERE state IN ('posted', 'covered')"),
  );
  same(
    "sold without a tap",
    [],
    sold.filter((key) => !keys.includes(key)),
  );
  return found;
}
