/**
 * One port of a pool, on its own: claimed, opened, handed to the reader that answers on it, and tried again when it is
 * lost. What one port does, or does not do, delays no other.
 *
 *     looking --Hello, taken--> taken --lost--> resting --pause over--> looking ...
 *     looking --nobody, busy, not wanted--> resting
 *     taken --closed by the application--> left
 */
import type { KetukError, KetukErrorCode } from "../errors.js";
import type { Hello } from "../link/messages.js";
import { heldError } from "../reader/attachment.js";
import { type Backoff, delayBefore } from "../reader/backoff.js";
import { OPEN_TIMEOUT_MS } from "../reader/connect-options.js";
import { STABLE_MS } from "../reader/supervisor.js";
import type { OpenTransport } from "../transport/transport.js";
import type { FoundPort } from "./fed-line.js";
import { type Probe, startProbe } from "./probe.js";

/** Pause before a port is opened again where nobody answered, or nobody that is wanted: it may be another's device. */
export const QUIET_DELAY_MS = 60_000;

/** What may be over the next moment. */
const PASSING: readonly KetukErrorCode[] = [
  "disconnected",
  "restarted",
  "port-busy",
  "port-not-found",
  "port-failed",
  "reader-twice",
];

/** Where a port stands. */
export type PortStanding = "looking" | "taken" | "resting" | "left";

/** How ports are opened and claimed. */
export interface PortWays {
  open(path: string): OpenTransport;
  claim(path: string): Promise<(() => void) | undefined>;
}

/** What a port needs. */
export interface PoolPortOptions {
  readonly path: string;
  readonly ways: PortWays;
  readonly backoff: Backoff;
  /** A reader has said Hello. Returns who takes the port, or why nobody does. */
  offer(hello: Hello): ((port: FoundPort) => void) | KetukError;
  /** It was tried in vain; the next attempt comes after a pause. */
  failed(error: KetukError, delayMs: number): void;
  /** It is free again and still wanted? Asked before each pause. */
  isWanted(): boolean;
  /** It is not wanted any more, and closed. */
  gone(): void;
}

/** A port. */
export interface PoolPort {
  readonly path: string;
  readonly standing: PortStanding;
  /** Reader that answered last. */
  readonly id: string | undefined;
  /** Why the last attempt came to nothing. */
  readonly error: KetukError | undefined;
  /** Looks at once if it rests because its reader was open on another port. */
  hurry(): void;
  /** Ends it; a reader that has it keeps it. Idempotent, never rejects. */
  close(): Promise<void>;
}

/** Begins at once. */
export function createPoolPort(options: PoolPortOptions): PoolPort {
  const { path, ways } = options;
  let standing: PortStanding = "looking";
  let id: string | undefined;
  let error: KetukError | undefined;
  let attempt = 0;
  let takenMs = 0;
  /** A reader of the pool was open here: when nobody answers now, it is expected back. */
  let hasReader = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  /** Frees what the present attempt holds. */
  let free: () => Promise<void> = async () => {};

  async function look(): Promise<void> {
    standing = "looking";
    const release = await ways.claim(path);
    if (!release) return rest(heldError(path));
    if (isClosed) return release();
    const probe: Probe = startProbe(
      { path, open: ways.open(path), timeoutMs: OPEN_TIMEOUT_MS },
      { found: (hello) => onHello(hello, probe), failed: (why) => void leave(why) },
    );
    free = async () => {
      free = async () => {};
      await probe.close();
      release();
    };
  }

  function onHello(hello: Hello, { adopt }: Probe): void {
    id = hello.readerId;
    const taker = options.offer(hello);
    if (typeof taker !== "function") return void leave(taker);
    standing = "taken";
    error = undefined;
    takenMs = Date.now();
    taker({ path, open: adopt, over: (why, wasOpen) => void onOver(why, wasOpen) });
  }

  async function onOver(why: KetukError | undefined, wasOpen: boolean): Promise<void> {
    // A loose plug must not make a storm.
    if (Date.now() - takenMs >= STABLE_MS) attempt = 0;
    hasReader ||= wasOpen;
    if (why) return leave(why);
    standing = "left";
    await free();
    if (!options.isWanted()) options.gone();
  }

  async function leave(why: KetukError): Promise<void> {
    await free();
    rest(why);
  }

  function rest(why: KetukError): void {
    standing = "resting";
    error = why;
    if (isClosed) return;
    if (!options.isWanted()) return options.gone();
    const passes = PASSING.includes(why.code) || (hasReader && why.code === "not-a-reader");
    const delayMs = passes ? delayBefore(options.backoff, ++attempt, Math.random()) : QUIET_DELAY_MS;
    timer = setTimeout(() => void look(), delayMs);
    options.failed(why, delayMs);
  }

  void look();
  return {
    path,
    get standing() {
      return standing;
    },
    get id() {
      return id;
    },
    get error() {
      return error;
    },
    hurry() {
      if (standing !== "resting" || isClosed || error?.code !== "reader-twice") return;
      clearTimeout(timer);
      void look();
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      if (standing !== "taken") await free();
    },
  };
}
