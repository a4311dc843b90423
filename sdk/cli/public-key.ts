/** Public keys on the command line: 64 hexadecimal digits, or a file of them. */
import { readFile } from "node:fs/promises";
import { KetukError } from "../errors.js";

const PUBLIC_KEY_PATTERN = /^[0-9a-fA-F]{64}$/;

/**
 * Reads an Ed25519 public key.
 *
 * @param option that it was given with, for the message
 * @param hint where it comes from
 * @throws KetukError `bad-argument`
 */
export async function readPublicKey(given: string, option: string, hint?: string): Promise<Uint8Array> {
  const text = PUBLIC_KEY_PATTERN.test(given) ? given : (await readFile(given, "utf8").catch(() => "")).trim();
  if (PUBLIC_KEY_PATTERN.test(text)) return new Uint8Array(Buffer.from(text, "hex"));
  throw new KetukError("bad-argument", `${option} is neither 64 hexadecimal digits nor a file that holds them`, {
    hint,
  });
}
