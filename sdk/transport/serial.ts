/** A serial port of this computer, or anything that looks like one through a binding. */
import { SerialPortStream } from "@serialport/stream";
import { BAUD_RATE } from "../../protocol/index.js";
import type { BindingInterface } from "./binding.js";
import { readDirectly } from "./direct-read.js";
import { createLife } from "./life.js";
import { explainOpenError } from "./port-error.js";
import type { Transport, TransportHandlers } from "./transport.js";

/** Read and write buffer in bytes; the stream's own default of 64 KiB is memory for nothing at 115,200 baud. */
const BUFFER_BYTES = 4096;

/** What to open. */
export interface SerialOptions {
  /** Path of the port, such as /dev/ttyUSB0 or COM3. */
  readonly path: string;
  /** The way to the hardware, or to a virtual reader. Default: the binding of this platform. */
  readonly binding?: BindingInterface | undefined;
}

/**
 * Opens a serial port: 115,200 baud, 8N1, no flow control, locked against other programs. DTR and RTS are let go at
 * once and stay so at close, since together they reset an ESP32 or keep it in its boot loader.
 *
 * @throws KetukError `port-not-found`, `port-busy`, `port-forbidden`, `port-failed`
 */
export async function openSerial(options: SerialOptions, handlers: TransportHandlers): Promise<Transport> {
  const { path } = options;
  const stream = await openStream(path, options.binding);
  const life = createLife(path, "plug the reader in; taps that were not acknowledged come again", handlers);

  function lose(cause: unknown): void {
    if (life.isOver()) return;
    life.lose(cause);
    // A port can fail without closing (writes only); it is of no more use then.
    if (stream.isOpen) stream.close(() => {});
  }

  stream.on("error", lose);
  stream.on("close", (error?: Error | null) => lose(error ?? undefined));
  stream.on("end", () => lose(undefined));
  stream.on("data", life.bytes);
  // Pseudo terminals have no such lines and refuse; that is no reason not to use them.
  await setLines(stream, { dtr: false, rts: false });

  /** The stream calls back when the binding took the bytes: that is the back-pressure. */
  function send(bytes: Uint8Array): Promise<void> {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    return new Promise((resolve, reject) => {
      stream.write(buffer, (error) => {
        if (!error) return resolve();
        lose(error);
        reject(error);
      });
    });
  }

  function shut(): Promise<void> {
    return new Promise((resolve) => {
      if (!stream.isOpen) return resolve();
      stream.close(() => resolve());
    });
  }

  return {
    path,
    write: (bytes) => life.write(() => send(bytes)),
    setLines: (lines) => setLines(stream, lines),
    close: () => life.close(shut),
  };
}

async function openStream(path: string, binding: BindingInterface | undefined): Promise<SerialPortStream> {
  try {
    const used = binding ?? (await import("@serialport/bindings-cpp")).autoDetect();
    return await new Promise<SerialPortStream>((resolve, reject) => {
      const settings = { path, baudRate: BAUD_RATE, hupcl: false, autoOpen: false, highWaterMark: BUFFER_BYTES };
      const stream = new SerialPortStream({ ...settings, binding: used as BindingInterface });
      // A native port may have something to say even after it could not be opened, or was closed.
      stream.on("error", () => {});
      stream.open((error) => {
        if (error) return reject(error);
        if (stream.port) readDirectly(stream.port);
        resolve(stream);
      });
    });
  } catch (error) {
    throw await explainOpenError(path, error, binding);
  }
}

/** Sets DTR and RTS. False where there are none. */
function setLines(stream: SerialPortStream, lines: { dtr: boolean; rts: boolean }): Promise<boolean> {
  return new Promise((resolve) => {
    if (!stream.isOpen) return resolve(false);
    stream.set(lines, (error) => resolve(!error));
  });
}
