/** What is known about a reader before anybody judges it. Plain data: `--json` prints it, tests make it up. */
import type { KetukErrorCode } from "../errors.js";
import type { LinkCounters } from "../link/counters.js";
import type { ReaderStatus } from "../link/messages.js";
import type { NoiseKind } from "../link/noise.js";
import type { ReaderInfo } from "../reader/info.js";
import type { FaultName } from "../verify/names.js";
import type { TapData } from "../verify/record-data.js";

/** A failure of the SDK, as data. */
export interface Failure {
  /** As in KetukError. */
  readonly code: KetukErrorCode;
  /** What happened. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string | undefined;
}

/** What was heard on a port before any session. */
export interface LineFacts {
  /** "hello" is a reader; everything else is not. */
  readonly heard: NoiseKind | "hello";
  /** What that looks like, in words. */
  readonly words: string;
  /** The board started anew each time the port was opened. */
  readonly restarts: boolean;
}

/** Bytes that went through the chip's FIFO and back. */
export interface SpiRounds {
  /** Clock of the bus; 0 is the one it works at. */
  readonly hz: number;
  /** Rounds of 64 bytes. */
  readonly rounds: number;
  /** Rounds with an error. */
  readonly bad: number;
}

/** What the board measured about its parts. What it could not be asked is undefined. */
export interface PartFacts {
  /** A card lay there: the chip was left alone. */
  readonly busy: boolean;
  /** All 64 registers, in the order of their addresses. */
  readonly registers?: Uint8Array | undefined;
  /** The digital self-test. */
  readonly selfTest?:
    | {
        /** VersionReg, told with it. */
        readonly version: number;
        /** Its 64 bytes. */
        readonly data: Uint8Array;
      }
    | undefined;
  /** The lines RST and IRQ. */
  readonly reset?:
    | {
        /** The chip is silent while RST is low. */
        readonly silent: boolean;
        /** It answers again afterwards. */
        readonly back: boolean;
        /** Level of IRQ, pulled up. */
        readonly irqHigh: boolean;
      }
    | undefined;
  /** The bus, at several clocks. */
  readonly spi?: readonly SpiRounds[] | undefined;
  /** Ways of wiring under which a chip answers. */
  readonly wiring?:
    | {
        /** As configured. */
        readonly configured: boolean;
        /** With MISO and MOSI swapped. */
        readonly misoMosi: boolean;
        /** With SCK and SDA swapped. */
        readonly sckCs: boolean;
      }
    | undefined;
  /** What is free. */
  readonly memory?:
    | {
        /** Bytes of Storage. */
        readonly storageFreeBytes: number;
        /** JsVars. */
        readonly freeCount: number;
      }
    | undefined;
  /** What would let somebody in. */
  readonly open?:
    | {
        /** The interpreter has a console. */
        readonly console: boolean;
        /** Bluetooth is on. */
        readonly bluetooth: boolean;
        /** Wi-Fi, and with it telnet, is on. */
        readonly wifi: boolean;
      }
    | undefined;
}

/** The reader's clock against this computer's. */
export interface ClockFacts {
  /** Milliseconds by which the reader's wall clock is ahead; undefined when it does not know the time. */
  readonly aheadMs: number | undefined;
  /** How much of `aheadMs` may be due to the line. */
  readonly slackMs: number;
  /** Parts per million by which it runs too fast, as far as that is sure; 0 when it may be right. */
  readonly driftPpm: number;
}

/** What came of showing a card. */
export interface CardFacts {
  /** Somebody said that a card would be shown. */
  readonly promised: boolean;
  /** A card was heard. */
  readonly seen: boolean;
  /** Calls and answers by gain, while the card lay there. */
  readonly calls: readonly { readonly gain: number; readonly calls: number; readonly answered: number }[];
  /** Its record, when it came in time. */
  readonly tap: TapData | undefined;
}

/** Everything that is known. Later parts are missing where earlier ones failed. */
export interface Facts {
  /** Path of the port. */
  readonly path: string;
  /** Why the port could not be opened. */
  readonly portFailure?: Failure | undefined;
  /** What was heard on it. */
  readonly line?: LineFacts | undefined;
  /** What the reader says about itself, in clear. */
  readonly info?: ReaderInfo | undefined;
  /** The reader's firmware can look into its parts. */
  readonly diagnoses?: boolean | undefined;
  /** Why no session was opened. */
  readonly sessionFailure?: Failure | undefined;
  /** The session may look into the parts. */
  readonly mayDiagnose?: boolean | undefined;
  /** Counters of the board. */
  readonly status?: ReaderStatus | undefined;
  /** Faults that the reader told when the session opened. */
  readonly faults?: readonly FaultName[] | undefined;
  /** Counters of this side of the line. */
  readonly counters?: LinkCounters | undefined;
  /** What the board measured. */
  readonly parts?: PartFacts | undefined;
  /** Its clock. */
  readonly clock?: ClockFacts | undefined;
  /** A card. */
  readonly card?: CardFacts | undefined;
}
