/**
 * The acceptance policy in force: that of the configuration, or a newer one that came over the line under the policy
 * key. Two files in Storage take turns, so that a power cut during a write leaves the other; each is checked by its MAC.
 */
import { type AcceptancePolicy, Code, decodeAcceptancePolicy, type ReaderConfig } from "../link/messages.js";
import { seal } from "./chain.js";

const Storage = require("Storage");

const FILES = ["ketuk.po0", "ketuk.po1"];
const MAC_BYTES = 32;

export interface Policies {
  current: AcceptancePolicy;
  /** Checks, stores and puts into force. */
  replace(policy: string, mac: string): Code;
  /** Takes the stored ones away. */
  forget(): void;
}

export function createPolicies(config: ReaderConfig): Policies {
  const key = config.policyKey || "";
  /** Index of the file that the next policy goes to. */
  let next = 0;

  /** Compares hashes of both MACs under the key: how long that takes says nothing about the right one. */
  function genuine(policy: string, mac: string): boolean {
    return key.length === MAC_BYTES && seal(key, seal(key, policy)) === seal(key, mac);
  }

  function decode(policy: string): AcceptancePolicy | undefined {
    try {
      return decodeAcceptancePolicy(policy);
    } catch (_) {
      return undefined;
    }
  }

  function newer(policy: AcceptancePolicy | undefined): policy is AcceptancePolicy {
    return !!policy && (policy.version || 0) > (policies.current.version || 0);
  }

  const policies: Policies = {
    current: config.policy || { profiles: [], acceptUid: true },
    replace(bytes, mac) {
      const policy = genuine(bytes, mac) ? decode(bytes) : undefined;
      if (!newer(policy)) return Code.FORBIDDEN;
      const file = mac + bytes;
      if (!Storage.write(FILES[next], file) || Storage.read(FILES[next]) !== file) return Code.FLASH;
      next = 1 - next;
      policies.current = policy;
      return Code.OK;
    },
    forget() {
      for (let i = 0; i < FILES.length; i++) Storage.erase(FILES[i]);
    },
  };
  for (let i = 0; i < FILES.length; i++) {
    const file = Storage.read(FILES[i]) || "";
    const bytes = file.substr(MAC_BYTES);
    const policy = genuine(bytes, file.substr(0, MAC_BYTES)) ? decode(bytes) : undefined;
    if (!newer(policy)) continue;
    policies.current = policy;
    next = 1 - i;
  }
  return policies;
}
