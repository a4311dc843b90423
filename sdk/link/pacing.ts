/**
 * Writes towards a reader in bursts it can take: some interpreter builds lose what comes faster (limits.ts).
 *
 * There are two lanes. What keeps the session alive goes before what the application asks, so that a hundred calls delay
 * no acknowledgement, and a call sees what was acknowledged before it; but never so often in a row that calls starve.
 */
import { RECEIVE_PAUSE_MS } from "../../protocol/index.js";
import { KetukError } from "../errors.js";

/** Bytes that may wait in a lane; a reader that takes nothing must not fill the host's memory. */
const QUEUE_LIMIT_BYTES = 16384;

/** Urgent frames in a row while a call waits. */
const URGENT_RUN_COUNT = 4;

/** A burst takes 45 ms on the line. A driver that has not taken it by now is stuck. */
const WRITE_TIMEOUT_MS = 5000;

/** A frame that is made when its turn comes, so that it says what is right then. */
export interface LateFrame {
  /** Its size in bytes, about. */
  readonly sizeBytes: number;
  /** Called once, when its turn comes. No bytes mean that there is nothing to say any more. */
  make(): Uint8Array;
}

/** A frame, or what makes it. */
export type Frame = Uint8Array | LateFrame;

/** "urgent": what keeps the session alive (acknowledgements, signs of life, opening it); "calls": what the application asks. */
export type Lane = "urgent" | "calls";

/** Sends frames one after the other. */
export interface PacedWriter {
  /**
   * Puts a frame at the end of a lane.
   *
   * @returns false when the lane is full and the frame was dropped; requests are retried, so nothing is lost for good
   */
  send(frame: Frame, lane: Lane): boolean;
  /** Resolves when everything queued so far was written, or when writing stopped. Never rejects. */
  idle(): Promise<void>;
  /** Drops what waits and ignores what comes. */
  stop(): void;
}

/** What a paced writer needs. */
export interface PacingOptions {
  /** Writes one burst; resolves when it was taken. A rejection stops the writer. */
  write(burst: Uint8Array): Promise<void>;
  /** Largest burst in bytes, asked before each: Hello may change it. */
  limitBytes(): number;
  /** Nothing more goes out: a write failed, or was not taken within 5 s. Called once, not after `stop`. */
  failed(error: unknown): void;
}

/** Cuts a frame into bursts of at most `limitBytes`. Views, no copies. */
export function cutBursts(frame: Uint8Array, limitBytes: number): Uint8Array[] {
  const bursts: Uint8Array[] = [];
  for (let at = 0; at < frame.length; at += limitBytes) bursts.push(frame.subarray(at, at + limitBytes));
  return bursts;
}

/** Creates a writer that pauses RECEIVE_PAUSE_MS after each burst. */
export function createPacedWriter(options: PacingOptions): PacedWriter {
  const lanes = { urgent: createLane(), calls: createLane() };
  const waits = createWaits();
  let urgentRun = 0;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let busy = false;

  function takeFrame(): Frame | undefined {
    const callWaits = lanes.calls.frames.length > 0;
    const frame = callWaits && urgentRun >= URGENT_RUN_COUNT ? undefined : take(lanes.urgent);
    urgentRun = frame && callWaits ? urgentRun + 1 : 0;
    return frame ?? take(lanes.calls);
  }

  async function run(): Promise<void> {
    for (let frame = takeFrame(); frame && !stopped; frame = takeFrame()) {
      const bytes = "make" in frame ? frame.make() : frame;
      for (const burst of cutBursts(bytes, Math.max(1, options.limitBytes()))) {
        await waits.write(options.write(burst));
        if (stopped) return;
        await waits.pause();
        if (stopped) return;
      }
    }
    busy = false;
  }

  function start(): void {
    if (busy) return;
    busy = true;
    running = run().catch((error: unknown) => {
      if (stopped) return;
      stop();
      options.failed(error);
    });
  }

  function stop(): void {
    stopped = true;
    for (const lane of Object.values(lanes)) clear(lane);
    waits.end();
  }

  return {
    send(frame, lane) {
      if (stopped || !put(lanes[lane], frame)) return false;
      start();
      return true;
    },
    idle: () => running,
    stop,
  };
}

interface LaneQueue {
  frames: Frame[];
  bytes: number;
}

function createLane(): LaneQueue {
  return { frames: [], bytes: 0 };
}

function put(lane: LaneQueue, frame: Frame): boolean {
  if (lane.bytes + sizeOf(frame) > QUEUE_LIMIT_BYTES) return false;
  lane.frames.push(frame);
  lane.bytes += sizeOf(frame);
  return true;
}

function take(lane: LaneQueue): Frame | undefined {
  const frame = lane.frames.shift();
  if (frame) lane.bytes -= sizeOf(frame);
  return frame;
}

function clear(lane: LaneQueue): void {
  lane.frames = [];
  lane.bytes = 0;
}

function sizeOf(frame: Frame): number {
  return "make" in frame ? frame.sizeBytes : frame.length;
}

/** The one wait of a writer that is under way, so that `stop` leaves no timer behind. */
function createWaits() {
  let endWait = () => {};

  function wait(ms: number, begin: (resolve: () => void, reject: (error: unknown) => void) => () => void) {
    return new Promise<void>((yes, no) => {
      const settle = (how: () => void) => {
        clearTimeout(timer);
        how();
      };
      const late = begin(
        () => settle(yes),
        (error) => settle(() => no(error)),
      );
      const timer = setTimeout(late, ms);
      endWait = () => settle(yes);
    });
  }

  return {
    /** A write that never ends would be silence for ever: nobody would learn that nothing goes out. */
    write: (write: Promise<void>) =>
      wait(WRITE_TIMEOUT_MS, (resolve, reject) => {
        write.then(resolve, reject);
        return () => reject(stuckError());
      }),
    pause: () => wait(RECEIVE_PAUSE_MS, (resolve) => resolve),
    end: () => endWait(),
  };
}

function stuckError(): KetukError {
  return new KetukError("disconnected", `the port took no bytes for ${WRITE_TIMEOUT_MS} ms`, {
    hint: "its driver is stuck: unplug the reader and plug it in again",
  });
}
