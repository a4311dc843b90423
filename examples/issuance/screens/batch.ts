/** The batch room: how far the list is, how fast, and which cards did not become one. */
import type { Hono } from "hono";
import { html } from "hono/html";
import { sayTime } from "../../lib/days.js";
import { type Language, languageOf, type Text } from "../../lib/language.js";
import type { Markup } from "../../lib/page.js";
import type { BatchError, BatchState } from "../batch.js";
import { officerOf } from "../check.js";
import { personOf } from "../residents.js";
import type { Service } from "../service.js";
import { shortUid, show } from "./frame.js";

const WORDS = {
  title: { id: "Cetak massal", en: "Batch room" },
  of: { id: "dari", en: "of" },
  cards: { id: "kartu selesai dan terbaca ulang", en: "cards made and read back" },
  rate: { id: "Kartu per jam", en: "Cards an hour" },
  left: { id: "Sisa", en: "To go" },
  errors: { id: "Kartu bermasalah", en: "Cards with trouble" },
  none: { id: "Tidak ada kartu bermasalah.", en: "No card has had trouble." },
  start: { id: "Mulai", en: "Start" },
  resume: { id: "Lanjutkan", en: "Go on" },
  pause: { id: "Jeda", en: "Pause" },
  plan: { id: "Masukkan ke daftar", en: "Put on the list" },
  count: { id: "Jumlah warga yang belum punya kartu", en: "Residents without a card" },
  empty: {
    id: "Daftar masih kosong. Masukkan warga yang belum punya kartu.",
    en: "The list is empty. Put residents without a card on it.",
  },
  done: { id: "Semua kartu di daftar sudah selesai.", en: "Every card of the list is done." },
  paused: {
    id: "Dijeda. Tidak ada yang hilang; lanjutkan kapan saja.",
    en: "Paused. Nothing is lost; go on at any time.",
  },
  running: {
    id: "Sedang berjalan. Letakkan kartu kosong satu per satu.",
    en: "At work. Put blank cards on the encoder one by one.",
  },
  closed: { id: "Ruang ini belum punya alat penulis.", en: "This room has no encoder yet." },
  needOfficer: { id: "Tempelkan kartu petugas dahulu.", en: "Tap your officer card first." },
  card: { id: "Kartu", en: "Card" },
  who: { id: "Warga", en: "Resident" },
  why: { id: "Sebab", en: "Why" },
  when: { id: "Jam", en: "Time" },
  now: { id: "Sekarang", en: "Now" },
  settled: { id: "sudah beres", en: "settled" },
  open: { id: "perlu tindakan", en: "to be dealt with" },
  bar: { id: "Kemajuan", en: "Progress" },
} satisfies Record<string, Text>;

const REASONS: Readonly<Record<string, Text>> = {
  torn: {
    id: "Terangkat terlalu cepat; letakkan lagi kartu yang sama",
    en: "Lifted too early; put the same card back",
  },
  foreign: { id: "Bukan kartu kosong kita; tidak diubah", en: "No blank card of ours; left as it was" },
  failed: { id: "Gagal ditulis; sisihkan", en: "Could not be written; put it aside" },
  unexpected: { id: "Kartu ini milik warga lain", en: "This card is somebody else's" },
};

const LIST_COUNT = 500;

/** What changes on the page with every card, by the name of its place. */
export function batchValues({ issuedCount, totalCount, perHour }: BatchState): Readonly<Record<string, string>> {
  return {
    issued: String(issuedCount),
    left: String(totalCount - issuedCount),
    rate: perHour === undefined ? "–" : String(perHour),
    bar: String(totalCount === 0 ? 0 : Math.round((issuedCount / totalCount) * 1000) / 10),
  };
}

/** Adds the room's page and its buttons. */
export function addBatchPages(app: Hono, service: Service): void {
  const { batch, db } = service;
  app.get("/batch", (context) => {
    const language = languageOf(context);
    const body = batch
      ? roomBody(service, batch.state, language)
      : html`<h1>${WORDS.title[language]}</h1><p class="notice warn">${WORDS.closed[language]}</p>`;
    return show(context, service, { title: WORDS.title, at: "batch", body });
  });
  const button = (path: string, act: (officer: string, count: number) => unknown) =>
    app.post(`/batch/${path}`, async (context) => {
      const officer = officerOf(db);
      const { count } = await context.req.parseBody();
      if (officer) await act(officer, Math.min(10_000, Math.max(1, Math.round(Number(count)) || 1)));
      return context.redirect("/batch", 303);
    });
  button("plan", (officer, count) => batch?.plan(count, officer));
  button("start", () => batch?.start());
  button("pause", () => batch?.pause());
}

function roomBody(service: Service, state: BatchState, language: Language): Markup {
  const say = (text: Text) => text[language];
  const { phase, totalCount, issuedCount, errors, trouble } = state;
  const values = batchValues(state);
  const form = (path: string, text: Text, kind: string) =>
    html`<form method="post" action="/batch/${path}"><button class="${kind}">${say(text)}</button></form>`;
  const isBegun = issuedCount > 0;
  return html`<h1>${say(WORDS.title)}</h1>
    <section class="panel room" aria-live="off">
      <div class="spread">
        <p><span class="big-number" data-live="issued">${issuedCount}</span> <span class="lead">${say(WORDS.of)} ${totalCount} ${say(WORDS.cards)}</span></p>
        <div class="row" data-part="buttons">
          ${phase === "running" ? form("pause", WORDS.pause, "") : ""} ${phase === "paused" ? form("start", isBegun ? WORDS.resume : WORDS.start, "primary") : ""}
        </div>
      </div>
      <progress data-live="bar" max="100" value="${values.bar}" aria-label="${say(WORDS.bar)}"></progress>
      <div class="spread">
        <p data-part="phase" class="quiet">${say(WORDS[phase])}${trouble ? html` <span class="bad-text">${trouble}</span>` : ""}</p>
        <p><span class="quiet">${say(WORDS.rate)}</span> <strong data-live="rate">${values.rate}</strong> &emsp;
          <span class="quiet">${say(WORDS.left)}</span> <strong data-live="left">${values.left}</strong></p>
      </div>
      ${phase === "empty" || phase === "done" ? planForm(language) : ""}
    </section>
    <section class="panel" data-part="errors"><h2>${say(WORDS.errors)}</h2>${errorTable(service, errors, language)}</section>`;
}

function planForm(language: Language): Markup {
  return html`<form method="post" action="/batch/plan" class="inline">
    <div><label for="count">${WORDS.count[language]}</label><input id="count" name="count" type="number" min="1" max="10000" value="${LIST_COUNT}" /></div>
    <button class="primary">${WORDS.plan[language]}</button>
  </form>`;
}

function errorTable({ db }: Service, errors: readonly BatchError[], language: Language): Markup {
  const say = (text: Text) => text[language];
  if (errors.length === 0) return html`<p class="quiet">${say(WORDS.none)}</p>`;
  const rows = errors.slice(0, 50).map(({ uid, resident, state, reason, atMs, isSettled }) => {
    const person = resident === undefined ? undefined : personOf(db, resident);
    const why = REASONS[state];
    return html`<tr>
      <td class="number left">${shortUid(uid)}</td>
      <td>${person ? html`<a href="/residents/${person.number}">${person.name}</a>` : "–"}</td>
      <td>${why ? say(why) : state}${reason && state === "failed" ? ` (${reason})` : ""}</td>
      <td><span class="pill ${isSettled ? "good" : "warn"}">${say(isSettled ? WORDS.settled : WORDS.open)}</span></td>
      <td class="number left">${sayTime(atMs, language)}</td>
    </tr>`;
  });
  return html`<div class="scroll"><table>
    <thead><tr><th>${say(WORDS.card)}</th><th>${say(WORDS.who)}</th><th>${say(WORDS.why)}</th><th>${say(WORDS.now)}</th><th>${say(WORDS.when)}</th></tr></thead>
    <tbody>${rows}</tbody>
  </table></div>`;
}
