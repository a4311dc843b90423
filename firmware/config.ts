/** The reader's identity, keys and rules, written to Storage when the board is flashed. */
import { decodeReaderConfig, type ReaderConfig } from "./link/messages.js";

export const CONFIG_FILE = "ketuk.cfg";
export const FIRMWARE_FILE = ".bootcde";

/** Nothing is proved and nothing sealed without a configuration: lab state. */
function lab(): ReaderConfig {
  return { readerId: "", tapKey: "", cardKeys: [], profiles: [], acceptUid: true };
}

function complete(config: ReaderConfig): boolean {
  return (
    !!config.readerId &&
    (config.tapKey || "").length === 32 &&
    (config.randomKey || "").length === 16 &&
    config.cardKeys.every((k) => (k.key || "").length === 16)
  );
}

export interface LoadedConfig {
  config: ReaderConfig;
  /** There is a file but it cannot be used. */
  damaged: boolean;
}

/** Reads the configuration. A board without one, or with one that is not whole, is in lab state. */
export function loadConfig(): LoadedConfig {
  const stored = require("Storage").read(CONFIG_FILE);
  if (!stored) return { config: lab(), damaged: false };
  try {
    const config = decodeReaderConfig(stored);
    if (complete(config)) return { config, damaged: false };
  } catch (_) {
    // Falls through: a file that is no configuration is as bad as one that is incomplete.
  }
  return { config: lab(), damaged: true };
}
