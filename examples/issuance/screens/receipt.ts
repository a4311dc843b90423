/** The receipt on the resident's own phone: read, write your name, done. */
import type { Context, Hono } from "hono";
import { html } from "hono/html";
import { languageOf, type Text } from "../../lib/language.js";
import { type Markup, renderPage } from "../../lib/page.js";
import { FAMILY_NAMES } from "../profiles.js";
import { receiptOf, signReceipt } from "../receipt.js";
import type { Service } from "../service.js";
import { moment, REFUSALS, shortUid } from "./frame.js";

const WORDS = {
  title: { id: "Tanda terima kartu warga", en: "Receipt of the resident card" },
  city: { id: "Kota Tirtasari", en: "City of Tirtasari" },
  hello: { id: "Halo", en: "Hello" },
  ready: { id: "kartu Anda sudah jadi.", en: "your card is ready." },
  kind: { id: "Jenis", en: "Kind" },
  number: { id: "Nomor kartu", en: "Card number" },
  duty: {
    id: "Kartu ini hanya untuk Anda. Bila hilang, segera lapor ke kelurahan: kartu langsung kami blokir.",
    en: "This card is for you alone. If it is lost, tell any office at once: we block it immediately.",
  },
  name: { id: "Nama lengkap Anda", en: "Your full name" },
  sign: { id: "Saya sudah terima kartu", en: "I have received this card" },
  thanks: { id: "Terima kasih. Kartu Anda sudah aktif.", en: "Thank you. Your card is live." },
  by: { id: "Diterima oleh", en: "Received by" },
  at: { id: "Waktu", en: "Time" },
  gone: { id: "Tanda terima ini sudah tidak berlaku", en: "This receipt is no longer valid" },
  ask: { id: "Silakan bertanya kepada petugas di meja kartu.", en: "Please ask the officer at the card desk." },
} satisfies Record<string, Text>;

/** Adds the receipt. Who knows its address may sign it: 128 random bits, shown at the desk only. */
export function addReceiptPages(app: Hono, service: Service): void {
  const { db, now, pages } = service;

  const answer = (context: Context, problem?: Text): Response | Promise<Response> => {
    context.header("cache-control", "no-store");
    context.header("referrer-policy", "no-referrer");
    const language = languageOf(context);
    const body = receiptBody(context, problem);
    const status = problem ? 422 : body === undefined ? 404 : 200;
    const gone = html`<h1>${WORDS.gone[language]}</h1><p class="lead">${WORDS.ask[language]}</p>`;
    const page = html`<link rel="stylesheet" href="/issuance/issuance.css" /><div class="phone"><p class="city">${WORDS.city[language]}</p>${body ?? gone}</div>`;
    return context.html(renderPage({ language, title: WORDS.title, kind: "desk", body: page }), status);
  };

  function receiptBody(context: Context, problem: Text | undefined): Markup | undefined {
    const language = languageOf(context);
    const say = (text: Text) => text[language];
    const receipt = receiptOf(db, context.req.param("token") ?? "", now());
    if (!receipt) return undefined;
    const { card, person } = receipt;
    const facts = html`<dl>
      <div><dt>${say(WORDS.kind)}</dt><dd>${say(FAMILY_NAMES[card.family])}</dd></div>
      <div><dt>${say(WORDS.number)}</dt><dd class="number">${shortUid(card.uid)}</dd></div>
      ${
        card.handed_ms === null
          ? ""
          : html`<div><dt>${say(WORDS.by)}</dt><dd>${card.signed_name}</dd></div><div><dt>${say(WORDS.at)}</dt><dd>${moment(card.handed_ms, language)}</dd></div>`
      }
    </dl>`;
    if (card.state === "live")
      return html`<div class="tick" aria-hidden="true">✓</div><h1>${say(WORDS.thanks)}</h1><section class="panel">${facts}</section><p class="quiet">${say(WORDS.duty)}</p>`;
    return html`<h1>${say(WORDS.hello)} ${person.name}, ${say(WORDS.ready)}</h1>
      <section class="panel">${facts}</section>
      <p class="notice">${say(WORDS.duty)}</p>
      <form method="post">
        <label for="name">${say(WORDS.name)}</label>
        <input id="name" name="name" required maxlength="120" autocomplete="name" autocapitalize="words" ${problem ? html`aria-describedby="problem" aria-invalid="true"` : ""} />
        ${problem ? html`<p id="problem" class="bad-text" role="alert">${say(problem)}</p>` : ""}
        <button class="primary">${say(WORDS.sign)}</button>
      </form>`;
  }

  app.get("/r/:token", (context) => answer(context));
  app.post("/r/:token", async (context) => {
    const { name } = await context.req.parseBody();
    const token = context.req.param("token");
    const refusal = signReceipt(db, token, typeof name === "string" ? name : "", "receipt", now());
    if (refusal === "no-such-card") return answer(context);
    if (refusal) return answer(context, REFUSALS[refusal]);
    service.said = undefined;
    pages.tell({ kind: "refresh" });
    return context.redirect(`/r/${token}`, 303);
  });
}
