/** The calculator: numbers on the left, what they come to on the right, with the arithmetic and a plot of the days. */
import type { Hono } from "hono";
import { html } from "hono/html";
import { languageOf, rupiah, type Text } from "../../lib/language.js";
import { LIMITS, makePlan, type PlanInput, readPlanInput } from "../plan.js";
import { daysOf } from "../plan-days.js";
import { figure, linesOf } from "../plan-lines.js";
import { show } from "./frame.js";

const WORDS = {
  title: { id: "Rencana satu juta kartu", en: "The plan for one million cards" },
  days: { id: "hari kerja", en: "work days" },
  weeks: { id: "minggu", en: "weeks" },
  perDay: { id: "kartu per hari", en: "cards a day" },
  perCard: { id: "per kartu", en: "for each card" },
  inputs: { id: "Yang dapat diubah", en: "What can be changed" },
  calculate: { id: "Hitung", en: "Calculate" },
  plot: { id: "Kartu selesai dan persediaan, hari demi hari", en: "Cards made and stock, day by day" },
  made: { id: "Kartu selesai", en: "Cards made" },
  stock: { id: "Persediaan kosong", en: "Blanks in stock" },
  day: { id: "Hari", en: "Day" },
  what: { id: "Hasil", en: "Result" },
  sum: { id: "Hitungan", en: "Arithmetic" },
} satisfies Record<string, Text>;

const INPUTS: Readonly<Record<keyof PlanInput, Text>> = {
  cardCount: { id: "Jumlah kartu", en: "Cards needed" },
  stationCount: { id: "Stasiun", en: "Stations" },
  shiftsPerDay: { id: "Gilir per hari", en: "Shifts a day" },
  hoursPerShift: { id: "Jam per gilir", en: "Hours a shift" },
  secondsPerCard: { id: "Detik per kartu", en: "Seconds a card" },
  utilisationPercent: { id: "Jam efektif (%)", en: "Time used (%)" },
  spoilagePercent: { id: "Kartu rusak (%)", en: "Spoilage (%)" },
  workdaysPerWeek: { id: "Hari per minggu", en: "Days a week" },
  leadDays: { id: "Lama kirim (hari)", en: "Delivery (days)" },
  safetyDays: { id: "Cadangan (hari)", en: "To spare (days)" },
  orderCount: { id: "Isi pesanan", en: "Cards an order" },
  keysPerCard: { id: "Kunci per kartu", en: "Keys a card" },
  custodianCount: { id: "Pemegang kunci", en: "Key keepers" },
  ceremonyCount: { id: "Upacara kunci", en: "Key ceremonies" },
  hoursPerCeremony: { id: "Jam per upacara", en: "Hours each" },
  cardRupiah: { id: "Kartu (Rp)", en: "Card (Rp)" },
  stationRupiah: { id: "Stasiun (Rp)", en: "Station (Rp)" },
  shiftRupiah: { id: "Gilir (Rp)", en: "Shift (Rp)" },
};

/** Points of the plot: more are not seen. */
const POINTS = 400;

/** Adds the page; everything is in its address, so that a plan can be sent to somebody. */
export function addPlanPage(app: Hono): void {
  app.get("/plan", (context) => {
    const language = languageOf(context);
    const say = (text: Text) => text[language];
    const input = readPlanInput(context.req.query());
    const plan = makePlan(input);
    const days = daysOf(plan);
    const every = Math.max(1, Math.ceil(days.length / POINTS));
    const shown = days.filter(({ day }, i) => day % every === 0 || i === days.length - 1);
    const data = JSON.stringify({
      days: shown.map(({ day }) => day),
      made: shown.map(({ madeCount }) => madeCount),
      stock: shown.map(({ stockCount }) => stockCount),
      names: [say(WORDS.day), say(WORDS.made), say(WORDS.stock)],
    });
    const names = Object.keys(INPUTS) as (keyof PlanInput)[];
    const fields = names.map((name) => {
      const [least, most] = LIMITS[name];
      return html`<div><label for="${name}">${say(INPUTS[name])}</label>
        <input id="${name}" name="${name}" type="number" step="${["spoilagePercent", "hoursPerShift", "hoursPerCeremony"].includes(name) ? "0.1" : "1"}"
          min="${least}" max="${most}" value="${input[name]}" inputmode="decimal" /></div>`;
    });
    const parts = linesOf(plan).map(
      ({ title, lines }) => html`<table class="sums">
        <caption>${say(title)}</caption>
        <thead class="hidden"><tr><th>${say(WORDS.what)}</th><th>${say(WORDS.sum)}</th><th>${say(WORDS.what)}</th></tr></thead>
        <tbody>${lines.map(({ what, sum, result }) => html`<tr><th scope="row">${say(what)}</th><td class="quiet">${say(sum)}</td><td class="number">${say(result)}</td></tr>`)}</tbody>
      </table>`,
    );
    const head: [string, Text][] = [
      [figure(plan.workDays, language), WORDS.days],
      [figure(plan.weeks, language), WORDS.weeks],
      [figure(plan.perDay, language), WORDS.perDay],
      [rupiah(plan.rupiahPerCard), WORDS.perCard],
    ];
    const body = html`<link rel="stylesheet" href="/uplot/uPlot.min.css" />
      <h1>${say(WORDS.title)}</h1>
      <div class="plan">
        <form class="panel" action="/plan" aria-label="${say(WORDS.inputs)}">
          <div class="fields">${fields}</div>
          <button class="primary">${say(WORDS.calculate)}</button>
        </form>
        <div id="result" aria-live="polite">
          <div class="figures">${head.map(([value, text]) => html`<div class="panel"><span class="figure">${value}</span> <span class="quiet">${say(text)}</span></div>`)}</div>
          <section class="panel"><h2>${say(WORDS.plot)}</h2><div id="plot" data-plot="${data}" role="img" aria-label="${say(WORDS.plot)}"></div></section>
          <section class="panel sums-panel">${parts}</section>
        </div>
      </div>`;
    return show(context, undefined, { title: WORDS.title, at: "plan", body, script: "/issuance/plan.js" });
  });
}
