/**
 * A reader at a desk: real or virtual, every tap stored exactly once with what it causes. The loop survives an unplugged
 * reader; what the page shows meanwhile comes from `state`.
 */
import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type Cursor,
  createSqliteCursorStore,
  type FleetKeys,
  Reader,
  type ReaderOptions,
  type Role,
  readFleetKeys,
  type Tap,
} from "ketuk";
import type { Picc, VirtualReader, VirtualReaderConfig, VirtualReaderOptions } from "ketuk/virtual";
import type { Db } from "./database.js";
import { createInTurn } from "./in-turn.js";
import { keepBoard, virtualFleet } from "./virtual-board.js";

type Held = Picc | readonly Picc[];

/** A card for trying things out without hardware. */
export interface SampleCard {
  /** In addresses: letters, digits and "-". */
  readonly id: string;
  /** What is written on the button. */
  readonly label: string;
  /** Made with the keys of the virtual reader; several are held to it at once. */
  make(keys: FleetKeys): Held | Promise<Held>;
}

/** How a station is opened. */
export interface StationOptions {
  /** Reader id of the virtual reader, or of the real one when several could be on the ports. */
  readonly id: string;
  /** As in {@link ExampleOptions}. */
  readonly port?: string | undefined;
  readonly keys?: string | undefined;
  /** For several stations of one city: the fleet they share. */
  readonly fleet?: FleetKeys | undefined;
  /**
   * What the session may do; "issuer" for cards that the reader lends. Default "operator". With "tap" nothing keeps the
   * reader's clock at this computer's, and taps soon look too old for what lies on a desk.
   */
  readonly role?: Role | undefined;
  /** For the virtual reader: what its configuration says beyond the demonstration's. */
  readonly config?: VirtualReaderConfig | undefined;
  /** A virtual reader of somebody who also closes it, in place of one of our own. */
  readonly virtual?: VirtualReader | undefined;
  /** As in `ReaderOptions`: told of every sealed record before anybody acts on it, for a log. */
  readonly onRecord?: ReaderOptions["onRecord"];
  /** The same as the event "tap", from the very first one on: some may be stored before the station is open. */
  readonly onStored?: ((tap: Tap) => void) | undefined;
  /** Where the taps are stored, with the cursor beside them. */
  readonly db: Db;
  /** For the virtual reader. */
  readonly samples?: readonly SampleCard[];
  /** For the virtual reader: how it is wired, and what moves its time. Default: a devkit in real time. */
  readonly board?: Pick<VirtualReaderOptions, "wiring" | "clock"> | undefined;
  /** Runs in the transaction that stores the tap: synchronous; what it throws leaves the tap with the reader. */
  onTap(tap: Tap): void;
}

/** "ready": cards are read. "away": the reader is unplugged or silent, it is being looked for. */
export type StationState = "ready" | "away";

/** A reader at work. */
export interface Station {
  readonly reader: Reader;
  /** Only without hardware. */
  readonly virtual: VirtualReader | undefined;
  readonly fleet: FleetKeys;
  readonly samples: readonly SampleCard[];
  readonly state: StationState;
  /** Emits "state" when it changes, "tap" after a tap was stored, "trouble" with an error that nobody else takes. */
  readonly events: EventEmitter<{ state: [StationState]; tap: [Tap]; trouble: [Error] }>;
  /** Holds a sample card to the virtual reader, when the one before it has gone. */
  present(id: string): Promise<void>;
  close(): Promise<void>;
}

/** After a failure of the database: the tap is offered again. */
const RETRY_MS = 1000;
/** A person holds a card to the reader for about so long. */
const HOLD_MS = 400;
/** Somebody stands at a desk: a reader that is away is looked for this often. */
const LOOK_MS = 2000;

/** Opens the reader and begins to take taps. */
export async function openStation(options: StationOptions): Promise<Station> {
  const { db, samples = [], onTap } = options;
  const events: Station["events"] = new EventEmitter();
  if (options.onStored) events.on("tap", options.onStored);
  const cursors = createSqliteCursorStore(db);
  const fleet = options.fleet ?? (options.keys ? await readFleetKeys(options.keys) : virtualFleet(db));
  const isOwn = !options.port && !options.virtual;
  const own = isOwn ? await virtualReader(options.id, fleet, options.config, options.board) : undefined;
  const virtual = options.virtual ?? own;
  const board = own && keepBoard(db, own);
  /** What is stored of a reader that is simulated is never newer than the reader itself will be after a restart. */
  function saveCursor(readerId: string, cursor: Cursor): void {
    board?.save();
    cursors.save(readerId, cursor);
  }
  const reader = await Reader.open({
    ...(virtual ? { path: virtual.path, binding: virtual.binding } : { path: options.port }),
    keys: fleet,
    cursors: { ...cursors, save: saveCursor },
    role: options.role,
    onRecord: options.onRecord,
    reconnect: { longestDelayMs: LOOK_MS },
  });
  const closing = new AbortController();
  let state: StationState = "ready";
  reader.on("state", ({ state: now }) => {
    const next = now === "open" || now === "reopening" ? "ready" : "away";
    if (next === state) return;
    state = next;
    events.emit("state", state);
  });

  /** The commit, the acknowledgement, then the page. A database that is locked or full keeps the tap in the reader, also beyond `close`. */
  async function store(tap: Tap): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        board?.save();
        if (cursors.recordOnce(tap, () => onTap(tap))) events.emit("tap", tap);
        return;
      } catch (error) {
        events.emit("trouble", error as Error);
        await sleep(RETRY_MS, undefined, { signal: closing.signal }).catch(() => {});
      }
    }
  }

  const working = (async () => {
    for await (const tap of reader.taps()) await store(tap);
  })().catch((error: Error) => events.emit("trouble", error));
  events.on("trouble", (error) => process.stderr.write(`${options.id}: ${error.message}\n`));
  const made = new Map<string, Held>();
  const inTurn = createInTurn();
  async function present(id: string): Promise<void> {
    const sample = samples.find((card) => card.id === id);
    if (!virtual || !sample) throw new Error(`there is no sample card ${id}`);
    const held = made.get(id) ?? (await sample.make(fleet));
    made.set(id, held);
    await hold(virtual, [held].flat());
  }

  return {
    reader,
    virtual,
    fleet,
    samples,
    events,
    get state() {
      return state;
    },
    present: (id) => inTurn(() => present(id)),
    async close() {
      closing.abort();
      await reader.close();
      await working;
      try {
        board?.save();
      } finally {
        await own?.close();
      }
    },
  };
}

/** Together into the field, together out of it, and as long again until the reader has noticed. */
async function hold(virtual: VirtualReader, cards: readonly Picc[]): Promise<void> {
  for (const card of cards) virtual.place(card);
  await virtual.advance(HOLD_MS);
  for (const card of cards) virtual.remove(card);
  await virtual.advance(HOLD_MS);
}

async function virtualReader(
  id: string,
  keys: FleetKeys,
  config: VirtualReaderConfig = {},
  board: StationOptions["board"] = {},
): Promise<VirtualReader> {
  const { createVirtualReader } = await import("ketuk/virtual");
  return createVirtualReader({ id, keys, config, clock: "real", ...board });
}
