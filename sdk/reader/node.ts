/** The Reader of Node: serial ports, bindings, TCP. */
import { ReaderCore, type ReaderOptions } from "./reader.js";
import { waysOf } from "./ways.js";

/**
 * An open reader. It survives restarts of the board, and by default also the loss of its port: it finds the reader again
 * by its id, on whatever path it turns up, and the "state" event tells how far it is. Errors without a caller are never
 * thrown: they show in the "state" event and, when nothing more can be done, end `taps()`.
 *
 * ```ts
 * const reader = await Reader.open({ path: "/dev/ttyUSB0", keys: await readFleetKeys("fleet.json") });
 * for await (const tap of reader.taps()) {
 *   if (tap.verdict.ok) await store(tap.idempotencyKey, tap.uidHex);
 *   tap.ack();
 * }
 * ```
 */
export class Reader extends ReaderCore {
  private constructor(options: ReaderOptions) {
    super(options, waysOf(options));
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
    return new Reader(options).started(options.signal);
  }
}
