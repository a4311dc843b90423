/** What `ketuk update --fleet` says: for people on stderr with a bar, or one object for each event on stdout. */
import type { FirmwareImage } from "../firmware/image.js";
import { countStandings, type Rollout, type RolloutReader, type StopReason, waveCounts } from "../fleet/rollout.js";
import { type Io, writeJson } from "./io.js";
import { createProgressBar } from "./progress.js";

/** What is known before it begins. */
export interface PlanReport {
  readonly rollout: Rollout;
  readonly absent: readonly string[];
  /** Readers that are there. */
  readonly present: number;
  /** The state file. */
  readonly path: string;
  readonly isResumed: boolean;
}

/** Says it. */
export interface FleetSay {
  plan(image: FirmwareImage, report: PlanReport): void;
  /** Who is in which wave. */
  members(rollout: Rollout): void;
  wave(rollout: Rollout): void;
  reader(reader: RolloutReader): void;
  progress(rollout: Rollout, shares: ReadonlyMap<string, number>): void;
  stopping(): void;
  end(rollout: Rollout, absent: readonly string[], path: string, isInterrupted: boolean): void;
  clear(): void;
}

const REASONS: Readonly<Record<StopReason, string>> = {
  "taken-back": "a reader took the firmware back",
  failed: "too many readers failed",
  silent: "too many readers are gone",
};

/** How a standing reads; those that are not here are steps on the way. */
const WORDS: Partial<Record<RolloutReader["standing"], string>> = {
  updated: "runs it",
  failed: "failed",
  "taken-back": "took the firmware back",
  silent: "is gone",
  restarted: "restarted by itself",
  faulty: "has a new fault",
  tapless: "brought too few taps",
};

/** Creates it. */
export function sayAll(io: Io, json: boolean): FleetSay {
  const bar = createProgressBar(io);
  let shares: ReadonlyMap<string, number> = new Map();

  function say(event: string, fields: Record<string, unknown>, words: string): void {
    if (json) writeJson(io, { event, ...fields });
    if (!words) return;
    bar.clear();
    io.err(`${words}\n`);
  }

  function show(rollout: Rollout): void {
    const { phase, wave, readers } = rollout;
    if (!io.watched || phase === "done" || phase === "stopped") return;
    const own = readers.filter((reader) => reader.wave === wave);
    const done = own.filter(({ standing }) => standing !== "waiting" && standing !== "updating").length;
    const under = [...shares.values()].reduce((sum, share) => sum + share, 0);
    bar.show(`wave ${wave + 1} of ${waveCounts(rollout).length}: ${phase}`, done + under, own.length);
  }

  return {
    plan({ number, version }, { rollout, absent, present, path, isResumed }) {
      const waves = waveCounts(rollout);
      const counts = countStandings(rollout);
      say(
        "plan",
        { version, number, waves, readers: rollout.readers.length, present, absent, resumed: isResumed, ...counts },
        `firmware ${version || number} for ${rollout.readers.length} of ${present} readers that are there, waves of ` +
          `${waves.join(", ") || "nobody"}${isResumed ? `; going on with ${path}` : ""}`,
      );
      if (absent.length > 0) say("absent", { readers: absent }, `not there: ${absent.join(", ")}`);
    },
    members(rollout) {
      for (const [wave] of waveCounts(rollout).entries()) {
        const ids = rollout.readers.filter((reader) => reader.wave === wave).map(({ id }) => id);
        if (json) writeJson(io, { event: "wave", wave: wave + 1, phase: "planned", readers: ids });
        else io.out(`wave ${wave + 1}: ${ids.join(" ")}\n`);
      }
    },
    wave(rollout) {
      const { wave, phase } = rollout;
      if (phase === "done" || phase === "stopped") return;
      const count = waveCounts(rollout)[wave] ?? 0;
      say("wave", { wave: wave + 1, phase, readers: count }, `wave ${wave + 1}: ${phase} ${count} readers`);
      show(rollout);
    },
    reader({ id, wave, standing, error }) {
      const word = WORDS[standing];
      const why = error ? ` (${error})` : "";
      say(
        "reader",
        { reader: id, wave: wave + 1, standing, ...(error && { error }) },
        word ? `${id} ${word}${why}` : "",
      );
    },
    progress(rollout, now) {
      shares = now;
      show(rollout);
    },
    stopping() {
      say("stopping", {}, "finishing the readers that are being updated; Ctrl-C again ends at once");
    },
    end(rollout, absent, path, isInterrupted) {
      const { phase, reason } = rollout;
      const counts = countStandings(rollout);
      const list = Object.entries(counts)
        .map(([standing, count]) => `${count} ${standing}`)
        .join(", ");
      const how = phase === "done" ? "done" : reason ? `stopped: ${REASONS[reason]}` : "interrupted";
      const fields = { phase: isInterrupted && !reason ? "interrupted" : phase, ...(reason && { reason }) };
      const next =
        phase === "stopped"
          ? `\n  find out why; the same command with --retry goes on (${path})`
          : phase === "done"
            ? ""
            : `\n  the same command goes on (${path})`;
      say("end", { ...fields, ...counts, absent: absent.length }, `${how}; ${list || "nobody to update"}${next}`);
    },
    clear: () => bar.clear(),
  };
}
