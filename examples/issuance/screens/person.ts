/** One resident at the desk: four steps from a face to a card, and what is done with the card later. */
import type { Context, Hono } from "hono";
import { html, raw } from "hono/html";
import { renderSVG } from "uqr";
import { all } from "../../lib/database.js";
import { day, type Language, languageOf, type Text } from "../../lib/language.js";
import type { Markup } from "../../lib/page.js";
import { officerOf } from "../check.js";
import type { Job, Phase } from "../encoder.js";
import { type CardFamily, FAMILIES, FAMILY_NAMES } from "../profiles.js";
import { blockCard, type Card, cardOf, cardsOf, putAside, type Refusal, unblockCard } from "../register.js";
import { type Person, personOf } from "../residents.js";
import type { Service } from "../service.js";
import { moment, pill, REFUSALS, shortUid, show } from "./frame.js";

const WORDS = {
  title: { id: "Kartu warga", en: "Resident card" },
  photo: { id: "Foto", en: "Photo" },
  write: { id: "Tulis kartu", en: "Encode" },
  check: { id: "Periksa", en: "Check" },
  hand: { id: "Serahkan", en: "Hand over" },
  take: { id: "Ambil foto", en: "Take the photo" },
  again: { id: "Ganti foto", en: "Take another" },
  first: {
    id: "Mulai dari foto warga. Setelah itu kartu dapat ditulis.",
    en: "Begin with the resident's photo. Then a card can be encoded.",
  },
  kind: { id: "Jenis kartu", en: "Kind of card" },
  begin: { id: "Mulai menulis", en: "Begin encoding" },
  resume: { id: "Lanjutkan menulis", en: "Go on encoding" },
  aside: { id: "Sisihkan kartu ini", en: "Put this card aside" },
  asideWhy: {
    id: "Kartu yang disisihkan langsung diblokir dan tidak dapat dipakai lagi.",
    en: "A card that is put aside is blocked at once and can never be used.",
  },
  half: {
    id: "Kartu ini pernah mulai ditulis tetapi belum selesai. Lanjutkan dengan kartu yang sama:",
    en: "This card was begun and not completed. Go on with the same card:",
  },
  steps: { id: "langkah selesai", en: "steps done" },
  checkNow: { id: "Tempelkan kartu di pembaca pemeriksa", en: "Tap the card on the checking reader" },
  checkWhy: {
    id: "Pembaca ini sama dengan yang dipakai di warung dan kantor kelurahan.",
    en: "It is the same reader as in shops and offices.",
  },
  sign: { id: "Tanda terima", en: "Receipt" },
  scan: {
    id: "Minta warga memindai kode ini dengan ponselnya dan menulis namanya.",
    en: "Ask the resident to scan this code with their phone and write their name.",
  },
  here: { id: "Tanpa ponsel: isi di meja ini", en: "No phone: sign at this desk" },
  live: { id: "Kartu aktif di tangan warga", en: "The card is live, with the resident" },
  signed: { id: "Diterima oleh", en: "Received by" },
  lost: { id: "Kartu hilang atau rusak", en: "Lost or broken card" },
  replace: { id: "Blokir sekarang", en: "Block it now" },
  afterwards: {
    id: "Setelah diblokir, kartu baru dapat langsung ditulis.",
    en: "Once it is blocked a new card can be encoded at once.",
  },
  reason: { id: "Alasan", en: "Reason" },
  reasonHint: { id: "Misalnya: hilang di pasar, dicuri, patah", en: "For example: lost at the market, stolen, broken" },
  unblock: { id: "Buka blokir", en: "Unblock" },
  planned: {
    id: "Kartu warga ini ada di daftar cetak massal dan dibuat di sana.",
    en: "This resident's card is on the list of the batch room, and made there.",
  },
  history: { id: "Riwayat", en: "History" },
  noHistory: { id: "Belum ada catatan.", en: "Nothing yet." },
  by: { id: "oleh", en: "by" },
  needOfficer: { id: "Tempelkan kartu petugas dahulu.", en: "Tap your officer card first." },
  needPhoto: { id: "Ambil foto warga dahulu.", en: "Take the resident's photo first." },
  encoderBusy: {
    id: "Alat penulis sedang dipakai, atau warga ini sudah memegang kartu.",
    en: "The encoder is in use, or this resident has a card already.",
  },
  missing: { id: "Warga ini tidak terdaftar.", en: "There is no such resident." },
} satisfies Record<string, Text>;

const PHASES: Readonly<Record<Phase, Text & { kind: string }>> = {
  waiting: { id: "Letakkan kartu kosong di alat penulis.", en: "Put a blank card on the encoder.", kind: "" },
  writing: { id: "Kartu sedang ditulis. Jangan diangkat.", en: "The card is being written. Do not lift it.", kind: "" },
  torn: {
    id: "Kartu terangkat terlalu cepat. Letakkan lagi kartu yang sama, penulisan akan dilanjutkan.",
    en: "The card was lifted too early. Put the same card back, and it goes on.",
    kind: "warn",
  },
  "not-this": {
    id: "Ini bukan kartu yang tadi mulai ditulis untuk warga ini. Letakkan kartu yang itu, atau sisihkan.",
    en: "This is not the card that was begun for this resident. Put that one here, or put it aside.",
    kind: "bad",
  },
  taken: {
    id: "Kartu ini milik warga lain. Ambil kartu kosong.",
    en: "This card is somebody else's. Take a blank one.",
    kind: "bad",
  },
  foreign: {
    id: "Ini bukan kartu kosong kita. Kartu tidak diubah. Ambil kartu lain.",
    en: "This is no blank card of ours. It was left as it is. Take another one.",
    kind: "bad",
  },
  failed: {
    id: "Kartu ini gagal. Sisihkan, lalu ambil kartu lain.",
    en: "This card has failed. Put it aside and take another one.",
    kind: "bad",
  },
  busy: {
    id: "Buku kartu sedang terkunci. Kartu belum diubah; penulisan diulang sendiri.",
    en: "The register is locked. The card is unchanged; it is tried again by itself.",
    kind: "warn",
  },
  made: {
    id: "Kartu selesai ditulis dan sudah dibaca ulang.",
    en: "The card is made, and was read back.",
    kind: "good",
  },
};

const DOINGS: Readonly<Record<string, Text>> = {
  planned: { id: "masuk daftar massal", en: "put on the batch list" },
  begun: { id: "mulai ditulis", en: "begun" },
  made: { id: "selesai ditulis", en: "made" },
  checked: { id: "diperiksa", en: "checked" },
  handed: { id: "diserahkan", en: "handed over" },
  blocked: { id: "diblokir", en: "blocked" },
  unblocked: { id: "blokir dibuka", en: "unblocked" },
  aside: { id: "disisihkan", en: "put aside" },
};

/** Who else does something: names in the history that are no officers. */
const NOT_OFFICERS: Readonly<Record<string, Text>> = {
  receipt: { id: "warga, di tanda terima", en: "the resident, on the receipt" },
  batch: { id: "ruang cetak massal", en: "the batch room" },
};

interface Row {
  readonly what: string;
  readonly detail: string;
  readonly officer: string;
  readonly at_ms: number;
  readonly uid: string | null;
}

/** Adds the page of a resident and what its buttons do. */
export function addPersonPages(app: Hono, service: Service): void {
  const { db, now, encoder, bell, pages } = service;

  const answer = (context: Context, problem?: Text): Response | Promise<Response> => {
    const language = languageOf(context);
    const person = personOf(db, Number(context.req.param("number")));
    if (!person) {
      const body = html`<h1>${WORDS.missing[language]}</h1>`;
      return show(context, service, { title: WORDS.missing, at: "desk", body, status: 404 });
    }
    const body = html`${problem ? html`<p class="notice bad" role="alert">${problem[language]}</p>` : ""}${personBody(service, person, language)}`;
    return show(context, service, {
      title: WORDS.title,
      at: "desk",
      body,
      status: problem ? 409 : 200,
      about: person.number,
    });
  };

  app.get("/residents/:number{[0-9]+}", (context) => answer(context));

  app.post("/residents/:number{[0-9]+}/encode", async (context) => {
    const number = Number(context.req.param("number"));
    const officer = officerOf(db);
    if (!officer) return answer(context, WORDS.needOfficer);
    if (!personOf(db, number)?.photo_ms) return answer(context, WORDS.needPhoto);
    const { family } = await context.req.parseBody();
    const chosen = FAMILIES.find((one) => one === family) ?? "desfire";
    if (!encoder.start(number, chosen, officer)) return answer(context, WORDS.encoderBusy);
    service.said = undefined;
    return context.redirect(`/residents/${number}`, 303);
  });

  /** A change of one card by an officer, with a reason. */
  const change = (path: string, act: (card: number, reason: string, officer: string) => Refusal | undefined) =>
    app.post(`/residents/:number{[0-9]+}/${path}`, async (context) => {
      const officer = officerOf(db);
      if (!officer) return answer(context, WORDS.needOfficer);
      const { card, reason } = await context.req.parseBody();
      const refusal = act(Number(card), typeof reason === "string" ? reason : "", officer);
      if (refusal) return answer(context, REFUSALS[refusal]);
      service.said = undefined;
      bell.ring();
      pages.tell({ kind: "refresh" });
      return context.redirect(`/residents/${context.req.param("number")}`, 303);
    });
  change("block", (card, reason, officer) => blockCard(db, card, reason, officer, now()));
  change("unblock", (card, reason, officer) => unblockCard(db, card, reason, officer, now()));
  change("aside", (card, _, officer) => putAside(db, card, officer, now()));
}

function personBody(service: Service, person: Person, language: Language): Markup {
  const { db, encoder } = service;
  const say = (text: Text) => text[language];
  const card = cardOf(db, person.number);
  const blocked = card ? undefined : cardsOf(db, person.number).find(({ state }) => state === "blocked");
  const job = encoder.job?.resident === person.number ? encoder.job : undefined;
  const at = stepOf(person, card);
  const names = [WORDS.photo, WORDS.write, WORDS.check, WORDS.hand];
  const steps = names.map(
    (name, i) =>
      html`<li class="${i < at ? "done" : i === at ? "now" : ""}" ${i === at ? html`aria-current="step"` : ""}>${say(name)}</li>`,
  );
  const portrait = person.photo_ms
    ? html`<img src="/residents/${person.number}/photo.jpg?at=${person.photo_ms}" alt="${say(WORDS.photo)}: ${person.name}" width="180" height="240" />`
    : html`<div class="no-photo" aria-hidden="true"><svg viewBox="0 0 24 32" width="96"><circle cx="12" cy="11" r="6" /><path d="M1 32c0-8 5-12 11-12s11 4 11 12z" /></svg></div>`;
  return html`<div class="person">
    <section class="panel who-card">
      ${portrait}
      <h1>${person.name}</h1>
      <p class="number left">${person.nik}</p>
      <p class="quiet">${day(Date.parse(person.born), language)}<br />${person.address}<br />${person.neighbourhood}</p>
      <a class="button" href="/residents/${person.number}/photo">${say(person.photo_ms ? WORDS.again : WORDS.take)}</a>
    </section>
    <div class="work">
      <ol class="steps">${steps}</ol>
      <section class="panel now-panel">${stepBody(service, person, card, job, language)}</section>
      ${blocked ? unblockForm(person, blocked, language) : ""}
      <section class="panel"><h2>${say(WORDS.history)}</h2>${historyOf(service, person, language)}</section>
    </div>
  </div>`;
}

/** How far they are: 0 photo, 1 write, 2 check, 3 hand over, 4 done. */
function stepOf(person: Person, card: Card | undefined): number {
  if (card?.state === "live") return 4;
  if (card?.state === "checked") return 3;
  if (card?.state === "made") return 2;
  return person.photo_ms ? 1 : 0;
}

function stepBody(
  service: Service,
  person: Person,
  card: Card | undefined,
  job: Job | undefined,
  language: Language,
): Markup {
  const say = (text: Text) => text[language];
  if (card?.state === "planned") return html`<h2>${say(WORDS.write)}</h2><p class="lead">${say(WORDS.planned)}</p>`;
  if (card?.state === "live") return liveBody(person, card, language);
  if (card?.state === "checked") return receiptBody(service, person, card, language);
  if (card?.state === "made")
    return html`<h2>${say(WORDS.checkNow)}</h2><p class="lead">${say(WORDS.checkWhy)}</p>
      <p>${say(FAMILY_NAMES[card.family])} · <span class="number">${shortUid(card.uid)}</span></p>${asideForm(person, card, language)}`;
  if (!person.photo_ms)
    return html`<h2>${say(WORDS.photo)}</h2><p class="lead">${say(WORDS.first)}</p>
      <a class="button primary" href="/residents/${person.number}/photo">${say(WORDS.take)}</a>`;
  if (job && job.phase !== "made") return jobBody(person, card, job, language);
  return beginBody(person, card, language);
}

function jobBody(person: Person, card: Card | undefined, job: Job, language: Language): Markup {
  const phase = PHASES[job.phase];
  return html`<h2>${WORDS.write[language]}: ${FAMILY_NAMES[job.family][language]}</h2>
    <p class="notice ${phase.kind} big" role="status">${phase[language]}</p>
    <p class="quiet"><span data-live="steps">${job.stepCount}</span> ${WORDS.steps[language]}</p>
    ${card?.state === "begun" && job.phase !== "writing" ? asideForm(person, card, language) : ""}`;
}

function beginBody(person: Person, card: Card | undefined, language: Language): Markup {
  const say = (text: Text) => text[language];
  const kinds = FAMILIES.map(
    (family: CardFamily, i) =>
      html`<label class="choice"><input type="radio" name="family" value="${family}" ${i === 0 ? html`checked` : ""} /> ${say(FAMILY_NAMES[family])}</label>`,
  );
  if (card?.state === "begun")
    return html`<h2>${say(WORDS.write)}</h2><p class="notice warn">${say(WORDS.half)} <strong class="number">${shortUid(card.uid)}</strong></p>
      <form method="post" action="/residents/${person.number}/encode"><button class="primary">${say(WORDS.resume)}</button></form>
      ${asideForm(person, card, language)}`;
  return html`<h2>${say(WORDS.write)}</h2>
    <form method="post" action="/residents/${person.number}/encode">
      <fieldset><legend>${say(WORDS.kind)}</legend>${kinds}</fieldset>
      <button class="primary">${say(WORDS.begin)}</button>
    </form>`;
}

function receiptBody({ origin }: Service, person: Person, card: Card, language: Language): Markup {
  const say = (text: Text) => text[language];
  return html`<h2>${say(WORDS.sign)}</h2>
    <div class="receipt-qr">
      <div aria-hidden="true">${raw(renderSVG(`${origin}/r/${card.token}`))}</div>
      <div><p class="lead">${say(WORDS.scan)}</p>
        <a class="button" href="/r/${card.token}">${say(WORDS.here)}</a>
        ${asideForm(person, card, language)}</div>
    </div>`;
}

function liveBody(person: Person, card: Card, language: Language): Markup {
  const say = (text: Text) => text[language];
  const action = `/residents/${person.number}/block`;
  return html`<h2>${say(WORDS.live)} ${pill("live", language)}</h2>
    <p>${say(FAMILY_NAMES[card.family])} · <span class="number">${shortUid(card.uid)}</span> · ${say(WORDS.signed)} <strong>${card.signed_name}</strong>,
      ${card.handed_ms === null ? "" : moment(card.handed_ms, language)}</p>
    <form method="post" action="${action}" class="reason">
      <h3>${say(WORDS.lost)}</h3>
      <input type="hidden" name="card" value="${card.id}" />
      <label for="reason">${say(WORDS.reason)}</label>
      <input id="reason" name="reason" required maxlength="120" placeholder="${say(WORDS.reasonHint)}" />
      <div class="row"><button class="danger">${say(WORDS.replace)}</button> <span class="quiet">${say(WORDS.afterwards)}</span></div>
    </form>`;
}

function unblockForm(person: Person, card: Card, language: Language): Markup {
  const say = (text: Text) => text[language];
  return html`<section class="panel"><form method="post" action="/residents/${person.number}/unblock" class="reason">
      <input type="hidden" name="card" value="${card.id}" />
      <label for="unblock">${say(WORDS.unblock)} <span class="number">${shortUid(card.uid)}</span> ${pill("blocked", language)}</label>
      <div class="inline"><input id="unblock" name="reason" required maxlength="120" placeholder="${say(WORDS.reason)}" /><button>${say(WORDS.unblock)}</button></div>
    </form></section>`;
}

function asideForm(person: Person, card: Card, language: Language): Markup {
  return html`<form method="post" action="/residents/${person.number}/aside" class="aside">
    <input type="hidden" name="card" value="${card.id}" />
    <button class="danger slim">${WORDS.aside[language]}</button> <span class="quiet small">${WORDS.asideWhy[language]}</span>
  </form>`;
}

function historyOf({ db }: Service, person: Person, language: Language): Markup {
  const rows = all<Row>(db, "SELECT * FROM history WHERE resident = ? ORDER BY id DESC LIMIT 8", person.number);
  if (rows.length === 0) return html`<p class="quiet">${WORDS.noHistory[language]}</p>`;
  return html`<ul class="history">${rows.map(
    ({ what, detail, officer, at_ms, uid }) =>
      html`<li><span class="quiet number">${moment(at_ms, language)}</span> <span><strong>${DOINGS[what]?.[language] ?? what}</strong>
        ${uid === null ? "" : html`<span class="number">${shortUid(uid)}</span>`} ${detail && what !== "handed" ? html`“${detail}”` : ""}
        <span class="quiet">${WORDS.by[language]} ${NOT_OFFICERS[officer]?.[language] ?? officer}</span></span></li>`,
  )}</ul>`;
}
