/** A profile from JSON: its shape, and whether what it asks for can be written, verified and resumed. */
import { compileSunTemplate } from "../card/sun-text.js";
import { KetukError } from "../errors.js";
import { contentOf } from "./content.js";
import type { IssueFile, IssueProfile, IssueValueFile } from "./profile.js";
import { ISSUE_PROFILE_SCHEMA } from "./schema.js";
import { checkShape } from "./shape.js";

/** Failures that one card may have at the desk, with some to spare. */
const LEAST_FAILURE_LIMIT = 16;
/** Pages that hold the configuration begin here. */
const USER_PAGES_END = 0x28;
const NTAG_SIZES: Readonly<Record<number, number>> = { 2: 256, 3: 128 };
const NDEF_FILE = 2;

function bad(what: string): never {
  throw new KetukError("bad-argument", what);
}

/**
 * Checks a profile.
 *
 * @param value what JSON.parse gave
 * @throws KetukError `bad-argument` that names the place
 */
export function parseIssueProfile(value: unknown): IssueProfile {
  checkShape(ISSUE_PROFILE_SCHEMA, value, "profile");
  const profile = value as IssueProfile;
  for (const name of slotNamesOf(profile))
    if (!Object.hasOwn(profile.slots, name)) bad(`"profile.slots" has no "${name}"`);
  if (profile.family === "ultralight-aes") {
    const { page = 4, sizeBytes, failureLimit = 0 } = profile;
    if (page + Math.ceil(sizeBytes / 4) > USER_PAGES_END) bad('"profile.sizeBytes" is more than the card has');
    if (failureLimit > 0 && failureLimit < LEAST_FAILURE_LIMIT)
      bad(`"profile.failureLimit" is neither 0 nor at least ${LEAST_FAILURE_LIMIT}`);
    return profile;
  }
  const keyCount = profile.family === "desfire" ? profile.application.keys.length : profile.keys.length;
  if (profile.family === "desfire" && /^0+$/.test(profile.application.id)) bad('"profile.application.id" is the card');
  const numbers = profile.files.map(({ number }) => number);
  if (new Set(numbers).size !== numbers.length) bad('"profile.files" has a number twice');
  for (const [i, file] of profile.files.entries()) checkFile(file, keyCount, profile.family, `profile.files[${i}]`);
  const credentials = profile.files.filter((file) => file.type !== "value" && file.content === "credential");
  if (credentials.length !== 1) bad('"profile.files" has not exactly one with the credential');
  return profile;
}

/** Longest credential that a card of a profile takes, in bytes. */
export function credentialLimit(profile: IssueProfile): number {
  if (profile.family === "ultralight-aes") return profile.sizeBytes;
  const file = profile.files.find((one) => one.type !== "value" && one.content === "credential");
  return file && file.type !== "value" ? file.sizeBytes : 0;
}

/** Every slot name that the profile uses. */
function slotNamesOf(profile: IssueProfile): readonly string[] {
  if (profile.family === "ultralight-aes") return [profile.dataKey, profile.uidKey];
  return profile.family === "ntag424" ? profile.keys : [profile.masterKey, ...profile.application.keys];
}

function checkFile(file: IssueFile | IssueValueFile, keyCount: number, family: string, at: string): void {
  const rights = Object.values(file.rights);
  if (rights.some((right) => typeof right === "number" && right >= keyCount)) bad(`"${at}.rights" names no key`);
  const { read = "never", readWrite = "never" } = file.rights;
  // What nobody can read nobody can verify.
  if (read === "never" && readWrite === "never") bad(`"${at}.rights" lets nobody read`);
  if (file.type === "value") {
    if (family !== "desfire") bad(`"${at}.type" is not for this family`);
    const { lowerLimit, value, upperLimit } = file;
    if (lowerLimit > value || value > upperLimit) bad(`"${at}.value" is not within its limits`);
    return;
  }
  if (family === "ntag424") checkNtagFile(file, at);
  else if (file.sun || file.content !== "credential") bad(`"${at}" has what only NTAG 424 DNA can do`);
}

function checkNtagFile(file: IssueFile, at: string): void {
  const size = NTAG_SIZES[file.number];
  if (size === undefined || file.type === "backup") bad(`"${at}" is no file of the card that can be written`);
  if (file.sizeBytes > size) bad(`"${at}.sizeBytes" is more than ${size}`);
  if (file.content === "credential") {
    if (file.sun) bad(`"${at}.sun" needs a URL as content`);
    return;
  }
  if (file.number !== NDEF_FILE) bad(`"${at}.content" with a URL belongs into file 2`);
  if (!file.sun) bad(`"${at}.sun" is missing`);
  compileSunTemplate(file.content.url);
  const isEnciphered = file.content.url.includes("{picc}");
  if (isEnciphered !== (file.sun.metaRead !== undefined)) bad(`"${at}.sun.metaRead" and {picc} belong together`);
  if (file.rights.read !== "free") bad(`"${at}.rights.read" must be "free" for SUN messages`);
  if (contentOf(file, new Uint8Array(0)).length > file.sizeBytes) bad(`"${at}.sizeBytes" is too small for the URL`);
}
