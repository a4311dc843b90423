/** A DESFire card and what it shall be: keys fetched, settings spelled out. */
import { sameBytes } from "../bytes.js";
import type { CardChannel } from "../card/channel.js";
import type { KeySettings } from "../card/key-settings.js";
import type { CardKeySource } from "../keys/card-keys.js";
import { type DeskKeys, deskProvider, fetchKey, type IssueKey } from "./issue-keys.js";
import type { DesfireIssueProfile } from "./profile.js";

/** Application id of the card itself. */
export const CARD_LEVEL = new Uint8Array(3);

/** While files and keys are made. */
export const OPEN: KeySettings = {
  isMasterKeyChangeable: true,
  isListFree: true,
  isCreateFree: false,
  areSettingsChangeable: true,
  changeKey: 0,
};
/** What the card itself is left with. */
export const CARD_FINAL: KeySettings = { ...OPEN, isListFree: false, areSettingsChangeable: false };

/** What the application is left with. */
export function applicationFinal({ lock }: DesfireIssueProfile): KeySettings {
  const closed: KeySettings = { ...OPEN, areSettingsChangeable: false };
  return lock === "frozen" ? { ...closed, isMasterKeyChangeable: false, changeKey: "frozen" } : closed;
}

/** A DESFire card and what it shall be. */
export interface DesfireJob {
  readonly channel: CardChannel;
  readonly profile: DesfireIssueProfile;
  readonly applicationId: Uint8Array;
  readonly cardKey: IssueKey;
  readonly keys: readonly IssueKey[];
  readonly credential: Uint8Array;
}

/** Fetches the keys of a card. @throws KetukError as fetchKey */
export async function desfireJob(
  channel: CardChannel,
  profile: DesfireIssueProfile,
  source: CardKeySource,
  credential: Uint8Array,
): Promise<DesfireJob> {
  const { uid } = channel;
  const applicationId = Uint8Array.from(Buffer.from(profile.application.id, "hex"));
  const cardKey = await fetchKey(source, profile, profile.masterKey, { uid, applicationId: CARD_LEVEL, keyNumber: 0 });
  const keys: IssueKey[] = [];
  for (const [keyNumber, name] of profile.application.keys.entries())
    keys.push(await fetchKey(source, profile, name, { uid, applicationId, keyNumber }));
  return { channel, profile, applicationId, cardKey, keys, credential };
}

/** The keys of the job and those of the delivery. */
export function desfireKeysOf({ cardKey, keys }: DesfireJob): DeskKeys {
  return deskProvider(({ applicationId = CARD_LEVEL, keyNumber }) =>
    sameBytes(applicationId, CARD_LEVEL) ? cardKey : keys[keyNumber],
  );
}
