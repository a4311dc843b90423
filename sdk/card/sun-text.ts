/** The text form of SUN messages: strict reading of URLs and parts. cards.md 7.3; NXP AN12196 section 4. */
import { assertText } from "../assert.js";
import { KetukError } from "../errors.js";

/** The NDEF file has 256 bytes, and one of them stands for the scheme. */
const LONGEST_URL = 512;
/** Blocks of file data in half of the NDEF file: a mirror takes two characters per byte. */
const LARGEST_FILE_BLOCKS = 8;

/** Mirrors as the card writes them: upper-case hexadecimal of a fixed length. */
const MIRRORS = {
  picc: "[0-9A-F]{32}",
  uid: "[0-9A-F]{14}",
  counter: "[0-9A-F]{6}",
  file: `(?:[0-9A-F]{32}){1,${LARGEST_FILE_BLOCKS}}`,
  mac: "[0-9A-F]{16}",
} as const;
type Mirror = keyof typeof MIRRORS;

const MIRROR_PATTERNS = Object.fromEntries(
  Object.entries(MIRRORS).map(([name, pattern]) => [name, new RegExp(`^${pattern}$`)]),
) as Record<Mirror, RegExp>;
const MAC_INPUT_PATTERN = new RegExp(`^[\\x20-\\x7e]{0,${LONGEST_URL}}$`);

/** The parts of a SUN message, as text in the order and case of the URL. */
export interface SunParts {
  /** Enciphered PICCData, 32 hexadecimal digits; or leave it out and give `uid` and `counter`. */
  readonly picc?: string | undefined;
  /** Plain UID mirror, 14 hexadecimal digits. */
  readonly uid?: string | undefined;
  /** Plain counter mirror, 6 hexadecimal digits, most significant first. */
  readonly counter?: string | undefined;
  /** Enciphered file data, a multiple of 32 hexadecimal digits. */
  readonly file?: string | undefined;
  /** SDMMAC, 16 hexadecimal digits. */
  readonly mac: string;
  /** The text that the MAC covers, exactly as in the file; empty where SDMMACInputOffset is SDMMACOffset. */
  readonly macInput?: string | undefined;
}

/** Parts of the right shape, or undefined. Either PICCData or both plain mirrors: without counter all is replayable. */
export function checkSunParts(parts: unknown): SunParts | undefined {
  if (typeof parts !== "object" || parts === null) return undefined;
  const { picc, uid, counter, file, mac, macInput = "" } = parts as Record<string, unknown>;
  const isPlain = picc === undefined && isMirror(uid, "uid") && isMirror(counter, "counter");
  const isEnciphered = isMirror(picc, "picc") && uid === undefined && counter === undefined;
  if (!(isPlain || isEnciphered) || !isMirror(mac, "mac")) return undefined;
  if (typeof macInput !== "string" || !MAC_INPUT_PATTERN.test(macInput)) return undefined;
  // File data that the MAC does not cover could be exchanged by anybody.
  if (file !== undefined && !(isMirror(file, "file") && macInput.includes(file))) return undefined;
  return { ...(isPlain ? { uid, counter } : { picc }), ...(file !== undefined && { file }), mac, macInput } as SunParts;
}

/**
 * Makes the reader of the URLs of one template: literal text must be the same, mirrors must have their length.
 *
 * @param template the URL with `{picc}`, `{uid}`, `{counter}`, `{file}`, `{mac}`, and `{macInput}` where the input of
 *   the MAC begins
 * @returns takes a URL apart; undefined for every other text
 * @throws KetukError `bad-argument`
 */
export function compileSunTemplate(template: string): (url: string) => SunParts | undefined {
  assertText(template, "url");
  const seen = new Set<string>();
  const pieces = template.split(/(\{[^{}]*\})/).map((piece) => {
    if (!piece.startsWith("{")) return piece.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    return pieceOf(piece.slice(1, -1), seen);
  });
  checkPlaceholders(template, seen);
  const pattern = new RegExp(`^${pieces.join("")}$`);
  return (url) => {
    const groups = url.length > LONGEST_URL ? undefined : pattern.exec(url)?.groups;
    return checkSunParts(groups);
  };
}

function isMirror(value: unknown, name: Mirror): value is string {
  return typeof value === "string" && MIRROR_PATTERNS[name].test(value);
}

/** The MAC's input reaches from its mark to the MAC: one group around all in between. */
function pieceOf(name: string, seen: Set<string>): string {
  const isKnown = name === "macInput" || Object.hasOwn(MIRRORS, name);
  if (!isKnown || seen.has(name)) {
    throw new KetukError("bad-argument", `"url" has an unknown or repeated placeholder {${name.slice(0, 40)}}`);
  }
  const end = name === "mac" && seen.has("macInput") ? ")" : "";
  seen.add(name);
  return name === "macInput" ? "(?<macInput>" : `${end}(?<${name}>${MIRRORS[name as Mirror]})`;
}

function checkPlaceholders(template: string, seen: ReadonlySet<string>): void {
  const plainCount = Number(seen.has("uid")) + Number(seen.has("counter"));
  if (!seen.has("mac") || plainCount !== (seen.has("picc") ? 0 : 2)) {
    throw new KetukError("bad-argument", '"url" needs {mac}, and either {picc} or both {uid} and {counter}');
  }
  const macInputAt = template.indexOf("{macInput}");
  const fileAt = template.indexOf("{file}");
  const macAt = template.indexOf("{mac}");
  const isFileOutside = fileAt >= 0 && (macInputAt < 0 || fileAt < macInputAt || fileAt > macAt);
  if (macInputAt > macAt || isFileOutside) {
    throw new KetukError("bad-argument", '"url" needs {macInput} before {mac}, and {file} in between');
  }
}
