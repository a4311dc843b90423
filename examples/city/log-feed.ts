/**
 * From the log to the gateway: a bridge takes the records from here as it would from a pool of readers. The log is what
 * keeps them, so a gateway that is away stops nobody; when it is back it gets the rest. A worker knows what it has had.
 */
import { EventEmitter } from "node:events";
import { closeSync, openSync, readFileSync, readSync, writeFileSync } from "node:fs";
import type { FromReader, PoolEvents, PoolReaderState, PoolState, Reader, RecordEvent } from "ketuk";
import type { BridgeReaders } from "ketuk/bridge";
import { createVerifier, decodeRecord, parseLogLine, type TapKeySource } from "ketuk/verify";
import type { SealedLog } from "./sealed-log.js";

/** The feed. */
export interface LogFeed {
  /** For `openBridge`. */
  readonly readers: BridgeReaders;
  /** A reader is open, or open again. */
  add(reader: Reader): void;
  /** There is more in the log. */
  pump(): void;
  /** Lines that no worker has confirmed. */
  readonly waiting: boolean;
  close(): void;
}

/** On the way to the workers at once. */
const WINDOW_COUNT = 64;
const CHUNK_BYTES = 65_536;
const SAVE_MS = 1000;
const LF = 0x0a;
/** Order is the workers' business. */
const NO_REPLAY = { get: () => undefined, set() {} };

interface Known {
  readonly reader: Reader;
  state: PoolReaderState["state"];
  sinceMs: number;
}

/** @param log whose lines are offered, from where a worker has had them all; that place is kept in a file beside it */
export function createLogFeed(log: SealedLog, keys: TapKeySource): LogFeed {
  const emitter = new EventEmitter();
  const known = new Map<string, Known>();
  const file = openSync(log.path, "r");
  const { verify } = createVerifier({ keys, replay: NO_REPLAY });
  const place = `${log.path}.sent`;
  /** Where lines begin that are on their way; of each bridge its own. */
  let underway = new Set<number>();
  let readBytes = Math.min(log.sizeBytes, loadPlace(place));
  let savedBytes = readBytes;
  const saving = setInterval(save, SAVE_MS);

  /** Lines of the log from here on, as many as are at hand. */
  function* lines(): Generator<{ readonly text: string; readonly atBytes: number }> {
    const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, log.sizeBytes - readBytes));
    readSync(file, chunk, 0, chunk.length, readBytes);
    for (let at = 0, end = chunk.indexOf(LF); end >= 0; at = end + 1, end = chunk.indexOf(LF, at)) {
      const atBytes = readBytes;
      readBytes += end + 1 - at;
      yield { text: chunk.toString("utf8", at, end), atBytes };
    }
  }

  function pump(): void {
    // Nobody is there to take them.
    if (emitter.listenerCount("record") === 0) return;
    while (underway.size < WINDOW_COUNT && readBytes < log.sizeBytes) {
      for (const { text, atBytes } of lines()) {
        offer(text, atBytes);
        if (underway.size >= WINDOW_COUNT) break;
      }
    }
  }

  /** What the bridge before this one had not delivered goes again. */
  function rewind(): void {
    readBytes = Math.min(readBytes, ...underway);
    underway = new Set();
  }

  function offer(text: string, atBytes: number): void {
    const sealed = parseLogLine(text);
    const record = typeof sealed === "string" ? undefined : decodeRecord(sealed.record);
    // A certificate.
    if (typeof sealed === "string" || !record) return;
    const ours = underway;
    ours.add(atBytes);
    const release = () => {
      ours.delete(atBytes);
      pump();
    };
    const event: RecordEvent = {
      record,
      sealed,
      certificate: new Uint8Array(0),
      verdict: verify(sealed),
      hold: () => release,
    };
    const id = record.data.reader;
    // Of a record's reader the bridge wants the id only, and one of another day is not here.
    emitter.emit("record", { id, reader: known.get(id)?.reader, event } as FromReader<RecordEvent>);
  }

  function save(): void {
    const sentBytes = Math.min(readBytes, ...underway);
    if (sentBytes === savedBytes) return;
    try {
      writeFileSync(place, String(sentBytes));
      savedBytes = sentBytes;
    } catch {
      // Then the workers find some records repeated.
    }
  }

  function add(reader: Reader): void {
    const { id } = reader.info;
    const isBack = known.has(id);
    const entry: Known = { reader, state: "open", sinceMs: Date.now() };
    known.set(id, entry);
    emitter.emit(isBack ? "reader-found" : "reader-added", { id, reader });
    reader.on("state", (event) => {
      if (known.get(id) !== entry) return;
      entry.state = event.state === "open" || event.state === "reopening" ? event.state : "away";
      entry.sinceMs = Date.now();
      emitter.emit("state", { id, reader, event });
    });
    reader.on("fault", (event) => emitter.emit("fault", { id, reader, event }));
  }

  const readers: BridgeReaders = {
    on<Name extends keyof PoolEvents>(name: Name, handler: (event: PoolEvents[Name]) => void) {
      if (name === "record" && emitter.listenerCount(name) === 0) rewind();
      emitter.on(name, handler);
      setImmediate(pump);
      return () => void emitter.off(name, handler);
    },
    // Each place takes its own.
    async *taps({ signal } = {}) {
      if (!signal?.aborted) await new Promise((resolve) => signal?.addEventListener("abort", resolve, { once: true }));
    },
    get: (id) => known.get(id)?.reader,
    state() {
      const states = [...known].map(([id, { reader, state, sinceMs }]) => ({
        ...{ id, path: reader.info.path, state, sinceMs },
        ...{ error: undefined, waitingCount: 0 },
      }));
      const countOf = (wanted: string) => states.filter(({ state }) => state === wanted).length;
      const counts = { open: countOf("open"), reopening: countOf("reopening"), away: countOf("away") };
      // What a bridge asks of a pool.
      return { readers: states, counts } as unknown as PoolState;
    },
  };

  return {
    readers,
    add,
    pump,
    get waiting() {
      return underway.size > 0 || readBytes < log.sizeBytes;
    },
    close() {
      clearInterval(saving);
      save();
      closeSync(file);
    },
  };
}

function loadPlace(path: string): number {
  try {
    return Number(readFileSync(path, "utf8")) || 0;
  } catch {
    return 0;
  }
}
