/** How much memory is really in use. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes of V8's heap in use after a collection. */
export function heapInUseBytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

/** Heaps as text: "20.1, 20.3 MB". */
export function heapText(heapBytes: readonly number[]): string {
  return `${heapBytes.map((bytes) => (bytes / 1e6).toFixed(1)).join(", ")} MB`;
}
