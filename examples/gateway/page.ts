/** The live page: its frame, its events once a second, and the part of the table that somebody looks at. */
import type { Hono } from "hono";
import { html } from "hono/html";
import { createPages } from "../lib/events.js";
import { type Language, languageOf, type Text } from "../lib/language.js";
import { renderPage } from "../lib/page.js";
import { type CityView, STANDINGS, type Standing } from "./view.js";

const TICK_MS = 1000;

/** What the page says, for the frame and for its script. */
export const WORDS = {
  title: { id: "Pantauan pembaca kartu", en: "Card readers, live" },
  city: { id: "Kota Tirtasari", en: "City of Tirtasari" },
  readers: { id: "pembaca kartu", en: "card readers" },
  perSecond: { id: "ketukan per detik", en: "taps per second" },
  median: { id: "separuh ketukan tercatat dalam", en: "half of all taps stored within" },
  posted: { id: "tercatat sejak halaman ini dibuka", en: "stored since this page began" },
  attention: { id: "perlu perhatian", en: "need attention" },
  rate: { id: "Ketukan per detik", en: "Taps per second" },
  latency: { id: "Waktu sampai tercatat (milidetik)", en: "Time until stored (milliseconds)" },
  refused: { id: "Ditolak, 10 menit terakhir", en: "Refused, last 10 minutes" },
  nothing: { id: "Tidak ada yang ditolak.", en: "Nothing was refused." },
  list: { id: "Daftar pembaca kartu", en: "List of card readers" },
  search: { id: "Cari nama pembaca", en: "Search by reader name" },
  filter: { id: "Tampilkan", en: "Show" },
  all: { id: "Semua", en: "All" },
  reader: { id: "Pembaca", en: "Reader" },
  standing: { id: "Keadaan", en: "State" },
  perMinute: { id: "Per menit", en: "Per minute" },
  last: { id: "Ketukan terakhir", en: "Last tap" },
  journal: { id: "Memori", en: "Journal" },
  none: { id: "Tidak ada pembaca yang cocok.", en: "No reader matches." },
  never: { id: "belum ada", en: "none yet" },
  now: { id: "baru saja", en: "just now" },
  seconds: { id: "dtk lalu", en: "s ago" },
  minutes: { id: "mnt lalu", en: "min ago" },
  away: { id: "Terputus", en: "Away" },
  fault: { id: "Rusak", en: "Fault" },
  gapped: { id: "Catatan hilang", en: "Records missing" },
  filling: { id: "Memori penuh", en: "Journal filling" },
  silent: { id: "Sepi", en: "Silent" },
  ready: { id: "Siap", en: "Ready" },
  "card-refused": { id: "Kartu tidak asli", en: "Card not genuine" },
  "too-weak": { id: "Kartu tidak terbukti", en: "Card not proved" },
  downgrade: { id: "Kartu lebih lemah dari seharusnya", en: "Card weaker than enrolled" },
  revoked: { id: "Pembaca sudah dicabut", en: "Reader revoked" },
  "bad-mac": { id: "Segel tidak cocok", en: "Seal does not fit" },
  "unknown-key": { id: "Kunci tidak dikenal", en: "Key unknown" },
  malformed: { id: "Bukan catatan", en: "No record" },
  forked: { id: "Nomor catatan ganda", en: "Number used twice" },
} satisfies Record<string, Text>;

function frame(language: Language) {
  const say = (name: keyof typeof WORDS) => WORDS[name][language];
  const words = JSON.stringify(Object.fromEntries(Object.entries(WORDS).map(([name, text]) => [name, text[language]])));
  const figure = (id: string, label: keyof typeof WORDS) =>
    html`<div class="panel tile-figure"><strong id="${id}">–</strong><span>${say(label)}</span></div>`;
  return html`<link rel="stylesheet" href="/uplot/uPlot.min.css" /><link rel="stylesheet" href="/gateway/gateway.css" />
    <div id="city" data-words="${words}" data-standings="${STANDINGS.join(" ")}">
      <header><p class="quiet">${say("city")}</p><h1>${say("title")}</h1></header>
      <section class="figures" aria-label="${say("title")}">
        ${figure("figure-total", "readers")}${figure("figure-rate", "perSecond")}${figure("figure-median", "median")}
        ${figure("figure-attention", "attention")}${figure("figure-posted", "posted")}
      </section>
      <div class="plots">
        <section class="panel"><h2 id="rate-head">${say("rate")}</h2><div id="plot-rate" role="img" aria-labelledby="rate-head"></div></section>
        <section class="panel"><div class="spread"><h2 id="latency-head">${say("latency")}</h2><p class="keys"><span class="k50">50 %</span> <span class="k95">95 %</span> <span class="k99">99 %</span></p></div><div id="plot-latency" role="img" aria-labelledby="latency-head"></div></section>
        <section class="panel refused"><h2>${say("refused")}</h2><ul id="refused"></ul></section>
      </div>
      <section class="panel list">
        <div class="spread"><h2>${say("list")}</h2><input id="search" type="search" aria-label="${say("search")}" placeholder="${say("search")}" autocomplete="off" /></div>
        <div class="filters" role="group" aria-label="${say("filter")}" id="filters"></div>
        <div role="table" aria-label="${say("list")}" id="table">
          <div role="rowgroup"><div role="row" class="head">
            ${(["reader", "standing", "perMinute", "last", "journal"] as const).map((name) => html`<span role="columnheader">${say(name)}</span>`)}
          </div></div>
          <div role="rowgroup" id="rows" tabindex="0" aria-label="${say("list")}"><div id="space"></div></div>
        </div>
        <p id="none" class="quiet" hidden>${say("none")}</p>
      </section>
    </div>`;
}

/** Adds the page to an application. Returns what ends its clock. */
export function servePage(app: Hono, view: CityView, before: () => void = () => {}): { close(): void } {
  const pages = createPages();
  const clock = setInterval(() => {
    before();
    pages.tell({ kind: "data", data: view.tick() });
  }, TICK_MS);
  app.get("/", (context) => {
    const language = languageOf(context);
    const page = {
      language,
      kind: "wall",
      title: WORDS.title,
      events: "/events",
      script: "/gateway/gateway.js",
    } as const;
    return context.html(renderPage({ ...page, body: frame(language) }));
  });
  app.get("/events", (context) => pages.serve(context));
  app.get("/history", (context) => context.json(view.history));
  app.get("/rows", (context) => {
    const number = (name: string) => Math.max(0, Math.floor(Number(context.req.query(name)) || 0));
    const standing = STANDINGS.find((one) => one === context.req.query("standing")) as Standing | undefined;
    const query = { from: number("from"), count: number("count"), standing, search: context.req.query("search") };
    return context.json(view.rows(query));
  });
  return { close: () => clearInterval(clock) };
}
