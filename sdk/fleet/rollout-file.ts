/** A rollout on the disk: what is done and what failed, whole after every crash. */
import { readFile } from "node:fs/promises";
import { KetukError } from "../errors.js";
import { replaceFile } from "../store/durable-file.js";
import type { Rollout, RolloutReader, RolloutStanding } from "./rollout.js";

const FORMAT = "ketuk-rollout-1";
const PHASES = ["updating", "watching", "done", "stopped"];
const STANDINGS: readonly RolloutStanding[] = [
  "waiting",
  "updating",
  "updated",
  "proved",
  "failed",
  "taken-back",
  "silent",
  "restarted",
  "faulty",
  "tapless",
];
/** A rollout that is written down this much later is found out by asking the readers. */
const SAVE_MS = 1000;

/** What a file says. */
export interface SavedRollout {
  /** SHA-256 of the image's manifest, hexadecimal. */
  readonly image: string;
  readonly rollout: Rollout;
}

/** The text of a file. */
export function encodeRollout({ image, rollout }: SavedRollout): string {
  return `${JSON.stringify({ format: FORMAT, image, ...rollout })}\n`;
}

/**
 * Reads the text of a file.
 *
 * @throws KetukError `bad-argument` for anything else
 */
export function decodeRollout(text: string): SavedRollout {
  try {
    const { format, image, ...rollout } = JSON.parse(text) as Rollout & { format: unknown; image: unknown };
    const { number, phase, wave, readers } = rollout;
    const fits =
      format === FORMAT &&
      typeof image === "string" &&
      isCount(number) &&
      PHASES.includes(phase) &&
      isCount(wave) &&
      Array.isArray(readers) &&
      readers.every(isReader);
    if (fits) return { image, rollout };
  } catch {
    // No JSON, or of another shape.
  }
  throw new KetukError("bad-argument", "the file is no state of an update", { hint: "give another name with --state" });
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isReader(value: unknown): boolean {
  const { id, wave, standing } = value as RolloutReader;
  return typeof id === "string" && isCount(wave) && STANDINGS.includes(standing);
}

/** Reads a file; undefined where there is none. @throws KetukError `bad-argument` */
export async function readRollout(path: string): Promise<SavedRollout | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new KetukError("bad-argument", `the state file ${path} cannot be read (${code})`, { cause });
  }
  return decodeRollout(text);
}

/** Keeps a file up to date. */
export interface RolloutWriter {
  save(rollout: Rollout): void;
  /** Resolves when the last one is on the disk. @throws what the file system throws */
  close(): Promise<void>;
}

/** Writes at once, and then at most once a second: with 10,000 readers the file is a megabyte. */
export function createRolloutWriter(path: string, image: string): RolloutWriter {
  let wanted: Rollout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let failure: unknown;

  function write(): void {
    const rollout = wanted;
    if (!rollout) return;
    wanted = undefined;
    writing = writing
      .then(() => replaceFile(path, encodeRollout({ image, rollout })))
      .catch((error) => {
        failure = error;
      });
  }

  return {
    save(rollout) {
      wanted = rollout;
      if (timer) return;
      write();
      timer = setTimeout(() => {
        timer = undefined;
        write();
      }, SAVE_MS);
    },
    async close() {
      clearTimeout(timer);
      write();
      await writing;
      if (failure) throw failure;
    },
  };
}
