/** What is written to a file: a credential padded with zeros, or an NDEF message with a URL for SUN messages. */
import { assertBytes } from "../assert.js";
import { joinBytes } from "../bytes.js";
import type { SdmSettings } from "../card/sdm-settings.js";
import type { IssueFile } from "./profile.js";

/** NLEN, head of a short record of the well-known type "U", and the code for no abbreviation. */
const NDEF_HEAD_BYTES = 7;
const LENGTHS = { picc: 32, uid: 14, counter: 6, mac: 16 } as const;
const MARK = "{macInput}";

/**
 * The bytes of a file.
 *
 * @throws KetukError `bad-argument` for a credential that does not fit
 */
export function contentOf(file: IssueFile, credential: Uint8Array): Uint8Array {
  if (file.content !== "credential") return ndefOf(placed(file.content.url).text);
  return paddedCredential(credential, file.sizeBytes);
}

/** A credential padded with zeros. @throws KetukError `bad-argument` when it does not fit */
export function paddedCredential(credential: Uint8Array, sizeBytes: number): Uint8Array {
  assertBytes(credential, "credential", 0, sizeBytes);
  const padded = new Uint8Array(sizeBytes);
  padded.set(credential);
  return padded;
}

/** Where the card writes its SUN messages; undefined for files without. */
export function sdmOf({ content, sun }: IssueFile): SdmSettings | undefined {
  if (content === "credential" || !sun) return undefined;
  const { at } = placed(content.url);
  const macOffset = at.get("mac") ?? 0;
  return {
    metaRead: sun.metaRead ?? "free",
    fileRead: sun.fileRead,
    uidOffset: at.get("uid"),
    counterOffset: at.get("counter"),
    piccOffset: at.get("picc"),
    macInputOffset: at.get("macInput") ?? macOffset,
    macOffset,
  };
}

/** The URL with zeros for its placeholders, and their offsets in the file. */
function placed(template: string): { readonly text: string; readonly at: ReadonlyMap<string, number> } {
  const at = new Map<string, number>();
  let text = "";
  for (const piece of template.split(/(\{[^{}]*\})/)) {
    const name = piece.slice(1, -1);
    const isMirror = piece.startsWith("{");
    if (isMirror) at.set(name, NDEF_HEAD_BYTES + new TextEncoder().encode(text).length);
    if (!isMirror) text += piece;
    else if (piece !== MARK) text += "0".repeat(LENGTHS[name as keyof typeof LENGTHS] ?? 0);
  }
  return { text, at };
}

function ndefOf(url: string): Uint8Array {
  const payload = joinBytes(Uint8Array.of(0x00), new TextEncoder().encode(url));
  assertBytes(payload, "url", 1, 249);
  const record = joinBytes(Uint8Array.of(0xd1, 0x01, payload.length, 0x55), payload);
  return joinBytes(Uint8Array.of(0x00, record.length), record);
}
