/** A crowd of readers that are not there: what their bridges and workers would say, to see the page with 10,000 of them. */
import { DISTRICTS } from "../lib/city.js";
import { LATENCY_CLASSES_MS, type WorkerFigures } from "./figures.js";
import type { CityView } from "./view.js";

/** A crowd. */
export interface Crowd {
  /** One second of its life. */
  second(): void;
}

const REASONS = ["card-refused", "too-weak", "downgrade", "revoked"] as const;

/** Chance with a seed: the same crowd each time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Tells the view of so many readers. */
export function createCrowd(view: CityView, count: number, now: () => number = Date.now): Crowd {
  const random = chance(7);
  const ids = Array.from(
    { length: count },
    (_, i) => `${DISTRICTS[i % DISTRICTS.length].id}-${String(Math.floor(i / 3) + 1).padStart(4, "0")}`,
  );
  const tell = (i: number, first: boolean) => {
    const luck = random();
    const bytes = 57_344;
    const share = luck > 0.998 ? 0.7 + 0.3 * random() : 0.3 * random() ** 4;
    view.reader({
      reader: ids[i],
      bridge: `bridge-${Math.floor(i / 500) + 1}`,
      state: luck < (first ? 0.004 : 0.001) ? "away" : "open",
      sinceMs: now() - 3_600_000,
      atMs: now(),
      epoch: 1,
      boot: 3,
      lastCounter: 1000,
      firmware: "0.1.0",
      firmwareNumber: 1000,
      board: "devkit",
      journal: { pendingCount: Math.round(share * 250), totalBytes: bytes, freeBytes: Math.round(bytes * (1 - share)) },
      faults: luck > 0.9965 && luck < 0.998 ? ["chip"] : [],
    });
  };
  for (let i = 0; i < count; i++) tell(i, true);
  let wave = 0;

  return {
    second() {
      // Each bridge tells of each reader twice a minute.
      for (let i = 0; i < count / 30; i++) tell(Math.floor(random() * count), false);
      wave++;
      const posted = Math.round((count / 25) * (1 + 0.35 * Math.sin(wave / 40) + 0.15 * random()));
      const latency = new Array<number>(LATENCY_CLASSES_MS.length + 1).fill(0);
      const readers: Record<string, number> = {};
      for (let i = 0; i < posted; i++) {
        latency[Math.min(7, Math.floor(-Math.log(1 - random()) * 1.5))]++;
        const id = ids[Math.floor(random() * count)];
        readers[id] = (readers[id] ?? 0) + 1;
      }
      const refused: Record<string, number> = {};
      for (let i = 0; i < posted * 0.02; i++) {
        const reason = REASONS[Math.min(3, Math.floor(random() ** 2 * 4))];
        refused[reason] = (refused[reason] ?? 0) + 1;
      }
      const gaps = ids.slice(40, 46).map((reader) => ({ reader, count: 1, sinceMs: now() - 120_000 }));
      const none = { worker: "crowd", state: "online" as const, atMs: now(), repeated: 0, dead: {} };
      const figures: WorkerFigures = { ...none, posted, refused, latency, readers, gaps };
      view.worker(figures);
    },
  };
}
