/**
 * Where to look for a reader and when: a pure state machine. No timers, no ports, no randomness: the caller brings those
 * as inputs and carries out the effects.
 *
 *     idle --start--> trying --opened--> open --over--> pausing --elapsed--> trying ...
 *                     trying --over--> the next port; after the known ones: listing --listed--> trying
 *                     trying --over, no port is left--> pausing
 *     any --close--> closed; no wish to go on, no common protocol from the start--> closed
 *
 * A round of attempts takes the port that it was on last, then the one that the application named, then those that the
 * computer lists. Each is opened only to hear which reader is there; another one is left alone.
 */
import { KetukError } from "../errors.js";
import type { PortDescription } from "../transport/list.js";
import { type Backoff, delayBefore } from "./backoff.js";
import { chooseCandidates } from "./candidates.js";

/** From this attempt on also ports are tried that do not look like the lost one: a short unplug disturbs nobody. */
const STRANGERS_FROM_ATTEMPT = 3;

/** A connection that held for less counts as one more failed attempt, so that a loose plug does not make a storm. */
export const STABLE_MS = 10_000;

/** Time for a reader on a port that may be another's: it answers at once, or after its start of some 3 s. */
const PROBE_TIMEOUT_MS = 4000;

/** What is to be done; does not change. */
export interface Plan {
  /** The port that the application named. */
  readonly home: string | undefined;
  /** The reader that it named. */
  readonly id: string | undefined;
  /** The reader may be on another port: not so behind TCP and custom transports. */
  readonly searches: boolean;
  /** See `Wanted.anyPort`. */
  readonly anyPort: boolean;
  /** When the first round fails: give up, go on while there is hope, or go on for ever. */
  readonly first: "once" | "search" | "wait";
  /** Go on after a loss. */
  readonly reconnect: boolean;
  /** Time for the reader to open a session on a port that is its own. */
  readonly timeoutMs: number;
  readonly backoff: Backoff;
}

/** A port that was tried in vain. */
export interface Finding {
  readonly path: string;
  readonly error: KetukError;
  /** The other reader that answered there; empty for one in lab state. */
  readonly otherId?: string | undefined;
}

/** What is remembered over the states. */
interface Memory {
  /** Id of the reader; undefined before the first session when the application named none. */
  readonly id: string | undefined;
  /** Its port, as the computer describes it. */
  readonly port: PortDescription | undefined;
  /** Where it was last. */
  readonly path: string | undefined;
  /** 1 with the first round after a loss; 0 with the very first round. */
  readonly attempt: number;
  /** There was a session. */
  readonly wasOpen: boolean;
  /** What the last whole round came to. */
  readonly findings: readonly Finding[];
}

/** A port whose turn comes. */
interface Candidate {
  readonly path: string;
  readonly port: PortDescription | undefined;
}

/** A round of attempts. */
interface Round {
  readonly queue: readonly Candidate[];
  readonly listed: boolean;
  readonly findings: readonly Finding[];
}

/** Where the search is. */
export type SupervisorState =
  | { readonly kind: "idle"; readonly memory: Memory }
  | { readonly kind: "trying"; readonly memory: Memory; readonly round: Round; readonly candidate: Candidate }
  | { readonly kind: "listing"; readonly memory: Memory; readonly round: Round }
  | { readonly kind: "pausing"; readonly memory: Memory; readonly error: KetukError }
  | { readonly kind: "open"; readonly memory: Memory }
  | { readonly kind: "closed"; readonly memory: Memory };

/** What happens. */
export type SupervisorInput =
  | { readonly kind: "start" }
  /** A session is open on the port that was tried, with the reader of this id. */
  | { readonly kind: "opened"; readonly id: string }
  /** The attempt failed, or what was open was lost after `heldMs`. */
  | {
      readonly kind: "over";
      readonly error: KetukError;
      readonly otherId?: string | undefined;
      readonly heldMs: number;
    }
  /** The ports of this computer, less those that other Readers hold. */
  | { readonly kind: "listed"; readonly ports: readonly PortDescription[] }
  /** How the computer describes the open port. */
  | { readonly kind: "described"; readonly port: PortDescription }
  /** The pause is over. */
  | { readonly kind: "elapsed" }
  /** The time to search is over. */
  | { readonly kind: "give-up" }
  /** The application wants no more. */
  | { readonly kind: "close" };

/** What the caller has to do. */
export type SupervisorEffect =
  /** Open this port and look for the reader; answer with `opened` or `over`. */
  | { readonly kind: "try"; readonly path: string; readonly timeoutMs: number }
  /** List the ports; answer with `listed`. */
  | { readonly kind: "list" }
  /** Answer with `elapsed` after this time. */
  | { readonly kind: "pause"; readonly delayMs: number }
  /** Tell the application: the next attempt begins after `delayMs` with `path`. */
  | {
      readonly kind: "reconnecting";
      readonly attempt: number;
      readonly delayMs: number;
      readonly path: string | undefined;
      readonly error: KetukError;
    }
  /** It is over for good. */
  | { readonly kind: "end"; readonly error: KetukError };

/** A state and what to do on the way there. */
export interface SupervisorStep {
  readonly state: SupervisorState;
  readonly effects: readonly SupervisorEffect[];
}

/** Where every search begins. */
export function initialSupervisor(plan: Plan): SupervisorState {
  return {
    kind: "idle",
    memory: { id: plan.id, port: undefined, path: undefined, attempt: 0, wasOpen: false, findings: [] },
  };
}

/**
 * What follows from an input. Defined for every state and every input; what does not fit the state changes nothing.
 *
 * @param random from 0 to 1, for the jitter of the pauses
 */
export function supervise(plan: Plan, state: SupervisorState, input: SupervisorInput, random: number): SupervisorStep {
  if (input.kind === "close") return { state: { kind: "closed", memory: state.memory }, effects: [] };
  if (input.kind === "give-up") return giveUp(plan, state);
  switch (state.kind) {
    case "idle":
      return input.kind === "start" ? beginRound(plan, state.memory) : stay(state);
    case "trying":
      return whileTrying(plan, state, input, random);
    case "listing":
      return input.kind === "listed" ? onListed(plan, state, input.ports, random) : stay(state);
    case "pausing":
      return input.kind === "elapsed" ? beginRound(plan, state.memory) : stay(state);
    case "open":
      return whileOpen(plan, state, input, random);
    case "closed":
      return stay(state);
  }
}

/**
 * Is this reader another one than the one that is meant?
 *
 * @param wanted its id; undefined takes any. A reader without an id (lab state) is known by its port only, and may be
 *   given an id there
 */
export function isOther(wanted: string | undefined, found: string): boolean {
  return wanted !== undefined && wanted !== "" && wanted !== found;
}

function stay(state: SupervisorState): SupervisorStep {
  return { state, effects: [] };
}

function beginRound(plan: Plan, memory: Memory): SupervisorStep {
  const paths = new Set([memory.path, plan.home].filter((path) => path !== undefined));
  const queue = [...paths].map((path) => ({ path, port: path === memory.path ? memory.port : undefined }));
  // There is a path, or an id to search by: the boundary has checked it. So a round has something to begin with.
  const round: Round = { queue, listed: false, findings: [] };
  return nextTry(plan, memory, round) ?? { state: { kind: "listing", memory, round }, effects: [{ kind: "list" }] };
}

/** The next port of the round, or the list; undefined when nothing is left. */
function nextTry(plan: Plan, memory: Memory, round: Round): SupervisorStep | undefined {
  const [candidate, ...queue] = round.queue;
  if (candidate) {
    const { path } = candidate;
    const own = path === (memory.path ?? plan.home);
    const timeoutMs = own ? plan.timeoutMs : Math.min(plan.timeoutMs, PROBE_TIMEOUT_MS);
    const state: SupervisorState = { kind: "trying", memory, round: { ...round, queue }, candidate };
    return { state, effects: [{ kind: "try", path, timeoutMs }] };
  }
  // A reader without an id cannot be told from others; and a path that was never right is more likely a typing error.
  const mayList = plan.searches && memory.id && (memory.wasOpen || plan.first !== "once");
  if (round.listed || !mayList) return undefined;
  return { state: { kind: "listing", memory, round }, effects: [{ kind: "list" }] };
}

function onListed(
  plan: Plan,
  { memory, round }: SupervisorState & { kind: "listing" },
  ports: readonly PortDescription[],
  random: number,
): SupervisorStep {
  const tried = new Set(round.findings.map((finding) => finding.path));
  const left = ports.filter(({ path, stablePath }) => !tried.has(path) && !tried.has(stablePath ?? path));
  const strangers = !memory.wasOpen || memory.attempt >= STRANGERS_FROM_ATTEMPT;
  const fitting = chooseCandidates(left, { last: memory.port, strangers, anyPort: plan.anyPort });
  const queue = fitting.map((port) => ({ path: port.path, port }));
  const listed = { ...round, queue, listed: true };
  return nextTry(plan, memory, listed) ?? roundOver(plan, memory, listed, random);
}

function whileTrying(
  plan: Plan,
  state: SupervisorState & { kind: "trying" },
  input: SupervisorInput,
  random: number,
): SupervisorStep {
  const { memory, round, candidate } = state;
  if (input.kind === "opened") {
    const { path, port } = candidate;
    // What came before the first session were no reconnects.
    const attempt = memory.wasOpen ? memory.attempt : 0;
    return {
      state: { kind: "open", memory: { id: input.id, port, path, attempt, wasOpen: true, findings: [] } },
      effects: [],
    };
  }
  if (input.kind !== "over") return stay(state);
  if (isFinal(memory, input.error)) return end(memory, input.error);
  const finding = { path: candidate.path, error: input.error, otherId: input.otherId };
  const tried = { ...round, findings: [...round.findings, finding] };
  return nextTry(plan, memory, tried) ?? roundOver(plan, memory, tried, random);
}

function whileOpen(
  plan: Plan,
  state: SupervisorState & { kind: "open" },
  input: SupervisorInput,
  random: number,
): SupervisorStep {
  const { memory } = state;
  if (input.kind === "described") return { state: { ...state, memory: { ...memory, port: input.port } }, effects: [] };
  // A reader that was given an id while it was open is known by it from now on.
  if (input.kind === "opened") return { state: { ...state, memory: { ...memory, id: input.id } }, effects: [] };
  if (input.kind !== "over") return stay(state);
  if (!plan.reconnect) return end(memory, input.error);
  const before = input.heldMs >= STABLE_MS ? 0 : memory.attempt;
  return pause(plan, { ...memory, attempt: before }, input.error, random);
}

function roundOver(plan: Plan, before: Memory, { findings }: Round, random: number): SupervisorStep {
  const memory = { ...before, findings };
  const error = roundError(plan, memory, findings);
  const goesOn = memory.wasOpen || plan.first === "wait" || (plan.first === "search" && findings.some(isHopeful));
  return goesOn ? pause(plan, memory, error, random) : end(memory, error);
}

function giveUp(plan: Plan, state: SupervisorState): SupervisorStep {
  const { kind, memory } = state;
  if (kind === "pausing") return end(memory, state.error);
  if (kind !== "trying" && kind !== "listing") return stay(state);
  const findings = new Map(memory.findings.map((finding) => [finding.path, finding]));
  for (const finding of state.round.findings) findings.set(finding.path, finding);
  if (kind === "trying" && !findings.has(state.candidate.path)) {
    const { path } = state.candidate;
    findings.set(path, { path, error: new KetukError("not-a-reader", `no reader has answered on ${path} yet`) });
  }
  return end(memory, roundError(plan, memory, [...findings.values()]));
}

function pause(plan: Plan, before: Memory, error: KetukError, random: number): SupervisorStep {
  const memory = { ...before, attempt: before.attempt + 1 };
  const delayMs = delayBefore(plan.backoff, memory.attempt, random);
  const path = memory.path ?? plan.home;
  return {
    state: { kind: "pausing", memory, error },
    effects: [
      { kind: "reconnecting", attempt: memory.attempt, delayMs, path, error },
      { kind: "pause", delayMs },
    ],
  };
}

function end(memory: Memory, error: KetukError): SupervisorStep {
  return { state: { kind: "closed", memory }, effects: [{ kind: "end", error }] };
}

/**
 * No further attempt will change it: the reader speaks another protocol. Where there has been a session, one Hello in
 * clear, which may be anybody's, must not end it for good.
 */
function isFinal(memory: Memory, error: KetukError): boolean {
  return error.code === "protocol-version" && !memory.wasOpen;
}

/** Was the port in use for a moment, or its reader still starting? */
function isHopeful({ error }: Finding): boolean {
  return error.code === "not-a-reader" || error.code === "port-busy" || error.code === "disconnected";
}

/** What went wrong in a round: the error of the one port, or what was found on all of them. */
function roundError(plan: Plan, memory: Memory, findings: readonly Finding[]): KetukError {
  const own = findings.find((finding) => finding.path === (memory.path ?? plan.home));
  if (own && own.otherId === undefined) return own.error;
  return notFoundError(memory.id ?? "", findings);
}

/** Names the readers that were found instead. */
export function notFoundError(id: string, findings: readonly Finding[]): KetukError {
  const found = findings.map(({ path, error, otherId }) => `${path}: ${otherId ?? error.code}`);
  const where = found.length > 0 ? found.join(", ") : "there is no port that looks like a reader's";
  return new KetukError("reader-not-found", `reader "${id}" was not found (${where})`, {
    hint: "is it plugged in and powered, and is this its id? ketuk list",
  });
}
