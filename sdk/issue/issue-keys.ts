/** The keys that one card shall have, fetched before anything is changed; and those of its delivery. */
import { CARD_KEY_BYTES } from "../../protocol/index.js";
import { assertBytes } from "../assert.js";
import { KetukError } from "../errors.js";
import type { CardKeyRequest, CardKeySource } from "../keys/card-keys.js";
import type { IssueProfile } from "./profile.js";

/** What GetKeyVersion tells of a key that was never changed; ours must be told apart from it. */
const TRANSPORT_VERSION = 0;
const VERSION_MAX = 255;

/** A key as it shall be in the card. */
export interface IssueKey {
  /** 16 bytes. */
  readonly key: Uint8Array;
  /** 1 to 255. */
  readonly version: number;
}

/** Slots of the provider that `deskProvider` makes. */
export const DESK_SLOT = { own: 0, transport: 1 } as const;

/**
 * Fetches the newest version of a key for a card.
 *
 * @throws KetukError `key-unknown`, `weak-key`, and what the provider throws
 */
export async function fetchKey(
  source: CardKeySource,
  profile: IssueProfile,
  name: string,
  where: Omit<CardKeyRequest, "slot" | "version">,
): Promise<IssueKey> {
  const slot = profile.slots[name]?.slot ?? 0;
  const [version] = await source.versions(slot);
  const key = version === undefined ? undefined : await source.key({ ...where, slot, version });
  if (version === undefined || !key) throw new KetukError("key-unknown", `there is no key for "${name}", slot ${slot}`);
  if (version <= TRANSPORT_VERSION || version > VERSION_MAX)
    throw new KetukError("key-unknown", `the key for "${name}" has version ${version}; cards tell 1 to 255`);
  assertBytes(key, `key for "${name}"`, CARD_KEY_BYTES);
  if (new Set(key).size < 4)
    throw new KetukError("weak-key", `the key for "${name}" is one that everybody would try`, {
      hint: "look at the key provider: card keys follow from a random master key",
    });
  return { key: key.slice(), version };
}

/** Keys for a client, and the word that the card has other keys now: what failed before is tried again. */
export interface DeskKeys extends CardKeySource {
  /** The card's keys were changed. */
  changed(): void;
}

/** Keys for a client: slot `own` has the card's new keys, slot `transport` the zeros of its delivery. */
export function deskProvider(own: (request: CardKeyRequest) => IssueKey | undefined): DeskKeys {
  // Clients try no version twice in a presentation.
  let version = 1;
  return {
    changed: () => void version++,
    versions: () => [version],
    key: (request) => (request.slot === DESK_SLOT.own ? own(request)?.key : new Uint8Array(CARD_KEY_BYTES)),
  };
}
