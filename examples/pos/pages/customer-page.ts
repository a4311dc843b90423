/** The screen that the customer sees: what is bought, what it costs, when to tap, what is left. */
import { html } from "hono/html";
import { rupiah } from "../../lib/language.js";
import { type Markup, renderPage } from "../../lib/page.js";
import { goodOf, quantityText } from "../goods.js";
import { totalOf } from "../promotions.js";
import { isWaitingForCard } from "../till.js";
import { taskOf } from "../till-basket.js";
import { WORDS } from "../words.js";
import { type ShopPage, STYLE } from "./frame.js";
import { noticeBox, noticeOf } from "./notice.js";
import { pricedBasket, rings } from "./till-page.js";

/** The page of the customer display. */
export function customerPage({ till, language, tray }: ShopPage): Markup {
  const lines = pricedBasket(till);
  const shown = noticeOf(till, language);
  const isWaiting = isWaitingForCard(till);
  const isCancel = taskOf(till.db)?.kind === "cancel";
  const invite = html`<div class="hero">
    ${rings()}
    <h1>${(isWaiting ? (isCancel ? WORDS.tapCancel : WORDS.tapNow) : WORDS.welcome)[language]}</h1>
    <p class="lead">${(isWaiting ? WORDS.tapHint : WORDS.welcomeHint)[language]}</p>
  </div>`;
  const bill = html`<section class="panel bill" aria-label="${WORDS.basket[language]}">
    <table>
      <tbody>
        ${lines.map(
          ({ good, quantity, gross, discount }) =>
            html`<tr>
              <th scope="row">${goodOf(good)?.name[language] ?? good}</th>
              <td class="number">${quantityText(good, quantity)}</td>
              <td class="number">${rupiah(gross - discount)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="spread total"><span>${WORDS.total[language]}</span><span class="big">${rupiah(totalOf(lines))}</span></p>
  </section>`;
  return renderPage({
    ...{ language, title: WORDS.customer, kind: "wall", events: "/events" },
    ...tray,
    body: html`${STYLE}
      <div
        class="customer ${lines.length && !isCancel ? "two" : ""}"
        data-idle-ms="30000"
        data-idle-to="/customer"
      >
        <p class="shop-name">${till.shop.name}</p>
        ${lines.length && !isCancel ? bill : ""} ${shown ? html`<div class="said">${noticeBox(shown)}</div>` : invite}
      </div>`,
  });
}
