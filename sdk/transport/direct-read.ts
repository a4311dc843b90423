/**
 * Reads and writes a native port on POSIX systems without libuv's thread pool. The port's descriptor does not block, so
 * either is one system call when the kernel says that there are bytes, or is room. The binding's own way goes through the pool, where it
 * waits behind file and crypto work, and at a hang-up it reads zero bytes for ever instead of ending
 * (@serialport/bindings-cpp 13, dist/unix-read.js).
 */
import { readSync, writeSync } from "node:fs";
import type { BindingPortInterface } from "./binding.js";

/** What the Linux and macOS bindings have beyond the interface. */
interface PosixPort extends BindingPortInterface {
  readonly fd: number | null;
  readonly poller: { once(event: "readable" | "writable", callback: (error: Error | null) => void): void };
}

function isPosixPort(port: BindingPortInterface): port is PosixPort {
  const { fd, poller } = port as Partial<PosixPort>;
  return typeof fd === "number" && typeof poller?.once === "function";
}

/** Resolves when the kernel says so. */
async function ready(port: PosixPort, event: "readable" | "writable"): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      port.poller.once(event, (error) => (error ? reject(error) : resolve()));
    });
  } catch (error) {
    throw port.isOpen ? error : closedError();
  }
}

function closedError(): Error {
  return Object.assign(new Error("Port is not open"), { canceled: true });
}

/** Bytes moved; undefined when there is nothing, or no room, yet. */
function attempt(move: () => number): number | undefined {
  try {
    return move();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EAGAIN" || code === "EWOULDBLOCK" || code === "EINTR") return undefined;
    throw error;
  }
}

/** Gives an open port a better `read` and `write`; ports that are not native POSIX ports stay as they are. */
export function readDirectly(port: BindingPortInterface): void {
  if (!isPosixPort(port)) return;
  port.read = async (buffer, offset, length) => {
    for (;;) {
      const { fd } = port;
      if (!port.isOpen || fd === null) throw closedError();
      const bytesRead = attempt(() => readSync(fd, buffer, offset, length, null));
      if (bytesRead === 0) throw new Error("the other end of the port has gone");
      if (bytesRead !== undefined) return { buffer, bytesRead };
      await ready(port, "readable");
    }
  };
  port.write = async (buffer) => {
    for (let at = 0; at < buffer.length; ) {
      const { fd } = port;
      if (!port.isOpen || fd === null) throw closedError();
      const bytesWritten = attempt(() => writeSync(fd, buffer, at, buffer.length - at, null));
      at += bytesWritten ?? 0;
      if (at < buffer.length) await ready(port, "writable");
    }
  };
}
