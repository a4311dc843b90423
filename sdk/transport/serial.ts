/** A serial port of this computer, or anything that looks like one through a binding. */
import { BAUD_RATE } from "../../protocol/index.js";
import type { BindingInterface, BindingPortInterface } from "./binding.js";
import { createLife } from "./life.js";
import { openBindingLine } from "./line.js";
import { explainOpenError } from "./port-error.js";
import { isPosixPort, openPosixLine } from "./posix-line.js";
import type { Transport, TransportHandlers } from "./transport.js";

/** What to open. */
export interface SerialOptions {
  /** Path of the port, such as /dev/ttyUSB0 or COM3. */
  readonly path: string;
  /** The way to the hardware, or to a virtual reader. Default: the binding of this platform. */
  readonly binding?: BindingInterface | undefined;
  /** The port stays at 115,200 baud. Default false: the link may raise it. */
  readonly fixedSpeed?: boolean | undefined;
}

/**
 * Opens a serial port: 115,200 baud, 8N1, no flow control, locked against other programs. DTR and RTS are let go at
 * once and stay so at close, since together they reset an ESP32 or keep it in its boot loader.
 *
 * @throws KetukError `port-not-found`, `port-busy`, `port-forbidden`, `port-failed`
 */
export async function openSerial(options: SerialOptions, handlers: TransportHandlers): Promise<Transport> {
  const { path } = options;
  const port = await openPort(path, options.binding);
  const life = createLife(path, "plug the reader in; taps that were not acknowledged come again", handlers);
  let closing: Promise<void> | undefined;

  function shut(): Promise<void> {
    // What fails to close is as good as closed: there is nothing else to be done with it.
    closing ??= port.isOpen ? port.close().catch(() => {}) : Promise.resolve();
    return closing;
  }

  function lose(cause: unknown): void {
    if (life.isOver()) return;
    life.lose(cause);
    // A port can fail without closing (writes only); it is of no more use then.
    void shut();
  }

  const lineHandlers = { bytes: life.bytes, ended: lose };
  const line = isPosixPort(port) ? openPosixLine(port, lineHandlers) : openBindingLine(port, lineHandlers);
  // Pseudo terminals have no such lines and refuse; that is no reason not to use them.
  await setLines(port, { dtr: false, rts: false });

  return {
    path,
    write: (bytes) => life.write(() => line.write(bytes)),
    setLines: (lines) => setLines(port, lines),
    ...(options.fixedSpeed ? {} : { setBaudRate: (baudRate) => port.update({ baudRate }) }),
    close: () => life.close(shut),
  };
}

async function openPort(path: string, binding: BindingInterface | undefined): Promise<BindingPortInterface> {
  try {
    const used: BindingInterface = binding ?? (await import("@serialport/bindings-cpp")).autoDetect();
    return await used.open({ path, baudRate: BAUD_RATE, hupcl: false });
  } catch (error) {
    throw await explainOpenError(path, error, binding);
  }
}

/** Sets DTR and RTS. False where there are none. */
async function setLines(port: BindingPortInterface, lines: { dtr: boolean; rts: boolean }): Promise<boolean> {
  if (!port.isOpen) return false;
  try {
    await port.set({ brk: false, cts: false, ...lines });
    return true;
  } catch {
    return false;
  }
}
