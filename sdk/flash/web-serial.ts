/** An open port of a serialport binding in the shape of a Web Serial port, as far as esptool-js asks for it. */
import type { BindingPortInterface } from "../transport/binding.js";

const READ_BYTES = 4096;

/** What W3C Web Serial calls a SerialPort, in part. */
export interface WebSerialPort {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  /** The port is open already, and stays so until `end`. */
  open(options: { readonly baudRate: number }): Promise<void>;
  close(): Promise<void>;
  setSignals(signals: { readonly dataTerminalReady?: boolean; readonly requestToSend?: boolean }): Promise<void>;
  getInfo(): object;
  /** Closes the port. */
  end(): Promise<void>;
}

/** Wraps an open port; whoever reads it misses nothing between two readers. */
export function createWebSerialPort(port: BindingPortInterface): WebSerialPort {
  const lines = { dtr: false, rts: false };
  let ending: Promise<void> | undefined;
  let readable = openReadable();

  function openReadable(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const buffer = Buffer.alloc(READ_BYTES);
          try {
            const { bytesRead } = await port.read(buffer, 0, READ_BYTES);
            controller.enqueue(new Uint8Array(buffer.subarray(0, bytesRead)));
          } catch {
            // Closed, or gone: whoever waits for an answer gives up by time.
            controller.close();
          }
        },
      },
      { highWaterMark: 0 },
    );
  }

  return {
    get readable() {
      return readable;
    },
    writable: new WritableStream<Uint8Array>({ write: (bytes) => port.write(Buffer.from(bytes)) }),
    open: async ({ baudRate }) => port.update({ baudRate }),
    async close() {
      // Its reader was cancelled; another one may come.
      readable = openReadable();
    },
    async setSignals({ dataTerminalReady, requestToSend }) {
      lines.dtr = dataTerminalReady ?? lines.dtr;
      lines.rts = requestToSend ?? lines.rts;
      await port.set({ ...lines });
    },
    getInfo: () => ({}),
    end() {
      ending ??= port.isOpen ? port.close() : Promise.resolve();
      return ending;
    },
  };
}
