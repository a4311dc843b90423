/** The till: goods to touch, the basket, and what the next tap is for. */
import { html } from "hono/html";
import { dayAt } from "../../lib/days.js";
import { type Language, rupiah } from "../../lib/language.js";
import type { Markup } from "../../lib/page.js";
import type { Good } from "../../lib/programme.js";
import { GOODS, goodOf, quantityText } from "../goods.js";
import { priceBasket, rulesOf, totalOf } from "../promotions.js";
import type { Till } from "../till.js";
import { isWaitingForCard } from "../till.js";
import { basketOf, taskOf } from "../till-basket.js";
import { WORDS } from "../words.js";
import { type ShopPage, shopPage } from "./frame.js";
import { noticeBox, noticeOf } from "./notice.js";

function goodTile(good: Good, language: Language, isOff: boolean): Markup {
  const { id, name, step, price, unit, local } = good;
  return html`<form method="post" action="/basket">
    <input type="hidden" name="good" value="${id}" />
    <input type="hidden" name="quantity" value="${step}" />
    <button class="tile good" id="good-${id}" ${isOff ? html`disabled` : ""}>
      <strong>${name[language]}</strong>
      <span class="number">${rupiah(price)} ${unit === "kg" ? WORDS.perKg[language] : ""}</span>
      ${local ? html`<span class="pill">${WORDS.local[language]}</span>` : ""}
    </button>
  </form>`;
}

/** The basket with its prices, as the customer pays without aid. */
export function pricedBasket(till: Till) {
  return priceBasket(basketOf(till.db), rulesOf(till.rules, till.shop.id, dayAt(till.now())));
}

function stepButton(good: Good, sign: 1 | -1, language: Language): Markup {
  const word = (sign > 0 ? WORDS.more : WORDS.less)[language];
  return html`<form method="post" action="/basket">
    <input type="hidden" name="good" value="${good.id}" />
    <input type="hidden" name="quantity" value="${sign * good.step}" />
    <button class="step" id="${sign > 0 ? "more" : "less"}-${good.id}" aria-label="${word}: ${good.name[language]}">
      ${sign > 0 ? "+" : "\u2212"}
    </button>
  </form>`;
}

function basketView(till: Till, language: Language, isOff: boolean): Markup {
  const lines = pricedBasket(till);
  if (!lines.length) return html`<p class="lead empty">${WORDS.empty[language]}</p>`;
  return html`<ul class="basket" tabindex="0" aria-label="${WORDS.basket[language]}">
    ${lines.map(({ good: id, quantity, gross, discount, rules }) => {
      const good = goodOf(id);
      if (!good) return "";
      return html`<li>
        <span class="name">${good.name[language]}<small>${rules.map((rule) => rule[language]).join(", ")}</small></span>
        <span class="steps">
          ${isOff ? "" : stepButton(good, -1, language)}
          <b class="number">${quantityText(id, quantity)}</b>
          ${isOff ? "" : stepButton(good, 1, language)}
        </span>
        <span class="number price">${discount ? html`<s>${rupiah(gross)}</s>` : ""}${rupiah(gross - discount)}</span>
      </li>`;
    })}
  </ul>`;
}

function totals(till: Till, language: Language): Markup {
  const lines = pricedBasket(till);
  const saved = lines.reduce((sum, { discount }) => sum + discount, 0);
  return html`<div class="totals">
    ${saved ? html`<p class="spread good-text"><span>${WORDS.discount[language]}</span><span class="number">${rupiah(saved)}</span></p>` : ""}
    <p class="spread total"><span>${WORDS.total[language]}</span><span class="figure">${rupiah(totalOf(lines))}</span></p>
  </div>`;
}

function post(action: string, id: string, label: string, kind = ""): Markup {
  return html`<form method="post" action="${action}"><button class="${kind} wide" id="${id}">${label}</button></form>`;
}

/** The rings that say: here. */
export function rings(): Markup {
  return html`<div class="rings" aria-hidden="true">
    <i></i
    ><svg viewBox="0 0 64 40" fill="none" stroke="currentColor" stroke-width="3">
      <rect x="2" y="2" width="60" height="36" rx="6" />
      <path d="M2 12h60M10 28h16" />
    </svg>
  </div>`;
}

function side(till: Till, language: Language): Markup {
  const shown = noticeOf(till, language);
  const task = taskOf(till.db);
  const isWaiting = isWaitingForCard(till);
  const hasBasket = basketOf(till.db).length > 0;
  if (isWaiting) {
    const isCancel = task?.kind === "cancel";
    return html`<section class="panel side" aria-label="${WORDS.payment[language]}">
      <div class="tap" ${shown ? "" : html`role="status"`}>
        ${shown ? noticeBox(shown) : rings()}
        <h1>${(isCancel ? WORDS.tapCancel : WORDS.tapNow)[language]}</h1>
        ${isCancel ? "" : html`<p class="quiet">${WORDS.tapHint[language]}</p>`}
      </div>
      ${isCancel ? "" : totals(till, language)}
      <div class="row">
        ${post("/stop", "stop", WORDS.stop[language])} ${shown ? post("/clear", "next", WORDS.next[language]) : ""}
      </div>
    </section>`;
  }
  if (shown && !hasBasket)
    return html`<section class="panel side" aria-label="${WORDS.payment[language]}">
      ${noticeBox(shown)}
      <div class="stretch"></div>
      ${shown.sale === undefined ? "" : html`<a class="button wide" id="receipt" href="/sale/${shown.sale}">${WORDS.showReceipt[language]}</a>`}
      ${post("/clear", "next", WORDS.next[language], "primary")}
    </section>`;
  return html`<section class="panel side" aria-label="${WORDS.basket[language]}">
    <h1>${WORDS.basket[language]}</h1>
    ${shown ? noticeBox(shown) : ""} ${basketView(till, language, task !== undefined)}
    <div class="stretch"></div>
    ${
      hasBasket
        ? html`${totals(till, language)}
          <div class="pay">
            ${post("/pay?aid=1", "pay", WORDS.pay[language], "primary big")}
            <div class="row">
              ${post("/pay?aid=0", "pay-no-aid", WORDS.payNoAid[language])} ${post("/clear", "next", WORDS.next[language])}
            </div>
          </div>`
        : ""
    }
  </section>`;
}

/** The page of the till. */
export function tillPage(page: ShopPage): Markup {
  const { till, language } = page;
  const isOff = taskOf(till.db) !== undefined;
  return shopPage(
    page,
    "/",
    WORDS.till,
    html`<div class="counter">
      <section class="shelf" aria-label="${WORDS.goods[language]}">
        ${GOODS.map((good) => goodTile(good, language, isOff))}
      </section>
      ${side(till, language)}
    </div>`,
  );
}
