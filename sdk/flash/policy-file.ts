/**
 * An acceptance policy as JSON, for flashing: AcceptancePolicy and Profile of protocol/ketuk.proto with their field names
 * in camel case, bytes as hexadecimal digits, families and strengths as the SDK's words.
 *
 *     { "version": 1, "acceptUid": false, "profiles": [ { "family": "desfire", "applicationId": "4B544B", "keyNumber": 1,
 *       "keySlot": 1, "file": 1, "length": 32, "mode": "full", "diversified": true, "minimum": "mutual-aes" } ],
 *       "gate": { "openMs": 3000, "passbackMs": 300000, "zoneMinutes": 420, "windows": [
 *         { "group": 1, "days": 31, "fromMinute": 360, "toMinute": 1080 } ] } }
 */
import { readFile } from "node:fs/promises";
import { KetukError } from "../errors.js";
import type { AcceptancePolicy } from "../reader/policy.js";
import { ASSURANCES, FAMILIES } from "../verify/names.js";

type Read = (value: unknown) => unknown;

const UINT32_MAX = 0xffffffff;

const flag: Read = (value) => (typeof value === "boolean" ? value : undefined);
const count: Read = (value) =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= UINT32_MAX ? value : undefined;
const hex: Read = (value) =>
  typeof value === "string" && /^(?:[0-9A-Fa-f]{2})*$/.test(value)
    ? Uint8Array.from(Buffer.from(value, "hex"))
    : undefined;

/** One of some words; its place, or the number given for it. */
function word(words: readonly string[], numbers?: readonly number[]): Read {
  return (value) => {
    const place = typeof value === "string" ? words.indexOf(value) : -1;
    return place < 0 ? undefined : (numbers?.[place] ?? place);
  };
}

const PROFILE: Readonly<Record<string, Read>> = {
  family: word(FAMILIES),
  applicationId: hex,
  keyNumber: count,
  keySlot: count,
  file: count,
  offset: count,
  length: count,
  mode: word(["plain", "mac", "full"], [0, 1, 3]),
  diversified: flag,
  systemId: hex,
  legacyAes: flag,
  wrapped: flag,
  minimum: word(ASSURANCES),
  hostHeld: flag,
  uidKeySlot: count,
  uidKeyNumber: count,
  originality: flag,
  block: count,
  keyB: flag,
  counter: count,
};

const WINDOW: Readonly<Record<string, Read>> = { group: count, days: count, fromMinute: count, toMinute: count };

const GATE: Readonly<Record<string, Read>> = {
  openMs: count,
  passbackMs: count,
  windows: (value) =>
    Array.isArray(value) ? value.map((one, i) => fieldsOf(one, WINDOW, `gate.windows[${i}].`)) : undefined,
  zoneMinutes: count,
  openWithoutClock: flag,
  minimum: word(ASSURANCES),
};

const POLICY: Readonly<Record<string, Read>> = {
  version: (value) => (value === 0 ? undefined : count(value)),
  acceptUid: flag,
  severalCards: word(["reject", "strongest"]),
  slowUs: count,
  gate: (value) => fieldsOf(value, GATE, "gate."),
  profiles: (value) =>
    Array.isArray(value) ? value.map((one, i) => fieldsOf(one, PROFILE, `profiles[${i}].`)) : undefined,
};

/** What is written where no file is given: any card makes a record, none of them a genuine one. */
export const ANY_CARD: AcceptancePolicy = { version: 1, acceptUid: true };

/**
 * Reads a policy.
 *
 * @throws KetukError `bad-argument` that names the field
 */
export async function readPolicyFile(path: string): Promise<AcceptancePolicy> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new KetukError("bad-argument", `the policy ${path} cannot be read (${cause.code ?? "unknown error"})`);
  });
  return parsePolicy(text, path);
}

/** See {@link readPolicyFile}. */
export function parsePolicy(text: string, path: string): AcceptancePolicy {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new KetukError("bad-argument", `the policy ${path} is no JSON`, { cause });
  }
  const policy = fieldsOf(json, POLICY, "");
  if (policy.version === undefined) throw wrong("version");
  return policy;
}

function fieldsOf(json: unknown, known: Readonly<Record<string, Read>>, where: string): Record<string, unknown> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw wrong(where || "the whole");
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(json)) {
    const read = Object.hasOwn(known, name) ? known[name] : undefined;
    fields[name] = read?.(value);
    if (fields[name] === undefined) throw wrong(`${where}${name}`);
  }
  return fields;
}

function wrong(name: string): KetukError {
  return new KetukError("bad-argument", `the policy has a "${name}" that it cannot have`, {
    hint: "fields are those of AcceptancePolicy in protocol/ketuk.proto, in camel case",
  });
}
