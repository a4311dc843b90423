/** Readers, a bridge, a broker and the database of the workers, for tests of the whole way. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BridgeOptions } from "../../sdk/bridge/bridge.js";
import { type Bridge, openBridge } from "../../sdk/bridge/bridge.js";
import type { BrokerOptions } from "../../sdk/bridge/broker-options.js";
import { createFleetKeyFile } from "../../sdk/keys/file.js";
import type { FleetKeys } from "../../sdk/keys/fleet.js";
import { ReaderPool } from "../../sdk/pool/pool.js";
import { createPoolHost, type PoolHost } from "./pool-host.js";

/** Readers at one bridge. */
export interface GatewayRig {
  readonly keys: FleetKeys;
  /** The key ring, for processes of their own. */
  readonly keyFile: string;
  readonly host: PoolHost;
  readonly pool: ReaderPool;
  readonly boards: PoolHost["board"] extends (id: string) => infer Board ? Board[] : never;
  /** Records that no reader may forget yet. */
  pending(): number;
  bridge(more?: Partial<BridgeOptions>): Promise<Bridge>;
  close(): Promise<void>;
}

/** Plugs in readers gate-1, gate-2, ...; `bridge` opens a pool with them. */
export async function createGatewayRig(
  broker: BrokerOptions,
  count: number,
  role: "tap" | "operator" | "maintainer" = "operator",
): Promise<GatewayRig> {
  const folder = await mkdtemp(join(tmpdir(), "ketuk-gateway-"));
  const keyFile = join(folder, "fleet.json");
  const keys = await createFleetKeyFile(keyFile);
  const host = createPoolHost(keys);
  const boards = Array.from({ length: count }, (_, i) => host.board(`gate-${i + 1}`));
  for (const [i, board] of boards.entries()) host.plug(`port-${i + 1}`, board);
  let pool: ReaderPool | undefined;
  const bridges: Bridge[] = [];
  return {
    keys,
    keyFile,
    host,
    get pool() {
      if (!pool) throw new Error("open a bridge first");
      return pool;
    },
    boards,
    pending: () => boards.reduce((sum, { fake }) => sum + fake.pending.length, 0),
    async bridge(more = {}) {
      // In one turn, so that no record comes before the bridge.
      pool = await ReaderPool.open({ ...host.options, keys, role });
      const bridge = await openBridge({ broker, readers: pool, id: "hall", role, ...more });
      bridges.push(bridge);
      return bridge;
    },
    async close() {
      for (const bridge of bridges) await bridge.close();
      await pool?.close();
      host.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** Waits until it is so; the deadline is the test's own. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}
