/** The Reader of browsers: over Web Serial. */
import { KetukError } from "../errors.js";
import type { ReaderOptions } from "../reader/options.js";
import { partsOf, ReaderCore } from "../reader/reader.js";
import type { WebSerial, WebSerialPort } from "./serial-port.js";
import { nameOf, webWays } from "./ways.js";

/** How to open a reader in a browser: as in Node, but by a port instead of a path. One of `port` and `id` is needed. */
export interface WebReaderOptions extends Omit<ReaderOptions, "path" | "binding" | "transport"> {
  /**
   * The port: `await navigator.serial.requestPort()`, which a page may ask only when somebody clicks. Without it the
   * reader with the given `id` is looked for on the ports that the page has been given before.
   */
  readonly port?: WebSerialPort | undefined;
  /**
   * Where the ports of this page are, to find the reader again after it was plugged in anew: then the browser gives it
   * another port object. Default `navigator.serial`.
   */
  readonly serial?: WebSerial | undefined;
}

/**
 * An open reader in a browser. It is the Reader of Node on another port: the same session, verdicts, events and calls. It
 * finds its reader again after an unplug, at the "connect" event at once and else after a pause, among the ports that
 * the page has been given.
 *
 * ```ts
 * import { parseKeys, Reader } from "ketuk/web";
 *
 * const port = await navigator.serial.requestPort();
 * await using reader = await Reader.open({ port, keys: parseKeys(text) });
 * for await (const tap of reader.taps()) {
 *   if (tap.verdict.ok) show(tap.uidHex);
 *   tap.ack();
 * }
 * ```
 */
export class Reader extends ReaderCore {
  private constructor({ port, serial = serialOfPage(), ...options }: WebReaderOptions) {
    const named = { ...options, path: port && nameOf(port) };
    super(named, partsOf(named, webWays(port, serial)));
  }

  /**
   * Opens a port and a session with the reader on it. Sets the reader's clock to this computer's.
   *
   * @throws KetukError `port-not-found`, `port-busy`, `port-forbidden`, `port-failed`, `not-a-reader`,
   *   `reader-not-found`, `no-session-key`, `session-refused`, `protocol-version`, `disconnected`, `aborted`,
   *   `bad-argument`, and with `cursors` `cursor-conflict`, `store-damaged`, `store-failed`
   */
  static async open(options: WebReaderOptions): Promise<Reader> {
    if (!options.port && !options.id) {
      throw new KetukError("bad-argument", '"port" expected a serial port, got nothing', {
        hint: 'give await navigator.serial.requestPort(), or the "id" of a reader on a port that the page was given before',
      });
    }
    if (!options.port && !options.serial && !serialOfPage()) {
      throw new KetukError("port-not-found", "this browser gives no serial ports to this page", {
        hint: "use Chrome, Edge or Opera on a computer, and serve the page over https",
      });
    }
    return new Reader(options).started(options.signal);
  }
}

/** Undefined in browsers without Web Serial, and in pages that are not served over https. */
function serialOfPage(): WebSerial | undefined {
  return (globalThis as { navigator?: { serial?: WebSerial } }).navigator?.serial;
}
