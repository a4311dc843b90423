/**
 * The virtual serial cable as a serialport binding: what `SerialPort` and `Reader.open({ binding })` take.
 * At a wrong baud rate bytes arrive as rubbish, as they do on a real line.
 */

import { BAUD_RATE } from "../../protocol/index.js";
import type {
  BindingInterface,
  BindingPortInterface,
  OpenOptions,
  PortInfo,
  PortStatus,
} from "../transport/binding.js";

/** The board's end of the cable. */
export interface CableEnd {
  /** Path under which the port is known. */
  readonly path: string;
  /** Speed of the board's line at this moment; default that of the protocol. */
  readonly baudRate?: number | undefined;
  /** Why the port cannot be opened; default it can. */
  readonly trouble?: "forbidden" | "busy" | "missing" | undefined;
  /** Bytes from the host. */
  receive(bytes: Uint8Array): void;
  /**
   * Called with undefined when the port is closed. One host at a time.
   *
   * @param onUnplug makes the port fail, as when the cable is pulled
   */
  connect(onSend: ((bytes: Uint8Array) => void) | undefined, onUnplug?: () => void): void;
  /** The port's lines for resets; a cable without them ignores it. */
  setLines?(lines: { readonly dtr: boolean; readonly rts: boolean }): void;
}

/** A port with the one thing more that tests need. */
export interface VirtualPort extends BindingPortInterface {
  /** The cable is pulled: reads and writes fail as they do when a USB adapter goes. */
  unplug(): void;
}

/** The binding of a virtual reader. */
export interface VirtualBinding extends BindingInterface<VirtualPort> {
  /** The open port, if there is one. */
  readonly port: VirtualPort | undefined;
}

interface Reading {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly length: number;
  readonly resolve: (result: { buffer: Buffer; bytesRead: number }) => void;
  readonly reject: (error: Error) => void;
}

function canceled(): Error {
  return Object.assign(new Error("Port is closed"), { canceled: true });
}

/** What arrives when both ends disagree about the speed: bytes, but not those that were sent. */
function garble(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, index) => (byte * 167 + index * 61) & 0xf8);
}

/** Bytes that wait for a reader of the stream. */
function createInbox() {
  let pieces: Uint8Array[] = [];
  let reading: Reading | undefined;

  function pump(): void {
    const first = pieces[0];
    if (!reading || !first) return;
    const { buffer, offset, length, resolve } = reading;
    reading = undefined;
    const count = Math.min(length, first.length);
    buffer.set(first.subarray(0, count), offset);
    if (count < first.length) pieces[0] = first.subarray(count);
    else pieces.shift();
    resolve({ buffer, bytesRead: count });
  }

  return {
    push(bytes: Uint8Array) {
      pieces.push(bytes.slice());
      pump();
    },
    read(request: Reading) {
      reading = request;
      pump();
    },
    flush() {
      pieces = [];
    },
    fail(error: Error) {
      reading?.reject(error);
      reading = undefined;
    },
  };
}

function createPort(options: OpenOptions, cable: CableEnd, onClose: () => void): VirtualPort {
  const inbox = createInbox();
  let baudRate = options.baudRate;
  let failure: Error | undefined;

  /** What is left of bytes at the other end. */
  function carried(bytes: Uint8Array): Uint8Array {
    return baudRate === (cable.baudRate ?? BAUD_RATE) ? bytes : garble(bytes);
  }

  /** From here on nothing passes, in either direction. */
  function cut(error: Error): void {
    failure ??= error;
    cable.connect(undefined);
    inbox.fail(failure);
  }

  const port: VirtualPort = {
    openOptions: {
      dataBits: 8,
      lock: true,
      stopBits: 1,
      parity: "none",
      rtscts: false,
      xon: false,
      xoff: false,
      xany: false,
      hupcl: true,
      ...options,
    },
    isOpen: true,
    async close() {
      if (!port.isOpen) throw new Error("Port is not open");
      port.isOpen = false;
      cut(canceled());
      onClose();
    },
    read: (buffer, offset, length) =>
      new Promise((resolve, reject) => {
        if (failure) reject(failure);
        else inbox.read({ buffer, offset, length, resolve, reject });
      }),
    async write(buffer) {
      if (failure) throw failure;
      cable.receive(carried(new Uint8Array(buffer)));
    },
    async update(updated) {
      baudRate = updated.baudRate;
    },
    async set({ dtr = true, rts = true }) {
      cable.setLines?.({ dtr, rts });
    },
    get: async (): Promise<PortStatus> => ({ cts: false, dsr: false, dcd: false }),
    getBaudRate: async () => ({ baudRate }),
    flush: async () => inbox.flush(),
    async drain() {},
    // Like a real one it stays open until somebody closes it: that is how the stream learns of the loss.
    unplug: () => cut(new Error("No such device or address")),
  };
  cable.connect((bytes) => inbox.push(carried(bytes)), port.unplug);
  return port;
}

/** A binding that knows one port: that of the virtual reader. */
export function createVirtualBinding(cable: CableEnd): VirtualBinding {
  let port: VirtualPort | undefined;
  const info: PortInfo = {
    path: cable.path,
    manufacturer: "Ketuk virtual reader",
    serialNumber: undefined,
    pnpId: undefined,
    locationId: undefined,
    productId: undefined,
    vendorId: undefined,
  };
  return {
    get port() {
      return port;
    },
    list: async () => (cable.trouble === "missing" ? [] : [info]),
    async open(options) {
      if (options.path !== cable.path || cable.trouble === "missing") {
        throw Object.assign(new Error(`No such file or directory, cannot open ${options.path}`), { code: "ENOENT" });
      }
      if (cable.trouble === "forbidden") throw new Error(`Error: Permission denied, cannot open ${options.path}`);
      if (port || cable.trouble === "busy")
        throw new Error(`Error Resource temporarily unavailable Cannot lock port ${options.path}`);
      port = createPort(options, cable, () => {
        port = undefined;
      });
      return port;
    },
  };
}
