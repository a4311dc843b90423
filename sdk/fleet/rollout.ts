/**
 * A firmware on its way through a fleet, as a pure state machine: events go in, the readers that are due come out. It
 * knows neither lines nor clocks; whoever drives it writes it down after every event and can go on from there.
 */
import type { Size } from "./waves.js";

/**
 * Where a reader stands. "updated": runs the firmware, and is watched. "proved": its wave is over, and all was well.
 * "taken-back": the firmware did not work there. "silent": gone while it was updated or watched. "restarted", "faulty",
 * "tapless": what was wrong while it was watched.
 */
export type RolloutStanding =
  | "waiting"
  | "updating"
  | "updated"
  | "proved"
  | "failed"
  | "taken-back"
  | "silent"
  | "restarted"
  | "faulty"
  | "tapless";

/** A reader of the rollout. */
export interface RolloutReader {
  readonly id: string;
  /** Its wave, from 0. */
  readonly wave: number;
  readonly standing: RolloutStanding;
  /** Its start with the new firmware. */
  readonly boot?: number;
  /** Parts that failed before the update: these are not held against the firmware. */
  readonly faults?: readonly string[];
  /** Why it failed: a KetukErrorCode. */
  readonly error?: string;
}

/** Why a rollout has stopped. */
export type StopReason = "taken-back" | "failed" | "silent";

/** A rollout. Plain data. */
export interface Rollout {
  /** Number of the firmware image. */
  readonly number: number;
  readonly phase: "updating" | "watching" | "done" | "stopped";
  /** The present wave, from 0. */
  readonly wave: number;
  /** Since when the present wave is watched, milliseconds since 1970. */
  readonly watchedSinceMs?: number;
  readonly reason?: StopReason;
  readonly readers: readonly RolloutReader[];
}

/** When to go on, and when to stop. */
export interface RolloutPolicy {
  /** Readers that are updated at the same time. */
  readonly atOnceCount: number;
  /** How long a wave is watched, in milliseconds. */
  readonly watchMs: number;
  /** More failed readers of a wave than this stop the rollout; a share is of the wave. */
  readonly maxFailed: Size;
  /** The same for readers that are gone. */
  readonly maxSilent: Size;
  /** Taps that each reader of a wave has to bring while it is watched. */
  readonly minTapCount: number;
}

/** What is known of a reader that is watched. */
export interface Sight {
  /** Does it answer? */
  readonly isThere: boolean;
  /** Number of the firmware that it runs. */
  readonly number: number;
  /** Counts its starts. */
  readonly boot: number;
  /** Parts that fail. */
  readonly faults: readonly string[];
  /** Taps since its start; undefined where nobody has asked. */
  readonly tapCount: number | undefined;
}

/** What happens. */
export type RolloutEvent =
  | { readonly kind: "begun"; readonly id: string; readonly faults: readonly string[] }
  | { readonly kind: "updated"; readonly id: string; readonly boot: number }
  | { readonly kind: "failed"; readonly id: string; readonly error: string }
  | { readonly kind: "looked"; readonly sights: ReadonlyMap<string, Sight>; readonly atMs: number };

/** Errors of a reader that is not there. */
const GONE = ["timeout", "disconnected", "reader-not-found", "port-not-found", "port-failed", "not-a-reader"];

/** A rollout that has not begun. */
export function createRollout(number: number, waves: readonly (readonly string[])[]): Rollout {
  const readers = waves.flatMap((ids, wave) => ids.map((id) => ({ id, wave, standing: "waiting" as const })));
  return { number, phase: readers.length > 0 ? "updating" : "done", wave: 0, readers };
}

/** Readers whose update is to begin now. */
export function dueReaders(rollout: Rollout, { atOnceCount }: RolloutPolicy): RolloutReader[] {
  if (rollout.phase !== "updating") return [];
  const busyCount = rollout.readers.filter(({ standing }) => standing === "updating").length;
  const waiting = rollout.readers.filter(({ wave, standing }) => wave === rollout.wave && standing === "waiting");
  return waiting.slice(0, Math.max(0, atOnceCount - busyCount));
}

/** The rollout after an event. */
export function afterEvent(rollout: Rollout, event: RolloutEvent, policy: RolloutPolicy): Rollout {
  switch (event.kind) {
    case "begun":
      return withReader(rollout, event.id, { standing: "updating", faults: event.faults });
    case "updated":
      return judged(withReader(rollout, event.id, { standing: "updated", boot: event.boot }), policy);
    case "failed":
      return judged(withReader(rollout, event.id, { standing: standingOf(event.error), error: event.error }), policy);
    case "looked":
      return looked(rollout, event, policy);
  }
}

function standingOf(error: string): RolloutStanding {
  if (error === "update-taken-back") return "taken-back";
  return GONE.includes(error) ? "silent" : "failed";
}

function withReader(rollout: Rollout, id: string, change: Partial<RolloutReader>): Rollout {
  return { ...rollout, readers: rollout.readers.map((one) => (one.id === id ? { ...one, ...change } : one)) };
}

/** Time and sights: the only event that ends a wave. */
function looked(
  rollout: Rollout,
  { sights, atMs }: Extract<RolloutEvent, { kind: "looked" }>,
  policy: RolloutPolicy,
): Rollout {
  if (rollout.phase !== "updating" && rollout.phase !== "watching") return rollout;
  const isOver = rollout.watchedSinceMs !== undefined && atMs - rollout.watchedSinceMs >= policy.watchMs;
  const readers = rollout.readers.map((reader) => {
    if (reader.wave !== rollout.wave || reader.standing !== "updated") return reader;
    const standing = watched(reader, rollout.number, sights.get(reader.id), isOver, policy);
    return standing === reader.standing ? reader : { ...reader, standing };
  });
  const next = judged({ ...rollout, readers }, policy);
  if (next.phase === "stopped" || hasWork(next)) return next;
  if (next.watchedSinceMs === undefined) return { ...next, phase: "watching", watchedSinceMs: atMs };
  return isOver ? nextWave(next) : next;
}

/** What a look at an updated reader makes of it. That one is away may pass; what it did meanwhile does not. */
function watched(
  reader: RolloutReader,
  number: number,
  sight: Sight | undefined,
  isOver: boolean,
  { minTapCount }: RolloutPolicy,
): RolloutStanding {
  if (!sight?.isThere) return isOver ? "silent" : "updated";
  if (sight.number < number) return "taken-back";
  if (sight.boot !== reader.boot) return "restarted";
  if (sight.faults.some((fault) => !reader.faults?.includes(fault))) return "faulty";
  if (!isOver) return "updated";
  return (sight.tapCount ?? 0) < minTapCount ? "tapless" : "proved";
}

function hasWork({ readers, wave: present }: Rollout): boolean {
  return readers.some(({ wave, standing }) => wave === present && (standing === "waiting" || standing === "updating"));
}

/** Stops where too much went wrong. */
function judged(rollout: Rollout, policy: RolloutPolicy): Rollout {
  if (rollout.phase === "done" || rollout.phase === "stopped") return rollout;
  const reason = reasonToStop(rollout, policy);
  return reason ? { ...rollout, phase: "stopped", reason } : rollout;
}

function reasonToStop({ readers, wave: present }: Rollout, policy: RolloutPolicy): StopReason | undefined {
  const own = readers.filter(({ wave }) => wave === present);
  const count = (...those: RolloutStanding[]) => own.filter(({ standing }) => those.includes(standing)).length;
  if (count("taken-back") > 0) return "taken-back";
  // A share is rounded down here: one of fifty is more than a hundredth.
  const limit = (size: Size) => ("count" in size ? size.count : Math.floor(size.share * own.length + 1e-9));
  if (count("failed", "restarted", "faulty", "tapless") > limit(policy.maxFailed)) return "failed";
  return count("silent") > limit(policy.maxSilent) ? "silent" : undefined;
}

function nextWave({ watchedSinceMs: _, ...rollout }: Rollout): Rollout {
  const later = rollout.readers
    .filter(({ wave, standing }) => wave > rollout.wave && ["waiting", "updating", "updated"].includes(standing))
    .map(({ wave }) => wave);
  return later.length > 0 ? { ...rollout, phase: "updating", wave: Math.min(...later) } : { ...rollout, phase: "done" };
}

/** After an interruption: who was being updated is begun again, and the present wave is watched anew. */
export function resumed({ watchedSinceMs: _, ...rollout }: Rollout): Rollout {
  const readers = rollout.readers.map((reader) =>
    reader.standing === "updating" ? { ...reader, standing: "waiting" as const } : reader,
  );
  return { ...rollout, phase: rollout.phase === "watching" ? "updating" : rollout.phase, readers };
}

/** Goes on after a stop: who failed is tried again, in the first wave that has one of them. */
export function retried({ watchedSinceMs: _, reason: __, ...rollout }: Rollout): Rollout {
  const readers = rollout.readers.map((reader): RolloutReader => {
    if (["waiting", "updated", "proved"].includes(reader.standing)) return reader;
    return { id: reader.id, wave: reader.wave, standing: "waiting" };
  });
  const open = readers.filter(({ standing }) => standing !== "proved").map(({ wave }) => wave);
  if (open.length === 0) return { ...rollout, phase: "done", readers };
  return { ...rollout, phase: "updating", wave: Math.min(...open), readers };
}

/** Adds readers that were not known, or were not there, to the last wave that has not begun, or behind it. */
export function withNewcomers(rollout: Rollout, ids: readonly string[]): Rollout {
  const known = new Set(rollout.readers.map(({ id }) => id));
  const fresh = ids.filter((id) => !known.has(id));
  if (fresh.length === 0) return rollout;
  const last = Math.max(0, ...rollout.readers.map(({ wave }) => wave));
  const isOver = rollout.phase === "done";
  const hasBegun = rollout.wave === last && rollout.phase !== "updating";
  const wave = isOver || hasBegun ? last + 1 : last;
  const readers = [...rollout.readers, ...fresh.map((id) => ({ id, wave, standing: "waiting" as const }))];
  return { ...rollout, readers, ...(isOver && { phase: "updating" as const, wave }) };
}

/** Readers by where they stand. */
export function countStandings({ readers }: Rollout): Partial<Record<RolloutStanding, number>> {
  const counts: Partial<Record<RolloutStanding, number>> = {};
  for (const { standing } of readers) counts[standing] = (counts[standing] ?? 0) + 1;
  return counts;
}

/** How many readers each wave has. */
export function waveCounts({ readers }: Rollout): number[] {
  const counts: number[] = [];
  for (const { wave } of readers) counts[wave] = (counts[wave] ?? 0) + 1;
  return counts;
}
