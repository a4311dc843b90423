/** What all pages of the shop have in common: head with the shop's name, the network's state and the ways to go. */
import { html } from "hono/html";
import { agePill } from "../../lib/blocklist-place.js";
import { type Language, rupiah, type Text } from "../../lib/language.js";
import { type Markup, type Page, renderPage } from "../../lib/page.js";
import type { Till } from "../till.js";
import { WORDS } from "../words.js";

/** A till's page. */
export interface ShopPage {
  readonly till: Till;
  readonly language: Language;
  /** For the tray of the demonstration. */
  readonly tray?: Pick<Page, "samples" | "tray">;
}

/** The stylesheet of this example, beside the common one. */
export const STYLE = html`<link rel="stylesheet" href="/pos/pos.css" />`;

const WAYS: readonly (readonly [string, Text])[] = [
  ["/", WORDS.till],
  ["/sales", WORDS.sales],
  ["/report", WORDS.report],
];

/** The state of the network, in words and colour. */
export function networkPill(till: Till, language: Language): Markup {
  const { queued } = till;
  const word = till.isOnline() ? WORDS.online : WORDS.offline;
  return html`<span class="pill ${till.isOnline() ? "good" : "warn"}"
    >${word[language]}${queued ? html` &middot; ${queued} ${WORDS.queued[language]}` : ""}</span
  >`;
}

/** A page for the shopkeeper. */
export function shopPage(page: ShopPage, here: string, title: Text, body: Markup, script = "/pos/till.js"): Markup {
  const { till, language, tray } = page;
  return renderPage({
    ...{ language, title, kind: "till", events: "/events", script },
    ...tray,
    body: html`${STYLE}
      <header class="shop-head">
        <strong>${till.shop.name}</strong>
        <span class="states">${networkPill(till, language)} ${agePill(till.blockList, till.now(), language)}</span>
        <nav aria-label="${till.shop.name}">
          ${WAYS.map(
            ([to, name]) => html`<a href="${to}" ${to === here ? html`aria-current="page"` : ""}>${name[language]}</a>`,
          )}
          <a href="/customer" target="_blank">${WORDS.customer[language]}</a>
        </nav>
      </header>
      ${body}`,
  });
}

/** An amount in a table. */
export function money(amount: number): Markup {
  return html`<td class="number">${rupiah(amount)}</td>`;
}
