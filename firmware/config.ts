/**
 * The reader's identity, keys and rules: written to Storage when the board is flashed, later replaced by a maintainer. A
 * write to Storage that is cut leaves neither the old file nor the new one, so replacements take turns in two files of
 * their own, each with a checksum; the highest epoch counts.
 */
import { decodeReaderConfig, type ReaderConfig } from "./link/messages.js";
import { isWeak } from "./weak-key.js";

const Storage = require("Storage");

export const CONFIG_FILE = "ketuk.cfg";
/** Replacements: CRC-32 (little endian) of the configuration, then the configuration. */
const REPLACEMENTS = ["ketuk.cf0", "ketuk.cf1"];
const CRC_BYTES = 4;

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

/** Keys of cards are what the cards have; those of six bytes are legacy and worth little anyway. */
function soundCardKey(key: string): boolean {
  return KEY_LENGTHS.indexOf(key.length) >= 0 && !(key.length === 16 && isWeak(key));
}

/** A key that can sign, or none. */
function signs(config: ReaderConfig): boolean {
  const key = config.signingKey;
  if (!key) return true;
  const sizes = [key.table, key.nonceSeed, key.publicKey].map((bytes) => (bytes || "").length);
  return sizes[0] === 1024 && sizes[1] === 32 && sizes[2] === 32 && !!key.firstCounter;
}

function complete(config: ReaderConfig): boolean {
  return (
    !!config.readerId &&
    sound(config.tapKey, 32) &&
    sound(config.randomKey, 16) &&
    (!config.policyKey || sound(config.policyKey, 32)) &&
    signs(config) &&
    config.roleKeys.length > 0 &&
    config.roleKeys.every((k) => !!k.role && sound(k.key, 32)) &&
    config.cardKeys.every((k) => soundCardKey(k.key || ""))
  );
}

/** A configuration to work with, or undefined for anything else. */
function decode(stored: string): ReaderConfig | undefined {
  try {
    const config = decodeReaderConfig(stored);
    return complete(config) ? config : undefined;
  } catch (_) {
    // A file that is no configuration is as bad as one that is incomplete.
    return undefined;
  }
}

/** CRC-32, little endian. */
export function checksum(bytes: string): string {
  return E.toString(new Uint8Array(new Uint32Array([E.CRC32(bytes)]).buffer), "");
}

function readReplacement(name: string): ReaderConfig | undefined {
  const file = Storage.read(name) || "";
  const bytes = file.substr(CRC_BYTES);
  return bytes && checksum(bytes) === file.substr(0, CRC_BYTES) ? decode(bytes) : undefined;
}

export interface Configuration {
  config: ReaderConfig;
  /** There is a file but none that can be used. */
  damaged: boolean;
  /** Stores another one for the next start. False when it is not for this reader, not newer, not sound or not stored. */
  replace(bytes: string): boolean;
  /** Takes all of them away. */
  forget(): void;
}

/**
 * Reads the configuration. A board without one, or with one that is not whole, is in lab state; in the second case it
 * accepts no card either, since somebody relies on what it should have been told.
 */
export function loadConfig(): Configuration {
  const stored = Storage.read(CONFIG_FILE);
  let found = stored ? decode(stored) : undefined;
  /** Index of the file that the next replacement goes to: never the one in use. */
  let next = 0;
  for (let i = 0; i < REPLACEMENTS.length; i++) {
    const newer = readReplacement(REPLACEMENTS[i]);
    if (!newer || (found && (newer.epoch || 0) <= (found.epoch || 0))) continue;
    found = newer;
    next = 1 - i;
  }
  const damaged = !!stored && !found;
  const config = found || lab(!damaged);
  return {
    config,
    damaged,
    replace(bytes) {
      const newer = decode(bytes);
      if (!newer || newer.readerId !== config.readerId || (newer.epoch || 0) <= (config.epoch || 0)) return false;
      const file = checksum(bytes) + bytes;
      return Storage.write(REPLACEMENTS[next], file) && Storage.read(REPLACEMENTS[next]) === file;
    },
    forget() {
      Storage.erase(CONFIG_FILE);
      for (let i = 0; i < REPLACEMENTS.length; i++) Storage.erase(REPLACEMENTS[i]);
    },
  };
}
