/** The sales of the day, and the receipt of one: to print, and to take goods back. */
import { html } from "hono/html";
import { all } from "../../lib/database.js";
import { dayAt, sayDate, sayTime, startOf } from "../../lib/days.js";
import { type Language, rupiah, type Text } from "../../lib/language.js";
import type { Markup } from "../../lib/page.js";
import { goodOf, quantityText } from "../goods.js";
import { linesOf, type Sale, SOLD, sumOf, type TillLine } from "../till-sales.js";
import { PAYS, REASONS, STATES, WORDS } from "../words.js";
import { money, type ShopPage, shopPage } from "./frame.js";
import { paidBy } from "./notice.js";

const LATEST_COUNT = 50;

function statePill({ state }: Sale, lines: readonly TillLine[], language: Language): Markup {
  if (lines.length > 0 && lines.every(({ cancelled_by }) => cancelled_by))
    return html`<span class="pill">${WORDS.cancelled[language]}</span>`;
  return html`<span class="pill ${STATES[state].tone}">${STATES[state][language]}</span>`;
}

/** The list of sales. */
export function salesPage(page: ShopPage): Markup {
  const { till, language } = page;
  const sales = all<Sale>(
    till.db,
    "SELECT * FROM sale WHERE at >= ? ORDER BY id DESC LIMIT ?",
    startOf(dayAt(till.now())),
    LATEST_COUNT,
  );
  const head = (text: Text, kind = "") => html`<th scope="col" class="${kind}">${text[language]}</th>`;
  const rows = sales.map((sale) => {
    const lines = linesOf(till.db, sale.id);
    return html`<tr>
      <td class="number">${sayTime(sale.at, language)}</td>
      <td>${sale.who || WORDS.purseOwner[language]}</td>
      ${money(sumOf(lines.filter(({ cancelled_by }) => !cancelled_by)))}
      <td>${statePill(sale, lines, language)}</td>
      <td class="small">${sale.reason ? REASONS[sale.reason][language] : ""}</td>
      <td><a href="/sale/${sale.id}">${WORDS.showReceipt[language]} ${sale.id}</a></td>
    </tr>`;
  });
  return shopPage(
    page,
    "/sales",
    WORDS.sales,
    html`<h1>${WORDS.sales[language]}</h1>
      <section class="panel">
        ${
          rows.length
            ? html`<table>
                <thead>
                  <tr>
                    ${head(WORDS.time)}${head(WORDS.buyer)}${head(WORDS.amount, "number")}${head(WORDS.state)}${head(WORDS.notes)}
                    ${head(WORDS.receipt)}
                  </tr>
                </thead>
                <tbody>
                  ${rows}
                </tbody>
              </table>`
            : html`<p class="lead">${WORDS.noSales[language]}</p>`
        }
      </section>`,
  );
}

function receiptLine(line: TillLine, language: Language): Markup {
  const { good, quantity, gross, discount, cancelled_by, pay, rules } = line;
  const names = (JSON.parse(rules) as Text[]).map((rule) => rule[language]);
  const name = html`${goodOf(good)?.name[language] ?? good}<small
      >${PAYS[pay][language]}${names.map((each) => html`, ${each}`)}</small
    >`;
  return html`<tr>
    <td>${cancelled_by ? html`<s>${name}</s> (${WORDS.cancelled[language]})` : name}</td>
    <td class="number">${quantityText(good, quantity)}</td>
    <td class="number">${discount ? html`<s>${rupiah(gross)}</s><br />` : ""}${rupiah(gross - discount)}</td>
  </tr>`;
}

function cancelForm(sale: Sale, lines: readonly TillLine[], language: Language): Markup {
  const left = lines.filter(({ cancelled_by }) => !cancelled_by);
  if (!SOLD.includes(sale.state) || !left.length) return html``;
  return html`<form method="post" action="/sale/${sale.id}/cancel" data-to="/" class="panel no-print">
    <fieldset>
      <legend>${WORDS.cancelHint[language]}</legend>
      ${left.map(
        ({ line, good, quantity, pay }) =>
          html`<label class="check"
            ><input type="checkbox" name="line" value="${line}" checked />${goodOf(good)?.name[language] ?? good},
            ${quantityText(good, quantity)} (${PAYS[pay][language]})</label
          >`,
      )}
    </fieldset>
    <button class="danger wide">${WORDS.cancelSale[language]}</button>
  </form>`;
}

/** The receipt of a sale; undefined when there is none. */
export function receiptPage(page: ShopPage, sale: Sale): Markup {
  const { till, language } = page;
  const lines = linesOf(till.db, sale.id);
  const kept = lines.filter(({ cancelled_by }) => !cancelled_by);
  return shopPage(
    page,
    "/sale",
    WORDS.receipt,
    html`<div class="receipt-page">
      <article class="panel receipt">
        <h1>${till.shop.name}</h1>
        <p>${WORDS.receipt[language]} ${sale.id} &middot; ${sayDate(sale.at, language)}, ${sayTime(sale.at, language)}</p>
        <p>${sale.who || WORDS.purseOwner[language]} ${statePill(sale, lines, language)}</p>
        <table>
          <thead class="hidden">
            <tr>
              <th scope="col">${WORDS.good[language]}</th>
              <th scope="col">${WORDS.quantity[language]}</th>
              <th scope="col">${WORDS.amount[language]}</th>
            </tr>
          </thead>
          <tbody>
            ${lines.map((line) => receiptLine(line, language))}
          </tbody>
        </table>
        <p class="spread total"><span>${WORDS.total[language]}</span><span class="figure">${rupiah(sumOf(kept))}</span></p>
        ${paidBy(till, sale.id, language)}
        <p class="quiet small">${WORDS.proof[language]}: <span class="number">${sale.key ?? "-"}</span></p>
      </article>
      <div class="receipt-side no-print">
        <button class="primary wide" data-print>${WORDS.print[language]}</button>
        <a class="button wide" href="/">${WORDS.stop[language]}</a>
        ${cancelForm(sale, lines, language)}
      </div>
    </div>`,
  );
}
