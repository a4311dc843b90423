/** What was last said, in words: the same for shopkeeper and customer. */
import { html } from "hono/html";
import { type Language, rupiah, type Text } from "../../lib/language.js";
import type { Markup } from "../../lib/page.js";
import { CATEGORY_NAMES } from "../../lib/programme.js";
import { goodOf, quantityText } from "../goods.js";
import type { KnownPerson } from "../posting.js";
import type { Till } from "../till.js";
import { knownPerson } from "../till-basket.js";
import { linesOf, saleOf, sumOf } from "../till-sales.js";
import { PAYS, REASONS, WORDS } from "../words.js";

/** A result to show. */
export interface Shown {
  readonly tone: "good" | "bad" | "warn" | "calm";
  readonly title: string;
  readonly body: Markup;
  /** Receipt of this sale. */
  readonly sale?: number;
}

function personView(person: KnownPerson, language: Language): Markup {
  return html`<p><span class="pill">${CATEGORY_NAMES[person.category][language]}</span></p>
    ${leftView(person, language)}`;
}

/** What is left on account and quota. */
function leftView(person: KnownPerson, language: Language): Markup {
  const quota = Object.entries(person.quota);
  return html`<dl class="facts">
      <div><dt>${WORDS.balance[language]}</dt><dd class="number">${rupiah(person.balance)}</dd></div>
    </dl>
    <h3>${(quota.length ? WORDS.quota : WORDS.noQuota)[language]}</h3>
    <dl class="facts">
      ${quota.map(
        ([good, left]) =>
          html`<div><dt>${goodOf(good)?.name[language] ?? good}</dt><dd class="number">${quantityText(good, left)}</dd></div>`,
      )}
    </dl>`;
}

/** Who pays how much of a sale. */
export function paidBy(till: Till, sale: number, language: Language): Markup {
  const lines = linesOf(till.db, sale).filter(({ cancelled_by }) => !cancelled_by);
  const pays = (["aid", "account", "purse"] as const).filter((pay) => lines.some((line) => line.pay === pay));
  return html`<dl class="facts">
    ${pays.map(
      (pay) =>
        html`<div>
          <dt>${PAYS[pay][language]}</dt>
          <dd class="number">${rupiah(sumOf(lines.filter((line) => line.pay === pay)))}</dd>
        </div>`,
    )}
  </dl>`;
}

function saleView(till: Till, id: number, language: Language): Shown | undefined {
  const sale = saleOf(till.db, id);
  if (!sale) return undefined;
  const say = (text: Text) => text[language];
  if (sale.state === "asked") return { tone: "warn", title: say(WORDS.wait), body: html`` };
  if (sale.state === "refused" || sale.state === "lost" || sale.state === "torn") {
    const reason = REASONS[sale.reason ?? (sale.state === "torn" ? "torn" : "altered")];
    return { tone: "bad", title: say(WORDS.refusedTitle), body: html`<p>${say(reason)}</p>` };
  }
  const later = sale.state === "offline";
  // Only what the back end has confirmed.
  const person = later || sale.purse ? undefined : knownPerson(till.db, sale.uid);
  return {
    tone: "good",
    title: say(later ? WORDS.paidOffline : WORDS.paid),
    body: html`<p><strong>${sale.who || say(WORDS.purseOwner)}</strong></p>
      ${paidBy(till, id, language)} ${person ? leftView(person, language) : ""} ${later ? html`<p class="quiet">${say(WORDS.sentLater)}</p>` : ""}`,
    sale: id,
  };
}

/** The till's notice; undefined when there is nothing to say. */
export function noticeOf(till: Till, language: Language): Shown | undefined {
  const { notice } = till;
  if (notice?.kind === "sale") return saleView(till, notice.sale, language);
  if (notice?.kind === "cancelled")
    return {
      ...{ tone: "good", title: WORDS.returned[language], sale: notice.sale },
      body: html`<p>${WORDS.returnedHint[language]}</p>`,
    };
  if (notice?.kind === "card")
    return { tone: "calm", title: notice.person.name, body: personView(notice.person, language) };
  if (notice?.kind === "purse")
    return {
      ...{ tone: "calm", title: WORDS.purse[language] },
      body: html`<dl class="facts"><div><dt>${WORDS.purseValue[language]}</dt><dd class="number">${rupiah(notice.value)}</dd></div></dl>`,
    };
  if (notice?.kind === "refused")
    return { tone: "bad", title: WORDS.refusedTitle[language], body: html`<p>${REASONS[notice.reason][language]}</p>` };
  return undefined;
}

/** The notice as a box that is read out. */
export function noticeBox(shown: Shown): Markup {
  return html`<div class="notice ${shown.tone}" role="${shown.tone === "bad" ? "alert" : "status"}">
    <h2>${shown.title}</h2>
    ${shown.body}
  </div>`;
}
