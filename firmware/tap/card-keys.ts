/** Which key a card should have: slots, live versions, diversification. */
import { type CmacKey, diversify } from "../card/cmac.js";
import { type CardKey, Family, type Profile } from "../link/messages.js";

/** The live versions of a slot, newest first. */
export function keysOf(keys: CardKey[], slot: number): CardKey[] {
  const found: CardKey[] = [];
  for (let i = 0; i < keys.length; i++) if ((keys[i].slot || 0) === slot) found.push(keys[i]);
  return found.sort((a, b) => (b.version || 0) - (a.version || 0));
}

/** The version that the card says it has, or the newest where it says nothing that is known. */
export function chooseKey(live: CardKey[], version: number): CardKey {
  for (let i = 0; i < live.length; i++) if ((live[i].version || 0) === version) return live[i];
  return live[0];
}

/** The master key that was used last, made ready: the same one serves nearly all cards. */
let master: CmacKey = [""];

/** The key of this very card. */
export function keyOfCard(key: CardKey, profile: Profile, uid: string): string {
  const secret = key.key || "";
  if (!profile.diversified) return secret;
  // NTAG 424 has one application only; its key number stands in the place of the identifier.
  const place = profile.family === Family.NTAG424 ? E.toString(profile.keyNumber || 0) : profile.applicationId;
  if (master[0] !== secret) master = [secret];
  return diversify(master, uid + place + profile.systemId);
}
