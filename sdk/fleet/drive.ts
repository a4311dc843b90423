/** Carries a rollout out: begins what is due, looks at who is watched, tells every step, stops when it should. */
import { KetukError } from "../errors.js";
import {
  afterEvent,
  dueReaders,
  type Rollout,
  type RolloutEvent,
  type RolloutPolicy,
  type RolloutReader,
  type Sight,
} from "./rollout.js";
import type { FleetTargets } from "./targets.js";

/** How it is carried out. */
export interface DriveOptions {
  readonly rollout: Rollout;
  readonly policy: RolloutPolicy;
  readonly targets: FleetTargets;
  /** Begins no reader more; those that are being updated are finished. */
  readonly signal: AbortSignal;
  /** A reader that takes longer counts as silent, in milliseconds. */
  readonly readerTimeoutMs: number;
  /** Time between two looks at those who are watched, in milliseconds. */
  readonly lookMs: number;
  readonly now: () => number;
  /** After every change. */
  changed(rollout: Rollout): void;
  /** A reader changed its standing. */
  told?(reader: RolloutReader): void;
  /** Share of the present updates that is done, by reader. */
  progress?(shares: ReadonlyMap<string, number>): void;
}

/** Runs until the rollout is done or has stopped, or the signal fired and nobody is in the middle of an update. */
export async function driveRollout(options: DriveOptions): Promise<Rollout> {
  const { policy, targets, signal, now } = options;
  let rollout = options.rollout;
  const underway = new Map<string, Promise<void>>();
  const shares = new Map<string, number>();

  function apply(event: RolloutEvent): void {
    const before = rollout;
    rollout = afterEvent(rollout, event, policy);
    if (rollout === before) return;
    options.changed(rollout);
    for (const [i, reader] of rollout.readers.entries()) {
      if (reader.standing !== before.readers[i]?.standing) options.told?.(reader);
    }
  }

  async function give(id: string): Promise<void> {
    const sight = await targets.sight(id);
    apply({ kind: "begun", id, faults: sight?.faults ?? [] });
    // A state file that was written a moment too early, or somebody who was quicker.
    if (sight?.isThere && sight.number >= rollout.number) return apply({ kind: "updated", id, boot: sight.boot });
    const late = AbortSignal.timeout(options.readerTimeoutMs);
    const onProgress = (share: number) => {
      shares.set(id, share);
      options.progress?.(shares);
    };
    try {
      const { boot } = await targets.update(id, onProgress, late);
      apply({ kind: "updated", id, boot });
    } catch (error) {
      const code = error instanceof KetukError ? error.code : "refused";
      apply({ kind: "failed", id, error: late.aborted ? "timeout" : code });
    } finally {
      shares.delete(id);
    }
  }

  async function look(): Promise<void> {
    const those = rollout.readers.filter(({ wave, standing }) => wave === rollout.wave && standing === "updated");
    const wave = rollout.wave;
    const found = await Promise.all(those.map(async ({ id }) => [id, await targets.sight(id)] as const));
    const sights = new Map<string, Sight>();
    for (const [id, sight] of found) if (sight) sights.set(id, sight);
    apply({ kind: "looked", sights, atMs: now() });
    if (rollout.wave !== wave || rollout.phase === "done") await targets.release(those.map(({ id }) => id));
  }

  for (;;) {
    const due = signal.aborted ? [] : dueReaders(rollout, policy);
    for (const { id } of due.filter((one) => !underway.has(one.id))) {
      underway.set(
        id,
        give(id).finally(() => underway.delete(id)),
      );
    }
    const isOver = signal.aborted || rollout.phase === "done" || rollout.phase === "stopped";
    if (isOver && underway.size === 0) return rollout;
    if (!isOver && !targets.isBlind) await look();
    if (!isOver || underway.size > 0) await pause(options.lookMs, underway, isOver ? undefined : signal);
  }
}

/** Until something ends, or the time is over. */
async function pause(
  ms: number,
  underway: ReadonlyMap<string, Promise<void>>,
  signal: AbortSignal | undefined,
): Promise<void> {
  let wake = () => {};
  const timed = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  signal?.addEventListener("abort", wake, { once: true });
  if (signal?.aborted) wake();
  await Promise.race([timed, ...underway.values()]);
  wake();
  signal?.removeEventListener("abort", wake);
}
