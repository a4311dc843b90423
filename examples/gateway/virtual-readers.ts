/** Virtual readers for the gateway without hardware, with residents who tap their cards. */
import { randomBytes } from "node:crypto";
import type { FleetKeys, ReaderPoolOptions } from "ketuk";
import { createVirtualReader } from "ketuk/virtual";
import { copiedCard, residentCard } from "../lib/cards.js";

const PAUSE_MS = 2500;

/** Readers that are served by cards. */
export interface VirtualReaders {
  /** For ReaderPool.open. */
  readonly options: ReaderPoolOptions;
  close(): Promise<void>;
}

/**
 * Starts them; they listen on TCP ports of this computer. Their ids are new in every run, as they begin with an empty
 * journal and keys of their own: under an old id a database that is kept would take their taps for repetitions.
 */
export function startVirtualReaders(keys: FleetKeys, count: number): VirtualReaders {
  const run = randomBytes(2).toString("hex");
  const readers = Array.from({ length: count }, (_, i) =>
    createVirtualReader({ id: `loket-${run}-${i + 1}`, keys, clock: "real" }),
  );
  const stopping = new AbortController();
  const lists = readers.map(async (reader, i) => {
    const { port } = await reader.serveTcp(0);
    void tapCards(reader, i);
    return { path: `tcp://127.0.0.1:${port}` };
  });

  async function tapCards(reader: (typeof readers)[number], seed: number): Promise<void> {
    for (let turn = seed; !stopping.signal.aborted; turn++) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (0.5 + Math.random())));
      const sample = turn % 6 === 5 ? copiedCard(turn, "copy") : residentCard(1 + (turn % 500));
      for (const card of [await sample.make(keys)].flat()) {
        if (!stopping.signal.aborted) await reader.present(card);
      }
    }
  }

  return {
    options: { keys, list: () => Promise.all(lists) },
    async close() {
      stopping.abort();
      await Promise.all(readers.map((reader) => reader.close()));
    },
  };
}
