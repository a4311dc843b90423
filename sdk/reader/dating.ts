/** When a record was made, also where the reader did not know the time yet: the host counts back from its own clock. */
import type { Hello } from "../link/messages.js";
import type { RecordData } from "../verify/record-data.js";
import { addSample, type ClockEstimate, type ClockSample, estimateOf, hostMsAt, NO_SAMPLES } from "./drift.js";

/** When something happened, and who says so. */
export interface Dated {
  /** When it happened; undefined for a record of an earlier boot that was made before the reader knew the time. */
  readonly datedAt: Date | undefined;
  /** "reader": sealed with the record. "host": reckoned here from the reader's uptime, and covered by no seal. */
  readonly datedBy: "reader" | "host" | undefined;
}

/** Dates of the records of the boot that is running. */
export interface Dating {
  /** The reader says which boot this is, and its uptime. */
  hello(hello: Hello, hostMs: number): void;
  /** Its uptime as told by an answer. Only within a session: it must be of the boot that the last Hello named. */
  sample(sample: ClockSample): void;
  /** How the reader's clock runs; undefined before it told its uptime. */
  estimate(): ClockEstimate | undefined;
  /** Dates a record. */
  date(data: RecordData, hostMs: number): Dated;
}

/** A record cannot come from the future; reckoning is no better than this, in milliseconds. */
const TOLERANCE_MS = 1000;

/** Creates the dating of one reader. */
export function createDating(): Dating {
  let present = "";
  let samples = NO_SAMPLES;

  function reckon(data: RecordData, hostMs: number): number | undefined {
    if (bootOf(data.reader, data) !== present) return undefined;
    const madeMs = hostMsAt(samples, data.uptimeMs);
    return madeMs !== undefined && madeMs <= hostMs + TOLERANCE_MS ? Math.min(Math.round(madeMs), hostMs) : undefined;
  }

  return {
    hello(hello, hostMs) {
      const boot = bootOf(hello.readerId, hello);
      if (boot !== present) samples = NO_SAMPLES;
      present = boot;
      // 0: firmware that does not say.
      if (hello.uptimeMs > 0) samples = addSample(samples, { hostMs, uptimeMs: hello.uptimeMs });
    },
    sample(sample) {
      samples = addSample(samples, sample);
    },
    estimate: () => estimateOf(samples),
    date(data, hostMs) {
      if (data.at) return { datedAt: data.at, datedBy: "reader" };
      const madeMs = reckon(data, hostMs);
      return madeMs === undefined
        ? { datedAt: undefined, datedBy: undefined }
        : { datedAt: new Date(madeMs), datedBy: "host" };
    },
  };
}

/** Boots are counted for ever, but a wiped reader and another one count anew. */
function bootOf(readerId: string, { epoch, boot }: { readonly epoch: number; readonly boot: number }): string {
  return `${readerId}/${epoch}/${boot}`;
}
