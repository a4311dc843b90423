/** What the rehearsal and the processes of its readers say to each other. */
import type { CutKind } from "./cable.js";

/** How a host is started. */
export interface HostTask {
  /** Number of its bridge, 0 and up. */
  readonly bridge: number;
  readonly brokerUrl: string;
  readonly keyFile: string;
  /** Number of its first reader. */
  readonly first: number;
  readonly count: number;
  readonly cards: number;
  readonly seed: number;
  /** Time after which a record without receipt is published again. */
  readonly receiptTimeoutMs: number;
}

/** To a host. */
export type ToHost =
  | { readonly to: "day"; readonly startMs: number; readonly dayMs: number; readonly taps: number }
  | { readonly to: "cut"; readonly kind: CutKind }
  | { readonly to: "mend" }
  | { readonly to: "pull"; readonly readers: readonly number[] }
  | { readonly to: "account" }
  | { readonly to: "end" };

/** What the readers of a host stand at. */
export interface HostFigures {
  readonly tapped: number;
  /** People who found a journal full. */
  readonly turnedAway: number;
  /** Records in all journals. */
  readonly pending: number;
  /** Records in the fullest one. */
  readonly fullest: number;
  /** Records in journals of readers that are plugged in. */
  readonly reachable: number;
}

/** What a reader has made. */
export interface ReaderAccount {
  readonly id: string;
  /** Of a stand-in: its number. */
  readonly number?: number;
  /** Counters of its taps: from this one to that one, each of them. */
  readonly taps: readonly (readonly [first: number, last: number])[];
  /** Counters in its journal. */
  readonly pending: readonly number[];
  /** Taps in its journal whose counters nobody outside knows. */
  readonly unseen: number;
}

/** From a host. */
export type FromHost =
  | { readonly from: "ready" }
  | ({ readonly from: "figures" } & HostFigures)
  | { readonly from: "account"; readonly readers: readonly ReaderAccount[]; readonly tappedAt: readonly number[] };

/** Parts of the day that taps are counted in: ten minutes of the city's time. */
export const SLICES_COUNT = 144;
