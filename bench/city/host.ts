/** A host of the rehearsal as seen from inside: its day, its figures, its account; for stand-ins and whole boards alike. */

import type { NetworkCable } from "./cable.js";
import { shareUntil } from "./curve.js";
import type { FromHost, HostFigures, HostTask, ReaderAccount, ToHost } from "./messages.js";
import { SLICES_COUNT } from "./messages.js";

const TICK_MS = 25;
const FIGURES_MS = 500;

/** What a host has. */
export interface HostParts {
  readonly cable: NetworkCable;
  /** Somebody taps somewhere; false when nobody could. */
  tap(nowMs: number): boolean;
  figures(): Omit<HostFigures, "tapped" | "turnedAway">;
  pull(readers: readonly number[]): void;
  account(): Promise<ReaderAccount[]>;
  close(): Promise<void>;
}

/** The task of this process. */
export function taskOfProcess(): HostTask {
  return JSON.parse(process.argv[2] ?? "{}") as HostTask;
}

/** Does what the rehearsal says, until it says "end". */
export function serveHost(parts: HostParts): void {
  const tappedAt = new Array<number>(SLICES_COUNT).fill(0);
  const say = (message: FromHost) => process.send?.(message);
  let tapped = 0;
  let turnedAway = 0;
  let timers: NodeJS.Timeout[] = [];

  function begin(startMs: number, dayMs: number, taps: number): void {
    const live = () => {
      const nowMs = Date.now();
      const dayShare = (nowMs - startMs) / dayMs;
      const due = Math.round(taps * shareUntil(dayShare)) - tapped - turnedAway;
      for (let i = 0; i < due; i++) {
        if (!parts.tap(nowMs)) {
          turnedAway++;
          continue;
        }
        tapped++;
        tappedAt[Math.min(SLICES_COUNT - 1, Math.floor(dayShare * SLICES_COUNT))]++;
      }
    };
    timers.push(setInterval(live, TICK_MS));
  }

  const listeners: { [Kind in ToHost["to"]]: (message: Extract<ToHost, { to: Kind }>) => unknown } = {
    day: ({ startMs, dayMs, taps }) => begin(startMs, dayMs, taps),
    cut: ({ kind }) => parts.cable.cut(kind),
    mend: () => parts.cable.mend(),
    pull: ({ readers }) => parts.pull(readers),
    async account() {
      say({ from: "account", readers: await parts.account(), tappedAt });
    },
    async end() {
      for (const timer of timers) clearInterval(timer);
      timers = [];
      await parts.close();
      process.exit(0);
    },
  };
  process.on("message", (message: ToHost) => void (listeners[message.to] as (one: ToHost) => unknown)(message));
  // Nobody would end it any more.
  process.on("disconnect", () => process.exit(1));
  timers.push(setInterval(() => say({ from: "figures", tapped, turnedAway, ...parts.figures() }), FIGURES_MS));
  say({ from: "ready" });
}
