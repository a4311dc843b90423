/** The work on an Ultralight AES: what a look reads, what a step sends, and the proof. The order is in page-steps.ts. */
import { sameBytes } from "../bytes.js";
import {
  type FrameChannel,
  openUltralightAes,
  ULTRALIGHT_AES_PAGES,
  type UltralightAesClient,
} from "../card/ultralight-aes.js";
import type { CardKeySource } from "../keys/card-keys.js";
import { paddedCredential } from "./content.js";
import { doneBy } from "./iso-file.js";
import { fetchKey } from "./issue-keys.js";
import { fromCard, type IssueFailure, issueFailure } from "./outcome.js";
import { afterPageStep, nextPageStep, type PageSeen, type PageStep } from "./page-steps.js";
import type { UltralightAesIssueProfile } from "./profile.js";
import type { CardWork, Done, Found } from "./work.js";

const PAGE_BYTES = 4;
const ZERO_KEY = new Uint8Array(16);
const SECURE_MESSAGING = 0x02;
const PROTECT_READS = 0x80;
const CONFIG_LOCK = 0x40;
/** Both keys. */
const KEY_LOCKS = 0x03;
/** AUTH0 beyond the keys: they can be written by anybody. */
const OPEN_FROM_PAGE = 0x38;
const { locks, dynamicLocks, firstUser, config, access, keyLocks } = ULTRALIGHT_AES_PAGES;
const FIRST_DYNAMIC_PAGE = 0x10;

/** An Ultralight AES and what it shall be. */
export interface UltralightAesJob {
  readonly channel: FrameChannel;
  readonly profile: UltralightAesIssueProfile;
  readonly dataKey: Uint8Array;
  readonly uidKey: Uint8Array;
  /** Whole pages. */
  readonly content: Uint8Array;
}

/** Fetches the keys of a card. @throws KetukError as fetchKey */
export async function ultralightAesJob(
  channel: FrameChannel,
  profile: UltralightAesIssueProfile,
  source: CardKeySource,
  credential: Uint8Array,
): Promise<UltralightAesJob> {
  const { uid } = channel;
  // There are no applications; readers leave the application id out of the diversification.
  const where = { uid, applicationId: new Uint8Array(0) };
  const data = await fetchKey(source, profile, profile.dataKey, { ...where, keyNumber: 0 });
  const uidKey = await fetchKey(source, profile, profile.uidKey, { ...where, keyNumber: 1 });
  const content = new Uint8Array(Math.ceil(profile.sizeBytes / PAGE_BYTES) * PAGE_BYTES);
  content.set(paddedCredential(credential, profile.sizeBytes));
  return { channel, profile, dataKey: data.key, uidKey: uidKey.key, content };
}

/** Configuration pages and locks as this profile wants them, and whether a card has them. */
function wishesOf({ profile, content }: UltralightAesJob) {
  const { page: first = firstUser, protectFromPage = 4, failureLimit = 0 } = profile;
  const pageCount = content.length / PAGE_BYTES;
  const fixed = new Uint8Array(PAGE_BYTES);
  const dynamic = new Uint8Array(PAGE_BYTES);
  for (let page = first; page < first + pageCount; page++) {
    if (page < FIRST_DYNAMIC_PAGE) fixed[page < 8 ? 2 : 3] = (fixed[page < 8 ? 2 : 3] ?? 0) | (1 << (page & 7));
    else {
      const bit = (page - FIRST_DYNAMIC_PAGE) >> 1;
      dynamic[bit >> 3] = (dynamic[bit >> 3] ?? 0) | (1 << (bit & 7));
    }
  }
  return { first, pageCount, protectFromPage, failureLimit, fixed, dynamic };
}

/** The pages that tell how a card is set up. */
interface Pages {
  readonly locks: Uint8Array;
  readonly dynamic: Uint8Array;
  readonly config: Uint8Array;
  readonly access: Uint8Array;
  readonly keyLocks: Uint8Array;
}

async function readPages(client: UltralightAesClient): Promise<Found<Pages>> {
  const low = await client.readPages(locks, 1);
  if (!low.ok) return fromCard(low);
  const high = await client.readPages(dynamicLocks, keyLocks - dynamicLocks + 1);
  if (!high.ok) return fromCard(high);
  const page = (number: number) => high.value.slice((number - dynamicLocks) * 4, (number - dynamicLocks + 1) * 4);
  const { length } = low.value;
  if (length !== PAGE_BYTES) return issueFailure("malformed");
  const value = {
    locks: low.value,
    dynamic: page(dynamicLocks),
    config: page(config),
    access: page(access),
    keyLocks: page(keyLocks),
  };
  return { ok: true, value };
}

function hasBits(page: Uint8Array, bits: Uint8Array): boolean {
  return bits.every((mask, i) => ((page[i] ?? 0) & mask) === mask);
}

/** Makes the work. */
export function createUltralightAesWork(job: UltralightAesJob): CardWork<PageSeen, PageStep> {
  const { channel, profile, dataKey, uidKey, content } = job;
  const wishes = wishesOf(job);
  const client = openUltralightAes(channel);
  const blank: PageSeen = {
    hasKeys: false,
    hasContent: false,
    hasAccess: false,
    isProtected: false,
    isContentLocked: false,
    areKeysLocked: false,
    isConfigLocked: false,
  };

  /** What anybody sees: undefined where the configuration asks for the key. */
  async function outside(): Promise<Found<Uint8Array | undefined>> {
    const read = await client.readPages(config, 1);
    if (read.ok) return { ok: true, value: read.value };
    return read.reason === "refused" ? { ok: true, value: undefined } : fromCard(read);
  }

  /** Proves both keys while that is cheap: the first last, whose session is needed. */
  async function proveKeys(secured: boolean): Promise<Done> {
    const second = await client.authenticate(1, uidKey, secured);
    if (!second.ok) return fromCard(second);
    return doneBy(await client.authenticate(0, dataKey, secured));
  }

  async function lookInside(): Promise<Found<PageSeen>> {
    const pages = await readPages(client);
    if (!pages.ok) return pages;
    const held = await client.readPages(wishes.first, wishes.pageCount);
    if (!held.ok) return fromCard(held);
    const { value } = pages;
    const isProtected = ((value.config[0] ?? 0) & SECURE_MESSAGING) !== 0 && value.config[3] === wishes.protectFromPage;
    const isContentLocked = hasBits(value.locks, wishes.fixed) && hasBits(value.dynamic, wishes.dynamic);
    const hasContent = sameBytes(held.value, content);
    // A protected card has its content: another one is somebody else's.
    if (!hasContent && (isProtected || isContentLocked)) return issueFailure("other-content");
    const limit = (value.access[2] ?? 0) | (((value.access[3] ?? 0) & 3) << 8);
    return {
      ok: true,
      value: {
        hasKeys: true,
        hasContent,
        hasAccess: ((value.access[0] ?? 0) & PROTECT_READS) !== 0 && limit === wishes.failureLimit,
        isProtected,
        isContentLocked,
        areKeysLocked: ((value.keyLocks[0] ?? 0) & KEY_LOCKS) === KEY_LOCKS,
        isConfigLocked: ((value.access[0] ?? 0) & CONFIG_LOCK) !== 0,
      },
    };
  }

  async function look(): Promise<Found<PageSeen>> {
    const kind = await client.isUltralightAes();
    if (!kind.ok) return fromCard(kind);
    if (!kind.value) return issueFailure("other-card");
    const seen = await outside();
    if (!seen.ok) return seen;
    const isOpen = seen.value !== undefined && (seen.value[3] ?? 0) >= OPEN_FROM_PAGE;
    const secured = seen.value === undefined || ((seen.value[0] ?? 0) & SECURE_MESSAGING) !== 0;
    const proved = await proveKeys(secured);
    if (proved.ok) return lookInside();
    if (proved.reason !== "wrong-key" && proved.reason !== "bad-proof") return proved;
    return isOpen ? lookAtBlank() : issueFailure("foreign");
  }

  /** The keys come before the content: what is written on a card without our keys is somebody else's. */
  async function lookAtBlank(): Promise<Found<PageSeen>> {
    const held = await client.readPages(wishes.first, wishes.pageCount);
    if (!held.ok) return fromCard(held);
    return held.value.every((byte) => byte === 0) ? { ok: true, value: blank } : issueFailure("foreign");
  }

  async function writeKeys(): Promise<Done> {
    // Whatever session there is may not survive a change of its key: pages are open, none is needed.
    const first = await client.writeKey(0, dataKey);
    if (!first.ok) return fromCard(first);
    const second = await client.writeKey(1, uidKey);
    return second.ok ? proveKeys(false) : fromCard(second);
  }

  async function writeContent(): Promise<Done> {
    for (let i = 0; i < wishes.pageCount; i++) {
      const bytes = content.slice(i * PAGE_BYTES, (i + 1) * PAGE_BYTES);
      const written = await client.writePage(wishes.first + i, bytes);
      if (!written.ok) return fromCard(written);
    }
    return { ok: true };
  }

  /** Reads a page, sets and clears bits, writes it. */
  async function change(page: number, edit: (bytes: Uint8Array) => void): Promise<Done> {
    const read = await client.readPages(page, 1);
    if (!read.ok) return fromCard(read);
    edit(read.value);
    return doneBy(await client.writePage(page, read.value));
  }

  async function lockContent(): Promise<Done> {
    const { fixed, dynamic } = wishes;
    for (const [page, bits] of [
      [locks, fixed],
      [dynamicLocks, dynamic],
    ] as const) {
      const written = bits.some((byte) => byte !== 0) && (await client.writePage(page, bits));
      if (written && !written.ok) return fromCard(written);
    }
    return { ok: true };
  }

  async function protect(): Promise<Done> {
    const changed = await change(config, (bytes) => {
      bytes[0] = (bytes[0] ?? 0) | SECURE_MESSAGING;
      bytes[3] = wishes.protectFromPage;
    });
    // MACs begin with an authentication.
    return changed.ok ? doneBy(await client.authenticate(0, dataKey, true)) : changed;
  }

  function perform({ kind }: PageStep): Promise<Done> {
    switch (kind) {
      case "write-keys":
        return writeKeys();
      case "write-content":
        return writeContent();
      case "set-access":
        return change(access, (bytes) => {
          bytes[0] = (bytes[0] ?? 0) | PROTECT_READS;
          bytes[2] = wishes.failureLimit & 0xff;
          bytes[3] = wishes.failureLimit >> 8;
        });
      case "protect":
        return protect();
      case "lock-content":
        return lockContent();
      case "lock-keys":
        return change(keyLocks, (bytes) => {
          bytes[0] = (bytes[0] ?? 0) | KEY_LOCKS;
        });
      case "lock-configuration":
        return change(access, (bytes) => {
          bytes[0] = (bytes[0] ?? 0) | CONFIG_LOCK;
        });
    }
  }

  const isComplete = (seen: PageSeen) => nextPageStep(seen) === undefined;

  return {
    blank,
    look,
    next: nextPageStep,
    after: afterPageStep,
    perform,
    async verify() {
      const wrong = (await refusesFactory(openUltralightAes(channel))) ?? undefined;
      if (wrong) return wrong;
      const proved = await proveKeys(true);
      if (!proved.ok) return proved;
      const inside = await lookInside();
      if (!inside.ok) return inside;
      if (!inside.value.hasContent) return issueFailure("other-content");
      const isClosed = (await verifyClosed(openUltralightAes(channel), profile)) ?? undefined;
      if (isClosed) return isClosed;
      return isComplete(inside.value) ? { ok: true } : issueFailure("other-settings");
    },
  };
}

/** Neither key may be the factory's any more. */
async function refusesFactory(client: UltralightAesClient): Promise<IssueFailure | undefined> {
  for (const keyNumber of [0, 1]) {
    const factory = await client.authenticate(keyNumber, ZERO_KEY, true);
    if (factory.ok) return issueFailure("transport-key");
    if (factory.reason !== "wrong-key") return fromCard(factory);
  }
  return undefined;
}

/** Without a key the credential cannot be read. */
async function verifyClosed(
  client: UltralightAesClient,
  { page = firstUser }: UltralightAesIssueProfile,
): Promise<IssueFailure | undefined> {
  // A refused authentication ends whatever session the card was in.
  const factory = await client.authenticate(0, ZERO_KEY, true);
  if (factory.ok) return issueFailure("transport-key");
  const read = await client.readPages(page, 1);
  if (read.ok) return issueFailure("other-settings");
  return read.reason === "refused" ? undefined : fromCard(read);
}
