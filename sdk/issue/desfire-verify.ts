/** The proof that a DESFire card is complete: every key opened anew, every file read, the factory's keys refused. */
import { sameBytes } from "../bytes.js";
import { type DesfireClient, openDesfire } from "../card/desfire.js";
import { encodeKeySettings, type KeySettings } from "../card/key-settings.js";
import { contentOf } from "./content.js";
import { applicationFinal, CARD_FINAL, CARD_LEVEL, type DesfireJob, desfireKeysOf } from "./desfire-job.js";
import { finalProtection, isProtectedAs, mustHold, readerOf } from "./iso-file.js";
import { DESK_SLOT } from "./issue-keys.js";
import { fromCard, type IssueFailure, issueFailure } from "./outcome.js";
import type { Done } from "./work.js";

const AUTHENTICATION_ERROR = 0xae;

/** Verifies a card by a client that remembers nothing of the work. */
export async function verifyDesfire(given: DesfireJob): Promise<Done> {
  const { channel } = given;
  // A channel of its own: keys that failed during the look are tried again.
  const fresh = { uid: channel.uid, transceive: channel.transceive.bind(channel) };
  const job: DesfireJob = { ...given, channel: fresh };
  const client = openDesfire(fresh, { keys: desfireKeysOf(job) });
  return (
    (await verifyKey(client, CARD_LEVEL, 0)) ??
    (await verifyUid(client, channel.uid)) ??
    (await verifySettings(client, CARD_FINAL)) ??
    (await refusesDes(client)) ??
    (await verifyKeys(client, job)) ??
    (await verifyFiles(client, job)) ?? { ok: true }
  );
}

/** The factory's key must fail, then ours must open: in this order, so that the card's count of failures stays low. */
async function verifyKey(
  client: DesfireClient,
  level: Uint8Array,
  keyNumber: number,
): Promise<IssueFailure | undefined> {
  const selected = await client.selectApplication(level);
  if (!selected.ok) return fromCard(selected);
  const factory = await client.authenticate({ keyNumber, slot: DESK_SLOT.transport });
  if (factory.ok) return issueFailure("transport-key");
  if (factory.reason !== "wrong-key") return fromCard(factory);
  const own = await client.authenticate({ keyNumber, slot: DESK_SLOT.own });
  return own.ok ? undefined : fromCard(own);
}

async function verifyUid(client: DesfireClient, uid: Uint8Array): Promise<IssueFailure | undefined> {
  const proved = await client.getCardUid();
  if (!proved.ok) return fromCard(proved);
  return sameBytes(proved.value, uid) ? undefined : issueFailure("other-uid");
}

async function verifySettings(client: DesfireClient, wanted: KeySettings): Promise<IssueFailure | undefined> {
  const settings = await client.getKeySettings();
  if (!settings.ok) return fromCard(settings);
  return encodeKeySettings(settings.value) === encodeKeySettings(wanted) ? undefined : issueFailure("other-settings");
}

async function refusesDes(client: DesfireClient): Promise<IssueFailure | undefined> {
  const des = await client.tryTransportKey();
  if (des.ok) return issueFailure("transport-key");
  return des.status === AUTHENTICATION_ERROR ? undefined : fromCard(des);
}

async function verifyKeys(client: DesfireClient, { applicationId, keys, profile }: DesfireJob) {
  for (const keyNumber of keys.keys()) {
    const wrong = await verifyKey(client, applicationId, keyNumber);
    if (wrong) return wrong;
    const settings = keyNumber === 0 ? await verifySettings(client, applicationFinal(profile)) : undefined;
    if (settings) return settings;
  }
  return undefined;
}

async function verifyFiles(client: DesfireClient, job: DesfireJob): Promise<IssueFailure | undefined> {
  for (const file of job.profile.files) {
    const wanted = finalProtection(file);
    const { keyNumber, mode } = readerOf(wanted);
    const opened = await client.authenticate({ keyNumber, slot: DESK_SLOT.own });
    if (!opened.ok) return fromCard(opened);
    const settings = await client.getFileSettings(file.number);
    if (!settings.ok) return fromCard(settings);
    if (!isProtectedAs(settings.value, wanted)) return issueFailure("other-settings");
    if (file.type === "value") {
      const value = await client.getValue(file.number, { mode });
      if (!value.ok) return fromCard(value);
      if (value.value.value !== file.value) return issueFailure("other-content");
      continue;
    }
    const read = await client.readData(file.number, { mode, lengthBytes: file.sizeBytes });
    const held = mustHold(read, contentOf(file, job.credential));
    if (!held.ok) return held;
  }
  return undefined;
}
