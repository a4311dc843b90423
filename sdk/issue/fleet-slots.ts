/** The card keys of a fleet as a profile asks for them. */
import { KetukError } from "../errors.js";
import { type CardKeySlot, type CardKeySource, createFleetCardKeys } from "../keys/card-keys.js";
import type { FleetKeys } from "../keys/fleet.js";
import type { RingKeys } from "../keys/ring-keys.js";
import type { IssueProfile } from "./profile.js";

/**
 * Card keys from a fleet's secret or key ring: the live versions of the profile's slots, diversified as it says.
 *
 * @throws KetukError `bad-argument` when two names of one slot are diversified in different ways
 */
export function createIssueKeys(fleet: FleetKeys | RingKeys, profile: IssueProfile): CardKeySource {
  const live = "cardSlots" in fleet ? fleet.cardSlots() : {};
  const slots: Record<number, CardKeySlot> = {};
  const said = new Map<number, string>();
  for (const { slot, systemId, diversified } of Object.values(profile.slots)) {
    const how = `${systemId}/${diversified}`;
    if ((said.get(slot) ?? how) !== how)
      throw new KetukError("bad-argument", `slot ${slot} of the profile is diversified in two ways`);
    said.set(slot, how);
    slots[slot] = {
      versions: live[slot]?.versions ?? [1],
      diversified,
      systemId: systemId === undefined ? undefined : new TextEncoder().encode(systemId),
    };
  }
  return createFleetCardKeys(fleet, slots);
}
