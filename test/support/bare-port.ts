/** A port in memory without the streams of a serial one, which would only cost time. */
import type { OpenTransport, Transport, TransportHandlers } from "../../sdk/transport/transport.js";
import { FakePort } from "./fake-port.js";

/** A reader behind it is reached by its transport. */
export class BarePort extends FakePort {
  handlers: TransportHandlers | undefined;
  transports = 0;
  /** Changes what is opened, when set. */
  transportOf: (transport: Transport) => Transport = (transport) => transport;

  override send(bytes: Uint8Array): void {
    const { handlers } = this;
    queueMicrotask(() => handlers?.bytes(bytes.slice()));
  }

  readonly transport: OpenTransport = async (handlers) => {
    this.handlers = handlers;
    this.transports++;
    return this.transportOf({
      path: "memory",
      write: async (bytes) => this.onWrite(bytes.slice()),
      close: async () => {
        if (this.handlers === handlers) this.handlers = undefined;
        this.transports--;
      },
    });
  };
}
