/** Looks at everything in its order, from the port to the card, and goes on only as far as it gets. */
import { KetukError } from "../errors.js";
import type { KeyProvider } from "../keys/provider.js";
import type { LinkCounters } from "../link/counters.js";
import type { Hello } from "../link/messages.js";
import { infoOf } from "../reader/info.js";
import { waysOf } from "../reader/ways.js";
import { mayDo } from "../roles.js";
import type { BindingInterface } from "../transport/binding.js";
import { meetCard } from "./card.js";
import type { ClockFacts, Facts, Failure, LineFacts } from "./facts.js";
import { DIAGNOSES, measureParts } from "./parts.js";
import { listen } from "./probe.js";
import { openQuietly, type QuietSession } from "./session.js";
import type { World } from "./world.js";

/** What to examine, and how. */
export interface ExamineOptions {
  /** Path of the port. */
  readonly path: string;
  /** A binding of one's own, such as a virtual reader's. */
  readonly binding?: BindingInterface | undefined;
  /** Opens a session; a reader with keys tells little without. */
  readonly keys?: KeyProvider | undefined;
  /** "skip": no card is waited for; "ask": it is no failure when none comes; "promised": it is. */
  readonly card: "skip" | "ask" | "promised";
  /** Time for a session to open. Default 8,000. */
  readonly timeoutMs?: number | undefined;
  /** Between two looks at the clock. Default 3,000. */
  readonly clockMs?: number | undefined;
}

const TIMEOUT_MS = 8000;
const CLOCK_MS = 3000;

/**
 * Collects the facts about a reader. What goes wrong on the way is a fact, too.
 *
 * @throws KetukError `bad-argument` for a path that cannot be one, `aborted`
 */
export async function examine(options: ExamineOptions, world: World): Promise<Facts> {
  const { path } = options;
  const open = waysOf(options).open(path);
  world.progress("looking at the port");
  let first: Awaited<ReturnType<typeof listen>>;
  try {
    first = await listen(open, world);
  } catch (error) {
    return { path, portFailure: failureOf(error) };
  }
  if (!first.hello) return { path, line: { heard: first.kind, words: first.words, restarts: false } };
  // Opened twice: a board that is reset by it tells another number of its boot.
  const second = await listen(open, world).catch(() => undefined);
  const hello = second?.hello ?? first.hello;
  const line: LineFacts = { heard: "hello", words: "a reader", restarts: hello.boot !== first.hello.boot };
  world.progress("opening a session");
  const about = { path, line, info: infoOf(path, hello), diagnoses: (hello.features & DIAGNOSES) !== 0 };
  let session: QuietSession;
  let counters: LinkCounters | undefined;
  try {
    session = await openQuietly(open, options.keys, options.timeoutMs ?? TIMEOUT_MS, world.signal, (found) => {
      counters = { ...found };
    });
  } catch (error) {
    return { ...about, sessionFailure: failureOf(error), counters };
  }
  try {
    return { ...about, ...(await look(session, session.hello, options, world)) };
  } finally {
    await session.close();
  }
}

/** Everything that takes a session. */
async function look(
  session: QuietSession,
  hello: Hello,
  options: ExamineOptions,
  world: World,
): Promise<Partial<Facts>> {
  const { status } = await session.ask({ kind: "status" }, {});
  const mayDiagnose = hello.state === "lab" || mayDo(session.role, "operator");
  const parts =
    mayDiagnose && (hello.features & DIAGNOSES) !== 0
      ? await measureParts(session.ask, { signal: world.signal }, hello.board !== "", world.progress)
      : undefined;
  world.progress("watching the clock");
  const clock = await meetClock(session, world, options.clockMs ?? CLOCK_MS);
  const answers = status && status.chipVersion !== 0 && status.chipVersion !== 0xff;
  const card =
    parts && answers && options.card !== "skip"
      ? await meetCard(session, world, options.card === "promised")
      : undefined;
  const faults = session.notices.filter(({ kind }) => kind === "fault").map(({ fault }) => fault);
  return { status, mayDiagnose, parts, clock, card, faults, counters: { ...session.counters } };
}

async function meetClock(session: QuietSession, world: World, ms: number): Promise<ClockFacts | undefined> {
  const first = await sample(session, world);
  await world.sleep(ms);
  const last = await sample(session, world);
  if (!first || !last) return undefined;
  const here = last.atMs - first.atMs;
  const off = last.uptimeMs - first.uptimeMs - here;
  const sure = Math.max(0, Math.abs(off) - first.slackMs - last.slackMs);
  return {
    aheadMs: last.wallMs === undefined ? undefined : last.wallMs - last.hereMs,
    slackMs: last.slackMs,
    driftPpm: here > 0 ? Math.round((Math.sign(off) * sure * 1e6) / here) : 0,
  };
}

async function sample(session: QuietSession, world: World) {
  const beforeMs = world.nowMs();
  const wallBeforeMs = world.wallMs();
  const { pong } = await session.ask({ kind: "ping" }, {});
  const slackMs = (world.nowMs() - beforeMs) / 2;
  if (!pong) return undefined;
  const { uptimeMs, wallMs } = pong;
  return { atMs: beforeMs + slackMs, hereMs: wallBeforeMs + slackMs, slackMs, uptimeMs, wallMs };
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof KetukError) || error.code === "aborted" || error.code === "bad-argument") throw error;
  return { code: error.code, message: error.message, hint: error.hint };
}
