/** The seam between the SDK and the cable: bytes in, bytes out. */
import type { KetukError } from "../errors.js";

/** What a transport calls. All calls come from the event loop, never from within `write` or `close` themselves. */
export interface TransportHandlers {
  /** The next bytes from the reader, in pieces of any size. The array belongs to the receiver. */
  bytes(bytes: Uint8Array): void;
  /**
   * The transport is gone. Called once, last, and only when it was not closed by `close`: unplugged, or a write failed.
   */
  lost(error: KetukError): void;
}

/** An open way to one reader. */
export interface Transport {
  /** What to call it in messages: a path, a host and port. */
  readonly path: string;
  /**
   * Hands bytes to the operating system. Resolves when it took all of them: whoever awaits it before the next write
   * has honoured back-pressure. The bytes must not change until then.
   *
   * @throws KetukError `closed` after close, `disconnected` when the bytes could not be written
   */
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Sets the lines that reset an ESP32 where they are wired: RTS pulls EN, DTR pulls GPIO0. False where there are none.
   * Missing where there never are.
   */
  setLines?(lines: { readonly dtr: boolean; readonly rts: boolean }): Promise<boolean>;
  /**
   * Changes the speed of this end of a serial line; what was written before has left by then. Missing where there is no
   * speed, or where it cannot be changed: then the line stays as it is.
   *
   * @throws KetukError or what the driver throws, when the port does not have this speed
   */
  setBaudRate?(baudRate: number): Promise<void>;
  /** Closes. Idempotent, never rejects. No handler is called after it resolves. */
  close(): Promise<void>;
}

/**
 * Opens a transport. Handlers may be called before the promise resolves. It is called again for every reconnect, and
 * never while an earlier transport of the same Reader is still open.
 *
 * When the signal fires nobody wants the transport any more: opening should end soon, by rejecting or by resolving with
 * a transport that is then closed. A way that cannot be interrupted may ignore it.
 *
 * @throws KetukError `port-not-found`, `port-busy`, `port-forbidden`, `port-failed`
 */
export type OpenTransport = (handlers: TransportHandlers, signal: AbortSignal) => Promise<Transport>;
