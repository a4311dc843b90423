/**
 * Serial ports as a browser shows them, for tests: in Node and, bundled, in a page. They are as strict as Chromium's:
 * a port opens once, gives its streams while it is open, and does not close while somebody holds them.
 */
import type { WebSerial, WebSerialPort } from "../../sdk/web/serial-port.js";

/** What is at the other end of an adapter. */
export interface Wire {
  /** Bytes from the page; what it returns is the back-pressure. */
  receive(bytes: Uint8Array): void | Promise<void>;
  /** The port was opened, with where its bytes come out; or closed, or pulled. */
  connect(send: ((bytes: Uint8Array) => void) | undefined): void;
}

function failure(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

/** A port of a page. */
export class FakeWebPort extends EventTarget implements WebSerialPort {
  readable: ReadableStream<Uint8Array> | null = null;
  writable: WritableStream<Uint8Array> | null = null;
  signals: unknown;
  /** Thrown by open, when set. */
  openError: Error | undefined;
  isOpen = false;
  isGone = false;
  /** Times that somebody tried to open it. */
  attempts = 0;
  private source: ReadableStreamDefaultController<Uint8Array> | undefined;
  private sink: WritableStreamDefaultController | undefined;
  private readonly wire: Wire;

  constructor(wire: Wire) {
    super();
    this.wire = wire;
  }

  getInfo() {
    return { usbVendorId: 0x10c4, usbProductId: 0xea60 };
  }

  async open(): Promise<void> {
    this.attempts++;
    if (this.openError) throw this.openError;
    if (this.isOpen) throw failure("InvalidStateError", "The port is already open.");
    if (this.isGone) throw failure("NetworkError", "Failed to open serial port.");
    this.isOpen = true;
    this.renewReadable();
    this.writable = new WritableStream<Uint8Array>({
      start: (controller) => {
        this.sink = controller;
      },
      write: (bytes) => this.wire.receive(bytes.slice()),
    });
    this.wire.connect((bytes) => this.source?.enqueue(bytes.slice()));
  }

  async close(): Promise<void> {
    if (!this.isOpen) throw failure("InvalidStateError", "The port is already closed.");
    if (this.readable?.locked || this.writable?.locked) throw new TypeError("Cannot cancel a locked stream");
    this.isOpen = false;
    this.wire.connect(undefined);
    this.readable = null;
    this.writable = null;
  }

  async setSignals(signals: object): Promise<void> {
    this.signals = signals;
  }

  /** What a receiver with a full buffer, or a line with a break on it, does. */
  fail(name: string): void {
    const broken = this.source;
    this.renewReadable();
    broken?.error(failure(name, "the line"));
  }

  /** The plug is pulled. */
  unplug(): void {
    this.isGone = true;
    if (this.isOpen) {
      this.wire.connect(undefined);
      this.readable = null;
      this.writable = null;
      const lost = failure("NetworkError", "The device has been lost.");
      this.source?.error(lost);
      this.sink?.error(lost);
    }
    this.dispatchEvent(new Event("disconnect"));
  }

  private renewReadable(): void {
    this.readable = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.source = controller;
      },
    });
  }
}

/** `navigator.serial`: the ports that this page was given. */
export class FakeWebSerial extends EventTarget implements WebSerial {
  private ports: FakeWebPort[] = [];

  async getPorts(): Promise<FakeWebPort[]> {
    return [...this.ports];
  }

  /** An adapter is plugged in: another port object each time, as in Chromium. */
  plug(wire: Wire): FakeWebPort {
    const port = new FakeWebPort(wire);
    this.ports.push(port);
    this.dispatchEvent(new Event("connect"));
    return port;
  }

  unplug(port: FakeWebPort): void {
    this.ports = this.ports.filter((one) => one !== port);
    port.unplug();
  }
}
