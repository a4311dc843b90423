/** A key from an environment variable: hexadecimal digits, checked, never quoted. */
import { fromHex } from "../bytes.js";
import { KetukError } from "../errors.js";
import { weaknessOf } from "./weak.js";

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads one key.
 *
 * @param name of the variable
 * @param bytes length of the key
 * @throws KetukError `bad-argument` when it is missing or malformed, `weak-key`
 */
export function keyFromVariable(environment: Environment, name: string, bytes: number): Uint8Array {
  const text = environment[name];
  if (text === undefined) throw new KetukError("bad-argument", `environment variable ${name} is not set`);
  if (text.length !== 2 * bytes || !/^[0-9A-Fa-f]+$/.test(text)) {
    throw new KetukError("bad-argument", `environment variable ${name} is not ${2 * bytes} hexadecimal digits`);
  }
  const key = fromHex(text);
  const weakness = weaknessOf(key);
  if (weakness) throw new KetukError("weak-key", `environment variable ${name} ${weakness}`);
  return key;
}
