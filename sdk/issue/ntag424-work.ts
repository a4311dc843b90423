/** The work on an NTAG 424 DNA: what a look reads, what a step sends, and the proof. The order is in iso-steps.ts. */
import { sameBytes } from "../bytes.js";
import type { CardChannel } from "../card/channel.js";
import { type Ntag424Client, openNtag424 } from "../card/ntag424.js";
import type { CardKeySource } from "../keys/card-keys.js";
import { contentOf, sdmOf } from "./content.js";
import {
  dataFileState,
  doneBy,
  finalProtection,
  holds,
  isProtectedAs,
  mustHold,
  readerOf,
  STAGING,
} from "./iso-file.js";
import { afterIsoStep, type FileState, type IsoSeen, type IsoStep, type KeyState, nextIsoStep } from "./iso-steps.js";
import { DESK_SLOT, deskProvider, fetchKey, type IssueKey } from "./issue-keys.js";
import { fromCard, type IssueFailure, issueFailure } from "./outcome.js";
import type { IssueFile, Ntag424IssueProfile } from "./profile.js";
import type { CardWork, Done, Found } from "./work.js";

const ZERO_KEY = new Uint8Array(16);
/** SELECT of an application that is not there. */
const NOT_FOUND = 0x6a82;

/** An NTAG 424 DNA and what it shall be. */
export interface Ntag424Job {
  readonly channel: CardChannel;
  readonly profile: Ntag424IssueProfile;
  readonly keys: readonly IssueKey[];
  readonly credential: Uint8Array;
}

/** Fetches the keys of a card. @throws KetukError as fetchKey */
export async function ntag424Job(
  channel: CardChannel,
  profile: Ntag424IssueProfile,
  source: CardKeySource,
  credential: Uint8Array,
): Promise<Ntag424Job> {
  const keys: IssueKey[] = [];
  for (const [keyNumber, name] of profile.keys.entries())
    keys.push(await fetchKey(source, profile, name, { uid: channel.uid, keyNumber }));
  return { channel, profile, keys, credential };
}

/** Makes the work. */
export function createNtag424Work(job: Ntag424Job): CardWork<IsoSeen, IsoStep> {
  const { profile, keys } = job;
  const { files } = profile;
  const desk = deskProvider(({ keyNumber }) => keys[keyNumber]);
  const client = openNtag424(job.channel, { keys: desk });

  async function as(whose: KeyState): Promise<Done> {
    if (client.session) return { ok: true };
    const selected = await client.selectApplication();
    if (!selected.ok) return fromCard(selected);
    return doneBy(await client.authenticate({ keyNumber: 0, slot: DESK_SLOT[whose] }));
  }

  async function whose(): Promise<Found<KeyState>> {
    for (const state of ["own", "transport"] as const) {
      const opened = await as(state);
      if (opened.ok) return { ok: true, value: state };
      if (opened.cause?.status === NOT_FOUND) return issueFailure("other-card", opened.cause);
      if (opened.reason !== "wrong-key" && opened.reason !== "bad-proof") return opened;
    }
    return issueFailure("foreign");
  }

  async function lookAtKeys(first: KeyState): Promise<Found<KeyState[]>> {
    const states: KeyState[] = [first];
    for (let n = 1; n < keys.length; n++) {
      const version = await client.getKeyVersion(n);
      if (!version.ok) return fromCard(version);
      if (version.value !== 0 && version.value !== keys[n]?.version) return issueFailure("other-settings");
      states.push(version.value === 0 ? "transport" : "own");
    }
    return { ok: true, value: states };
  }

  const content = (file: IssueFile) => contentOf(file, job.credential);

  async function fileState(file: IssueFile): Promise<Found<FileState>> {
    const settings = await client.getFileSettings(file.number);
    if (!settings.ok) return fromCard(settings);
    const bytes = content(file);
    const state = await dataFileState(settings.value, finalProtection(file), sdmOf(file) !== undefined, async () =>
      holds(await client.readData(file.number, { mode: "full", lengthBytes: bytes.length }), bytes),
    );
    if (!state.ok || state.value) return state as Found<FileState>;
    // As delivered, which is as good as not there.
    return settings.value.rights.change === 0 ? { ok: true, value: "missing" } : issueFailure("other-settings");
  }

  async function perform({ kind, index }: IsoStep, seen: IsoSeen): Promise<Done> {
    const opened = await as(seen.keys[0] ?? "transport");
    if (!opened.ok) return opened;
    const key = keys[index];
    const file = files[index];
    if (kind === "change-key" && key) {
      const change = { keyNumber: index, newKey: key.key, version: key.version, oldKey: ZERO_KEY };
      const changed = await client.changeKey(change);
      desk.changed();
      // That key 0 was changed is said without a MAC: the proof is that the new one opens the card.
      return changed.ok && index === 0 ? as("own") : doneBy(changed);
    }
    if (!file) return issueFailure("endless");
    if (kind === "stage-file") return doneBy(await client.changeFileSettings(file.number, STAGING));
    if (kind === "write-file") return doneBy(await client.writeData(file.number, content(file), { mode: "full" }));
    const final = { ...finalProtection(file), sdm: sdmOf(file) };
    return doneBy(await client.changeFileSettings(file.number, final));
  }

  const blank: IsoSeen = {
    card: "own",
    hasApplication: true,
    keys: keys.map(() => "transport"),
    files: files.map(() => "missing"),
    isApplicationLocked: true,
    isCardLocked: true,
  };

  return {
    blank,
    async look() {
      const first = await whose();
      if (!first.ok) return first;
      const states = await lookAtKeys(first.value);
      if (!states.ok) return states;
      const found: FileState[] = [];
      for (const file of files) {
        const state = await fileState(file);
        if (!state.ok) return state;
        found.push(state.value);
      }
      return { ok: true, value: { ...blank, keys: states.value, files: found } };
    },
    next: nextIsoStep,
    after: (seen, step) => afterIsoStep(seen, step),
    perform,
    verify: () => verify(job),
  };
}

/** Verifies a card by a client that remembers nothing of the work. */
async function verify(given: Ntag424Job): Promise<Done> {
  const { channel, keys, profile, credential } = given;
  const fresh = { uid: channel.uid, transceive: channel.transceive.bind(channel) };
  const client = openNtag424(fresh, { keys: deskProvider(({ keyNumber }) => keys[keyNumber]) });
  const selected = await client.selectApplication();
  if (!selected.ok) return fromCard(selected);
  for (const keyNumber of keys.keys()) {
    const wrong = await verifyKey(client, keyNumber);
    if (wrong) return wrong;
  }
  const uid = await client.getCardUid();
  if (!uid.ok) return fromCard(uid);
  if (!sameBytes(uid.value, channel.uid)) return issueFailure("other-uid");
  for (const file of profile.files) {
    const done = await verifyFile(client, file, contentOf(file, credential));
    if (!done.ok) return done;
  }
  return { ok: true };
}

/** The factory's key must fail, then ours must open: in this order, so that the card's count of failures stays low. */
async function verifyKey(client: Ntag424Client, keyNumber: number): Promise<IssueFailure | undefined> {
  const factory = await client.authenticate({ keyNumber, slot: DESK_SLOT.transport });
  if (factory.ok) return issueFailure("transport-key");
  if (factory.reason !== "wrong-key") return fromCard(factory);
  const own = await client.authenticate({ keyNumber, slot: DESK_SLOT.own });
  return own.ok ? undefined : fromCard(own);
}

async function verifyFile(client: Ntag424Client, file: IssueFile, content: Uint8Array): Promise<Done> {
  const wanted = finalProtection(file);
  const { keyNumber, mode } = readerOf(wanted);
  const opened = await client.authenticate({ keyNumber, slot: DESK_SLOT.own });
  if (!opened.ok) return fromCard(opened);
  const settings = await client.getFileSettings(file.number);
  if (!settings.ok) return fromCard(settings);
  const hasSun = sdmOf(file) !== undefined;
  if (!isProtectedAs(settings.value, wanted) || settings.value.isSdmEnabled !== hasSun)
    return issueFailure("other-settings");
  return mustHold(await client.readData(file.number, { mode, lengthBytes: content.length }), content);
}
