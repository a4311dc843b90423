/** The first page: whose turn is it? By name, by number, or by the card they bring. */
import type { Hono } from "hono";
import { html } from "hono/html";
import { one } from "../../lib/database.js";
import { languageOf, type Text } from "../../lib/language.js";
import { endShift } from "../check.js";
import type { CardState } from "../register.js";
import { findPeople } from "../residents.js";
import type { Service } from "../service.js";
import { pill, show } from "./frame.js";

const WORDS = {
  title: { id: "Meja kartu warga", en: "Resident card desk" },
  search: { id: "Nama atau NIK warga", en: "Name or number of the resident" },
  find: { id: "Cari", en: "Search" },
  tap: {
    id: "Warga membawa kartu? Tempelkan saja di pembaca pemeriksa.",
    en: "Does the resident bring a card? Just tap it on the checking reader.",
  },
  none: { id: "Tidak ada warga dengan nama atau nomor itu.", en: "There is no resident of that name or number." },
  name: { id: "Nama", en: "Name" },
  born: { id: "Lahir", en: "Born" },
  place: { id: "Kelurahan", en: "Neighbourhood" },
  card: { id: "Kartu", en: "Card" },
  noCard: { id: "belum ada", en: "none yet" },
  today: { id: "Diserahkan 24 jam terakhir", en: "Handed over, last 24 hours" },
  waiting: { id: "Siap diserahkan", en: "Ready to hand over" },
  live: { id: "Kartu aktif", en: "Live cards" },
  blocked: { id: "Diblokir", en: "Blocked" },
} satisfies Record<string, Text>;

const SHOWN_COUNT = 6;
const DAY_MS = 86_400_000;

/** Adds the first page, and the officer's way out. */
export function addDeskPages(app: Hono, service: Service): void {
  const { db } = service;
  app.get("/", (context) => {
    const language = languageOf(context);
    const say = (text: Text) => text[language];
    const query = context.req.query("q") ?? "";
    const people = findPeople(db, query, SHOWN_COUNT);
    const count = (where: string, ...values: unknown[]) =>
      one<{ n: number }>(db, `SELECT count(*) AS n FROM card WHERE ${where}`, ...values)?.n ?? 0;
    const figures: [Text, number][] = [
      [WORDS.today, count("handed_ms > ?", service.now() - DAY_MS)],
      [WORDS.waiting, count("state IN ('made', 'checked')")],
      [WORDS.live, count("state = 'live'")],
      [WORDS.blocked, count("state = 'blocked'")],
    ];
    const body = html`<h1>${say(WORDS.title)}</h1>
      <div class="figures">
        ${figures.map(([text, n]) => html`<div class="panel"><span class="figure">${n}</span> <span class="quiet">${say(text)}</span></div>`)}
      </div>
      <form class="search" role="search" action="/">
        <label for="q">${say(WORDS.search)}</label>
        <div><input id="q" name="q" value="${query}" autocomplete="off" /> <button class="primary">${say(WORDS.find)}</button></div>
        <p class="quiet small">${say(WORDS.tap)}</p>
      </form>
      ${
        people.length === 0
          ? html`<p class="notice">${say(WORDS.none)}</p>`
          : html`<div class="panel scroll"><table class="people">
              <thead><tr><th>${say(WORDS.name)}</th><th>NIK</th><th>${say(WORDS.place)}</th><th>${say(WORDS.card)}</th></tr></thead>
              <tbody>${people.map(
                (person) => html`<tr>
                  <td><a href="/residents/${person.number}">${person.name}</a></td>
                  <td class="number left">${person.nik}</td>
                  <td>${person.neighbourhood}</td>
                  <td>${person.state ? pill(person.state as CardState, language) : html`<span class="quiet">${say(WORDS.noCard)}</span>`}</td>
                </tr>`,
              )}</tbody>
            </table></div>`
      }`;
    return show(context, service, { title: WORDS.title, at: "desk", body });
  });
  app.post("/officer/leave", (context) => {
    endShift(db);
    service.pages.tell({ kind: "refresh" });
    return context.redirect("/", 303);
  });
}
