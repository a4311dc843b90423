/** What a pool is opened with: checked, and made into ways to its ports. */
import { assertInteger, assertOneOf, assertReaderId, assertText } from "../assert.js";
import { KetukError } from "../errors.js";
import type { Backoff } from "../reader/backoff.js";
import { backoffOf } from "../reader/connect-options.js";
import { ACK_MODES, type AckMode, type ReaderOptions } from "../reader/options.js";
import { waysOf } from "../reader/ways.js";
import { ROLES } from "../roles.js";
import { listReaders } from "../transport/list.js";
import type { OpenTransport } from "../transport/transport.js";
import type { PortWays } from "./port.js";
import type { ListedPort } from "./port-scan.js";

/** Time between two listings of the ports. */
const SCAN_INTERVAL_MS = 2000;
const SCAN_INTERVAL_MIN_MS = 100;
const INTERVAL_MAX_MS = 0x7fffffff;

/** How to open a pool. Keys, role, stores and the rest are those of every reader in it. */
export interface ReaderPoolOptions
  extends Pick<
    ReaderOptions,
    | "keys"
    | "fleetPublicKey"
    | "role"
    | "minimumAssurance"
    | "enrolment"
    | "cursors"
    | "binding"
    | "fixedSpeed"
    | "keepTime"
  > {
  /** Readers that belong to the pool. Default: all that answer and accept a key of `keys`. */
  readonly ids?: readonly string[] | undefined;
  /** Ports to look at beside those that are listed: tcp://host:port, a UART that no list marks as a reader's. */
  readonly paths?: readonly string[] | undefined;
  /**
   * Lists the ports to look at. Default: those of this computer that look like a reader's, or with `binding` all that it
   * lists. `false`: `paths` only.
   */
  readonly list?: (() => Promise<readonly ListedPort[]>) | false | undefined;
  /** Another way than serial ports and TCP: gives the way to a path. Then `binding` is not used. */
  readonly transport?: ((path: string) => OpenTransport) | undefined;
  /**
   * Time between two listings of the ports in milliseconds, at least 100; Infinity: only `scan()` lists. Default 2,000.
   * All readers share one listing, and a lost reader causes another one in a moment.
   */
  readonly scanIntervalMs?: number | undefined;
  /** Pauses before a port is opened again that was lost or busy. Default: doubling from 250 ms to 10 s. */
  readonly backoff?: Partial<Backoff> | undefined;
  /** As `ack` of a Reader, for the loops over `pool.taps()`. */
  readonly ack?: AckMode | undefined;
  /** Closes the pool. */
  readonly signal?: AbortSignal | undefined;
}

/** What the options come to. */
export interface PoolIntent {
  readonly ids: ReadonlySet<string> | undefined;
  readonly paths: readonly string[];
  readonly list: () => Promise<readonly ListedPort[]>;
  readonly scanIntervalMs: number;
  readonly backoff: Backoff;
  readonly ways: PortWays;
}

/** Checks the options. @throws KetukError `bad-argument` */
export function poolIntentOf(options: ReaderPoolOptions): PoolIntent {
  const { ids, paths = [], scanIntervalMs = SCAN_INTERVAL_MS, ack, role } = options;
  for (const id of ids ?? []) assertReaderId(id, "ids");
  for (const path of paths) assertText(path, "paths");
  if (scanIntervalMs !== Infinity) {
    assertInteger(scanIntervalMs, "scanIntervalMs", SCAN_INTERVAL_MIN_MS, INTERVAL_MAX_MS);
  }
  if (ack !== undefined) assertOneOf(ack, "ack", ACK_MODES);
  if (role !== undefined) assertOneOf(role, "role", ROLES.slice(1));
  if (options.list === false && paths.length === 0) {
    throw new KetukError("bad-argument", `"paths" expected at least one path, got none`, {
      hint: "`list: false` leaves nothing else to look at",
    });
  }
  return {
    ids: ids && new Set(ids),
    paths: [...new Set(paths)],
    list: listOf(options),
    scanIntervalMs,
    backoff: backoffOf(options.backoff ?? {}),
    ways: poolWaysOf(options),
  };
}

function listOf({ list, binding }: ReaderPoolOptions): PoolIntent["list"] {
  if (list) return list;
  if (list === false) return async () => [];
  return binding ? async () => (await binding.list()).map(({ path }) => ({ path })) : () => listReaders();
}

function poolWaysOf({ transport, binding, fixedSpeed }: ReaderPoolOptions): PortWays {
  if (transport) return { open: transport, claim: async () => () => {} };
  return {
    open: (path) => waysOf({ path, binding, fixedSpeed }).open(path),
    claim: (path) => waysOf({ path, binding }).claim(path),
  };
}
