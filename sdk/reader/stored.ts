/** What is stored of a reader: its cursor, loaded when the reader appears, checked against what it says, kept up to date. */
import { KetukError } from "../errors.js";
import type { Hello } from "../link/messages.js";
import { type Cursor, type CursorStore, isCovered } from "../store/cursor.js";
import type { Place } from "./acks.js";
import { type CursorKeeper, createCursorKeeper, toStorageError } from "./cursor-keeper.js";
import type { StorageEvent } from "./events.js";

/** What it needs. */
export interface StoredOptions {
  /** Undefined: nothing outlives the process. */
  readonly store: CursorStore | undefined;
  /** Acknowledges to the reader. */
  send(place: Place): void;
  report(event: StorageEvent): void;
  /** The cursor of the reader is known; undefined when there is none. Called within `hello` by stores that are quick. */
  ready(readerId: string, cursor: Cursor | undefined): void;
  /** The cursor cannot be loaded, or does not fit the reader. */
  failed(error: KetukError): void;
}

/** What is stored of the reader on a port. */
export interface Stored {
  /** "loading" while a slow store looks for the cursor; "failed" is for good: neither deliver nor acknowledge. */
  state(): "loading" | "ready" | "failed";
  /** The reader says who it is and how far it has come. */
  hello(hello: Hello): void;
  /** The newest cursor that is stored. */
  cursor(): Cursor | undefined;
  /** Does the cursor cover a record of this reader? */
  covers(place: Place): boolean;
  /** Where the acknowledgements of the present reader go; those of the one before go on to its own cursor. */
  keeper(): Pick<CursorKeeper, "advance">;
  /** The cursor and the reader contradict each other: ends it. */
  conflict(): void;
  /** Saves what was acknowledged, as far as the store lets it. Never rejects. */
  close(): Promise<void>;
}

/** Creates it, before any reader was seen. */
export function createStored({ store, send, report, ready, failed }: StoredOptions): Stored {
  let readerId: string | undefined;
  let keeper = createKeeper("", undefined);
  let state: "loading" | "ready" | "failed" = "ready";

  function createKeeper(id: string, target: CursorStore | undefined): CursorKeeper {
    const own: CursorKeeper = createCursorKeeper({
      readerId: id,
      store: target,
      // A late one of the reader before must not reach this one.
      send: (place) => keeper === own && send(place),
      report,
    });
    return own;
  }

  function begin(id: string): void {
    void keeper.close();
    readerId = id;
    // A reader in lab state has no name: a cursor for it would swallow the taps of the next one.
    const target = id === "" ? undefined : store;
    const own = createKeeper(id, target);
    keeper = own;
    state = "loading";
    const start = (cursor: Cursor | undefined) => {
      if (keeper !== own) return;
      state = "ready";
      own.start(cursor);
      ready(id, cursor);
    };
    const refuse = (cause: unknown) => keeper === own && fail(toStorageError(id, cause));
    try {
      const loaded = target?.load(id);
      if (loaded instanceof Promise) loaded.then(start).catch(refuse);
      else start(loaded);
    } catch (error) {
      refuse(error);
    }
  }

  function fail(error: KetukError): void {
    if (state === "failed") return;
    state = "failed";
    failed(error);
  }

  function conflict(): void {
    const cursor = keeper.cursor();
    if (cursor && readerId !== undefined) fail(conflictError(readerId, cursor));
  }

  return {
    state: () => state,
    hello({ readerId: id, epoch, lastCounter }) {
      if (id !== readerId) begin(id);
      const cursor = keeper.cursor();
      if (!cursor || epoch > cursor.epoch) return;
      // 0: the reader has made no record since it started, and does not know better.
      if (epoch < cursor.epoch || (lastCounter > 0 && lastCounter < cursor.counter)) conflict();
    },
    cursor: () => keeper.cursor(),
    covers(place) {
      const cursor = keeper.cursor();
      return cursor !== undefined && isCovered(place, cursor);
    },
    keeper: () => keeper,
    conflict,
    close: () => keeper.close(),
  };
}

/** Numbers that the cursor covers would come again for other records, and be taken for stored. */
function conflictError(readerId: string, { epoch, counter }: Cursor): KetukError {
  return new KetukError(
    "cursor-conflict",
    `${readerId} is stored up to epoch ${epoch} counter ${counter}, which does not fit what the reader says`,
    { hint: "provision the reader again, which raises its epoch; or, if it is another one, remove() its cursor" },
  );
}
