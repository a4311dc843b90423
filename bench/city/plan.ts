/** What goes wrong on the day of the rehearsal, and when. Pure. */

/** Something that happens, by the hours of the city's day; `until` where it has an end. */
export interface Happening {
  readonly hour: number;
  readonly until?: number;
  readonly kind:
    | "partition"
    | "silent-partition"
    | "worker-killed"
    | "reader-stolen"
    | "reader-revoked"
    | "database-busy"
    | "broker-killed"
    | "cables-pulled";
  /** Numbers of bridges or workers. */
  readonly who: readonly number[];
  /** For people, in a plot and a log. */
  readonly label: string;
}

/** Who takes part. */
export interface Cast {
  readonly bridges: number;
  readonly workers: number;
  /** A broker that somebody else runs is not ours to kill. */
  readonly isOwnBroker: boolean;
}

/** Number of the reader that is stolen. */
export const STOLEN_READER = 7;
/** Numbers of the readers whose cables are pulled before the evening, for good. */
export const PULLED_READERS = [1, 2, 3] as const;

/** The day's troubles, in their order. */
export function planDay({ bridges, workers, isOwnBroker }: Cast): Happening[] {
  const bridge = (number: number) => number % bridges;
  const all = Array.from({ length: workers }, (_, i) => i);
  const plan: Happening[] = [
    { hour: 6.5, until: 7.75, kind: "partition", who: [bridge(1)], label: "a bridge cut off" },
    { hour: 7.25, until: 7.5, kind: "worker-killed", who: [0], label: "worker killed" },
    { hour: 8.5, kind: "reader-stolen", who: [], label: "reader stolen" },
    { hour: 9.5, kind: "reader-revoked", who: [], label: "its keys revoked" },
    { hour: 10.75, until: 11.25, kind: "database-busy", who: [], label: "database locked" },
    { hour: 12.5, until: 12.75, kind: "broker-killed", who: [], label: "broker killed" },
    {
      hour: 14.5,
      until: 15.5,
      kind: "silent-partition",
      who: [...new Set([bridge(2), bridge(3)])],
      label: "two bridges in silence",
    },
    { hour: 16.1, kind: "cables-pulled", who: [], label: "three cables pulled" },
    { hour: 16.75, until: 17, kind: "worker-killed", who: [workers - 1], label: "worker killed" },
    { hour: 17.75, until: 18.25, kind: "worker-killed", who: all, label: "all workers killed" },
  ];
  return plan.filter(({ kind }) => isOwnBroker || kind !== "broker-killed");
}
