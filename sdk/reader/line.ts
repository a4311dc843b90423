/**
 * The line to one reader, through every loss of its port: carries out what the supervisor says, with real ports and
 * timers. At any moment there is one attachment, one pause or one listing, and never two of them.
 */
import { KetukError } from "../errors.js";
import { addLinkCounters, createLinkCounters, type LinkCounters } from "../link/counters.js";
import type { Link, LinkHandlers } from "../link/link.js";
import type { Hello } from "../link/messages.js";
import { type Attachment, attach } from "./attachment.js";
import {
  initialSupervisor,
  isOther,
  type Plan,
  type SupervisorEffect,
  type SupervisorInput,
  supervise,
} from "./supervisor.js";
import type { Ways } from "./ways.js";

/** The next attempt, as told to the application. */
export type Reconnecting = Omit<SupervisorEffect & { kind: "reconnecting" }, "kind">;

/** What a line reports. All calls come from the event loop. */
export interface LineHandlers extends Omit<LinkHandlers, "refuses" | "session" | "closed"> {
  /** A session is open on this path: the first, or another one. */
  session(hello: Hello, path: string): void;
  /** The reader is gone; the next attempt follows. */
  reconnecting(event: Reconnecting): void;
  /** The end, once: not called after `close`. */
  ended(error: KetukError): void;
}

/** A line. */
export interface Line {
  /** The link with the reader on it; undefined while there is none. */
  readonly link: Link | undefined;
  /** Sums over all links that had the reader, the present one included: a copy. */
  counters(): LinkCounters;
  start(): void;
  /** Ends a search that has found nothing; `ended` tells what was found instead. */
  giveUp(): void;
  /** Ends the search and frees the port. Idempotent, never rejects. */
  close(): Promise<void>;
}

/** Makes a line; it does nothing before `start`. */
export function createLine(plan: Plan, ways: Ways, handlers: LineHandlers): Line {
  let state = initialSupervisor(plan);
  let current: Attachment | undefined;
  /** The one whose counts are not in `past` yet. */
  let counted: Attachment | undefined;
  /** The last one; its port must be free before the next attempt. */
  let leaving: Promise<void> = Promise.resolve();
  /** A listing runs a program of the system, which must not outlive us. */
  let listing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let openedMs = 0;
  let unwatch: (() => void) | undefined;
  let past = createLinkCounters();

  function step(input: SupervisorInput): void {
    const next = supervise(plan, state, input, Math.random());
    state = next.state;
    for (const effect of next.effects) carryOut(effect);
  }

  function carryOut(effect: SupervisorEffect): void {
    switch (effect.kind) {
      case "try":
        void leaving.then(() => tryPath(effect.path, effect.timeoutMs));
        break;
      case "list":
        listing = list();
        break;
      case "pause":
        // A handler of "reconnecting" may have closed the line.
        if (state.kind === "pausing") timer = setTimeout(() => step({ kind: "elapsed" }), effect.delayMs);
        break;
      case "reconnecting":
        handlers.reconnecting(effect);
        break;
      case "end":
        unwatch?.();
        handlers.ended(effect.error);
    }
  }

  function tryPath(path: string, timeoutMs: number): void {
    if (state.kind !== "trying") return;
    let otherId: string | undefined;
    const attachment = attach(
      { path, timeoutMs, open: ways.open(path), claim: () => ways.claim(path) },
      {
        ...handlers,
        refuses(hello) {
          // Without reconnecting nothing depends on which reader it is, unless the application said so.
          if (!isOther(plan.reconnect ? state.memory.id : plan.id, hello.readerId)) return undefined;
          otherId = hello.readerId;
          return otherError(path, otherId, state.memory.id);
        },
        session: (hello) => onSession(attachment, hello, path),
        closed: (error) => onClosed(attachment, error, otherId),
      },
    );
    current = attachment;
  }

  function onSession(attachment: Attachment, hello: Hello, path: string): void {
    const isNew = state.kind === "trying";
    if (isNew && state.memory.wasOpen) past.reconnects++;
    step({ kind: "opened", id: hello.readerId });
    if (isNew) {
      counted = attachment;
      openedMs = Date.now();
      if (plan.searches && plan.reconnect && !state.memory.port) listing = describe(path);
    }
    handlers.session(hello, path);
  }

  function onClosed(attachment: Attachment, error: KetukError, otherId: string | undefined): void {
    if (counted) past = addLinkCounters(past, counted.link.counters);
    counted = undefined;
    current = undefined;
    leaving = attachment.close();
    step({ kind: "over", error, otherId, heldMs: Date.now() - openedMs });
  }

  async function list(): Promise<void> {
    const ports = await ways.list();
    step({ kind: "listed", ports });
  }

  /** How the port looks can only be learnt while it is there. */
  async function describe(path: string): Promise<void> {
    const port = await ways.describe(path);
    if (port && state.memory.path === path) step({ kind: "described", port });
  }

  /** A port has come: whoever waits for the next attempt need wait no longer. */
  function hurry(): void {
    if (state.kind !== "pausing") return;
    clearTimeout(timer);
    step({ kind: "elapsed" });
  }

  async function close(): Promise<void> {
    clearTimeout(timer);
    unwatch?.();
    step({ kind: "close" });
    await Promise.all([leaving, listing, current?.close()]);
  }

  return {
    get link() {
      return state.kind === "open" ? current?.link : undefined;
    },
    counters: () => addLinkCounters(past, counted?.link.counters ?? createLinkCounters()),
    start() {
      unwatch = ways.watch?.(hurry);
      step({ kind: "start" });
    },
    giveUp: () => step({ kind: "give-up" }),
    close,
  };
}

/** Another reader than the wanted one answers on a port. */
export function otherError(path: string, found: string, wanted: string | undefined): KetukError {
  const who = found === "" ? "a reader in lab state" : `reader "${found}"`;
  return new KetukError("reader-not-found", `${who} answers on ${path}, not "${wanted}"`, {
    hint: "plug the reader in that was asked for, or ask for this one",
  });
}
