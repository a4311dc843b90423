/**
 * NTAG 424 DNA SUN messages: what a card writes into the URL it shows to any phone. cards.md 7.3; NXP AN12196, 3 and 4.
 *
 * A SUN message proves that the card was read once, by somebody. Whoever has the text of the URL has the message: each
 * counts once, by its counter. Mutual authentication is the stronger way.
 */
import { assertBytes } from "../assert.js";
import { copyBytes, toHex } from "../bytes.js";
import { decipherPiccData, decipherSunFile, deriveSunKeys, type SunIdentity, sunMacFits } from "../card/sun-message.js";
import { checkSunParts, compileSunTemplate, type SunParts } from "../card/sun-text.js";
import { KetukError } from "../errors.js";

const KEY_BYTES = 16;
/** Keys that may be live at once, per kind. */
const LIVE_KEYS_COUNT = 2;

/** A key or two: the newest first, then the one before. */
export type SunKeys = Uint8Array | readonly Uint8Array[];

/** How to judge SUN messages. */
export interface SunVerifierOptions {
  /** SDMMetaReadKey, 16 bytes, the same in all cards since it tells them apart. Not needed for plain mirrors. */
  readonly metaReadKey?: SunKeys | undefined;
  /** SDMFileReadKey of one card, 16 bytes, best diversified; undefined for cards that nobody issued. */
  readonly fileReadKey: (uid: Uint8Array) => SunKeys | undefined | Promise<SunKeys | undefined>;
  /**
   * The URL as it was written to the card, with `{picc}`, `{uid}`, `{counter}`, `{file}` and `{mac}` where the mirrors
   * are, and `{macInput}` where the MAC's input begins (left out: the MAC covers no text), such as
   * `https://city.example/t?e={picc}&d={macInput}{file}&m={mac}`. Needed to verify URLs.
   */
  readonly url?: string | undefined;
  /** Where the highest counter of every card is kept. Default: in memory, forgotten at exit. */
  readonly counters?: SunCounterStore | undefined;
}

/** Remembers the highest counter per card. A back end keeps it in its database. */
export interface SunCounterStore {
  /**
   * Takes a counter if it is higher than all before, in one step: of two calls at once with one counter only one may
   * answer true. Called after the MAC was found good.
   *
   * @param uidHex upper-case hexadecimal
   * @param counter 0 to 2^24 - 1
   * @returns false for an equal or lower counter: a replay
   */
  advance(uidHex: string, counter: number): boolean | Promise<boolean>;
}

/** A message of a card that holds the key, seen for the first time. */
export interface SunGenuine {
  /** Always true. */
  readonly ok: true;
  /** Always "genuine". */
  readonly reason: "genuine";
  /** UID of the card, 7 bytes. */
  readonly uid: Uint8Array;
  /** The same as upper-case hexadecimal. */
  readonly uidHex: string;
  /** How often the card was read. */
  readonly counter: number;
  /** Deciphered file data, padding included; undefined without. */
  readonly fileData: Uint8Array | undefined;
  /** Which file key fitted: 0 the newest, 1 the one before. */
  readonly keyIndex: number;
}

/**
 * A message that does not count:
 *
 * - "malformed": not the text that such a card writes; nothing was computed with it, or it deciphers to no PICCData.
 * - "unknown-key": no key for this card.
 * - "bad-mac": not made by the card, or changed.
 * - "replayed": the MAC is good, and this counter or a higher one was seen before.
 */
export interface SunRejected {
  /** Always false. */
  readonly ok: false;
  /** Why. */
  readonly reason: "malformed" | "unknown-key" | "bad-mac" | "replayed";
  /** With "replayed": the card. */
  readonly uidHex?: string;
  /** With "replayed": the counter. */
  readonly counter?: number;
}

/** What a SUN message is worth. */
export type SunVerdict = SunGenuine | SunRejected;

/** Gives verdicts on SUN messages. */
export interface SunVerifier {
  /**
   * Judges a message and remembers its counter: the second call with the same message says "replayed". Anything that
   * is not exactly such a message is "malformed".
   *
   * @param message the whole URL, or its parts where the application took it apart itself
   * @throws KetukError `bad-argument` for a URL where no `url` was given; and what key source and store throw
   */
  verify(message: string | SunParts): Promise<SunVerdict>;
}

/** A counter store in memory. It grows by some 100 bytes per card. */
export function createMemorySunCounters(): SunCounterStore {
  const highest = new Map<string, number>();
  return {
    advance(uidHex, counter) {
      if (counter <= (highest.get(uidHex) ?? -1)) return false;
      highest.set(uidHex, counter);
      return true;
    },
  };
}

/**
 * Creates a verifier.
 *
 * @throws KetukError `bad-argument`
 */
export function createSunVerifier(options: SunVerifierOptions): SunVerifier {
  const metaReadKeys = keyList(options.metaReadKey ?? [], "metaReadKey");
  const counters = options.counters ?? createMemorySunCounters();
  const readUrl = options.url === undefined ? undefined : compileSunTemplate(options.url);

  function partsOf(message: string | SunParts): SunParts | undefined {
    if (typeof message !== "string") return checkSunParts(message);
    if (readUrl) return readUrl(message);
    throw new KetukError("bad-argument", '"url" is needed to verify URLs', { hint: "give the template, or parts" });
  }

  /** Who the card says it is: one answer per key that makes sense of PICCData. */
  function identitiesOf({ picc, uid, counter }: SunParts): SunIdentity[] {
    if (picc === undefined) return [{ uid: fromHex(uid), counter: Number.parseInt(counter ?? "", 16) }];
    return metaReadKeys.flatMap((key) => decipherPiccData(key, fromHex(picc)) ?? []);
  }

  async function verify(message: string | SunParts): Promise<SunVerdict> {
    const parts = partsOf(message);
    const identities = parts ? identitiesOf(parts) : [];
    if (!parts || identities.length === 0) return { ok: false, reason: "malformed" };
    let isKeyKnown = false;
    for (const identity of identities) {
      const keys = keyList((await options.fileReadKey(copyBytes(identity.uid))) ?? [], "fileReadKey");
      const found = findKey(keys, identity, parts);
      if (found) return accept(counters, identity, found);
      isKeyKnown ||= keys.length > 0;
    }
    return { ok: false, reason: isKeyKnown ? "bad-mac" : "unknown-key" };
  }

  return { verify };
}

interface Found {
  readonly keyIndex: number;
  readonly fileData: Uint8Array | undefined;
}

function findKey(keys: readonly Uint8Array[], identity: SunIdentity, parts: SunParts): Found | undefined {
  const mac = fromHex(parts.mac);
  for (const [keyIndex, key] of keys.entries()) {
    const session = deriveSunKeys(key, identity);
    if (!sunMacFits(session, parts.macInput ?? "", mac)) continue;
    const { file } = parts;
    return {
      keyIndex,
      fileData: file === undefined ? undefined : decipherSunFile(session, identity.counter, fromHex(file)),
    };
  }
  return undefined;
}

async function accept(counters: SunCounterStore, identity: SunIdentity, found: Found): Promise<SunVerdict> {
  const { uid, counter } = identity;
  const uidHex = toHex(uid);
  if (!(await counters.advance(uidHex, counter))) return { ok: false, reason: "replayed", uidHex, counter };
  return { ok: true, reason: "genuine", uid, uidHex, counter, ...found };
}

function keyList(keys: SunKeys, name: string): readonly Uint8Array[] {
  const list = keys instanceof Uint8Array ? [keys] : keys;
  if (!Array.isArray(list) || list.length > LIVE_KEYS_COUNT) {
    throw new KetukError("bad-argument", `"${name}" expected one key or two`);
  }
  for (const key of list) assertBytes(key, name, KEY_BYTES);
  return list.map(copyBytes);
}

function fromHex(hex = ""): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, "hex"));
}
