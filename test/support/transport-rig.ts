/** Every transport with a far end that a test holds in its hand: the same few levers, whatever is between. */
import { createServer, type Server, type Socket } from "node:net";
import { openSerial } from "../../sdk/transport/serial.js";
import { openTcp } from "../../sdk/transport/tcp.js";
import type { Transport, TransportHandlers } from "../../sdk/transport/transport.js";
import { createVirtualBinding } from "../../sdk/virtual/binding.js";
import { openWebSerial } from "../../sdk/web/transport.js";
import { FakePort } from "./fake-port.js";
import { createPtyFolder, until } from "./pty.js";
import { FakeWebPort } from "./web-serial.js";

/** A transport and what is at its other end. */
export interface TransportRig {
  open(handlers: TransportHandlers, signal?: AbortSignal): Promise<Transport>;
  /** Opens what is not there. */
  openMissing(handlers: TransportHandlers): Promise<Transport>;
  /** Bytes towards the host, in one piece. */
  send(bytes: Uint8Array): void;
  /** What has arrived from the host. */
  received(): Uint8Array;
  /** Breaks the connection as a pulled plug does. */
  unplug(): Promise<void> | void;
  /** The far end takes no more bytes. Left out where nothing can hold them up. */
  stall?(): void;
  /** It takes them again. */
  resume?(): void;
  end(): Promise<void>;
}

/** A TCP server that keeps what it gets. */
async function createFarEnd() {
  const pieces: Buffer[] = [];
  let socket: Socket | undefined;
  const server: Server = createServer((client) => {
    socket = client;
    client.on("data", (bytes) => pieces.push(bytes));
    client.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    isConnected: () => socket !== undefined,
    send: (bytes: Uint8Array) => void socket?.write(bytes),
    received: () => Buffer.concat(pieces),
    unplug: () => socket?.resetAndDestroy(),
    stall: () => void socket?.pause(),
    resume: () => void socket?.resume(),
    end: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        socket?.destroy();
      }),
  };
}

/** The native serial port on a real pty. */
export async function createPtyRig(): Promise<TransportRig> {
  const far = await createFarEnd();
  const folder = createPtyFolder();
  const pty = await folder.plug("ttyUSB0", far.port);
  await until(far.isConnected, "the connection");
  return {
    ...far,
    open: (handlers) => openSerial({ path: pty.path }, handlers),
    openMissing: (handlers) => openSerial({ path: folder.path("ttyUSB9") }, handlers),
    unplug: () => pty.unplug(),
    async end() {
      await folder.close();
      await far.end();
    },
  };
}

/** A serial server. */
export async function createTcpRig(): Promise<TransportRig> {
  const far = await createFarEnd();
  const path = `tcp://127.0.0.1:${far.port}`;
  return {
    ...far,
    async open(handlers, signal) {
      const transport = await openTcp(path, "127.0.0.1", far.port, handlers, signal);
      await until(far.isConnected, "the connection");
      return transport;
    },
    openMissing: (handlers) => openTcp("tcp://127.0.0.1:1", "127.0.0.1", 1, handlers),
    unplug: () => void far.unplug(),
  };
}

/** A binding of an application's own. */
export async function createBindingRig(): Promise<TransportRig> {
  const port = new FakePort();
  return {
    open: (handlers) => openSerial({ path: port.path, binding: port.binding }, handlers),
    openMissing(handlers) {
      port.openError = new Error(`Error: No such file or directory, cannot open ${port.path}`);
      return openSerial({ path: port.path, binding: port.binding }, handlers);
    },
    send: (bytes) => port.send(bytes),
    received: () => Buffer.concat(port.writes),
    unplug: () => port.unplug(),
    stall() {
      port.stuck = true;
    },
    async end() {},
  };
}

/** The binding of a virtual reader. */
export async function createVirtualRig(): Promise<TransportRig> {
  const pieces: Uint8Array[] = [];
  let send: ((bytes: Uint8Array) => void) | undefined;
  const binding = createVirtualBinding({
    path: "virtual:contract",
    receive: (bytes) => void pieces.push(bytes),
    connect(onSend) {
      send = onSend;
    },
  });
  return {
    open: (handlers) => openSerial({ path: "virtual:contract", binding }, handlers),
    openMissing: (handlers) => openSerial({ path: "virtual:other", binding }, handlers),
    send: (bytes) => send?.(bytes),
    received: () => Buffer.concat(pieces),
    unplug: () => binding.port?.unplug(),
    async end() {},
  };
}

/** A port of a browser. */
export async function createWebRig(): Promise<TransportRig> {
  const pieces: Uint8Array[] = [];
  let send: ((bytes: Uint8Array) => void) | undefined;
  let gate: Promise<void> | undefined;
  let go = () => {};
  const port = new FakeWebPort({
    async receive(bytes) {
      await gate;
      pieces.push(bytes);
    },
    connect(onSend) {
      send = onSend;
    },
  });
  return {
    open: (handlers, signal) => openWebSerial(port, "serial port 1", handlers, signal),
    openMissing(handlers) {
      port.unplug();
      return openWebSerial(port, "serial port 1", handlers);
    },
    send: (bytes) => send?.(bytes),
    received: () => Buffer.concat(pieces),
    unplug: () => port.unplug(),
    stall() {
      gate = new Promise((resolve) => {
        go = resolve;
      });
    },
    resume() {
      gate = undefined;
      go();
    },
    async end() {},
  };
}
