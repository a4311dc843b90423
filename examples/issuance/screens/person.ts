/** One resident at the desk: four steps from a face to a card, and what is done with the card later. */
import type { Context, Hono } from "hono";
import { html } from "hono/html";
import { all } from "../../lib/database.js";
import { sayDate } from "../../lib/days.js";
import { type Language, languageOf, type Text } from "../../lib/language.js";
import type { Markup } from "../../lib/page.js";
import { officerOf } from "../check.js";
import { FAMILIES } from "../profiles.js";
import { blockCard, type Card, cardOf, cardsOf, putAside, type Refusal, unblockCard } from "../register.js";
import { type Person, personOf } from "../residents.js";
import type { Service } from "../service.js";
import { moment, REFUSALS, shortUid, show } from "./frame.js";
import { stepBody, unblockForm } from "./person-steps.js";
import { DOINGS, NOT_OFFICERS, WORDS } from "./person-words.js";

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
      <p class="quiet">${sayDate(Date.parse(person.born), language)}<br />${person.address}<br />${person.neighbourhood}</p>
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
