/** Pages of the staff: beds that wards report, the counter for people without a card. */
import type { Context, Hono } from "hono";
import { html } from "hono/html";
import { agePill } from "../../lib/blocklist-place.js";
import { sayTime } from "../../lib/days.js";
import { languageOf, type Text } from "../../lib/language.js";
import { type Markup, renderPage } from "../../lib/page.js";
import { changePlaces, type Ward, wards } from "../hospital.js";
import { atCounter, callNext, waiting } from "../lanes.js";
import { liveValues, type Service, tellLive } from "../service.js";
import { STYLE } from "./frame.js";

const WORDS = {
  wards: { id: "Tempat tidur kosong", en: "Free beds" },
  place: { id: "Tempat", en: "Place" },
  beds: { id: "Tempat tidur", en: "Beds" },
  isolation: { id: "Ruang isolasi", en: "Isolation" },
  changed: { id: "Diperbarui", en: "Updated" },
  less: { id: "satu terisi", en: "one taken" },
  more: { id: "satu kosong", en: "one free" },
  counter: { id: "Loket tanpa kartu", en: "Counter without a card" },
  now: { id: "Sedang dilayani", en: "Being served" },
  nobody: { id: "Tidak ada", en: "Nobody" },
  next: { id: "Selesai, panggil berikutnya", en: "Done, call the next" },
  waiting: { id: "Menunggu", en: "Waiting" },
  lanes: { id: "Hari ini", en: "Today" },
  fast: { id: "Jalur cepat, dengan kartu", en: "Fast lane, with a card" },
  manual: { id: "Loket, tanpa kartu", en: "Counter, without a card" },
  wait: { id: "Waktu tunggu", en: "Waiting time" },
  total: { id: "Sampai selesai", en: "Until done" },
  served: { id: "Dilayani", en: "Served" },
} satisfies Record<string, Text>;

/** Adds the pages of wards and counter. */
export function addStaffPages(app: Hono, service: Service): void {
  const { db, now, staff } = service;
  const page = (context: Context, title: Text, body: Markup) => {
    const language = languageOf(context);
    const list = agePill(service.blockList, now(), language);
    const whole = html`${STYLE}<div class="titled"><h1>${title[language]}</h1>${list}</div>${body}`;
    const common = { language, title, kind: "till", events: "/staff/events", script: "/kiosk/kiosk.js" } as const;
    return context.html(renderPage({ ...common, body: whole }));
  };

  app.get("/staff/events", (context) => staff.serve(context));

  app.get("/staff/wards", (context) => {
    const language = languageOf(context);
    const step = (ward: Ward, places: "beds" | "isolation", by: -1 | 1) => {
      const label = `${ward.name}, ${WORDS[places][language]}: ${(by < 0 ? WORDS.less : WORDS.more)[language]}`;
      return html`<button name="${places}" value="${by}" aria-label="${label}">${by < 0 ? "−" : "+"}</button>`;
    };
    const cell = (ward: Ward, places: "beds" | "isolation") => {
      const [free, most] = places === "beds" ? [ward.free_beds, ward.beds] : [ward.free_isolation, ward.isolation];
      return html`<td><form class="stepper" method="post" action="/staff/wards/${ward.id}">
        ${step(ward, places, -1)}
        <span><b class="figure" data-live="${ward.id}-${places}">${free}</b> <span class="quiet">/ ${most}</span></span>
        ${step(ward, places, 1)}
      </form></td>`;
    };
    const rows = wards(db).map(
      (ward) => html`<tr>
        <th scope="row">${ward.name}</th>${cell(ward, "beds")}${cell(ward, "isolation")}
        <td class="quiet">${sayTime(ward.changed_ms, language)}</td>
      </tr>`,
    );
    const head = [WORDS.place, WORDS.beds, WORDS.isolation, WORDS.changed];
    const body = html`<div class="panel scroll"><table class="wards">
      <thead><tr>${head.map((text) => html`<th scope="col">${text[language]}</th>`)}</tr></thead><tbody>${rows}</tbody>
    </table></div>`;
    return page(context, WORDS.wards, body);
  });
  app.post("/staff/wards/:id", async (context) => {
    const body = await context.req.parseBody();
    const places = body.isolation === undefined ? "beds" : "isolation";
    const by = Math.sign(Number(body[places]));
    if (by !== 0 && changePlaces(db, context.req.param("id"), places, by, now())) tellLive(service);
    return context.redirect("/staff/wards", 303);
  });

  app.get("/staff/counter", (context) => {
    const language = languageOf(context);
    const values = liveValues(service);
    const live = (name: string) => {
      const value = values[name] ?? 0;
      return html`<span data-live="${name}">${typeof value === "number" ? value : value[language]}</span>`;
    };
    const current = atCounter(db, now());
    const queue = waiting(db, now());
    const body = html`<div class="two-columns">
      <section class="panel center">
        <h2>${WORDS.now[language]}</h2>
        <p class="ticket">${current?.number ?? "–"}</p>
        <form method="post" action="/staff/counter"><button class="primary wide">${WORDS.next[language]}</button></form>
        <p>${WORDS.waiting[language]}: <strong>${queue.map(({ number }) => number).join(", ") || WORDS.nobody[language]}</strong></p>
      </section>
      <section class="panel"><h2>${WORDS.lanes[language]}</h2><table>
        <thead><tr><td></td><th scope="col">${WORDS.wait[language]}</th><th scope="col">${WORDS.total[language]}</th><th scope="col">${WORDS.served[language]}</th></tr></thead>
        <tbody>${(["fast", "manual"] as const).map(
          (lane) => html`<tr><th scope="row">${WORDS[lane][language]}</th>
            <td>${live(`${lane}-wait`)}</td><td>${live(`${lane}-total`)}</td><td>${live(`${lane}-served`)}</td></tr>`,
        )}</tbody>
      </table></section>
    </div>`;
    return page(context, WORDS.counter, body);
  });
  app.post("/staff/counter", (context) => {
    callNext(db, now());
    tellLive(service);
    return context.redirect("/staff/counter", 303);
  });
}
