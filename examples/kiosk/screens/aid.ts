/** The screen of entitlements: what aid there is for this resident, and where. */
import type { Hono } from "hono";
import { html } from "hono/html";
import { type Category, SHOPS } from "../../lib/city.js";
import { rupiah, type Text } from "../../lib/language.js";
import { CATEGORY_NAMES } from "../../lib/programme.js";
import { type Aid, aidFor } from "../entitlements.js";
import type { Service } from "../service.js";
import { markDone } from "../visits.js";
import { show, withVisit } from "./frame.js";

const WORDS = {
  title: { id: "Bantuan untuk saya", en: "Aid for me" },
  registered: { id: "Anda terdaftar sebagai", en: "You are registered as" },
  month: { id: "sebulan", en: "a month" },
  free: { id: "gratis", en: "free" },
  none: {
    id: "Saat ini tidak ada bantuan untuk kelompok ini. Bila keadaan Anda berubah, petugas loket siap membantu.",
    en: "There is no aid for this group at the moment. If your situation has changed, our staff at the counter will help.",
  },
  shops: { id: "Tempat mengambil di kecamatan Anda", en: "Where to draw it in your district" },
  shop: { id: "Di warung yang ditunjuk, dengan kartu ini", en: "At an appointed shop, with this card" },
  here: { id: "Masuk ke rekening Anda, tanpa perlu mengurus", en: "Paid to your account, nothing to do" },
  direct: { id: "Dibayar langsung, tanpa perlu mengurus", en: "Paid directly, nothing to do" },
  centre: { id: "Daftar di loket lantai dua", en: "Sign up at the counter on the second floor" },
} satisfies Record<string, Text>;

/** Adds the screen of entitlements. */
export function addAidScreen(app: Hono, service: Service): void {
  app.get(
    "/v/:token/aid",
    withVisit(service, (moment) => {
      const { visit, say } = moment;
      markDone(service.db, visit.token, service.now());
      const aids = aidFor(visit.person.category);
      const shops = SHOPS.filter(({ district }) => district === visit.person.district);
      const card = ({ name, rupiahMonthly, what, where }: Aid) => html`<section class="panel aid">
        <h2>${say(name)}</h2>
        <p><span class="figure">${rupiahMonthly === undefined ? say(WORDS.free) : rupiah(rupiahMonthly)}</span>
          ${rupiahMonthly === undefined ? "" : html`<span class="quiet">${say(WORDS.month)}</span>`}</p>
        <p>${say(what)}</p>
        <p class="quiet">${say(WORDS[where])}</p>
      </section>`;
      const body = html`<h1>${say(WORDS.title)}</h1>
        <p class="lead">${say(WORDS.registered)} <strong>${say(CATEGORY_NAMES[visit.person.category as Category])}</strong></p>
        ${aids.length === 0 ? html`<p class="notice">${say(WORDS.none)}</p>` : html`<div class="list">${aids.map(card)}</div>`}
        ${
          aids.some(({ where }) => where === "shop")
            ? html`<section class="panel"><h2>${say(WORDS.shops)}</h2>
                <ul class="plain">${shops.map(({ name, owner }) => html`<li><strong>${name}</strong> <span class="quiet">${owner}</span></li>`)}</ul>
              </section>`
            : ""
        }`;
      return show(service, moment, { title: WORDS.title, back: "", body });
    }),
  );
}
