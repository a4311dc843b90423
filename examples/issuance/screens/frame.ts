/** The frame of the desk's pages: where one is, who is at the desk, what the last tap came to. */
import type { Context } from "hono";
import { html } from "hono/html";
import { type Language, languageOf, type Text } from "../../lib/language.js";
import { type Markup, renderPage } from "../../lib/page.js";
import { officerOf, type TapOutcome } from "../check.js";
import type { CardState, Refusal } from "../register.js";
import { personOf } from "../residents.js";
import type { Service } from "../service.js";

/** What a page of the desk is made of. */
export interface DeskScreen {
  readonly title: Text;
  readonly at: "desk" | "blocks" | "batch" | "plan";
  readonly body: Markup;
  readonly script?: string;
  /** The resident that the page is about: what a tap of another one came to is not said here. */
  readonly about?: number;
  readonly status?: 200 | 404 | 409 | 422;
}

const WORDS = {
  desk: { id: "Meja kartu", en: "Card desk" },
  blocks: { id: "Pemblokiran", en: "Blocked cards" },
  batch: { id: "Cetak massal", en: "Batch room" },
  plan: { id: "Rencana", en: "Plan" },
  nav: { id: "Halaman", en: "Pages" },
  nobody: { id: "Belum ada petugas", en: "No officer yet" },
  leave: { id: "Keluar", en: "Sign out" },
  tapIn: {
    id: "Tempelkan kartu petugas di pembaca pemeriksa untuk mulai bekerja.",
    en: "Tap your officer card on the checking reader to begin.",
  },
  busyTitle: { id: "Mohon tunggu sebentar", en: "One moment, please" },
  busy: {
    id: "Buku kartu sedang dipakai atau penuh. Isian ini belum disimpan. Kembali dan ulangi sebentar lagi.",
    en: "The register is in use, or full. This has not been stored. Go back and try again in a moment.",
  },
} satisfies Record<string, Text>;

const SAID: Readonly<Record<TapOutcome, Text & { kind: string }>> = {
  officer: { id: "Selamat bekerja.", en: "Welcome to the desk.", kind: "good" },
  checked: {
    id: "Kartu terbaca dan asli. Warga dapat menandatangani tanda terima.",
    en: "The card reads and is genuine. The receipt can be signed.",
    kind: "good",
  },
  known: { id: "Ini pemilik kartu yang baru ditempelkan.", en: "This is whose card was just tapped.", kind: "" },
  blocked: {
    id: "Kartu ini diblokir. Simpan kartunya, jangan dikembalikan sebelum jelas.",
    en: "This card is blocked. Keep it until it is clear whose it is.",
    kind: "bad",
  },
  "half-made": {
    id: "Kartu ini belum selesai ditulis. Tempelkan di alat penulis.",
    en: "This card is half-made. Hold it to the encoder.",
    kind: "warn",
  },
  "other-content": {
    id: "Isi kartu tidak sama dengan buku kartu. Jangan diserahkan.",
    en: "The card does not say what the register says. Do not hand it over.",
    kind: "bad",
  },
  refused: { id: "Kartu ini tidak terbukti asli.", en: "This card could not be proved genuine.", kind: "bad" },
  unknown: {
    id: "Kartu asli, tetapi tidak ada di buku kartu ini.",
    en: "Genuine, but not in this register.",
    kind: "warn",
  },
};

/** Why something was not done. */
export const REFUSALS: Readonly<Record<Refusal, Text>> = {
  "no-such-card": { id: "Kartu itu tidak ada.", en: "There is no such card." },
  "wrong-state": { id: "Keadaan kartu sudah berubah. Periksa lagi.", en: "The card's state has changed. Look again." },
  "has-another": {
    id: "Warga ini sudah memegang kartu lain. Satu orang, satu kartu.",
    en: "This resident has another card already. One person, one card.",
  },
  "reason-missing": { id: "Tulis dahulu alasannya.", en: "Give a reason first." },
  "name-differs": {
    id: "Nama tidak sama dengan nama pada kartu. Tulis nama lengkap Anda.",
    en: "This is not the name on the card. Write your full name.",
  },
};

/** Names of states, with the colour of their pill. */
export const STATES: Readonly<Record<CardState, Text & { kind: string }>> = {
  planned: { id: "di daftar massal", en: "on the batch list", kind: "" },
  begun: { id: "belum selesai", en: "half-made", kind: "warn" },
  made: { id: "selesai ditulis", en: "made", kind: "" },
  checked: { id: "siap diserahkan", en: "ready to hand over", kind: "" },
  live: { id: "aktif", en: "live", kind: "good" },
  blocked: { id: "diblokir", en: "blocked", kind: "bad" },
  aside: { id: "disisihkan", en: "put aside", kind: "warn" },
};

/** How long the outcome of a tap stands on the pages. */
const SAID_MS = 12_000;
const STYLE = html`<link rel="stylesheet" href="/issuance/issuance.css" />`;

/** A state as a pill. */
export function pill(state: CardState, language: Language): Markup {
  const { kind } = STATES[state];
  return html`<span class="pill ${kind}">${STATES[state][language]}</span>`;
}

/** Date and time, short. */
export function moment(ms: number, language: Language): string {
  return new Date(ms).toLocaleString(language === "id" ? "id-ID" : "en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
  });
}

/** "04 7A 51 …": enough to tell cards apart, not enough to copy one. */
export function shortUid(uid: string | null): string {
  return uid === null ? "–" : `${uid.slice(0, 2)} … ${uid.slice(-4, -2)} ${uid.slice(-2)}`;
}

/** Answers with a page of the desk. */
export function show(context: Context, service: Service | undefined, screen: DeskScreen): Response | Promise<Response> {
  context.header("cache-control", "no-store");
  const language = languageOf(context);
  const officer = service && officerOf(service.db);
  const link = (at: DeskScreen["at"], to: string) =>
    html`<a href="${to}" ${screen.at === at ? html`aria-current="page"` : ""}>${WORDS[at][language]}</a>`;
  const who = officer
    ? html`<form method="post" action="/officer/leave"><strong>${officer}</strong> <button class="slim">${WORDS.leave[language]}</button></form>`
    : html`<span class="quiet">${WORDS.nobody[language]}</span>`;
  const body = html`${STYLE}
    <header class="bar-top">
      <nav aria-label="${WORDS.nav[language]}">${link("desk", "/")} ${link("blocks", "/blocks")} ${link("batch", "/batch")} ${link("plan", "/plan")}</nav>
      ${service ? who : ""}
    </header>
    ${service ? notices(service, officer, screen.about, language) : ""} ${screen.body}`;
  const page = renderPage({
    language,
    title: screen.title,
    kind: "till",
    body,
    ...(service && { events: "/events" }),
    samples: service?.samples ?? [],
    script: screen.script ?? "/issuance/desk.js",
  });
  return context.html(page, screen.status ?? 200);
}

function notices(service: Service, officer: string | undefined, about: number | undefined, language: Language): Markup {
  const { said } = service;
  const isHere = said?.resident === null || said?.resident === about || said?.outcome === "blocked";
  const isFresh = said && isHere && service.now() - said.at_ms < SAID_MS;
  const person = isFresh && said.resident !== null ? personOf(service.db, said.resident) : undefined;
  return html`<div role="status">
    ${isFresh ? html`<p class="notice ${SAID[said.outcome].kind}">${person ? html`<strong>${person.name}.</strong>` : ""} ${SAID[said.outcome][language]}</p>` : ""}
    ${officer ? "" : html`<p class="notice warn">${WORDS.tapIn[language]}</p>`}
  </div>`;
}

/** Nothing was stored. */
export function busy(context: Context): Response | Promise<Response> {
  const language = languageOf(context);
  const body = html`<div class="hero"><h1>${WORDS.busyTitle[language]}</h1><p class="lead">${WORDS.busy[language]}</p></div>`;
  return context.html(renderPage({ language, title: WORDS.busyTitle, kind: "till", body }), 503);
}
