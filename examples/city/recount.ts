/** After a restart: what the log holds already is told once more, so that the figures of the day go on. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import {
  createVerifier,
  decodeRecord,
  parseLogLine,
  type TapData,
  type TapKeySource,
  type Verdict,
} from "ketuk/verify";

/** Order is the log check's business. */
const NO_REPLAY = { get: () => undefined, set() {} };

/** @param endBytes what comes after is told by the places themselves */
export async function recount(
  path: string,
  endBytes: number,
  keys: TapKeySource,
  tell: (tap: TapData & { readonly verdict: Verdict }) => void,
): Promise<void> {
  if (endBytes === 0) return;
  const { verify } = createVerifier({ keys, replay: NO_REPLAY });
  for await (const text of createInterface({ input: createReadStream(path, { end: endBytes - 1 }) })) {
    const sealed = parseLogLine(text);
    if (typeof sealed === "string") continue;
    const record = decodeRecord(sealed.record);
    if (record?.kind === "tap") tell({ ...record.data, verdict: verify(sealed) });
  }
}
