/**
 * Opening a session with a reader and keeping it: a pure state machine. No timers, no bytes, no randomness: the caller
 * brings those as inputs and carries out the effects.
 *
 *     waiting --hello--> opening --opened--> open
 *        ^                  |                 |
 *        +---- nonce refused, answer unfit    |
 *     opening <-------- hello of another boot, or unasked with another nonce
 *     open --renew--> waiting
 *     any --close, lost--> closed
 */
import { PROTOCOL_MAX, PROTOCOL_MIN } from "../../protocol/index.js";
import { sameBytes } from "../bytes.js";
import type { Code, Hello } from "./messages.js";

/** Where a connection is. */
export type ConnectionState =
  /** No Hello yet. */
  | { readonly kind: "waiting" }
  /** Open was sent, Opened is due. */
  | { readonly kind: "opening"; readonly hello: Hello; readonly protocol: number; readonly hostNonce: Uint8Array }
  /** There is a session. `askedCount` Hellos were asked for and have not come. */
  | {
      readonly kind: "open";
      readonly hello: Hello;
      readonly protocol: number;
      readonly session: number;
      readonly askedCount: number;
    }
  /** For good. */
  | { readonly kind: "closed" };

/** What happens to a connection. */
export type ConnectionInput =
  /** A Hello arrived. `hostNonce` is 16 fresh random bytes, used if it leads to an Open. */
  | { readonly kind: "hello"; readonly hello: Hello; readonly hostNonce: Uint8Array }
  /** An answer to Open arrived. */
  | {
      readonly kind: "opened";
      readonly session: number;
      readonly code: Code;
      readonly hostNonce: Uint8Array;
      readonly hello: Hello | undefined;
    }
  /** The caller wants a Hello, to learn what the journal holds. */
  | { readonly kind: "ask" }
  /** The session has carried so many messages that another one has to be opened. */
  | { readonly kind: "renew" }
  /** Some time passed without the machine coming to an open session. */
  | { readonly kind: "tick" }
  /** The transport is gone. */
  | { readonly kind: "lost" }
  /** The application wants no more. */
  | { readonly kind: "close" };

/** What the caller has to do. */
export type ConnectionEffect =
  /** Ask for Hello. */
  | { readonly kind: "ask-hello" }
  /** Send Open; repeated with the same nonces until it is answered. */
  | {
      readonly kind: "send-open";
      readonly protocol: number;
      readonly readerNonce: Uint8Array;
      readonly hostNonce: Uint8Array;
    }
  /** A session is open. */
  | { readonly kind: "session"; readonly session: number; readonly hello: Hello }
  /** The session is over, requests in it will not be answered; a new one is being opened. */
  | { readonly kind: "session-over" }
  /** News about an open session's reader: its journal has moved. */
  | { readonly kind: "news"; readonly hello: Hello }
  /** No common protocol version: give up. */
  | { readonly kind: "no-version"; readonly hello: Hello }
  /** The answer to Open was unfit and was ignored. */
  | { readonly kind: "unfit"; readonly why: "stale" | "refused" | "hello-differs" };

/** A state and what to do on the way there. */
export interface ConnectionStep {
  readonly state: ConnectionState;
  readonly effects: readonly ConnectionEffect[];
}

/** Where every connection begins. Ask for Hello at once: a `tick` does it. */
export const INITIAL_STATE: ConnectionState = { kind: "waiting" };

const CLOSED: ConnectionStep = { state: { kind: "closed" }, effects: [] };

/**
 * What follows from an input. Defined for every state and every input.
 *
 * @param state where the connection is
 * @param input what happened
 */
export function next(state: ConnectionState, input: ConnectionInput): ConnectionStep {
  if (state.kind === "closed" || input.kind === "close" || input.kind === "lost") return CLOSED;
  switch (input.kind) {
    case "hello":
      return onHello(state, input.hello, input.hostNonce);
    case "opened":
      return onOpened(state, input);
    case "ask":
      return onAsk(state);
    case "renew":
      if (state.kind !== "open") return { state, effects: [] };
      return { state: { kind: "waiting" }, effects: [{ kind: "session-over" }, { kind: "ask-hello" }] };
    case "tick":
      return onTick(state);
  }
}

/** Highest protocol major that both sides speak, or undefined. */
export function commonProtocol(hello: Hello): number | undefined {
  const highest = Math.min(hello.protocolMax, PROTOCOL_MAX);
  return highest >= Math.max(hello.protocolMin, PROTOCOL_MIN) ? highest : undefined;
}

function onHello(state: ConnectionState, hello: Hello, hostNonce: Uint8Array): ConnectionStep {
  if (state.kind === "open" && continues(state, hello)) {
    const askedCount = Math.max(0, state.askedCount - 1);
    return { state: { ...state, hello, askedCount }, effects: [{ kind: "news", hello }] };
  }
  if (state.kind === "opening" && sameStart(state.hello, hello) && sameBytes(state.hello.nonce, hello.nonce)) {
    return { state, effects: [openEffect(state)] };
  }
  const protocol = commonProtocol(hello);
  if (protocol === undefined) return { state: { kind: "closed" }, effects: [{ kind: "no-version", hello }] };
  const opening = { kind: "opening", hello, protocol, hostNonce } as const;
  const over: ConnectionEffect[] = state.kind === "open" ? [{ kind: "session-over" }] : [];
  return { state: opening, effects: [...over, openEffect(opening)] };
}

/**
 * Does the session go on, given this Hello? A reader says Hello in a session only when asked. Unasked and with another
 * nonce it has closed the session; with another boot it has restarted.
 */
function continues(state: ConnectionState & { kind: "open" }, hello: Hello): boolean {
  return sameStart(state.hello, hello) && (state.askedCount > 0 || sameBytes(state.hello.nonce, hello.nonce));
}

function sameStart(a: Hello, b: Hello): boolean {
  return a.boot === b.boot && a.readerId === b.readerId && a.epoch === b.epoch;
}

function onAsk(state: ConnectionState): ConnectionStep {
  const asked = state.kind === "open" ? { ...state, askedCount: state.askedCount + 1 } : state;
  return { state: asked, effects: [{ kind: "ask-hello" }] };
}

function onOpened(state: ConnectionState, input: ConnectionInput & { kind: "opened" }): ConnectionStep {
  if (state.kind !== "opening" || !sameBytes(input.hostNonce, state.hostNonce)) {
    return { state, effects: [{ kind: "unfit", why: "stale" }] };
  }
  // Busy: the same Open goes out again with the next tick.
  if (input.code === "busy") return { state, effects: [] };
  if (input.code === "bad-version")
    return { state: { kind: "closed" }, effects: [{ kind: "no-version", hello: state.hello }] };
  if (input.code !== "ok" || input.session === 0) return startOver("refused");
  if (!input.hello || !repeats(state.hello, input.hello)) return startOver("hello-differs");
  const { session, hello } = input;
  const open = { kind: "open", hello, protocol: state.protocol, session, askedCount: 0 } as const;
  return { state: open, effects: [{ kind: "session", session, hello }] };
}

function startOver(why: "refused" | "hello-differs"): ConnectionStep {
  return { state: { kind: "waiting" }, effects: [{ kind: "unfit", why }, { kind: "ask-hello" }] };
}

function onTick(state: ConnectionState): ConnectionStep {
  if (state.kind === "waiting") return { state, effects: [{ kind: "ask-hello" }] };
  return { state, effects: state.kind === "opening" ? [openEffect(state)] : [] };
}

function openEffect(state: ConnectionState & { kind: "opening" }): ConnectionEffect {
  return { kind: "send-open", protocol: state.protocol, readerNonce: state.hello.nonce, hostNonce: state.hostNonce };
}

/**
 * Does Opened repeat what Hello said? The journal and the chip may have moved in between; nothing else may differ, or
 * somebody between edited one of the two.
 */
function repeats(hello: Hello, again: Hello): boolean {
  return (
    hello.protocolMin === again.protocolMin &&
    hello.protocolMax === again.protocolMax &&
    hello.readerId === again.readerId &&
    hello.boot === again.boot &&
    hello.resetReason === again.resetReason &&
    hello.receiveLimitBytes === again.receiveLimitBytes &&
    hello.frameLimitBytes === again.frameLimitBytes &&
    hello.roleKeyVersion === again.roleKeyVersion &&
    hello.state === again.state &&
    hello.epoch === again.epoch &&
    hello.roleKeyVersion === again.roleKeyVersion &&
    hello.firmwareVersion === again.firmwareVersion &&
    hello.interpreter === again.interpreter &&
    hello.features === again.features &&
    hello.board === again.board &&
    sameBytes(hello.certificate, again.certificate) &&
    sameBytes(hello.nonce, again.nonce) &&
    sameBytes(hello.firmwareHash, again.firmwareHash)
  );
}
