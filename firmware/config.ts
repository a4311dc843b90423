/** The reader's identity, keys and rules, written to Storage when the board is flashed. */
import { decodeReaderConfig, type ReaderConfig } from "./link/messages.js";

export const CONFIG_FILE = "ketuk.cfg";
export const FIRMWARE_FILE = ".bootcde";

import { isWeak } from "./weak-key.js";

/** AES-128, Classic, password and PACK. */
const KEY_LENGTHS = [16, 6];

/** Nothing is proved and nothing sealed without a configuration: lab state. */
function lab(acceptUid: boolean): ReaderConfig {
  return { readerId: "", tapKey: "", cardKeys: [], roleKeys: [], policy: { profiles: [], acceptUid } };
}

/** As long as it must be, and not one that anybody would try. */
function sound(key: string | undefined, size: number): boolean {
  return !!key && key.length === size && !isWeak(key);
}

function complete(config: ReaderConfig): boolean {
  return (
    !!config.readerId &&
    sound(config.tapKey, 32) &&
    sound(config.randomKey, 16) &&
    (!config.policyKey || sound(config.policyKey, 32)) &&
    config.roleKeys.length > 0 &&
    config.roleKeys.every((k) => !!k.role && sound(k.key, 32)) &&
    // Keys of cards are what the cards have; those of six bytes are legacy and worth little anyway.
    config.cardKeys.every(
      (k) => KEY_LENGTHS.indexOf((k.key || "").length) >= 0 && !(k.key?.length === 16 && isWeak(k.key)),
    )
  );
}

export interface LoadedConfig {
  config: ReaderConfig;
  /** There is a file but it cannot be used. */
  damaged: boolean;
}

/**
 * Reads the configuration. A board without one, or with one that is not whole, is in lab state; in the second case it
 * accepts no card either, since somebody relies on what it should have been told.
 */
export function loadConfig(): LoadedConfig {
  const stored = require("Storage").read(CONFIG_FILE);
  if (!stored) return { config: lab(true), damaged: false };
  try {
    const config = decodeReaderConfig(stored);
    if (complete(config)) return { config, damaged: false };
  } catch (_) {
    // Falls through: a file that is no configuration is as bad as one that is incomplete.
  }
  return { config: lab(false), damaged: true };
}
