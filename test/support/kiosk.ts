/** The service desk of examples/kiosk with sample data and virtual readers, and a visitor who fills in its forms. */
import { deskCards, kioskCards } from "../../examples/kiosk/cards.js";
import { type Kiosk, openKiosk } from "../../examples/kiosk/kiosk.js";
import { fillWithSample } from "../../examples/kiosk/sample.js";
import { SCHEMA } from "../../examples/kiosk/schema.js";
import type { TapFacts } from "../../examples/kiosk/visits.js";
import { residentOf } from "../../examples/lib/city.js";
import { type Db, openDatabase } from "../../examples/lib/database.js";
import type { Station } from "../../examples/lib/station.js";

/** A key for certificates. */
export const KEY = new Uint8Array(32).fill(9);

/** A Monday in Tirtasari, 10.00. */
export const MONDAY_MS = Date.parse("2026-11-23T10:00:00+07:00");

/** The smallest PNG that is one. */
export const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

/** A database with the sample in it. */
export function sampleDatabase(nowMs = Date.now(), path = ":memory:"): Db {
  const db = openDatabase(path, SCHEMA);
  fillWithSample(db, nowMs);
  return db;
}

let counter = 0;

/** A genuine tap of a resident's card, for logic without a reader. */
export function tapOf(resident: number, madeMs: number, facts: Partial<TapFacts> = {}): TapFacts {
  return {
    idempotencyKey: `test/1/${++counter}`,
    uidHex: residentOf(resident).uid,
    refusal: "none",
    datedAt: new Date(madeMs),
    verdict: { ok: true, reason: "genuine" },
    ...facts,
  };
}

/** Opens the desk with virtual readers. */
export function openSampleKiosk(db: Db, options: Partial<Parameters<typeof openKiosk>[0]> = {}): Promise<Kiosk> {
  const places = { kiosk: { samples: kioskCards() }, desk: { samples: deskCards(db) } };
  return openKiosk({ db, key: KEY, webPort: 0, ...places, ...options });
}

/** Holds a sample card to a reader and waits until its tap is stored. */
export async function tapCard(station: Station, id: string): Promise<void> {
  const stored = new Promise((resolve) => station.events.once("tap", resolve));
  await station.present(id);
  await stored;
}

/** Address of the visit that is open, below the kiosk's; undefined when there is none. */
export function visitOf(db: Db): string | undefined {
  const row = db.prepare("SELECT token FROM visit WHERE ended_ms IS NULL").all()[0] as { token: string } | undefined;
  return row && `v/${row.token}`;
}

/** What an address answered; a redirect is followed once. */
export interface Answer {
  readonly status: number;
  /** Below the kiosk's address. */
  readonly path: string;
  readonly text: string;
}

/** Reads a page. */
export function read(kiosk: Kiosk, path: string): Promise<Answer> {
  return ask(kiosk, path, {});
}

/** Sends a form; files as Blobs. */
export function send(kiosk: Kiosk, path: string, fields: Record<string, string | Blob> = {}): Promise<Answer> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return ask(kiosk, path, { method: "POST", body, headers: { origin: kiosk.url.replace(/\/$/, "") } });
}

async function ask(kiosk: Kiosk, path: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(new URL(path, kiosk.url), init);
  // Without the tray of sample cards, which names residents on every page.
  const text = (await response.text()).replace(/<aside[\s\S]*<\/aside>/, "");
  return { status: response.status, path: response.url.slice(kiosk.url.length), text };
}
