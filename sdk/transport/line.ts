/** An open port as bytes in and bytes out, by nothing but what every binding has. */
import type { BindingPortInterface } from "./binding.js";

/** Bytes that are read at a time. A driver hands out no more than about so many. */
export const READ_BYTES = 4096;

/** What a line calls. */
export interface LineHandlers {
  /** The next bytes; the array belongs to the receiver. */
  bytes(bytes: Uint8Array): void;
  /** It reads no more: the other end has gone, or the port was closed. */
  ended(cause: unknown): void;
}

/** One way of reading and writing a port. */
export interface Line {
  /** Writes all of it, behind what is still being written. Rejects when it cannot. */
  write(bytes: Uint8Array): Promise<void>;
}

/** Reads until the port fails or is closed. */
export function openBindingLine(port: BindingPortInterface, handlers: LineHandlers): Line {
  const buffer = Buffer.allocUnsafe(READ_BYTES);

  async function read(): Promise<void> {
    for (;;) {
      const { bytesRead } = await port.read(buffer, 0, READ_BYTES);
      if (bytesRead === 0) throw goneError();
      handlers.bytes(Buffer.from(buffer.subarray(0, bytesRead)));
    }
  }

  // Not before openBindingLine has returned.
  void Promise.resolve().then(read).catch(handlers.ended);
  const inTurn = createTurns();
  return {
    write: (bytes) => inTurn(() => port.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))),
  };
}

/** What reading zero bytes means. */
export function goneError(): Error {
  return new Error("the other end of the port has gone");
}

/** Runs one job after the other. A job that fails fails those behind it too. */
export function createTurns(): (job: () => Promise<void>) => Promise<void> {
  let last: Promise<void> | undefined;
  return (job) => {
    const mine = last ? last.then(job) : job();
    last = mine;
    const done = () => {
      if (last === mine) last = undefined;
    };
    mine.then(done, () => {});
    return mine;
  };
}
