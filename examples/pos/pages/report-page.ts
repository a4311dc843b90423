/** The end of the day: figures, a chart by hour, a table by goods, and whether the books balance. */
import { html } from "hono/html";
import { dayAt, sayDate, startOf } from "../../lib/days.js";
import { rupiah, type Text } from "../../lib/language.js";
import type { Markup } from "../../lib/page.js";
import { goodOf, quantityText } from "../goods.js";
import { audit, balanceOf } from "../ledger.js";
import { dayReport } from "../report.js";
import { PAYS, WORDS } from "../words.js";
import { money, type ShopPage, shopPage } from "./frame.js";

/** The report of today. */
export function reportPage(page: ShopPage): Markup {
  const { till, language } = page;
  const { count, net, discount, lost, byPay, byGood, byHour } = dayReport(till.db, startOf(dayAt(till.now())));
  const figure = (name: Text, value: string | number) =>
    html`<div class="panel"><p class="quiet">${name[language]}</p><p class="figure">${value}</p></div>`;
  const problems = audit(till.db);
  return shopPage(
    page,
    "/report",
    WORDS.report,
    html`<link rel="stylesheet" href="/uplot/uPlot.min.css" />
      <div class="spread">
        <h1>${WORDS.report[language]}, ${sayDate(till.now(), language)}</h1>
        <p class="${problems.length ? "bad-text" : "good-text"}">
          ${(problems.length ? WORDS.unbalanced : WORDS.balanced)[language]}
        </p>
      </div>
      <div class="figures">
        ${figure(WORDS.count, count)} ${figure(WORDS.revenue, rupiah(net))} ${figure(WORDS.promotions, rupiah(discount))}
        ${figure(WORDS.due, rupiah(balanceOf(till.db, "due")))} ${lost ? figure(WORDS.loss, rupiah(lost)) : ""}
      </div>
      <div class="report">
        <section class="panel">
          <h2>${WORDS.hourly[language]}</h2>
          <div id="chart" role="img" aria-label="${WORDS.hourly[language]}" data-hours="${JSON.stringify(byHour)}"></div>
          <table>
            <tbody>
              ${(["aid", "account", "purse"] as const).map(
                (pay) => html`<tr><th scope="row">${PAYS[pay][language]}</th>${money(byPay[pay])}</tr>`,
              )}
            </tbody>
          </table>
        </section>
        <section class="panel scroll" tabindex="0" aria-label="${WORDS.byGood[language]}">
          <h2>${WORDS.byGood[language]}</h2>
          ${
            byGood.length
              ? html`<table>
                  <thead>
                    <tr>
                      <th scope="col">${WORDS.good[language]}</th>
                      <th scope="col" class="number">${WORDS.quantity[language]}</th>
                      <th scope="col" class="number">${WORDS.amount[language]}</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${byGood.map(
                      (row) =>
                        html`<tr>
                          <td>${goodOf(row.good)?.name[language] ?? row.good}</td>
                          <td class="number">${quantityText(row.good, row.quantity)}</td>
                          ${money(row.net)}
                        </tr>`,
                    )}
                  </tbody>
                </table>`
              : html`<p class="lead">${WORDS.noSales[language]}</p>`
          }
        </section>
      </div>`,
    "/pos/report.js",
  );
}
