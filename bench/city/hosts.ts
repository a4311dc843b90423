/** The hosts of the rehearsal as seen from outside: processes with bridges, spoken to by messages. */
import type { ChildProcess } from "node:child_process";
import type { FromHost, HostFigures, HostTask, ReaderAccount, ToHost } from "./messages.js";
import { type Meter, startOwn } from "./process.js";

const NOTHING: HostFigures = { tapped: 0, turnedAway: 0, pending: 0, fullest: 0, reachable: 0 };

/** A host. */
export interface Host {
  readonly isBoards: boolean;
  readonly count: number;
  say(message: ToHost): void;
  readonly figures: HostFigures;
  account(): Promise<{ readonly readers: readonly ReaderAccount[]; readonly tappedAt: readonly number[] }>;
  /** Says goodbye to its broker. */
  end(): Promise<void>;
}

/** Starts one; resolves when its bridge and its readers are there. */
export async function startHost(task: HostTask, isBoards: boolean, meter: Meter): Promise<Host> {
  const child: ChildProcess = startOwn(isBoards ? "boards-main.js" : "stand-ins-main.js", JSON.stringify(task));
  meter.watch(isBoards ? "boards" : "bridges", child);
  let figures = NOTHING;
  let accounted: ((account: Extract<FromHost, { from: "account" }>) => void) | undefined;
  await new Promise<void>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`host ${task.bridge} ended with ${code}`)));
    child.on("message", (message: FromHost) => {
      if (message.from === "ready") resolve();
      else if (message.from === "figures") figures = message;
      else accounted?.(message);
    });
  });
  return {
    isBoards,
    count: task.count,
    say: (message) => void child.send(message),
    get figures() {
      return figures;
    },
    account() {
      child.send({ to: "account" } satisfies ToHost);
      return new Promise((resolve, reject) => {
        accounted = resolve;
        child.once("exit", (code) => reject(new Error(`host ${task.bridge} ended with ${code}`)));
      });
    },
    async end() {
      const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      child.send({ to: "end" } satisfies ToHost);
      await gone;
    },
  };
}

/** The figures of all hosts together. */
export function sumFigures(hosts: readonly Host[]): HostFigures {
  return hosts.reduce<HostFigures>(
    (sum, { figures }) => ({
      tapped: sum.tapped + figures.tapped,
      turnedAway: sum.turnedAway + figures.turnedAway,
      pending: sum.pending + figures.pending,
      fullest: Math.max(sum.fullest, figures.fullest),
      reachable: sum.reachable + figures.reachable,
    }),
    NOTHING,
  );
}
