/** A serial port of this computer, or anything that looks like one through a binding. */
import { SerialPortStream } from "@serialport/stream";
import { BAUD_RATE } from "../../protocol/index.js";
import { KetukError } from "../errors.js";
import type { BindingInterface } from "./binding.js";
import { readDirectly } from "./direct-read.js";
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
  let closing: Promise<void> | undefined;
  let failure: KetukError | undefined;

  function lose(cause: unknown): void {
    if (closing !== undefined || failure) return;
    failure = new KetukError("disconnected", `${path} went away`, {
      cause,
      hint: "plug the reader in; taps that were not acknowledged come again",
    });
    handlers.lost(failure);
    // A port can fail without closing (writes only); it is of no more use then.
    if (stream.isOpen) stream.close(() => {});
  }

  stream.on("error", lose);
  stream.on("close", (error?: Error | null) => lose(error ?? undefined));
  stream.on("end", () => lose(undefined));
  stream.on("data", (bytes: Uint8Array) => {
    if (closing === undefined && !failure) handlers.bytes(bytes);
  });
  await releaseLines(stream);

  function write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (closing !== undefined) return reject(new KetukError("closed", `${path} is closed`));
      if (failure || !stream.isOpen) return reject(failure ?? new KetukError("disconnected", `${path} went away`));
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      // The stream calls back when the binding took the bytes: that is the back-pressure.
      stream.write(buffer, (error) => {
        if (!error) return resolve();
        lose(error);
        reject(failure ?? new KetukError("closed", `${path} is closed`, { cause: error }));
      });
    });
  }

  function close(): Promise<void> {
    closing ??= new Promise((resolve) => {
      if (!stream.isOpen) return resolve();
      stream.close(() => resolve());
    });
    return closing;
  }

  return { path, write, close };
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

/** Lets DTR and RTS go. Pseudo terminals have no such lines and refuse; that is no reason not to use them. */
function releaseLines(stream: SerialPortStream): Promise<void> {
  return new Promise((resolve) => {
    stream.set({ dtr: false, rts: false }, () => resolve());
  });
}
