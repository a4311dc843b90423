/** A virtual reader whose data cable can be pulled. It keeps its power, so it goes on reading cards and keeps the taps. */
import { createVirtualReader, type VirtualBinding, type VirtualReader, type VirtualReaderOptions } from "ketuk/virtual";
import type { Db } from "../lib/database.js";
import { keepBoard } from "../lib/virtual-board.js";

/** A reader and its cable. */
export interface Plug {
  readonly virtual: VirtualReader;
  readonly isPlugged: boolean;
  pull(): void;
  plug(): void;
  /** Writes down what its flash holds: before anything is stored that the reader has said. @throws when the database does */
  save(): void;
  close(): Promise<void>;
}

/**
 * Makes a reader in real time, plugged in.
 *
 * @param db where its flash is kept over restarts
 */
export function createPlug(db: Db, options: VirtualReaderOptions): Plug {
  const virtual = createVirtualReader({ clock: "real", ...options });
  const board = keepBoard(db, virtual);
  const { binding } = virtual;
  let isPlugged = true;
  const pullable: VirtualBinding = {
    get port() {
      return binding.port;
    },
    list: async () => (isPlugged ? binding.list() : []),
    async open(wanted) {
      if (!isPlugged) throw Object.assign(new Error(`${wanted.path} is not plugged in`), { code: "ENOENT" });
      return binding.open(wanted);
    },
  };
  return {
    virtual: { ...virtual, binding: pullable },
    get isPlugged() {
      return isPlugged;
    },
    pull() {
      isPlugged = false;
      binding.port?.unplug();
    },
    plug() {
      isPlugged = true;
    },
    save: () => board?.save(),
    close: () => virtual.close(),
  };
}
