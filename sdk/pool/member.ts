/** A reader of a pool: its Reader, the line that the pool feeds, its queue of taps, and where it stands. */
import type { KetukError } from "../errors.js";
import { type Reader, startReader } from "../reader/node.js";
import type { ReaderOptions } from "../reader/options.js";
import type { Queue } from "../reader/queue.js";
import type { Tap } from "../reader/tap.js";
import { createFedLine, type FedLine, type FoundPort } from "./fed-line.js";
import type { PoolReaderStanding, PoolReaderState } from "./state.js";

/** What a member reports. */
export interface MemberHandlers {
  /** It is open for the first time. */
  added(member: Member): void;
  lost(member: Member, error: KetukError): void;
  /** The port that it had is closed: it may have another one. */
  free(member: Member): void;
  /** It is open again. */
  found(member: Member): void;
  /** It has ended, with an error or by the application; maybe without ever having been open. */
  ended(member: Member, error: KetukError | undefined): void;
}

/** A reader of a pool. */
export interface Member {
  readonly id: string;
  readonly reader: Reader;
  readonly queue: Queue<Tap>;
  /** It has been open; before that `reader.info` cannot be read. */
  readonly wasOpen: boolean;
  readonly standing: PoolReaderStanding;
  wantsPort(): boolean;
  feed(port: FoundPort): void;
  state(): PoolReaderState;
}

/** Makes a member that waits for its first port. */
export function createMember(id: string, options: ReaderOptions, queue: Queue<Tap>, handlers: MemberHandlers): Member {
  let standing: PoolReaderStanding = "away";
  let wasOpen = false;
  let sinceMs = Date.now();
  let error: KetukError | undefined;
  let hasEnded = false;
  let made: FedLine | undefined;
  const { reader, opened } = startReader(
    { ...options, id },
    {
      queue,
      line(lineHandlers) {
        made = createFedLine(id, lineHandlers);
        return made;
      },
    },
  );
  // What went wrong is told by the "state" event.
  opened.catch(() => {});
  const line = made as FedLine | undefined;

  function stand(next: PoolReaderStanding, why?: KetukError): void {
    if (standing !== next) sinceMs = Date.now();
    standing = next;
    error = why;
  }

  reader.on("state", (event) => {
    const before = standing;
    switch (event.state) {
      case "open":
        stand("open");
        if (!wasOpen) {
          wasOpen = true;
          handlers.added(member);
        } else if (before === "away") handlers.found(member);
        break;
      case "reopening":
        stand("reopening");
        break;
      case "reconnecting":
        stand("away", event.error);
        if (before !== "away") handlers.lost(member, event.error);
        break;
      case "closed":
        hasEnded = true;
        stand("away", event.error);
        handlers.ended(member, event.error);
    }
  });

  const member: Member = {
    id,
    reader,
    queue,
    get wasOpen() {
      return wasOpen;
    },
    get standing() {
      return standing;
    },
    wantsPort: () => line?.wantsPort() ?? false,
    feed(port) {
      line?.feed({ ...port, over: (why, wasUp) => void giveBack(port, why, wasUp) });
    },
    state: () => ({ id, path: reader.info.path, state: standing, sinceMs, error, waitingCount: queue.count() }),
  };

  /** A Reader that has failed saves its cursor before another one of the same id may begin. */
  async function giveBack(port: FoundPort, why: KetukError | undefined, wasUp: boolean): Promise<void> {
    if (hasEnded) await reader.close();
    port.over(why ?? (hasEnded ? error : undefined), wasUp);
    handlers.free(member);
  }

  return member;
}
