/** A serial port of a browser: two web streams, and an event when the plug is pulled. */
import { BAUD_RATE } from "../../protocol/index.js";
import { atMost } from "../at-most.js";
import { KetukError } from "../errors.js";
import { createLife } from "../transport/life.js";
import type { Transport, TransportHandlers } from "../transport/transport.js";
import type { WebSerialPort } from "./serial-port.js";

/** Buffer of the browser in bytes; its own 255 overflow while a page is busy for 22 ms. */
const BUFFER_BYTES = 4096;

/** What was written last should reach the reader, but a stuck port must not keep us. */
const DRAIN_MS = 250;

/**
 * Opens a port: 115,200 baud, 8N1, no flow control. DTR and RTS are let go, since together they reset an ESP32.
 *
 * @param path what to call it
 * @param signal when it has fired the port is closed again as soon as it is open
 * @throws KetukError `port-busy`, `port-forbidden`, `port-failed`, `aborted`
 */
export async function openWebSerial(
  port: WebSerialPort,
  path: string,
  handlers: TransportHandlers,
  signal?: AbortSignal,
): Promise<Transport> {
  await port.open({ baudRate: BAUD_RATE, bufferSize: BUFFER_BYTES }).catch((cause: unknown) => {
    throw openError(path, cause);
  });
  // What has no such lines refuses; that is no reason not to use it.
  await port.setSignals({ dataTerminalReady: false, requestToSend: false }).catch(() => {});
  const writer = port.writable?.getWriter();
  if (!writer || signal?.aborted) {
    writer?.releaseLock();
    await port.close().catch(() => {});
    throw writer ? new KetukError("aborted", `${path} is not wanted any more`) : openError(path, undefined);
  }
  return createTransport(port, path, handlers, writer);
}

function createTransport(
  port: WebSerialPort,
  path: string,
  handlers: TransportHandlers,
  writer: WritableStreamDefaultWriter<Uint8Array>,
): Transport {
  const life = createLife(path, "plug the reader in; taps that were not acknowledged come again", handlers);
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const pulled = () => life.lose();

  /** Reads one stream to its end. Returns why it ended. */
  async function readStream(stream: ReadableStream<Uint8Array>): Promise<unknown> {
    reader = stream.getReader();
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done || life.isOver()) return undefined;
        life.bytes(value);
      }
    } catch (error) {
      return error;
    } finally {
      reader.releaseLock();
    }
  }

  /** A break, an overrun or a bad frame ends a stream and leaves another one; a port that is gone leaves none. */
  async function readPort(): Promise<void> {
    let cause: unknown;
    let last: unknown;
    for (let stream = port.readable; stream && stream !== last && !life.isOver(); stream = port.readable) {
      last = stream;
      cause = await readStream(stream);
    }
    life.lose(cause);
  }

  async function shut(): Promise<void> {
    port.removeEventListener("disconnect", pulled);
    await atMost(DRAIN_MS, writer.close());
    await atMost(DRAIN_MS, writer.abort());
    writer.releaseLock();
    await atMost(DRAIN_MS, reader?.cancel() ?? reading);
    await atMost(DRAIN_MS, reading);
    await port.close().catch(() => {});
  }

  port.addEventListener("disconnect", pulled);
  // What ends the stream is told by `lost`, and by the write that it befalls.
  writer.closed.catch(() => {});
  const reading = readPort();

  return {
    path,
    // Settles when the browser has taken the bytes: that is the back-pressure.
    write: (bytes) => life.write(() => writer.write(bytes)),
    close: () => life.close(shut),
  };
}

/** Browsers say little: a port that another program has and one without permission are the same NetworkError. */
function openError(path: string, cause: unknown): KetukError {
  const { name, message = "" } = (cause ?? {}) as Partial<Error>;
  if (name === "InvalidStateError") {
    return new KetukError("port-busy", `this page has ${path} open already`, { cause, hint: "close it there first" });
  }
  if (name === "SecurityError" || name === "NotAllowedError") {
    return new KetukError("port-forbidden", `this page may not open ${path}`, {
      cause,
      hint: 'serve the page over https, and let its Permissions-Policy allow "serial"',
    });
  }
  return new KetukError("port-failed", `${path} cannot be opened${message && `: ${message}`}`, {
    cause,
    hint: "is it plugged in, has another program it open, may this user open serial ports (Linux: group dialout)?",
  });
}
