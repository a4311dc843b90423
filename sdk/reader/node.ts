/** The Reader of Node: serial ports, bindings, TCP. */
import type { ReaderOptions } from "./options.js";
import { partsOf, ReaderCore, type ReaderParts } from "./reader.js";
import { waysOf } from "./ways.js";

/**
 * Starts a Reader on other parts, for the pool. It can be listened to at once and is open when `opened` resolves; that
 * rejects as `Reader.open` does. Not for applications: Reader.open is.
 */
export let startReader: (options: ReaderOptions, parts: ReaderParts) => { reader: Reader; opened: Promise<Reader> };

/**
 * An open reader. It survives restarts of the board, and by default also the loss of its port: it finds the reader again
 * by its id, on whatever path it turns up, and the "state" event tells how far it is. Errors without a caller are never
 * thrown: they show in the "state" event and, when nothing more can be done, end `taps()`.
 *
 * ```ts
 * import { Reader, readFleetKeys } from "ketuk";
 *
 * const reader = await Reader.open({ path: "/dev/ttyUSB0", keys: await readFleetKeys("fleet.json") });
 * for await (const tap of reader.taps()) {
 *   if (tap.verdict.ok) await store(tap.idempotencyKey, tap.uidHex);
 *   tap.ack();
 * }
 * ```
 */
export class Reader extends ReaderCore {
  static {
    startReader = (options, parts) => {
      const reader = new Reader(options, parts);
      return { reader, opened: reader.started(options.signal) };
    };
  }

  private constructor(options: ReaderOptions, parts: ReaderParts) {
    super(options, parts);
  }

  /**
   * Opens a port and a session with the reader on it: on the given path, or on whatever port the reader with the given
   * id is. Sets the reader's clock to this computer's.
   *
   * @throws KetukError `port-not-found`, `port-busy`, `port-forbidden`, `port-failed`, `not-a-reader`,
   *   `reader-not-found`, `no-session-key`, `session-refused`, `protocol-version`, `disconnected`, `aborted`, `bad-argument`, and with `cursors`
   *   `cursor-conflict`, `store-damaged`, `store-failed`
   */
  static async open(options: ReaderOptions): Promise<Reader> {
    return new Reader(options, partsOf(options, waysOf(options))).started(options.signal);
  }
}
