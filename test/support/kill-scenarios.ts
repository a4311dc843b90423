/** The two applications that are killed, and what is expected of each. */
import { expect } from "vitest";
import { type KillRun, killOften } from "./kill.js";
import { type Kept, keptInFile, keptInSqlite } from "./kill-checks.js";

/** Exactly once: the tap and the fact that it is stored are one transaction. */
export async function killSqliteApp(kills: number, seed: number): Promise<void> {
  await killOften("kill-app-sqlite.js", kills, seed, (run) => judge("SQLite", seed, run, keptInSqlite(run)));
}

/** At least once, and once by the idempotency key. */
export async function killFileApp(kills: number, seed: number): Promise<void> {
  await killOften("kill-app-file.js", kills, seed, (run) => judge("a file", seed, run, keptInFile(run)));
}

function judge(store: string, seed: number, run: KillRun, kept: Kept): void {
  const { green, red, deaths, knownCount, durationMs } = run;
  const kills = Object.values(deaths).reduce((sum, count) => sum + count);
  console.info(
    `killed ${kills} times, storing to ${store} (seed ${seed}): ${deaths.loaded} in its start, ${deaths.open} waiting, ` +
      `${deaths.got} before and ${deaths.inserted} after an insert, ${deaths.stored} about the acknowledgement; ` +
      `${green.length} green and ${red} red lights, ${kept.accepted.length} and ${kept.refusedCount} taps stored, ` +
      `${kept.repeatedCount + knownCount} repeats dropped; ${(durationMs / kills).toFixed(0)} ms a kill`,
  );
  // In order, each once, and nothing else.
  expect(kept.accepted).toEqual(green);
  expect(kept.refusedCount).toBe(red);
  expect(kept.log.breaks).toEqual([]);
  expect(kept.log.weakSpots).toEqual([]);
  expect(kept.log).toMatchObject({ intact: true, sealsChecked: true });
  expect(kept.log.readers[0]?.tapCount).toBe(green.length + red);
}
