/** What the city sees: shops and what is due to them, the latest postings, the guarantee fund, whether the books add up. */
import { html } from "hono/html";
import { all, type Db, one } from "../../lib/database.js";
import { sayTime } from "../../lib/days.js";
import { type Language, rupiah, type Text } from "../../lib/language.js";
import { type Markup, renderPage } from "../../lib/page.js";
import { RISK } from "../backend-plan.js";
import { audit, balanceOf } from "../ledger.js";
import type { Reason } from "../posting.js";
import { REASONS, WORDS } from "../words.js";
import { money, STYLE } from "./frame.js";

interface TapRow {
  readonly key: string;
  readonly kind: "sale" | "cancel" | "void";
  readonly state: string;
  readonly reason: Reason | null;
  readonly shop: string;
  readonly amount: number;
  readonly at: number;
}

const KINDS = { sale: WORDS.kindSale, cancel: WORDS.kindCancel, void: WORDS.kindVoid };
const STATES: Readonly<Record<string, Text & { tone: string }>> = {
  posted: { ...WORDS.posted, tone: "good" },
  covered: { id: "Dijamin", en: "Covered", tone: "warn" },
  refused: { id: "Ditolak", en: "Refused", tone: "bad" },
  void: { ...WORDS.kindVoid, tone: "" },
};

/** The overview of the back end. */
export function backEndPage(db: Db, language: Language): Markup {
  const say = (text: Text) => text[language];
  const problems = audit(db);
  const shops = all<{ id: string; name: string; district: string }>(
    db,
    "SELECT id, name, district FROM shop ORDER BY id",
  );
  const taps = all<TapRow>(
    db,
    `SELECT key, kind, state, reason, shop.name AS shop, at,
       (SELECT coalesce(sum(amount), 0) FROM move WHERE move.key = tap.key AND unit = 'IDR') AS amount FROM tap JOIN shop ON shop.id = tap.shop
     ORDER BY tap.rowid DESC LIMIT 12`,
  );
  const suspects = one<{ count: number }>(db, "SELECT count(*) AS count FROM suspect")?.count ?? 0;
  const head = (text: Text, kind = "") => html`<th scope="col" class="${kind}">${say(text)}</th>`;
  const figure = (name: Text, value: string | number) =>
    html`<div class="panel"><p class="quiet">${say(name)}</p><p class="figure">${value}</p></div>`;
  const posted = one<{ count: number }>(db, "SELECT count(*) AS count FROM tap WHERE state = 'posted'")?.count ?? 0;
  return renderPage({
    ...{ language, title: WORDS.backEnd, kind: "till", events: "/events", script: "/pos/till.js" },
    body: html`${STYLE}
      <h1>${say(WORDS.backEnd)}</h1>
      <p class="lead">${say(WORDS.backEndLead)}</p>
      <p class="${problems.length ? "bad-text" : "good-text"}">${say(problems.length ? WORDS.unbalanced : WORDS.balanced)}</p>
      <div class="figures">
        ${figure(WORDS.posted, posted)} ${figure(WORDS.riskFund, rupiah(-balanceOf(db, RISK)))}
        ${figure(WORDS.suspects, suspects)}
      </div>
      <div class="back-end">
        <section class="panel">
          <h2>${say(WORDS.shops)}</h2>
          <table>
            <thead>
              <tr>
                ${head(WORDS.shops)}${head(WORDS.shopDue, "number")}
              </tr>
            </thead>
            <tbody>
              ${shops.map(({ id, name }) => html`<tr><td>${name}</td>${money(balanceOf(db, `shop:${id}`))}</tr>`)}
            </tbody>
          </table>
        </section>
        <section class="panel scroll" tabindex="0" aria-label="${say(WORDS.latest)}">
          <h2>${say(WORDS.latest)}</h2>
          ${
            taps.length
              ? html`<table>
                  <thead>
                    <tr>
                      ${head(WORDS.time)}${head(WORDS.shops)}${head(WORDS.kind)}${head(WORDS.amount, "number")}${head(WORDS.state)}
                      ${head(WORDS.proof)}
                    </tr>
                  </thead>
                  <tbody>
                    ${taps.map(
                      (row) =>
                        html`<tr>
                          <td class="number">${sayTime(row.at, language)}</td>
                          <td>${row.shop}</td>
                          <td>${say(KINDS[row.kind])}</td>
                          ${money(row.kind === "cancel" ? -row.amount : row.amount)}
                          <td>
                            <span class="pill ${STATES[row.state]?.tone}">${STATES[row.state]?.[language]}</span>
                            <small>${row.reason ? REASONS[row.reason][language] : ""}</small>
                          </td>
                          <td class="number small">${row.key}</td>
                        </tr>`,
                    )}
                  </tbody>
                </table>`
              : html`<p class="lead">${say(WORDS.nothing)}</p>`
          }
        </section>
      </div>`,
  });
}
