/** Cards described in JSON: the shape, its check, and the cards that are made of it. JSON Schema 2020-12. */
import { createHash, randomBytes } from "node:crypto";
import { messages } from "../../protocol/index.js";
import { fromHex } from "../bytes.js";
import { KetukError } from "../errors.js";
import { checkShape } from "../issue/shape.js";
import { diversifyKey } from "../keys/diversify.js";
import type { FleetKeys } from "../keys/fleet.js";
import type { Picc } from "./air.js";
import { createClassicCard, createNtag424Card, createUidCard, createUltralightAesCard } from "./cards/index.js";
import { DEMO_LENGTH, DEMO_SYSTEM_ID, demoProfile } from "./config.js";
import { createDesfireDemoCard, demoCardKey } from "./demo-cards.js";

/**
 * The key of a described card. "fleet": what the fleet gives this very card, so that it is genuine; "other": a random
 * one, so that it is a copy; or hexadecimal digits, 16 bytes, of a Classic 6.
 */
export type DescribedKey = "fleet" | "other" | (string & {});

/** One card, as JSON. */
export interface CardDescription {
  /** What `present` and `ketuk simulate` call it; unique, letters, digits, hyphens. */
  readonly name: string;
  /** What it is; "uid": a card that has nothing but a UID. */
  readonly family: "desfire" | "ntag424" | "ultralight-aes" | "classic" | "uid";
  /** Hexadecimal: 7 bytes; of a Classic 4 or 7; of "uid" 4, 7 or 10. */
  readonly uid: string;
  /** Text of at most 32 bytes, of a Classic 16, read under authentication. Default none; "uid" has none. */
  readonly credential?: string;
  /** Default "fleet"; "uid" has none. */
  readonly key?: DescribedKey;
}

/** A file of cards. */
export interface CardsFile {
  /** For editors: where {@link CARDS_SCHEMA} is. */
  readonly $schema?: string;
  /** The cards, 1 to 10,000. */
  readonly cards: readonly CardDescription[];
}

/** Slot of the key of described Classic cards. It is shorter than those of a fleet, which begin at 1. */
const CLASSIC_SLOT = 900;
const CLASSIC_BLOCK = 4;
const CLASSIC_BYTES = 16;
const NTAG_KEY = 2;
const NTAG_FILE = 3;
const AES_PAGE = 4;
const { Family, CommunicationMode } = messages;

const COMMON = { name: { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9-]{0,63}$" } };
const CREDENTIAL = { type: "string", maxLength: DEMO_LENGTH };
const AES_KEY = { type: "string", pattern: "^(fleet|other|[0-9A-Fa-f]{32})$" };
const CLASSIC_KEY = { type: "string", pattern: "^(fleet|other|[0-9A-Fa-f]{12})$" };
/** By their length. 88 before the last three bytes announces a longer UID. */
const UID_PATTERNS = {
  4: "(?!88)[0-9A-Fa-f]{8}",
  7: "[0-9A-Fa-f]{6}(?!88)[0-9A-Fa-f]{8}",
  10: "[0-9A-Fa-f]{20}",
};
const uidOf = (...bytes: (keyof typeof UID_PATTERNS)[]) => ({
  type: "string",
  pattern: `^(${bytes.map((count) => UID_PATTERNS[count]).join("|")})$`,
});
const AES_CARD = { ...COMMON, uid: uidOf(7), credential: CREDENTIAL, key: AES_KEY };

function card(family: CardDescription["family"], properties: object): object {
  const required = ["name", "family", "uid"];
  return {
    type: "object",
    properties: { ...properties, family: { const: family } },
    required,
    additionalProperties: false,
  };
}

/** Shape of a {@link CardsFile}, for editors. */
export const CARDS_SCHEMA: object = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Ketuk virtual cards",
  type: "object",
  properties: {
    $schema: { type: "string" },
    cards: {
      type: "array",
      minItems: 1,
      maxItems: 10_000,
      items: {
        oneOf: [
          card("desfire", AES_CARD),
          card("ntag424", AES_CARD),
          card("ultralight-aes", AES_CARD),
          card("classic", {
            ...COMMON,
            uid: uidOf(4, 7),
            credential: { type: "string", maxLength: CLASSIC_BYTES },
            key: CLASSIC_KEY,
          }),
          card("uid", { ...COMMON, uid: uidOf(4, 7, 10) }),
        ],
      },
    },
  },
  required: ["cards"],
  additionalProperties: false,
};

/**
 * Checks a file of cards that was parsed as JSON.
 *
 * @throws KetukError `bad-argument` that names the place of the mistake
 */
export function parseCards(json: unknown): CardsFile {
  checkShape(CARDS_SCHEMA, json, "cards");
  const file = json as CardsFile;
  const names = new Set<string>();
  for (const { name, credential = "", family } of file.cards) {
    if (names.has(name)) throw new KetukError("bad-argument", `two cards are named "${name}"`);
    names.add(name);
    if (Buffer.byteLength(credential) > (family === "classic" ? CLASSIC_BYTES : DEMO_LENGTH))
      throw new KetukError("bad-argument", `the credential of "${name}" is too long in UTF-8`);
  }
  return file;
}

/** The cards by name. `keys`: of the fleet that they belong to. */
export function createCards({ cards }: CardsFile, keys: FleetKeys): Readonly<Record<string, Picc>> {
  return Object.fromEntries(cards.map((one) => [one.name, createCard(one, keys)]));
}

/** Profiles and keys that a reader needs to know the families of a file. */
export function cardsConfig({ cards }: CardsFile, keys: FleetKeys) {
  const has = (family: CardDescription["family"]) => cards.some((one) => one.family === family);
  const aes = { keySlot: 1, diversified: true, systemId: DEMO_SYSTEM_ID, length: DEMO_LENGTH };
  const ntag: messages.Profile.$Properties = {
    ...aes,
    family: Family.FAMILY_NTAG424,
    keyNumber: NTAG_KEY,
    file: NTAG_FILE,
    mode: CommunicationMode.COMMUNICATION_MODE_FULL,
  };
  const ultralight: messages.Profile.$Properties = {
    ...aes,
    family: Family.FAMILY_ULTRALIGHT_AES,
    block: AES_PAGE,
    mode: CommunicationMode.COMMUNICATION_MODE_MAC,
  };
  const classic = { family: Family.FAMILY_CLASSIC, keySlot: CLASSIC_SLOT, block: CLASSIC_BLOCK, length: CLASSIC_BYTES };
  return {
    profiles: [
      demoProfile(),
      ...(has("ntag424") ? [ntag] : []),
      ...(has("ultralight-aes") ? [ultralight] : []),
      ...(has("classic") ? [classic] : []),
    ],
    cardKeys: has("classic") ? [{ slot: CLASSIC_SLOT, version: 1, key: classicKey(keys) }] : [],
  };
}

/** One key for all: a Classic proves next to nothing. Not cut from a key of the fleet, which it would give away. */
function classicKey(keys: FleetKeys): Uint8Array {
  return new Uint8Array(
    createHash("sha256").update("ketuk classic").update(keys.cardKey(1, 1)).digest().subarray(0, 6),
  );
}

function createCard({ family, uid: uidHex, credential = "", key = "fleet" }: CardDescription, keys: FleetKeys): Picc {
  const uid = fromHex(uidHex);
  const content = new Uint8Array(family === "classic" ? CLASSIC_BYTES : DEMO_LENGTH);
  content.set(new TextEncoder().encode(credential));
  const keyOr = (own: () => Uint8Array) => {
    if (key === "fleet") return own();
    return key === "other" ? new Uint8Array(randomBytes(family === "classic" ? 6 : 16)) : fromHex(key);
  };
  const diversified = (place: readonly number[]) =>
    keyOr(() => diversifyKey(keys.cardKey(1, 1), Buffer.concat([uid, Uint8Array.from(place), DEMO_SYSTEM_ID])));
  switch (family) {
    case "desfire":
      return createDesfireDemoCard(
        uid,
        keyOr(() => demoCardKey(keys, uid)),
        credential,
      );
    case "ntag424":
      return createNtag424Card({
        uid,
        keys: [0, 1, 2, 3, 4].map((n) => (n === NTAG_KEY ? diversified([NTAG_KEY]) : new Uint8Array(randomBytes(16)))),
        files: { [NTAG_FILE]: { data: content } },
      });
    case "ultralight-aes":
      return createUltralightAesCard({
        uid,
        dataProtKey: diversified([]),
        auth0: AES_PAGE,
        cmac: true,
        lockConfig: true,
        lockKeys: true,
        content,
      });
    case "classic":
      return createClassicCard({
        uid,
        sectors: { 1: { keyA: keyOr(() => classicKey(keys)) } },
        blocks: { [CLASSIC_BLOCK]: content },
      });
    case "uid":
      // No family has this SAK: with the usual one it would be taken for a Classic that lacks its key.
      return createUidCard({ uid, sak: 0x01 });
  }
}
