/**
 * What is needed of Web Serial (https://wicg.github.io/serial/): TypeScript's own library does not have it. Written so
 * that `navigator.serial` and its ports fit, and so does whatever looks like them.
 */

/** USB ids of a port, as numbers; left out for ports that are no USB devices. */
export interface WebSerialPortInfo {
  /** USB vendor. */
  readonly usbVendorId?: number | undefined;
  /** USB product. */
  readonly usbProductId?: number | undefined;
}

/** A source of "connect" and "disconnect" events. */
export interface WebSerialEvents {
  /** As of any EventTarget. */
  addEventListener(type: "connect" | "disconnect", listener: () => void): void;
  /** As of any EventTarget. */
  removeEventListener(type: "connect" | "disconnect", listener: () => void): void;
}

/** A serial port of a browser, such as `navigator.serial.requestPort()` gives. */
export interface WebSerialPort extends WebSerialEvents {
  /** Null while the port is not open, or gone. Another stream after a break or an overrun. */
  readonly readable: ReadableStream<Uint8Array> | null;
  /** Null while the port is not open, or gone. */
  readonly writable: WritableStream<Uint8Array> | null;
  /** Opens it. `bufferSize` in bytes. */
  open(options: { baudRate: number; bufferSize?: number }): Promise<void>;
  /** Closes it; nothing may hold its streams. */
  close(): Promise<void>;
  /** Sets its control lines. */
  setSignals(signals: { dataTerminalReady?: boolean; requestToSend?: boolean }): Promise<void>;
  /** What it says about itself. */
  getInfo(): WebSerialPortInfo;
}

/** The ports that a person has given to this page: `navigator.serial`. */
export interface WebSerial extends WebSerialEvents {
  /** Those that are plugged in. Asks nobody. */
  getPorts(): Promise<readonly WebSerialPort[]>;
}
