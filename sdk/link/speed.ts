/**
 * The speed of the line: raised once a session is open, by asking the reader, and let go where it does not hold.
 *
 *     slow --raise, the reader agrees--> changing --it answers--> fast
 *                                        changing --it does not--> slow
 *     fast --rubbish alone, or one frame in sixteen damaged--> slow
 *
 * Both ends fall back by themselves, so that neither has to know what became of the other: the reader after three times
 * rubbish (protocol/limits.ts), the host after some bytes of it, as of a reader that restarts, or after silence. Every port
 * is opened at the speed of the start.
 */
import { BAUD_RATE, FAST_BAUD_RATE, SPEED_CHANGE_MS } from "../../protocol/index.js";
import type { LinkCounters } from "./counters.js";

/** The host changes its speed so long after the answer: the reader has changed its own by then, and is still quiet. */
const PAUSE_MS = SPEED_CHANGE_MS + 5;

/** So many bytes without a good frame are rubbish: what ROM and reader say at a start. Few frames are as long. */
const RUBBISH_BYTES = 512;

/** A line that damages so many frames, and one in so many, is no line for this speed. */
const DAMAGED_MIN = 8;
const DAMAGED_SHARE = 1 / 16;

/** Attempts on one port, after which it stays as it is. */
const FAILURES_MAX = 2;

/** What is needed to change it. */
export interface SpeedParts {
  /** Changes this end. May reject. */
  setBaudRate(baudRate: number): Promise<void>;
  /** Asks the reader for another speed. False when it does not agree, or does not answer. Never rejects. */
  ask(fast: boolean): Promise<boolean>;
  /** Does the reader answer at the present speed? Never rejects. */
  isThere(): Promise<boolean>;
  /** The line is at the speed of the start, and nobody knows whether the reader is: looks for it. */
  search(): void;
}

/** The speed of one open port. */
export interface LineSpeed {
  /** While it changes: nothing may be written before this resolves. Never rejects. */
  readonly changing: Promise<void> | undefined;
  /** A session is open: asks for the higher speed, unless the line has it or has failed at it. */
  raise(): void;
  /** Bytes came and were counted, and so were the frames in them. */
  heard(): void;
  /** The reader does not answer. */
  silent(): void;
  /** Resolves when the speed is not about to change. Never rejects. */
  readonly settled: Promise<void>;
  /** The port is about to be closed: asks the reader to be at the speed of the start for whoever opens it next. */
  leave(): void;
}

/** @param counters of the link on this port */
export function createLineSpeed(parts: SpeedParts, counters: LinkCounters): LineSpeed {
  let state: "slow" | "changing" | "fast" = "slow";
  let failures = 0;
  let isRaised = false;
  let changing: Promise<void> | undefined;
  let settled: Promise<void> = Promise.resolve();
  /** What was counted when the line was raised, and at the last good frame. */
  let first = { ...counters };
  let { framesIn, bytesIn } = counters;

  async function change(baudRate: number, pauseMs: number): Promise<boolean> {
    let done = false;
    const pause = new Promise((resolve) => setTimeout(resolve, pauseMs));
    const set = pause.then(() => parts.setBaudRate(baudRate));
    changing = set.then(
      () => {
        done = true;
        isRaised = baudRate !== BAUD_RATE;
      },
      () => {},
    );
    await changing;
    changing = undefined;
    return done;
  }

  async function goFast(): Promise<void> {
    state = "changing";
    if ((await parts.ask(true)) && (await change(FAST_BAUD_RATE, PAUSE_MS)) && (await parts.isThere())) {
      state = "fast";
      first = { ...counters };
      return;
    }
    // An answer may have been lost: the reader may have changed all the same.
    failures++;
    await goSlow(0);
  }

  async function goSlow(pauseMs: number): Promise<void> {
    state = "changing";
    if (isRaised) counters.slowed++;
    await change(BAUD_RATE, pauseMs);
    state = "slow";
    parts.search();
  }

  /** Asks first: then no frame is lost. What the reader does not hear it will find out by itself. */
  async function giveUp(): Promise<void> {
    state = "changing";
    failures = FAILURES_MAX;
    await parts.ask(false);
    await goSlow(PAUSE_MS);
  }

  return {
    get changing() {
      return changing;
    },
    get settled() {
      return settled;
    },
    raise() {
      if (state === "slow" && failures < FAILURES_MAX) settled = goFast();
    },
    heard() {
      const isGood = counters.framesIn > framesIn;
      if (isGood) {
        framesIn = counters.framesIn;
        bytesIn = counters.bytesIn;
      }
      if (state !== "fast") return;
      const damaged = counters.rejectedChecksum - first.rejectedChecksum;
      if (counters.bytesIn - bytesIn > RUBBISH_BYTES) settled = goSlow(0);
      else if (damaged >= DAMAGED_MIN && damaged > DAMAGED_SHARE * (framesIn - first.framesIn)) settled = giveUp();
    },
    silent() {
      if (state === "fast") settled = goSlow(0);
    },
    leave() {
      if (state === "fast") void parts.ask(false);
    },
  };
}
