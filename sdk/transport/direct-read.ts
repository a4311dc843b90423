/**
 * Reads a native port on POSIX systems without libuv's thread pool. The port's descriptor does not block, so a read is
 * one system call when the kernel says that bytes are there. The binding's own way goes through the pool, where it
 * waits behind file and crypto work, and at a hang-up it reads zero bytes for ever instead of ending
 * (@serialport/bindings-cpp 13, dist/unix-read.js).
 */
import { readSync } from "node:fs";
import type { BindingPortInterface } from "./binding.js";

/** What the Linux and macOS bindings have beyond the interface. */
interface PosixPort extends BindingPortInterface {
  readonly fd: number | null;
  readonly poller: { once(event: "readable", callback: (error: Error | null) => void): void };
}

function isPosixPort(port: BindingPortInterface): port is PosixPort {
  const { fd, poller } = port as Partial<PosixPort>;
  return typeof fd === "number" && typeof poller?.once === "function";
}

function readable(port: PosixPort): Promise<void> {
  return new Promise((resolve, reject) => {
    port.poller.once("readable", (error) => (error ? reject(error) : resolve()));
  });
}

function closedError(): Error {
  return Object.assign(new Error("Port is not open"), { canceled: true });
}

/** Bytes read, 0 at a hang-up, undefined when there is nothing yet. */
function tryRead(fd: number, buffer: Buffer, offset: number, length: number): number | undefined {
  try {
    return readSync(fd, buffer, offset, length, null);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EAGAIN" || code === "EWOULDBLOCK" || code === "EINTR") return undefined;
    throw error;
  }
}

/** Gives an open port a better `read`; ports that are not native POSIX ports stay as they are. */
export function readDirectly(port: BindingPortInterface): void {
  if (!isPosixPort(port)) return;
  port.read = async (buffer, offset, length) => {
    for (;;) {
      if (!port.isOpen || port.fd === null) throw closedError();
      const bytesRead = tryRead(port.fd, buffer, offset, length);
      if (bytesRead === 0) throw new Error("the other end of the port has gone");
      if (bytesRead !== undefined) return { buffer, bytesRead };
      await readable(port).catch((error: Error) => {
        throw port.isOpen ? error : closedError();
      });
    }
  };
}
