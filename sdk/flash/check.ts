/** Is the board that was flashed a reader? Opens a session with the maintainer's key and looks at the chip. */
import type { KeyProvider } from "../keys/provider.js";
import { hintOf } from "../reader/fault-hints.js";
import type { ReaderInfo } from "../reader/info.js";
import { Reader } from "../reader/node.js";
import type { BindingInterface } from "../transport/binding.js";

/** VersionReg of genuine chips, and of those that behave like them. */
const CHIPS: Readonly<Record<number, string>> = { 145: "MFRC522 version 1", 146: "MFRC522 version 2", 136: "FM17522" };

/** What was found out about wires and chip. */
export interface WiringVerdict {
  readonly ok: boolean;
  /** One sentence for whoever holds the screwdriver. */
  readonly words: string;
}

/** Looks at a reader through a session. */
export type Diagnose = (reader: Reader) => Promise<WiringVerdict>;

/** A reader that runs. */
export interface CheckedReader {
  readonly info: ReaderInfo;
  readonly wiring: WiringVerdict;
}

/** Where it is, and who. */
export interface CheckOptions {
  readonly path: string;
  readonly binding?: BindingInterface | undefined;
  readonly id: string;
  /** With the maintainer's role key. */
  readonly keys: KeyProvider;
  /** Default: what the reader's status says of its chip. */
  readonly diagnose?: Diagnose | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Waits for Hello, opens a session, looks.
 *
 * @throws KetukError those of Reader.open
 */
export async function checkReader({ diagnose = glance, ...options }: CheckOptions): Promise<CheckedReader> {
  const { path, binding, id, keys, timeoutMs, signal } = options;
  // It only looks: the first records are for the host that the reader is made for.
  await using reader = await Reader.open({
    path,
    id,
    keys,
    timeoutMs,
    signal,
    role: "maintainer",
    ack: "none",
    reconnect: false,
    ...(binding && { binding }),
  });
  const wiring = await diagnose(reader);
  return { info: reader.info, wiring };
}

/** All that can be said without looking closer. */
async function glance(reader: Reader): Promise<WiringVerdict> {
  const { chipVersion } = await reader.status();
  if (chipVersion === 0 || chipVersion === 0xff) return { ok: false, words: hintOf("chip-silent") };
  const version = `0x${chipVersion.toString(16).toUpperCase()}`;
  const name = CHIPS[chipVersion];
  return { ok: true, words: name ? `${name} answers (${version})` : `a chip of unknown make answers (${version})` };
}
