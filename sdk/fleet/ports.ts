/** Readers of a fleet file, each on its own port of this computer or network, while no other program uses them. */
import { KetukError } from "../errors.js";
import type { FirmwareImage } from "../firmware/image.js";
import type { KeyProvider } from "../keys/provider.js";
import { Reader } from "../reader/node.js";
import type { FleetEntry } from "./fleet-file.js";
import type { Sight } from "./rollout.js";
import type { FleetReader, FleetTargets } from "./targets.js";

/** Ports that are opened at the same time to see who is there. */
const LOOKS_AT_ONCE = 16;
const STATUS_TIMEOUT_MS = 5000;

/** What it needs. */
export interface PortTargetsOptions {
  readonly entries: readonly FleetEntry[];
  readonly keys: KeyProvider;
  readonly image: FirmwareImage;
}

/** An open reader, and which of its parts fail. */
interface Held {
  readonly reader: Reader;
  readonly faults: Set<string>;
}

/** Creates it; nothing is opened yet. */
export function createPortTargets({ entries, keys, image }: PortTargetsOptions): FleetTargets {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const held = new Map<string, Held>();

  /** Its records stay with it: this program stores none, and the next host is to get them all. */
  async function hold(id: string, signal?: AbortSignal): Promise<Held> {
    const known = held.get(id);
    if (known) return known;
    const entry = byId.get(id);
    if (!entry) throw new KetukError("reader-not-found", `${id} is not in the fleet file`);
    const reader = await Reader.open({
      path: entry.path,
      keys,
      role: "maintainer",
      onRecord: (event) => void event.hold(),
      ...(signal && { signal }),
    });
    if (reader.info.id !== id) {
      const other = reader.info.id;
      await reader.close();
      throw new KetukError("reader-not-found", `on ${entry.path} is ${other}, not ${id}`);
    }
    const faults = new Set<string>();
    reader.on("fault", ({ fault, cleared }) => void (cleared ? faults.delete(fault) : faults.add(fault)));
    const one = { reader, faults };
    held.set(id, one);
    return one;
  }

  async function letGo(id: string): Promise<void> {
    const one = held.get(id);
    held.delete(id);
    await one?.reader.close();
  }

  async function see(id: string): Promise<Sight | undefined> {
    try {
      const { reader, faults } = await hold(id);
      const { taps } = await reader.status({ timeoutMs: STATUS_TIMEOUT_MS });
      const { firmwareNumber: number, boot } = reader.info;
      return { isThere: true, number, boot, faults: [...faults], tapCount: taps };
    } catch {
      return undefined;
    }
  }

  async function list(signal: AbortSignal): Promise<FleetReader[]> {
    const found: FleetReader[] = [];
    const left = [...entries];
    const one = async () => {
      for (let entry = left.shift(); entry && !signal.aborted; entry = left.shift()) {
        const { id, path } = entry;
        const sight = await see(id);
        const board = held.get(id)?.reader.info.board;
        await letGo(id);
        found.push({ id, group: entry.group ?? board ?? "", at: path, sight });
      }
    };
    await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, one));
    // In the order of the file, not of the answers.
    return entries.flatMap(({ id }) => found.find((reader) => reader.id === id) ?? []);
  }

  return {
    isBlind: false,
    list,
    sight: see,
    async update(id, progress, signal) {
      const { reader } = await hold(id, signal);
      await reader.update(image, {
        signal,
        onProgress: ({ sentBytes, totalBytes }) => progress(sentBytes / totalBytes),
      });
      return { boot: reader.info.boot };
    },
    async release(ids) {
      await Promise.all(ids.map(letGo));
    },
    async close() {
      await Promise.all([...held.keys()].map(letGo));
    },
  };
}
