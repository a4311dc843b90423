/** Where a reader is, how long to look for it, and what to do when it goes away: checked, and made into a plan. */
import { assertInteger, assertOneOf, assertReaderId, assertText } from "../assert.js";
import { KetukError } from "../errors.js";
import type { BindingInterface } from "../transport/binding.js";
import type { OpenTransport } from "../transport/transport.js";
import { type Backoff, DEFAULT_BACKOFF } from "./backoff.js";
import type { Plan } from "./supervisor.js";

/** Time for a reader to say Hello; a board that is reset by opening its port needs some two seconds to start. */
export const OPEN_TIMEOUT_MS = 8000;

/** Time to look through all ports for one reader. */
export const SEARCH_TIMEOUT_MS = 15_000;

const TIMEOUT_MAX_MS = 0x7fffffff;

/** Which reader to open and how to hold on to it. One of `path` and `id` is needed. */
export interface ConnectOptions {
  /** Path of the port, such as /dev/serial/by-id/..., /dev/ttyUSB0, COM3, or tcp://host:port. */
  readonly path?: string | undefined;
  /**
   * Id of the reader. Without `path` the ports that look like a reader's are opened one after the other, those of other
   * Readers of this process left out, and the one on which this reader answers is kept. With `path` it is looked for
   * there, and another reader on it is an error.
   */
  readonly id?: string | undefined;
  /** A serial binding: that of a virtual reader, or one of your own. Default: the binding of this platform. */
  readonly binding?: BindingInterface | undefined;
  /**
   * The serial line stays at 115,200 baud. Default false: once a session is open it is raised to 921,600 where reader and
   * port can, and falls back by itself where it does not hold (`counters.slowed`). A tap arrives some 17 ms sooner by it.
   */
  readonly fixedSpeed?: boolean | undefined;
  /** Another way than a serial port; then `binding` is not used and `path` only names it. */
  readonly transport?: OpenTransport | undefined;
  /**
   * What happens when the port goes away, or the reader on it falls silent for 8 s. By default it is looked for: first
   * where it was, then on ports that look the same, then on others that look like a reader's; TCP and `transport` only
   * where they were. Nothing but the same reader id is taken; a reader without id (lab state) only on its own port. The
   * pauses between two rounds double from 250 ms to 10 s, up to a quarter longer or shorter; an object sets them.
   * `false`: the Reader ends instead.
   */
  readonly reconnect?: boolean | Partial<Backoff> | undefined;
  /**
   * Opens also when the reader is not there yet: looks for it, as after a loss, until it comes or `signal` fires.
   * Default false: what cannot be opened now is an error.
   */
  readonly wait?: boolean | undefined;
  /** Cancels opening. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Time for the reader to say Hello and open a session, in milliseconds. Default 8,000. With `id` alone: time to look
   * through all ports, default 15,000; with `wait` it is for each attempt.
   */
  readonly timeoutMs?: number | undefined;
}

/** What the options come to. */
export interface Intent {
  readonly plan: Plan;
  /** After this time the search is given up; undefined where the plan itself ends it, or nothing but the signal does. */
  readonly searchTimeoutMs: number | undefined;
}

/**
 * Checks the options.
 *
 * @param searches other paths can be looked at, see `Ways.searches`
 * @throws KetukError `bad-argument`
 */
export function intentOf(options: ConnectOptions, searches: boolean): Intent {
  const { path, id, wait = false, timeoutMs } = options;
  if (path !== undefined) assertText(path, "path");
  if (id !== undefined) assertReaderId(id, "id");
  if (timeoutMs !== undefined) assertInteger(timeoutMs, "timeoutMs", 1, TIMEOUT_MAX_MS);
  if (path === undefined && (id === undefined || !searches)) {
    throw new KetukError("bad-argument", `"path" expected text, got nothing`, {
      hint: 'give the path of a port, or the "id" of a reader on a serial port',
    });
  }
  const byId = path === undefined && !wait;
  const first = wait ? "wait" : byId ? "search" : "once";
  return {
    plan: {
      home: path,
      id,
      searches,
      anyPort: options.binding !== undefined,
      first,
      reconnect: options.reconnect !== false,
      timeoutMs: (byId ? undefined : timeoutMs) ?? OPEN_TIMEOUT_MS,
      backoff: backoffOf(options.reconnect),
    },
    searchTimeoutMs: byId ? (timeoutMs ?? SEARCH_TIMEOUT_MS) : undefined,
  };
}

/** Checks the pauses between attempts. */
export function backoffOf(reconnect: ConnectOptions["reconnect"]): Backoff {
  if (typeof reconnect !== "object") {
    if (reconnect !== undefined) assertOneOf(String(reconnect), "reconnect", ["true", "false"]);
    return DEFAULT_BACKOFF;
  }
  const {
    firstDelayMs = DEFAULT_BACKOFF.firstDelayMs,
    longestDelayMs = Math.max(firstDelayMs, DEFAULT_BACKOFF.longestDelayMs),
  } = reconnect;
  assertInteger(firstDelayMs, "reconnect.firstDelayMs", 1, TIMEOUT_MAX_MS / 2);
  assertInteger(longestDelayMs, "reconnect.longestDelayMs", firstDelayMs, TIMEOUT_MAX_MS / 2);
  return { firstDelayMs, longestDelayMs };
}
