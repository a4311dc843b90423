/** The card desk of examples/issuance with sample data and virtual readers, and an officer who works at it. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Desk, openDesk } from "../../examples/issuance/desk.js";
import type { Phase } from "../../examples/issuance/encoder.js";
import { type Card, cardOf } from "../../examples/issuance/register.js";
import { storePhoto } from "../../examples/issuance/residents.js";
import { fillWithSample } from "../../examples/issuance/sample.js";
import { SCHEMA } from "../../examples/issuance/schema.js";
import { type Db, openDatabase } from "../../examples/lib/database.js";
import type { Station } from "../../examples/lib/station.js";

/** What begins as a JPEG does. */
export const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3);

/** A folder of its own for a register and its journal. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "ketuk-desk-"));
}

/** A register with the sample in it. */
export function sampleRegister(path = ":memory:"): Db {
  const db = openDatabase(path, SCHEMA);
  fillWithSample(db, Date.now());
  return db;
}

/** Opens a desk without hardware. */
export function openSampleDesk(db: Db, options: Partial<Parameters<typeof openDesk>[0]> = {}): Promise<Desk> {
  return openDesk({ db, webPort: 0, journalPath: join(newFolder(), "journal"), batchClock: "fast", ...options });
}

/** Does something, and waits until the tap that comes of it is stored. */
export async function tapped(station: Station, act: () => Promise<unknown>): Promise<void> {
  const stored = new Promise((resolve) => station.events.once("tap", resolve));
  await act();
  await stored;
}

/** An officer comes to the desk by card. */
export function signIn(desk: Desk): Promise<void> {
  return tapped(desk.check, () => desk.play("officer"));
}

/** Sends a form of the desk's pages; the status of the page that follows. */
export async function send(desk: Desk, path: string, fields: Record<string, string> = {}): Promise<number> {
  const body = new URLSearchParams(fields);
  const origin = desk.url.replace(/\/$/, "");
  const response = await fetch(new URL(path, desk.url), { method: "POST", body, headers: { origin } });
  await response.text();
  return response.status;
}

/** A page without the tray. */
export async function read(desk: Desk, path: string): Promise<string> {
  const text = await (await fetch(new URL(path, desk.url))).text();
  return text.replace(/<aside[\s\S]*<\/aside>/, "");
}

/** Waits until the encoder says so. */
export async function untilPhase(desk: Desk, phase: Phase): Promise<void> {
  for (let i = 0; desk.service.encoder.job?.phase !== phase; i++) {
    if (i > 800) {
      const { taps, polls, uptimeMs, removedEarly, radioFaults, framesBad } = await desk.encoder.reader.status();
      const seen = JSON.stringify({ taps, polls, uptimeMs, removedEarly, radioFaults, framesBad });
      throw new Error(`the encoder says ${desk.service.encoder.job?.phase}, not ${phase}; its reader ${seen}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Waits until the encoder has asked its reader for a card, and the reader has heard it. */
export async function untilAsked(desk: Desk): Promise<void> {
  await desk.encoder.reader.status();
}

/** Photo and the first press of the button: the encoder waits for a card. */
export async function beginEncoding(desk: Desk, resident: number, family = "desfire"): Promise<void> {
  storePhoto(desk.service.db, resident, JPEG, Date.now());
  const status = await send(desk, `/residents/${resident}/encode`, { family });
  if (status !== 200) throw new Error(`the desk answered ${status}`);
  await untilAsked(desk);
}

/** From photo to receipt: the resident has a live card. */
export async function issue(desk: Desk, resident: number, name: string, family = "desfire"): Promise<Card> {
  await beginEncoding(desk, resident, family);
  await desk.play("blank");
  await untilPhase(desk, "made");
  await tapped(desk.check, () => desk.play("made"));
  const token = cardOf(desk.service.db, resident)?.token;
  if ((await send(desk, `/r/${token}`, { name })) !== 200) throw new Error("the receipt was not signed");
  return cardOf(desk.service.db, resident) as Card;
}
