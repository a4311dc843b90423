/** The block list of a place that takes cards: where its environment says it is, and how old it is, in words. */
import { readFileSync } from "node:fs";
import { html } from "hono/html";
import { type BlockList, openBlockList } from "./blocklist.js";
import type { Db } from "./database.js";
import type { Language, Text } from "./language.js";
import type { Markup } from "./page.js";

/**
 * Opens the list that the environment names, in the database of the place.
 *
 * - `KETUK_BLOCKLIST`: address of the desk's list, such as `http://desk:8080/blocklist`
 * - `KETUK_BLOCKLIST_KEY`: file with the desk's public key, fetched once at setup from `/blocklist/key`
 *
 * @returns undefined without these variables: then the place knows only what its own register says
 * @throws Error when there is an address and no key: a list that anybody may have made is worse than none
 */
export function blockListOf(db: Db, env: NodeJS.ProcessEnv = process.env): BlockList | undefined {
  const { KETUK_BLOCKLIST: url, KETUK_BLOCKLIST_KEY: keyFile } = env;
  if (!url) return undefined;
  if (!keyFile) throw new Error("KETUK_BLOCKLIST needs KETUK_BLOCKLIST_KEY, the file with the desk's public key");
  return openBlockList({ db, url, publicKey: readFileSync(keyFile, "utf8") });
}

const MINUTE_MS = 60_000;

const WORDS = {
  none: { id: "Daftar kartu diblokir belum diterima", en: "No list of blocked cards yet" },
  fresh: { id: "Daftar kartu diblokir: terbaru", en: "Blocked cards: up to date" },
  age: { id: "Daftar kartu diblokir: umur", en: "Blocked cards: list is" },
  old: { id: "Daftar kartu diblokir sudah lama:", en: "Blocked cards: list is too old," },
} satisfies Record<string, Text>;

/** "7 menit", "9 jam", "3 hari". */
function spanOf(ms: number): Text {
  const minutes = Math.floor(ms / MINUTE_MS);
  const [count, id, en] =
    minutes < 90
      ? [minutes, "menit", "minute"]
      : minutes < 48 * 60
        ? [Math.floor(minutes / 60), "jam", "hour"]
        : [Math.floor(minutes / 1440), "hari", "day"];
  return { id: `${count} ${id}`, en: `${count} ${en}${count === 1 ? "" : "s"}` };
}

/** How old a list is, in words; "warn" when it is too old for large amounts. */
export function ageOf(list: BlockList, nowMs: number): { readonly tone: "good" | "warn"; readonly text: Text } {
  const tone = list.isOld(nowMs) ? "warn" : "good";
  if (list.signedMs === 0) return { tone, text: WORDS.none };
  const ageMs = Math.max(0, nowMs - list.signedMs);
  // The desk makes it young three times a minute.
  if (ageMs < MINUTE_MS && tone === "good") return { tone, text: WORDS.fresh };
  const span = spanOf(ageMs);
  const word = tone === "good" ? WORDS.age : WORDS.old;
  return { tone, text: { id: `${word.id} ${span.id}`, en: `${word.en} ${span.en}${tone === "good" ? " old" : ""}` } };
}

/** The age as a pill; nothing where no list is followed. */
export function agePill(list: BlockList | undefined, nowMs: number, language: Language): Markup | "" {
  if (!list) return "";
  const { tone, text } = ageOf(list, nowMs);
  return html`<span class="pill ${tone}">${text[language]}</span>`;
}
