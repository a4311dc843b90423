/** Files that options name. */
import { readFile } from "node:fs/promises";
import { KetukError } from "../errors.js";

/**
 * Reads a text file.
 *
 * @param option that named it, for the message
 * @throws KetukError `bad-argument`
 */
export async function readText(path: string, option: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new KetukError("bad-argument", `${option}: ${path} cannot be read (${code})`, { cause });
  }
}

/** Reads JSON; see {@link readText}. */
export async function readJson(path: string, option: string): Promise<unknown> {
  const text = await readText(path, option);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new KetukError("bad-argument", `${option}: no JSON: ${(cause as Error).message}`, { cause });
  }
}
