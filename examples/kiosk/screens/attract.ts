/** Before a visit: the first screen, the number for people without a card, and why a card is not welcome. */
import type { Context, Hono } from "hono";
import { deleteCookie } from "hono/cookie";
import { html } from "hono/html";
import { languageOf, type Text } from "../../lib/language.js";
import { type Markup, renderPage } from "../../lib/page.js";
import { takeNumber } from "../lanes.js";
import { liveValues, type Service, tellLive } from "../service.js";
import { STYLE } from "./frame.js";
import { SORRY } from "./sorry.js";

const WORDS = {
  title: { id: "Pelayanan Kota Tirtasari", en: "Tirtasari City Services" },
  welcome: { id: "Selamat datang", en: "Welcome" },
  tap: { id: "Tempelkan kartu warga Anda", en: "Tap your resident card" },
  how: {
    id: "Data Anda terisi sendiri, tidak perlu mengetik.",
    en: "Your details fill themselves in, nothing to type.",
  },
  offers: {
    id: "Daftar berobat · Surat keterangan · Pengaduan · Bantuan",
    en: "See a doctor · Certificates · Complaints · Aid",
  },
  fast: { id: "Dengan kartu", en: "With a card" },
  manual: { id: "Loket, tanpa kartu", en: "Counter, without a card" },
  wait: { id: "waktu tunggu", en: "waiting time" },
  total: { id: "sampai selesai", en: "until done" },
  waiting: { id: "orang menunggu", en: "people waiting" },
  served: { id: "orang dilayani hari ini", en: "people served today" },
  noCard: { id: "Tidak membawa kartu? Ambil nomor loket", en: "No card with you? Take a counter number" },
  take: { id: "Ambil nomor loket", en: "Take a counter number" },
  number: { id: "Nomor loket Anda", en: "Your counter number" },
  call: {
    id: "Silakan duduk, petugas akan memanggil nomor Anda. Siapkan KTP bila ada.",
    en: "Please take a seat, we will call your number. Have your identity card ready if you have one.",
  },
  home: { id: "Kembali ke awal", en: "Back to the start" },
} satisfies Record<string, Text>;

const CARD = html`<svg viewBox="0 0 120 90" aria-hidden="true">
  <rect x="6" y="10" width="108" height="70" rx="12" fill="#0b5d5b" />
  <rect x="20" y="28" width="24" height="19" rx="4" fill="#e0a33a" />
  <path d="M20 60h52M20 68h34" stroke="#fff" stroke-width="4" stroke-linecap="round" />
  <g fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round"><path d="M84 30a12 12 0 0 1 0 16M93 23a23 23 0 0 1 0 30" /></g>
</svg>`;

/** Adds the screens before a visit. */
export function addAttractScreens(app: Hono, service: Service): void {
  const page = (context: Context, title: Text, body: Markup, status: 200 | 404 = 200) => {
    const language = languageOf(context);
    const common = { language, title, kind: "kiosk", events: "/events", script: "/kiosk/kiosk.js" } as const;
    return context.html(renderPage({ ...common, body, samples: service.kioskSamples }), status);
  };

  app.get("/", (context) => {
    // The next citizen begins in Indonesian.
    if (!context.req.query("lang")) {
      deleteCookie(context, "language", { path: "/" });
      context.req.raw.headers.delete("cookie");
    }
    const language = languageOf(context);
    const values = liveValues(service);
    const live = (name: string) => {
      const value = values[name] ?? 0;
      return html`<span data-live="${name}">${typeof value === "number" ? value : value[language]}</span>`;
    };
    const lane = (name: "fast" | "manual", count: Markup) => html`<section class="panel lane ${name}">
      <h2>${WORDS[name][language]}</h2>
      <p class="figure">${live(`${name}-wait`)}</p>
      <p class="quiet">${WORDS.wait[language]}</p>
      <p>${live(`${name}-total`)} ${WORDS.total[language]}</p>
      <p class="quiet">${count}</p>
    </section>`;
    const body = html`${STYLE}
      <div class="hero attract">
        <p class="city">${WORDS.title[language]}</p>
        <div class="rings"><i></i>${CARD}</div>
        <h1>${WORDS.tap[language]}</h1>
        <p class="lead">${WORDS.how[language]}</p>
        <p class="offers">${WORDS.offers[language]}</p>
      </div>
      <div class="grid lanes">
        ${lane("fast", html`${live("fast-served")} ${WORDS.served[language]}`)}
        ${lane("manual", html`${live("manual-waiting")} ${WORDS.waiting[language]}`)}
      </div>
      <form method="post" action="/manual"><button class="wide">${WORDS.noCard[language]}</button></form>`;
    return page(context, WORDS.title, body);
  });

  app.post("/manual", (context) => {
    const number = takeNumber(service.db, service.now());
    tellLive(service);
    service.staff.tell({ kind: "refresh" });
    return context.redirect(`/manual/${number}`, 303);
  });

  app.get("/manual/:number{[0-9]+}", (context) => {
    const language = languageOf(context);
    const body = html`${STYLE}
      <div class="hero" data-idle-ms="20000" data-idle-to="/">
        <h1>${WORDS.number[language]}</h1>
        <p class="ticket">${context.req.param("number")}</p>
        <p class="lead">${WORDS.call[language]}</p>
        <a class="button primary" href="/">${WORDS.home[language]}</a>
      </div>`;
    return page(context, WORDS.number, body);
  });

  app.get("/sorry/:why", (context) => {
    const why = context.req.param("why");
    const sorry = Object.hasOwn(SORRY, why) ? SORRY[why] : undefined;
    if (!sorry) return context.redirect("/", 303);
    const language = languageOf(context);
    const body = html`${STYLE}
      <div class="hero sorry" data-idle-ms="15000" data-idle-to="/">
        <div class="sign" aria-hidden="true">${sorry.sign}</div>
        <h1 role="status">${sorry.title[language]}</h1>
        <p class="lead">${sorry.what[language]}</p>
        <div class="row">
          <a class="button primary" href="/">${WORDS.home[language]}</a>
          <form method="post" action="/manual"><button>${WORDS.take[language]}</button></form>
        </div>
      </div>`;
    return page(context, sorry.title, body);
  });
}
