/** What to say when a reader is opened. */
import type { KeyProvider } from "../keys/provider.js";
import type { Role } from "../roles.js";
import type { CursorStore } from "../store/cursor.js";
import type { EnrolmentStore } from "../verify/enrolment.js";
import type { Assurance } from "../verify/names.js";
import type { ReplayStore } from "../verify/replay.js";
import type { ConnectOptions } from "./connect-options.js";
import type { RecordEvent } from "./events.js";

/** See `AckMode`. */
export const ACK_MODES = ["manual", "auto", "none"] as const;
/** Who acknowledges taps: the application, or the loop that asks for the next one. */
export type AckMode = (typeof ACK_MODES)[number];

/** How to open a reader. */
export interface ReaderOptions extends ConnectOptions {
  /**
   * A fleet's keys, or some of them. With tap keys every tap is verified; without, every verdict is "unverified". With
   * role keys a session with a provisioned reader can be opened; without, none. FleetKeys and key rings have both.
   */
  readonly keys?: KeyProvider | undefined;
  /**
   * The fleet's Ed25519 key, 32 bytes. With it signatures are checked under the certificate that the reader brings, and
   * `verdict.signature` says what they are worth. Without tap keys the signature decides: what has no good one is refused.
   */
  readonly fleetPublicKey?: Uint8Array | undefined;
  /** What the session may do; the less the better. Default: the role that `keys` are for, else "operator". */
  readonly role?: Role | undefined;
  /**
   * Opening a session sets the reader's clock to this computer's; this keeps it there, however long the session lasts.
   * Every answer to a ping tells the reader's time, and a clock that is more than 0.1 s off is set, once a minute at most.
   * Only from the role "operator" on: with "tap" the clock goes as the crystal does, 1 to 3.5 s a day. Default true;
   * false for a reader that is given another time by `setTime`.
   */
  readonly keepTime?: boolean | undefined;
  /** Weakest proof that a verdict accepts. Default "mutual-aes". */
  readonly minimumAssurance?: Assurance | undefined;
  /** What each card was enrolled with. Default: nothing. */
  readonly enrolment?: EnrolmentStore | undefined;
  /**
   * Where verified counters are kept. Default: in memory, which is right here: what `cursors` covers is not delivered
   * again. A durable one belongs into back ends; here it would call "replayed" what comes again after a crash.
   */
  readonly replay?: ReplayStore | undefined;
  /**
   * The same as `on("record", ...)`, from the very first record on: some may arrive before `open()` has returned. The
   * acknowledgement of a record that is no tap goes out after this returns; call `close()` in it and none does.
   */
  readonly onRecord?: ((event: RecordEvent) => void) | undefined;
  /**
   * Where the host remembers what it has stored, so that a tap that was acknowledged before a crash does not come
   * again. Default: nowhere, and taps whose acknowledgement got lost come again after a restart of the program.
   * A cursor moves only by records with a good seal; without `keys`, by everything that comes over the cable.
   */
  readonly cursors?: CursorStore | undefined;
  /**
   * "manual": call `tap.ack()` when the tap is stored. "auto": a tap is acknowledged when its loop over `taps()` asks
   * for the next one; a crash or an error in the body leaves it unacknowledged, and so does a `break`. Default
   * "manual".
   *
   * "none": nothing is ever acknowledged, neither by `tap.ack()` nor for records that are no taps: for tools that only
   * look, and leave everything to the host that the reader is for.
   *
   * In any case nothing is dropped when the application is slow: the reader sends no further taps after a handful of
   * unacknowledged ones, up to 256 wait in this program, and the reader keeps the rest in its journal.
   */
  readonly ack?: AckMode | undefined;
}
