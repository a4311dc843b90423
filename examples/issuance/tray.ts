/** The tray without hardware: which sample card is held to which reader, and for how long. */
import type { FleetKeys } from "ketuk";
import type { Picc } from "ketuk/virtual";
import { makeResidentCard } from "../lib/cards.js";
import type { SampleCard, Station } from "../lib/station.js";
import { blankCard, holdCard, strangeCard } from "./blank-cards.js";
import { OFFICERS } from "./sample.js";
import type { Service } from "./service.js";

const make = () => {
  throw new Error("the tray makes its cards itself");
};

/** The buttons below the pages. */
export const TRAY: readonly SampleCard[] = [
  { id: "officer", label: "Kartu petugas", make },
  { id: "blank", label: "Kartu kosong", make },
  { id: "pulled", label: "Kosong, cepat diangkat", make },
  { id: "strange", label: "Kartu kota lain", make },
  { id: "made", label: "Kartu baru dibuat", make },
  { id: "resident-12", label: "Kartu warga lain", make },
];

const HOLD_MS = 8000;
const STRANGE_MS = 2500;
const CHECK_MS = 800;
/** A card that is pulled away has come so far. */
const PULLED_AFTER_STEPS = 2;

/** What its buttons do; resolves when the card has been taken away again. */
export function createTray(
  service: Service,
  encoder: Station,
  check: Station,
  fleet: FleetKeys,
): (id: string) => Promise<void> {
  /** Cards that were pulled away, by the resident they were begun for. */
  const half = new Map<number, Picc>();
  let made: Picc | undefined;
  const phase = () => service.encoder.job?.phase;
  const isSettled = () => !["waiting", "writing", "torn"].includes(phase() ?? "waiting");

  async function encode(id: string): Promise<void> {
    const { virtual } = encoder;
    const { job } = service.encoder;
    if (!virtual || !job || job.phase === "made") return;
    if (id === "strange") return holdCard(virtual, strangeCard(), STRANGE_MS, () => phase() === "foreign");
    const card = half.get(job.resident) ?? blankCard(job.family);
    if (id === "pulled") {
      half.set(job.resident, card);
      return holdCard(virtual, card, HOLD_MS, () => (service.encoder.job?.stepCount ?? 0) >= PULLED_AFTER_STEPS);
    }
    // What was said of an earlier card stands until this one is written.
    const before = job;
    await holdCard(virtual, card, HOLD_MS, () => service.encoder.job !== before && isSettled());
    if (phase() !== "made") return;
    made = card;
    half.delete(job.resident);
  }

  return async (id) => {
    if (id === "officer") await check.virtual?.present(makeResidentCard(OFFICERS[0], fleet));
    else if (id === "resident-12") await check.virtual?.present(makeResidentCard(12, fleet));
    else if (id === "made") await (made && check.virtual?.present(made, { forMs: CHECK_MS }));
    else await encode(id);
  };
}
