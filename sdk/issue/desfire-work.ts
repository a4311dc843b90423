/** The work on a DESFire card: what a look reads, what a step sends. The order is in iso-steps.ts. */
import { sameBytes } from "../bytes.js";
import { type DesfireClient, openDesfire } from "../card/desfire.js";
import type { FileSettings } from "../card/file-settings.js";
import { encodeKeySettings, type KeySettings } from "../card/key-settings.js";
import { contentOf } from "./content.js";
import { applicationFinal, CARD_FINAL, CARD_LEVEL, type DesfireJob, desfireKeysOf, OPEN } from "./desfire-job.js";
import { verifyDesfire } from "./desfire-verify.js";
import { dataFileState, doneBy, finalProtection, holds, isProtectedAs, STAGING } from "./iso-file.js";
import { afterIsoStep, type FileState, type IsoSeen, type IsoStep, type KeyState, nextIsoStep } from "./iso-steps.js";
import { DESK_SLOT, type IssueKey } from "./issue-keys.js";
import { fromCard, issueFailure } from "./outcome.js";
import type { DesfireIssueProfile, IssueFile } from "./profile.js";
import type { CardWork, Done, Found } from "./work.js";

const ZERO_KEY = new Uint8Array(16);
const APPLICATION_NOT_FOUND = 0xa0;
const FILE_NOT_FOUND = 0xf0;

/** Makes the work. */
export function createDesfireWork(job: DesfireJob): CardWork<IsoSeen, IsoStep> {
  const { profile, applicationId, keys } = job;
  const { files } = profile;
  const desk = desfireKeysOf(job);
  const client: DesfireClient = openDesfire(job.channel, { keys: desk });
  /** Where the client stands: selected level, key, and whose. */
  let place = "";

  /** Selects and authenticates, unless that is where the client stands. */
  async function as(level: Uint8Array, keyNumber: number, whose: KeyState): Promise<Done> {
    const wanted = `${level.join()}/${keyNumber}/${whose}`;
    if (client.session && place === wanted) return { ok: true };
    place = wanted;
    const selected = await client.selectApplication(level);
    if (!selected.ok) return fromCard(selected);
    return doneBy(await client.authenticate({ keyNumber, slot: DESK_SLOT[whose] }));
  }

  /** Which of the two keys it is; undefined: neither. */
  async function whose(level: Uint8Array): Promise<Found<KeyState | undefined>> {
    for (const state of ["own", "transport"] as const) {
      const opened = await as(level, 0, state);
      if (opened.ok) return { ok: true, value: state };
      if (!isStrange(opened)) return opened;
    }
    if (level !== CARD_LEVEL) return { ok: true, value: undefined };
    place = "";
    const selected = await client.selectApplication(CARD_LEVEL);
    if (!selected.ok) return fromCard(selected);
    const des = await client.tryTransportKey();
    if (!des.ok && !isStrange(fromCard(des))) return fromCard(des);
    const again = await client.selectApplication(CARD_LEVEL);
    if (!again.ok) return fromCard(again);
    return { ok: true, value: des.ok ? "transport" : undefined };
  }

  async function lookAtKeys(first: KeyState): Promise<Found<KeyState[]>> {
    const states: KeyState[] = [first];
    for (let n = 1; n < keys.length; n++) {
      const version = await client.getKeyVersion(n);
      if (!version.ok)
        return version.reason === "refused" ? issueFailure("other-settings", version) : fromCard(version);
      if (version.value !== 0 && version.value !== keys[n]?.version) return issueFailure("other-settings");
      states.push(version.value === 0 ? "transport" : "own");
    }
    return { ok: true, value: states };
  }

  async function dataState(file: IssueFile, settings: FileSettings): Promise<Found<FileState | undefined>> {
    if (settings.sizeBytes !== file.sizeBytes) return { ok: true, value: undefined };
    return dataFileState(settings, finalProtection(file), false, async () =>
      holds(await client.readData(file.number, { mode: "full", lengthBytes: file.sizeBytes }), content(file)),
    );
  }

  async function fileState(file: DesfireIssueProfile["files"][number]): Promise<Found<FileState>> {
    const settings = await client.getFileSettings(file.number);
    if (!settings.ok) return settings.status === FILE_NOT_FOUND ? issueFailure("other-settings") : fromCard(settings);
    if (settings.value.type !== (file.type ?? "standard")) return issueFailure("other-settings");
    const isFinal = isProtectedAs(settings.value, finalProtection(file));
    const value = isFinal ? ("done" as const) : undefined;
    const state = file.type === "value" ? { ok: true as const, value } : await dataState(file, settings.value);
    if (!state.ok) return state;
    return state.value ? { ok: true, value: state.value } : issueFailure("other-settings");
  }

  async function lookAtApplication(seen: IsoSeen): Promise<Found<IsoSeen>> {
    const first = await whose(applicationId);
    if (!first.ok) return first;
    if (!first.value) return issueFailure("foreign");
    const states = await lookAtKeys(first.value);
    if (!states.ok) return states;
    const there = await client.getFileIds();
    if (!there.ok) return fromCard(there);
    const found: FileState[] = [];
    for (const file of files) {
      const isThere = there.value.includes(file.number);
      const state: Found<FileState> = isThere ? await fileState(file) : { ok: true, value: "missing" };
      if (!state.ok) return state;
      found.push(state.value);
    }
    const settings = await client.getKeySettings();
    if (!settings.ok) return fromCard(settings);
    const isApplicationLocked = sameSettings(settings.value, applicationFinal(profile));
    return {
      ok: true,
      value: { ...seen, hasApplication: true, keys: states.value, files: found, isApplicationLocked },
    };
  }

  const content = (file: IssueFile) => contentOf(file, job.credential);

  async function stage(file: DesfireIssueProfile["files"][number]): Promise<Done> {
    if (file.type === "value")
      return doneBy(await client.createValueFile(file.number, { ...file, ...finalProtection(file) }));
    const { number, type = "standard", sizeBytes } = file;
    return doneBy(await client.createDataFile(number, { type, sizeBytes, ...STAGING }));
  }

  async function write(file: IssueFile): Promise<Done> {
    const written = await client.writeData(file.number, content(file), { mode: "full" });
    if (!written.ok || file.type !== "backup") return doneBy(written);
    const commit = await client.commitTransaction();
    return commit.state === "committed" ? { ok: true } : fromCard(commit.fault);
  }

  async function changeCardKey(): Promise<Done> {
    const { key, version } = job.cardKey;
    place = "";
    const aes = await as(CARD_LEVEL, 0, "transport");
    if (aes.ok) {
      const changed = await client.changeKey({ keyNumber: 0, newKey: key, version });
      if (!changed.ok) return fromCard(changed);
    } else {
      if (!isStrange(aes)) return aes;
      const selected = await client.selectApplication(CARD_LEVEL);
      if (!selected.ok) return fromCard(selected);
      const replaced = await client.replaceTransportKey(key, version);
      if (!replaced.ok) return fromCard(replaced);
    }
    // That it succeeded was said without a MAC: the proof is that the new key opens the card.
    desk.changed();
    place = "";
    return as(CARD_LEVEL, 0, "own");
  }

  async function changeKey(keyNumber: number, { key, version }: IssueKey): Promise<Done> {
    const changed = await client.changeKey({ keyNumber, newKey: key, version, oldKey: ZERO_KEY });
    desk.changed();
    return changed.ok && keyNumber === 0 ? as(applicationId, 0, "own") : doneBy(changed);
  }

  async function onCard(kind: IsoStep["kind"]): Promise<Done> {
    const opened = await as(CARD_LEVEL, 0, "own");
    if (!opened.ok) return opened;
    if (kind === "lock-card") return doneBy(await client.changeKeySettings(CARD_FINAL));
    return doneBy(await client.createApplication(applicationId, { settings: OPEN, keyCount: keys.length }));
  }

  async function onFile(kind: IsoStep["kind"], file: DesfireIssueProfile["files"][number]): Promise<Done> {
    if (kind === "stage-file") return stage(file);
    if (file.type === "value") return issueFailure("endless");
    if (kind === "write-file") return write(file);
    return doneBy(await client.changeFileSettings(file.number, finalProtection(file)));
  }

  async function perform({ kind, index }: IsoStep, seen: IsoSeen): Promise<Done> {
    if (kind === "change-card-key") return changeCardKey();
    if (kind === "create-application" || kind === "lock-card") return onCard(kind);
    const opened = await as(applicationId, 0, seen.keys[0] ?? "transport");
    if (!opened.ok) return opened;
    if (kind === "lock-application") return doneBy(await client.changeKeySettings(applicationFinal(profile)));
    const key = keys[index];
    if (kind === "change-key" && key) return changeKey(index, key);
    const file = files[index];
    return file ? onFile(kind, file) : issueFailure("endless");
  }

  const blank: IsoSeen = {
    card: "transport",
    hasApplication: false,
    keys: keys.map(() => "transport"),
    files: files.map(() => "missing"),
    isApplicationLocked: false,
    isCardLocked: false,
  };

  return {
    blank,
    async look() {
      const card = await whose(CARD_LEVEL);
      if (!card.ok) return card;
      if (!card.value) return issueFailure("foreign");
      const ids = await client.getApplicationIds();
      if (!ids.ok) return ids.status === APPLICATION_NOT_FOUND ? issueFailure("other-card") : fromCard(ids);
      const settings = await client.getKeySettings();
      if (!settings.ok) return fromCard(settings);
      const isCardLocked = card.value === "own" && sameSettings(settings.value, CARD_FINAL);
      const seen: IsoSeen = { ...blank, card: card.value, isCardLocked };
      const isThere = ids.value.some((id) => sameBytes(id, applicationId));
      return isThere ? lookAtApplication(seen) : { ok: true, value: seen };
    },
    next: nextIsoStep,
    after: (seen, step) => {
      const file = files[step.index];
      return afterIsoStep(seen, step, file?.type === "value" ? "done" : "staged");
    },
    perform,
    verify: () => verifyDesfire(job),
  };
}

/** The key is another, or of another type: AE, in the first part or in the second. */
function isStrange({ reason, cause }: Exclude<Done, { ok: true }>): boolean {
  if (reason === "wrong-key" || reason === "bad-proof" || reason === "already-tried") return true;
  return reason === "refused" && cause?.status === 0xae;
}

function sameSettings(a: KeySettings, b: KeySettings): boolean {
  return encodeKeySettings(a) === encodeKeySettings(b);
}
