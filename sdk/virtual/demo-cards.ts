/** Three cards that show what the reader is for. */
import { randomBytes } from "node:crypto";
import { diversifyKey } from "../keys/diversify.js";
import type { FleetKeys } from "../keys/fleet.js";
import type { Picc } from "./air.js";
import { createDesfireCard } from "./cards/desfire.js";
import { createUidCard } from "./cards/uid-card.js";
import { DEMO_APPLICATION, DEMO_FILE, DEMO_LENGTH, DEMO_SYSTEM_ID } from "./config.js";

/** Cards for a demonstration. */
export interface DemoCards {
  /** A DESFire EV2 card with the fleet's diversified key and a credential. */
  readonly genuine: Picc;
  /** A copy of it: the same UID and files, but a key that was guessed. */
  readonly clone: Picc;
  /** A card that has nothing but a UID. */
  readonly plain: Picc;
}

const GENUINE_UID = Uint8Array.of(0x04, 0xa3, 0x1b, 0x62, 0x5e, 0x77, 0x80);
const PLAIN_UID = Uint8Array.of(0x5a, 0x0c, 0x9e, 0x41);

/**
 * A DESFire card as the demonstration profile expects it.
 *
 * @param keys of the fleet that issues the card
 * @param uid 7 bytes
 * @param credential text of at most 32 bytes
 * @param rng the card's random numbers, 16 bytes a call; for runs that must repeat
 */
export function createDemoCard(keys: FleetKeys, uid: Uint8Array, credential: string, rng?: () => Uint8Array): Picc {
  return createDesfireDemoCard(uid, demoCardKey(keys, uid), credential, rng);
}

/** The key that the fleet gives a card of the demonstration profile, 16 bytes. */
export function demoCardKey(keys: FleetKeys, uid: Uint8Array): Uint8Array {
  return diversifyKey(keys.cardKey(1, 1), Buffer.concat([uid, DEMO_APPLICATION, DEMO_SYSTEM_ID]));
}

/** The same card with any key. */
export function createDesfireDemoCard(
  uid: Uint8Array,
  key: Uint8Array,
  credential: string,
  rng?: () => Uint8Array,
): Picc {
  const data = new Uint8Array(DEMO_LENGTH);
  data.set(new TextEncoder().encode(credential).subarray(0, DEMO_LENGTH));
  return createDesfireCard({
    uid,
    applications: [
      {
        id: DEMO_APPLICATION,
        // Key 0 manages the application and stays with the issuer; the reader knows key 1.
        keys: [randomBytes(16), key],
        files: [{ number: DEMO_FILE, mode: "full", read: 1, data }],
      },
    ],
    ...(rng && { rng }),
  });
}

/** The three cards for readers of one fleet. */
export function demoCards(keys: FleetKeys): DemoCards {
  return {
    genuine: createDemoCard(keys, GENUINE_UID, "resident 0001"),
    clone: createDesfireDemoCard(GENUINE_UID, randomBytes(16), "resident 0001"),
    plain: createUidCard({ uid: PLAIN_UID }),
  };
}
