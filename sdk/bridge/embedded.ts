/**
 * A broker in this process, by the optional package `aedes`: for demonstrations and tests. It speaks MQTT 3.1.1, keeps
 * everything in memory and knows no shared subscriptions; a fleet has a broker of its own.
 */
import { createServer, type Server } from "node:net";
import { KetukError } from "../errors.js";

interface AedesBroker {
  handle(connection: unknown): unknown;
  close(done: () => void): void;
}

interface AedesPackage {
  readonly Aedes: { createBroker(options?: object): Promise<AedesBroker> };
}

/** A broker that listens. */
export interface EmbeddedBroker {
  /** mqtt:// and its address. */
  readonly url: string;
  /** Ends it, and all connections. */
  close(): Promise<void>;
}

/**
 * Starts a broker that listens on this computer only.
 *
 * @param port 0 takes a free one
 * @throws KetukError `package-missing`, `port-failed` when the TCP port is taken
 */
export async function openEmbeddedBroker(port = 0): Promise<EmbeddedBroker> {
  const { Aedes } = await loadAedes();
  const broker = await Aedes.createBroker();
  const server = createServer((connection) => broker.handle(connection));
  const taken = await listen(server, port);
  return {
    url: `mqtt://127.0.0.1:${taken}`,
    async close() {
      await new Promise<void>((resolve) => broker.close(resolve));
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) =>
      reject(new KetukError("port-failed", `no broker can listen on TCP port ${port}`, { cause })),
    );
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

async function loadAedes(): Promise<AedesPackage> {
  const name: string = "aedes";
  try {
    return (await import(name)) as AedesPackage;
  } catch (cause) {
    throw new KetukError("package-missing", "a broker in this process needs the package aedes", {
      cause,
      hint: "npm install aedes@1, or give the address of a broker",
    });
  }
}
