/** A computer in memory with any number of ports, for pools: fake readers are plugged in, pulled out and moved. */
import { KetukError } from "../../sdk/errors.js";
import type { FleetKeys } from "../../sdk/keys/fleet.js";
import type { ListedPort } from "../../sdk/pool/port-scan.js";
import type { OpenTransport } from "../../sdk/transport/transport.js";
import { BarePort } from "./bare-port.js";
import { FakeReader } from "./fake-reader.js";

/** A fake reader and the port that it has of its own. */
export interface PoolBoard {
  readonly id: string;
  readonly fake: FakeReader;
  readonly port: BarePort;
}

/** The computer. */
export interface PoolHost {
  /** Paths in the order in which they were opened, failed openings included. */
  readonly opened: string[];
  /** Times that the ports were listed. */
  lists: number;
  /** Does this instead of listing. */
  listing: (() => Promise<ListedPort[]>) | undefined;
  /** Comes before every opening. */
  beforeOpen: (path: string) => Promise<void>;
  /** For ReaderPool.open. */
  readonly options: {
    readonly keys: FleetKeys;
    readonly list: () => Promise<ListedPort[]>;
    readonly transport: (path: string) => OpenTransport;
  };
  board(id: string): PoolBoard;
  plug(path: string, board: Pick<PoolBoard, "port">): void;
  /** Pulls the plug; the board, which has no other supply, restarts. */
  unplug(path: string): void;
  /** Ends all boards. */
  stop(): void;
}

export function createPoolHost(keys: FleetKeys): PoolHost {
  const plugged = new Map<string, Partial<PoolBoard> & Pick<PoolBoard, "port">>();
  const boards: PoolBoard[] = [];

  const host: PoolHost = {
    opened: [],
    lists: 0,
    listing: undefined,
    beforeOpen: async () => {},
    options: {
      keys,
      async list() {
        host.lists++;
        if (host.listing) return host.listing();
        return [...plugged.keys()].map((path) => ({ path }));
      },
      transport: (path) => async (handlers, signal) => {
        host.opened.push(path);
        await host.beforeOpen(path);
        const port = plugged.get(path)?.port;
        if (!port) throw new KetukError("port-not-found", `there is no port ${path}`);
        if (port.handlers) throw new KetukError("port-busy", `${path} is open already`);
        return { ...(await port.transport(handlers, signal)), path };
      },
    },
    board(id) {
      const port = new BarePort();
      const fake = new FakeReader(keys, port, id);
      const board = { id, fake, port };
      boards.push(board);
      return board;
    },
    plug(path, board) {
      plugged.set(path, board);
    },
    unplug(path) {
      const board = plugged.get(path);
      plugged.delete(path);
      board?.port.handlers?.lost(new KetukError("disconnected", `${path} went away`));
      board?.fake?.restart();
    },
    stop() {
      for (const { fake } of boards) fake.stop();
    },
  };
  return host;
}
