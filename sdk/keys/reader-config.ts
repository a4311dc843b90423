/** The keys that go into a reader: what flashing writes to its Storage, and what the virtual reader starts with. Pure. */
import type { messages } from "../../protocol/index.js";
import { KetukError } from "../errors.js";
import { ROLES, type Role } from "../roles.js";
import type { FleetKeys } from "./fleet.js";
import type { ReaderVersions } from "./ring-keys.js";

/** Everything of a reader's configuration that is identity or key; policy, overflow and journal area are the caller's. */
export type ReaderKeyConfig = Pick<
  messages.ReaderConfig.$Properties,
  "readerId" | "epoch" | "tapKey" | "tapKeyVersion" | "randomKey" | "policyKey" | "roleKeys" | "cardKeys"
>;

/**
 * Identity and keys of a reader. It seals under the newest tap key and has the newest policy key; of role and card keys
 * it has every live version. What this returns is secret.
 *
 * @param keys of its fleet
 * @param id the reader
 * @param versions of its keys: `readerVersions(id)` of a key ring
 * @throws KetukError `bad-argument`, `key-revoked`, `key-unknown`
 */
export function readerConfigOf(keys: FleetKeys, id: string, versions: ReaderVersions): ReaderKeyConfig {
  const { epoch, role, cards } = versions;
  const tapKeyVersion = newestOf(versions.tap, "tap");
  const roles = ROLES.slice(1) as Role[];
  return {
    readerId: id,
    epoch,
    tapKey: keys.tapKey(id, tapKeyVersion),
    tapKeyVersion,
    // A wiped flash counts its starts from 1 again: the epoch, which rises then, keeps random numbers from repeating.
    randomKey: keys.randomKey(id, epoch),
    policyKey: keys.policyKey(id, newestOf(versions.policy, "policy")),
    // Newest first: the reader names the first one's version in Hello.
    roleKeys: role.flatMap((version) =>
      roles.map((name) => ({ role: ROLES.indexOf(name), version, key: keys.roleKey(id, name, version) })),
    ),
    cardKeys: cards.flatMap(({ slot, versions: live }) =>
      live.map((version) => ({ slot, version, key: keys.cardKey(slot, version) })),
    ),
  };
}

function newestOf(versions: readonly number[], purpose: string): number {
  const [newest] = versions;
  if (newest === undefined) throw new KetukError("bad-argument", `no live version of the ${purpose} key`);
  return newest;
}
