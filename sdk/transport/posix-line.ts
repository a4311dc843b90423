/**
 * Reads and writes a native port on POSIX systems without libuv's thread pool and without a stream. The port's descriptor
 * does not block, so either is one system call when the kernel says that there are bytes, or is room. The binding's own way
 * goes through the pool, where it waits behind file and crypto work, and at a hang-up it reads zero bytes for ever instead
 * of ending (@serialport/bindings-cpp 13, dist/unix-read.js).
 */
import { readSync, writeSync } from "node:fs";
import type { BindingPortInterface } from "./binding.js";
import { createTurns, goneError, type Line, type LineHandlers, READ_BYTES } from "./line.js";

/** After a read of so many bytes there may be more. One that finds nothing costs as much as ten that find something. */
const MORE_BYTES = READ_BYTES / 2;
/** Reads in a row; then everybody else has a turn. */
const READS_MAX = 16;

/** What the Linux and macOS bindings have beyond the interface. */
export interface PosixPort extends BindingPortInterface {
  readonly fd: number | null;
  readonly poller: { once(event: "readable" | "writable", callback: (error: Error | null) => void): void };
}

/** All ports read into this, one at a time; what was read is copied out. */
const room = Buffer.allocUnsafeSlow(READ_BYTES);

/** Is this one of the native ports that {@link openPosixLine} takes? */
export function isPosixPort(port: BindingPortInterface): port is PosixPort {
  const { fd, poller } = port as Partial<PosixPort>;
  return typeof fd === "number" && typeof poller?.once === "function";
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

function descriptorOf(port: PosixPort): number {
  if (!port.isOpen || port.fd === null) throw new Error("Port is not open");
  return port.fd;
}

/** Reads until the port fails or is closed. */
export function openPosixLine(port: PosixPort, handlers: LineHandlers): Line {
  /** Into the room. Bytes read; 0 when there are none yet; undefined when the port has failed. */
  function readOnce(): number | undefined {
    try {
      const fd = descriptorOf(port);
      const count = attempt(() => readSync(fd, room, 0, READ_BYTES, null));
      if (count === 0) throw goneError();
      return count ?? 0;
    } catch (cause) {
      handlers.ended(cause);
      return undefined;
    }
  }

  /** The poller's call is no place for anybody's code: it may not close the port, and promises do not move on after it. */
  function wait(): void {
    port.poller.once("readable", (error) => void setImmediate(onReadable, error));
  }

  function onReadable(error: Error | null): void {
    if (error) return handlers.ended(error);
    for (let reads = 0; reads < READS_MAX && port.isOpen; reads++) {
      const count = readOnce();
      if (count === undefined) return;
      if (count > 0) handlers.bytes(Buffer.from(room.subarray(0, count)));
      if (count < MORE_BYTES) break;
    }
    // Whoever was given the bytes may have closed the port.
    if (port.isOpen) wait();
  }

  async function writeAll(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const fd = descriptorOf(port);
      const from = at;
      at += attempt(() => writeSync(fd, bytes, from, bytes.length - from, null)) ?? 0;
      if (at < bytes.length) await writable(port);
    }
  }

  wait();
  const inTurn = createTurns();
  return { write: (bytes) => inTurn(() => writeAll(bytes)) };
}

/** Resolves when there is room. */
function writable(port: PosixPort): Promise<void> {
  return new Promise((resolve, reject) => {
    port.poller.once("writable", (error) => void setImmediate(() => (error ? reject(error) : resolve())));
  });
}
