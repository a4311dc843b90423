/** Is the board that was flashed a reader? Opens a session with the maintainer's key and has it look into its parts. */
import type { Finding } from "../doctor/catalog.js";
import type { KeyProvider } from "../keys/provider.js";
import type { ReaderInfo } from "../reader/info.js";
import { Reader } from "../reader/node.js";
import type { BindingInterface } from "../transport/binding.js";

/** What was found out about wires and chip. */
export interface WiringVerdict {
  /** Nothing has failed. */
  readonly ok: boolean;
  /** One line for whoever holds the screwdriver. */
  readonly words: string;
  /** Everything that has failed or will, as the doctor says it. */
  readonly findings: readonly Finding[];
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
  /** Default: what the doctor finds without port, clock and card. */
  readonly diagnose?: Diagnose | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Waits for Hello, opens a session, looks.
 *
 * @throws KetukError those of Reader.open and of its calls
 */
export async function checkReader({ diagnose = examineParts, ...options }: CheckOptions): Promise<CheckedReader> {
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

/** The chip's self-test, its wires and whatever else the board can measure of itself. */
async function examineParts(reader: Reader): Promise<WiringVerdict> {
  const { grade, findings, parts } = await reader.diagnose();
  const wrong = findings.filter((one) => one.grade === "failure" || one.grade === "warning");
  // A card in the way is no fault, but then nothing is known of the wires.
  const told = wrong.length || parts.busy ? [...wrong, ...findings.filter(({ code }) => code === "card-in-way")] : [];
  const good = findings.filter(({ area }) => area === "chip" || area === "spi");
  const words = (told.length ? told : good).map((one) => one.words).join("; ");
  return { ok: grade !== "failure", words, findings: told };
}
