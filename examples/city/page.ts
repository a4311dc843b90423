/** The map page: its frame and its words. The script fills it from what the server tells. */
import { html, raw } from "hono/html";
import type { Language } from "../lib/language.js";
import { type Markup, renderPage } from "../lib/page.js";
import { PLACE_IDS, type PlaceId } from "./day-plan.js";
import { drawMap, labelPlace, SITES, type SiteId } from "./map.js";
import { SIZE } from "./streets.js";
import { NAMES, WORDS } from "./words.js";

/** What the page is made of. */
export interface MapPage {
  readonly language: Language;
  /** Address of each place's own page. */
  readonly urls: Readonly<Record<SiteId, string>>;
  /** Places with virtual readers: cards can be tapped and cables pulled with the mouse. */
  readonly virtual: readonly PlaceId[];
}

const MAP = drawMap();
type Say = (name: keyof typeof WORDS) => string;

/** The whole page. */
export function mapPage({ language, urls, virtual }: MapPage): Markup {
  const say: Say = (name) => WORDS[name][language];
  const words = Object.fromEntries(Object.keys(WORDS).map((name) => [name, say(name as keyof typeof WORDS)]));
  const ids = Object.keys(SITES) as SiteId[];
  const body = html`
    <div id="city" data-words="${JSON.stringify(words)}" data-places="${ids.join(" ")}">
      <header>
        <div><h1>${say("title")}</h1><p class="lead">${say("lead")}</p></div>
        <div class="day">
          <p><span class="quiet">${say("sampleDay")}</span> <strong id="clock" class="number">07.00</strong></p>
          ${virtual.length > 0 ? html`<button type="button" id="crowd" data-post="/crowd">${say("go")}</button>` : ""}
        </div>
      </header>
      <section class="map" aria-label="${say("map")}">
        <svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" aria-hidden="true">${raw(MAP)}</svg>
        ${ids.map((id) => label(id, urls[id], language))}
      </section>
      ${figures(say)}
      <section class="places" aria-labelledby="places-head">
        <h2 id="places-head">${say("places")}</h2>
        <div>${ids.map((id) => placeCard(id, urls[id], virtual, language, say))}</div>
      </section>
      ${sides(say)}
    </div>`;
  return renderPage({
    ...{ language, title: WORDS.title, kind: "wall", events: "/events", body },
    ...{ script: "/city/city.js", styles: ["/city/city.css"] },
  });
}

function label(id: SiteId, url: string, language: Language): Markup {
  const { left, top } = labelPlace(id);
  return html`<a class="label" id="label-${id}" href="${url}" style="left:${left}%;top:${top}%"
    ><strong>${NAMES[id][language]}</strong><span class="said"></span></a>`;
}

function figures(say: Say): Markup {
  const figure = (id: "taps" | "good" | "bad" | "rupiah") =>
    html`<p class="panel"><strong id="figure-${id}" class="figure">0</strong><span>${say(id)}</span></p>`;
  return html`<section class="figures" aria-label="${say("figures")}">
    ${figure("taps")}${figure("good")}${figure("bad")}${figure("rupiah")}
  </section>`;
}

function placeCard(id: SiteId, url: string, virtual: readonly PlaceId[], language: Language, say: Say): Markup {
  const name = NAMES[id][language];
  const button = (post: string, text: string, className = "") =>
    html`<button type="button" data-post="${post}" class="${className}" aria-label="${text}: ${name}">${text}</button>`;
  const place = PLACE_IDS.find((one) => one === id && virtual.includes(one));
  const buttons = place
    ? html`${button(`/tap/${id}/genuine`, say("tap"), "primary")}${button(`/tap/${id}/copy`, say("copy"))}
      ${button(`/cable/${id}`, say("pull"), "cable-button")}`
    : html`<a class="button wide" href="${url}">${say("open")}</a>`;
  return html`<article class="panel" id="place-${id}">
    <h3><a href="${url}" title="${say("open")}">${name}</a></h3>
    <p class="standing"><span class="pill good">${say("ready")}</span> <span class="count number"></span></p>
    <p class="note small"></p>
    <div class="buttons">${buttons}</div>
  </article>`;
}

function sides(say: Say): Markup {
  return html`<div class="sides">
    <section class="panel recent"><h2>${say("recent")}</h2><ol id="recent"></ol><p id="nothing" class="quiet">${say("nothing")}</p></section>
    <section class="panel refused"><h2>${say("refused")}</h2><ul id="refused"></ul><p id="none" class="quiet">${say("noneRefused")}</p></section>
    <section class="panel log"><h2>${say("log")}</h2>
      <p id="log-said" role="status">${say("logLead")}</p>
      <div class="row"><button type="button" id="check" data-post="/check">${say("check")}</button><button type="button" id="forge" data-post="/check/changed">${say("forge")}</button></div>
    </section>
    <section class="panel lost"><h2>${say("lost")}</h2>
      <p class="small quiet lead-in">${say("lostLead")}</p><p id="lost-said" role="status">${say("active")}</p>
      <div class="row"><button type="button" id="block" data-post="/block" class="danger">${say("block")}</button></div>
    </section>
  </div>`;
}
