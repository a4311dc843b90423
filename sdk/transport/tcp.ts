/** A reader behind a TCP port: a virtual one, or a serial server in front of a real one. */
import { connect, type Socket } from "node:net";
import { KetukError } from "../errors.js";
import { createLife } from "./life.js";
import type { Transport, TransportHandlers } from "./transport.js";

/** What paths of this transport look like: tcp://host:port */
const TCP_PATH = /^tcp:\/\/(?:\[([^\]]+)\]|([^:/]+)):(\d{1,5})\/?$/;

const LOST_HINT = "start its server again, or look at the network; taps that were not acknowledged come again";

/** Host and port of a path such as tcp://127.0.0.1:5333, or undefined when it is none. */
export function parseTcpPath(path: string): { host: string; port: number } | undefined {
  const match = TCP_PATH.exec(path);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host && port > 0 && port < 65536 ? { host, port } : undefined;
}

/**
 * Connects. The bytes travel in clear and whoever reaches the port can be the host: for the same machine or a wire that
 * you trust as you trust the cable.
 *
 * @throws KetukError `port-not-found`, `port-failed`
 */
export async function openTcp(
  path: string,
  host: string,
  port: number,
  handlers: TransportHandlers,
  signal?: AbortSignal,
): Promise<Transport> {
  const socket = await connectSocket(path, host, port, signal);
  const life = createLife(path, LOST_HINT, handlers);

  function lose(cause?: unknown): void {
    life.lose(cause);
    socket.destroy();
  }

  socket.on("error", lose);
  socket.on("close", () => lose());
  socket.on("data", life.bytes);

  function send(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      socket.write(bytes, (error) => {
        if (!error) return resolve();
        lose(error);
        reject(error);
      });
    });
  }

  function shut(): Promise<void> {
    return new Promise((resolve) => {
      if (socket.destroyed) return resolve();
      socket.once("close", () => resolve());
      socket.destroy();
    });
  }

  return { path, write: (bytes) => life.write(() => send(bytes)), close: () => life.close(shut) };
}

function connectSocket(path: string, host: string, port: number, signal: AbortSignal | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    // A connection that nobody answers would keep the process alive for minutes.
    const abort = () => socket.destroy(new Error("given up"));
    const leave = () => {
      socket.off("error", fail);
      signal?.removeEventListener("abort", abort);
    };
    const fail = (cause: NodeJS.ErrnoException) => {
      leave();
      // What it still has to say must not end the process.
      socket.on("error", () => {});
      const refused = cause.code === "ECONNREFUSED" || cause.code === "ENOTFOUND";
      const hint = "start one with: ketuk simulate --tcp <port>";
      reject(new KetukError(refused ? "port-not-found" : "port-failed", `nothing answers on ${path}`, { cause, hint }));
    };
    socket.once("error", fail);
    socket.once("connect", () => {
      leave();
      resolve(socket);
    });
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted) abort();
  });
}
