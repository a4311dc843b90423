/** Issues one card in one presentation, or goes on where an earlier one was torn. */

import type { CardChannel, TransceiveOptions } from "../card/channel.js";
import type { FrameChannel } from "../card/ultralight-aes.js";
import { KetukError } from "../errors.js";
import type { CardKeySource } from "../keys/card-keys.js";
import type { Family } from "../verify/names.js";
import { desfireJob } from "./desfire-job.js";
import { createDesfireWork } from "./desfire-work.js";
import { createNtag424Work, ntag424Job } from "./ntag424-work.js";
import { type IssueOutcome, issueFailure, rejected } from "./outcome.js";
import type { IssueProfile } from "./profile.js";
import { createUltralightAesWork, ultralightAesJob } from "./ultralight-aes-work.js";
import { runWork, type WorkEvents } from "./work.js";

/** A card on the desk: what `reader.lendNext` gives. */
export interface DeskCard extends CardChannel, FrameChannel {
  /** UID seen at activation. */
  readonly uid: Uint8Array;
  /** What the card seems to be. Default: unknown, and the card is asked. */
  readonly family?: Family | undefined;
  transceive(apdu: Uint8Array, options?: TransceiveOptions): Promise<Uint8Array>;
  transceiveRaw(frame: Uint8Array, options?: TransceiveOptions): Promise<Uint8Array>;
}

/** What a card shall become. */
export interface IssueCardOptions extends WorkEvents {
  /** What cards of this kind are; see `parseIssueProfile`. */
  readonly profile: IssueProfile;
  /** Where keys come from. The desk has to know them: a SAM that keeps them to itself cannot issue this way. */
  readonly keys: CardKeySource;
  /** What stands in the card, for this person only. */
  readonly credential: Uint8Array;
}

/** Families that a profile's cards may seem to be. */
const LOOKS: Readonly<Record<IssueProfile["family"], readonly Family[]>> = {
  desfire: ["desfire", "isodep", "unknown"],
  ntag424: ["ntag424", "isodep", "unknown"],
  "ultralight-aes": ["ultralight", "ultralight-aes", "unknown"],
};
const UID_BYTES = 7;

/**
 * Issues a card: brings it from whatever stage it is at to what the profile says, and verifies it under its new keys.
 * Call it again with the same credential when the outcome is "torn"; a card that is complete already is verified only.
 * No key leaves the card unknown: each is the factory's or the one that follows from the UID, at every moment.
 *
 * @throws KetukError `key-unknown`, `weak-key`, `bad-argument` for a credential that does not fit, and what the key
 *   provider and `begin` throw
 */
export async function issueCard(card: DeskCard, options: IssueCardOptions): Promise<IssueOutcome> {
  const { profile, keys, credential } = options;
  if (card.family && !LOOKS[profile.family].includes(card.family)) return rejected(issueFailure("other-card"), []);
  if (card.uid.length !== UID_BYTES) return rejected(issueFailure("random-uid"), []);
  if (!("key" in keys)) throw new KetukError("bad-argument", '"keys" must give keys, not keep them');
  switch (profile.family) {
    case "desfire":
      return runWork(createDesfireWork(await desfireJob(card, profile, keys, credential)), options);
    case "ntag424":
      return runWork(createNtag424Work(await ntag424Job(card, profile, keys, credential)), options);
    case "ultralight-aes":
      return runWork(createUltralightAesWork(await ultralightAesJob(card, profile, keys, credential)), options);
  }
}
