/** What a bridge sees of a pool, with stand-ins for readers: records to hold, states, nothing to command. */

import type { Reader, RecordEvent } from "ketuk";
import type { BridgeOptions } from "ketuk/bridge";
import { decodeRecord } from "ketuk/verify";
import { createStandIn, JOURNAL_COUNT, type JournalEntry, type StandIn, type StandInOptions } from "./stand-in.js";

type BridgeReaders = BridgeOptions["readers"];
type Handler = (event: object) => void;

/** Size of the small journal. */
const JOURNAL_BYTES = 57_344;

/** Readers at one host. */
export interface StandInPool {
  readonly readers: BridgeReaders;
  readonly standIns: readonly StandIn[];
}

/** Creates it. */
export function createStandInPool(members: readonly Omit<StandInOptions, "deliver">[], now = Date.now): StandInPool {
  const handlers = new Map<string, Set<Handler>>();
  const sinceMs = now();
  const places = new Map<string, { readonly standIn: StandIn; readonly reader: Reader }>();
  const standIns = members.map((member) => {
    const standIn: StandIn = createStandIn({ ...member, deliver: (entry) => tell(standIn, entry) });
    places.set(standIn.id, { standIn, reader: readerOf(standIn) });
    return standIn;
  });

  function tell(standIn: StandIn, entry: JournalEntry): void {
    const record = decodeRecord(entry.sealed.record);
    if (!record) throw new Error(`${standIn.id} has made a record that is none`);
    let holds = 1;
    const release = () => {
      holds--;
      if (holds === 0) standIn.acknowledge(entry);
    };
    const event = {
      record,
      sealed: entry.sealed,
      certificate: new Uint8Array(),
      verdict: { ok: false, reason: "unverified" },
      hold() {
        holds++;
        return release;
      },
    } as RecordEvent;
    for (const handler of handlers.get("record") ?? []) handler({ id: standIn.id, reader: undefined, event });
    release();
  }

  function on(name: string, handler: Handler): () => void {
    const those = handlers.get(name) ?? new Set();
    handlers.set(name, those.add(handler));
    return () => void those.delete(handler);
  }

  const standing = ({ id, isPlugged }: StandIn) => ({
    id,
    path: `stand-in:${id}`,
    state: isPlugged ? ("open" as const) : ("away" as const),
    sinceMs,
    error: undefined,
    waitingCount: 0,
  });
  const readers = {
    on,
    get: (id: string) => places.get(id)?.reader,
    state() {
      const all = standIns.map(standing);
      const open = all.filter(({ state }) => state === "open").length;
      return { readers: all, counts: { open, reopening: 0, away: all.length - open } };
    },
    async *taps({ signal }: { signal: AbortSignal }) {
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    },
  };
  return { readers: readers as unknown as BridgeReaders, standIns };
}

/** The part of a Reader that a bridge asks for its state. */
function readerOf(standIn: StandIn): Reader {
  const info = { epoch: 1, boot: 1, firmwareVersion: "0.1.0", firmwareNumber: 1000, board: "stand-in" };
  return {
    get info() {
      return { ...info, lastCounter: standIn.lastCounter };
    },
    async status() {
      const share = standIn.pendingCount / JOURNAL_COUNT;
      const journalFreeBytes = Math.round(JOURNAL_BYTES * (1 - share));
      return { pending: standIn.pendingCount, journalBytes: JOURNAL_BYTES, journalFreeBytes };
    },
  } as unknown as Reader;
}
