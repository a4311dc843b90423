/** A virtual reader on a TCP port of this machine, as a serial server would offer it. One host at a time. */
import { createServer, type Socket } from "node:net";
import { KetukError } from "../errors.js";
import type { CableEnd } from "./binding.js";

/** A running server. */
export interface VirtualTcpServer {
  /** The TCP port. */
  readonly port: number;
  /** Ends the connection and the server. */
  close(): Promise<void>;
}

/**
 * @param port 0 for any free one
 * @throws KetukError `port-busy` or `port-failed` when the port cannot be had
 */
export function serveCable(cable: CableEnd, port: number, host: string): Promise<VirtualTcpServer> {
  let client: Socket | undefined;
  const server = createServer((socket) => {
    if (client) {
      socket.destroy();
      return;
    }
    client = socket;
    socket.setNoDelay(true);
    socket.on("data", (bytes) => cable.receive(bytes));
    // A connection that breaks ends like one that is closed.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      client = undefined;
      cable.connect(undefined);
    });
    cable.connect(
      (bytes) => socket.write(bytes),
      () => socket.destroy(),
    );
  });
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const busy = cause.code === "EADDRINUSE";
      const message = busy ? `TCP port ${port} is taken` : `cannot listen on ${host}:${port}: ${cause.message}`;
      reject(
        new KetukError(busy ? "port-busy" : "port-failed", message, {
          hint: "choose another port, or 0 for any free one",
          cause,
        }),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve({
        port: typeof address === "object" && address ? address.port : port,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            client?.destroy();
          }),
      });
    });
  });
}
