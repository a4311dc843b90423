/** Makes happen what the plan says, at its time, and notes when it did. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Db } from "../../examples/lib/database.js";
import type { RehearsalBroker } from "./broker.js";
import { readerId } from "./crowd.js";
import { lock } from "./database.js";
import type { Host } from "./hosts.js";
import { type Happening, PULLED_READERS, STOLEN_READER } from "./plan.js";
import type { WorkerSet } from "./workers.js";

const CLI = fileURLToPath(new URL("../../../dist/js/cli.cjs", import.meta.url));
/** However short the day: killed is killed for a moment. */
const AWAY_MIN_MS = 400;

/** What can be harmed. */
export interface Stage {
  readonly broker: RehearsalBroker;
  readonly workers: WorkerSet;
  /** Bridges, by their numbers. */
  readonly hosts: readonly Host[];
  readonly db: Db;
  readonly keyFile: string;
}

/** What happened. */
export interface Happened {
  readonly label: string;
  readonly kind: Happening["kind"];
  readonly startMs: number;
  readonly endMs?: number;
}

/** Carries out a plan; resolves with what happened when the last of it is over. */
export async function makeTrouble(
  plan: readonly Happening[],
  stage: Stage,
  day: { readonly startMs: number; readonly dayMs: number },
  tell: (happening: Happening, phase: "begins" | "ends") => void,
): Promise<Happened[]> {
  const hourMs = day.dayMs / 24;
  const at = (hour: number) => sleep(day.startMs + hour * hourMs - Date.now());
  return Promise.all(
    plan.map(async (happening) => {
      await at(happening.hour);
      const startMs = Date.now();
      tell(happening, "begins");
      const undo = await begin(happening, stage);
      const { label, kind, until } = happening;
      if (!undo) return { label, kind, startMs };
      await Promise.all([at(until ?? happening.hour), sleep(AWAY_MIN_MS)]);
      await undo();
      tell(happening, "ends");
      return { label, kind, startMs, endMs: Date.now() };
    }),
  );
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}

/** Returns what ends it, where it ends. */
async function begin(
  { kind, who }: Happening,
  { broker, workers, hosts, db, keyFile }: Stage,
): Promise<(() => Promise<void> | void) | undefined> {
  switch (kind) {
    case "partition":
    case "silent-partition": {
      const those = who.map((number) => hosts[number]);
      for (const host of those) host.say({ to: "cut", kind: kind === "partition" ? "refused" : "silent" });
      return () => {
        for (const host of those) host.say({ to: "mend" });
      };
    }
    case "worker-killed":
      await Promise.all(who.map(workers.kill));
      return () => who.forEach(workers.start);
    case "broker-killed":
      await broker.kill();
      return () => broker.start();
    case "database-busy":
      return lock(db);
    case "reader-revoked":
      await promisify(execFile)(process.execPath, [CLI, "keys", "revoke", readerId(STOLEN_READER), "--file", keyFile]);
      return undefined;
    case "cables-pulled":
      for (const host of hosts) host.say({ to: "pull", readers: PULLED_READERS });
      return undefined;
    default:
      // A thief goes on tapping.
      return undefined;
  }
}
