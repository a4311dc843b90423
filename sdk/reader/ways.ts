/** The ways to a reader: how a path is opened, claimed and found, for serial ports, TCP and transports of an application. */
import type { BindingInterface } from "../transport/binding.js";
import { listPorts, type PortDescription } from "../transport/list.js";
import { openSerial } from "../transport/serial.js";
import { openTcp, parseTcpPath } from "../transport/tcp.js";
import type { OpenTransport } from "../transport/transport.js";
import { claimPort, isHeld, resolvedName } from "./held-ports.js";

/** `udevadm` can hang; a round without a list is better than none. */
const LIST_TIMEOUT_MS = 3000;

/** Where a reader may be. */
export interface Ways {
  /** The reader may turn up on another path. */
  readonly searches: boolean;
  /** Opens a path. */
  open(path: string): OpenTransport;
  /** Claims a path for this Reader; undefined when another one has it. */
  claim(path: string): Promise<(() => void) | undefined>;
  /** The ports, those of other Readers left out. Never rejects. */
  list(): Promise<PortDescription[]>;
  /** How the computer describes a port; undefined when it does not know it. Never rejects. */
  describe(path: string): Promise<PortDescription | undefined>;
  /** Tells of ports that come, where something tells of them; returns the way back out. */
  watch?(come: () => void): () => void;
}

/** What of the options says how to reach a reader. */
export interface WayOptions {
  readonly path?: string | undefined;
  readonly binding?: BindingInterface | undefined;
  readonly fixedSpeed?: boolean | undefined;
  readonly transport?: OpenTransport | undefined;
}

/** The ways that these options allow. */
export function waysOf({ path, binding, fixedSpeed, transport }: WayOptions): Ways {
  if (transport) return singleWay(transport);
  const tcp = binding || path === undefined ? undefined : parseTcpPath(path);
  if (tcp && path !== undefined) {
    return singleWay((handlers, signal) => openTcp(path, tcp.host, tcp.port, handlers, signal));
  }
  return {
    searches: true,
    open: (at) => (handlers) => openSerial({ path: at, binding, fixedSpeed }, handlers),
    claim: (at) => claimPort(binding, at),
    list: async () => (await listInTime(binding)).filter((port) => !isHeld(binding, port.path)),
    describe: async (at) => {
      const real = await resolvedName(binding, at);
      return (await listInTime(binding)).find((port) => port.path === real || port.path === at);
    },
  };
}

/** One place, and whoever answers there is it. A path only names it, so there is nothing to claim either. */
function singleWay(open: OpenTransport): Ways {
  return {
    searches: false,
    open: () => open,
    claim: async () => () => {},
    list: async () => [],
    describe: async () => undefined,
  };
}

/** Nothing, when it cannot be told in time. */
function listInTime(binding: BindingInterface | undefined): Promise<PortDescription[]> {
  // A binding of the application's own says what there is, also when it fails: then nothing, not this computer's ports.
  const source = binding && { list: () => binding.list().catch(() => []) };
  return listPorts({ timeoutMs: LIST_TIMEOUT_MS, ...(source && { binding: source }) }).catch(() => []);
}
