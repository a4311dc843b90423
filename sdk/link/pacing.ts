/** Writes towards a reader in bursts it can take: some interpreter builds lose what comes faster (limits.ts). */
import { RECEIVE_PAUSE_MS } from "../../protocol/index.js";

/** Bytes that may wait to be written; a reader that takes nothing must not fill the host's memory. */
const QUEUE_LIMIT_BYTES = 16384;

/** Counts for a frame that is made when its turn comes. */
const LATE_FRAME_BYTES = 32;

/** A frame, or what makes it. */
export type Frame = Uint8Array | (() => Uint8Array);

/** Sends frames one after the other. */
export interface PacedWriter {
  /**
   * Puts a frame at the end of the queue. A function is called when its turn comes, and says what is right then.
   *
   * @returns false when the queue is full and the frame was dropped; requests are retried, so nothing is lost for good
   */
  send(frame: Frame): boolean;
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
}

/** Cuts a frame into bursts of at most `limitBytes`. Views, no copies. */
export function cutBursts(frame: Uint8Array, limitBytes: number): Uint8Array[] {
  const bursts: Uint8Array[] = [];
  for (let at = 0; at < frame.length; at += limitBytes) bursts.push(frame.subarray(at, at + limitBytes));
  return bursts;
}

/** Creates a writer that pauses RECEIVE_PAUSE_MS after each burst. */
export function createPacedWriter(options: PacingOptions): PacedWriter {
  const queue: Frame[] = [];
  let queuedBytes = 0;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let busy = false;

  async function run(): Promise<void> {
    for (let frame = queue.shift(); frame && !stopped; frame = queue.shift()) {
      queuedBytes -= sizeOf(frame);
      const bytes = typeof frame === "function" ? frame() : frame;
      for (const burst of cutBursts(bytes, Math.max(1, options.limitBytes()))) {
        if (stopped) return;
        await options.write(burst);
        await pause();
      }
    }
  }

  function start(): void {
    if (busy) return;
    busy = true;
    // The transport reports its own loss; here a failed write only means that nothing more will go out.
    running = run().then(
      () => {
        busy = false;
      },
      () => stop(),
    );
  }

  function stop(): void {
    stopped = true;
    queue.length = 0;
    queuedBytes = 0;
  }

  return {
    send(frame) {
      if (stopped || queuedBytes + sizeOf(frame) > QUEUE_LIMIT_BYTES) return false;
      queue.push(frame);
      queuedBytes += sizeOf(frame);
      start();
      return true;
    },
    idle: () => running,
    stop,
  };
}

function sizeOf(frame: Frame): number {
  return typeof frame === "function" ? LATE_FRAME_BYTES : frame.length;
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, RECEIVE_PAUSE_MS);
  });
}
