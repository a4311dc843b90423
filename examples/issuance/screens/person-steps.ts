/** What stands on a resident's page at each step, from the photo to the card in their hand. */
import { html, raw } from "hono/html";
import { renderSVG } from "uqr";
import type { Language, Text } from "../../lib/language.js";
import type { Markup } from "../../lib/page.js";
import type { Job } from "../encoder.js";
import { type CardFamily, FAMILIES, FAMILY_NAMES } from "../profiles.js";
import type { Card } from "../register.js";
import type { Person } from "../residents.js";
import type { Service } from "../service.js";
import { moment, pill, shortUid } from "./frame.js";
import { PHASES, WORDS } from "./person-words.js";

/** What is to be done at the step where they are. */
export function stepBody(
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

/** Takes the block of a card away, with a reason. */
export function unblockForm(person: Person, card: Card, language: Language): Markup {
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
