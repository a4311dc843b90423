/** The wall beside the gate: how many people pass, how fast the reader decides, who came last, and the door's alarm. */
import { html } from "hono/html";
import type { BlockList } from "../lib/blocklist.js";
import { agePill } from "../lib/blocklist-place.js";
import { sayTime } from "../lib/days.js";
import type { Language } from "../lib/language.js";
import { type Markup, renderPage } from "../lib/page.js";
import type { SampleCard } from "../lib/station.js";
import type { DoorState, MemberState } from "./gate.js";
import { PARTIES } from "./members.js";
import { BAR_MS, type Passage, type Statistics } from "./passages.js";
import { DECISIONS, WORDS } from "./words.js";

/** What the wall shows. */
export interface Wall {
  readonly language: Language;
  readonly nowMs: number;
  readonly statistics: Statistics;
  readonly door: DoorState;
  readonly members: MemberState;
  readonly memberCount: number;
  /** Its age is shown; undefined where none is followed. */
  readonly blockList: BlockList | undefined;
  /** A blocked card has passed, before the reader had heard of it. */
  readonly hasBlocked: boolean;
  readonly samples: readonly SampleCard[];
}

const LOCALES = { id: "id-ID", en: "en-GB" } as const;

function figure(value: string, label: string): Markup {
  return html`<div class="panel kpi"><p class="figure">${value}</p><p class="quiet">${label}</p></div>`;
}

function row(passage: Passage, language: Language): Markup {
  const isIn = passage.decision === "admitted";
  const party = passage.party === null ? undefined : PARTIES[passage.party];
  return html`<tr>
    <td class="tabular">${sayTime(passage.at_ms, language, true)}</td>
    <td class="tabular"><span aria-hidden="true">···· </span>${passage.card}</td>
    <td>${(party?.name ?? WORDS.stranger)[language]}</td>
    <td><span class="pill ${isIn ? "good" : "bad"}">${(DECISIONS[passage.decision] ?? DECISIONS.refused)[language]}</span></td>
  </tr>`;
}

function memberLine({ members, memberCount, language }: Wall): Markup {
  const count = memberCount.toLocaleString(LOCALES[language]);
  if (members.kind === "current") return html`<span class="pill good">${WORDS.current[language]}: ${count}</span>`;
  if (members.kind === "waiting") return html`<span class="pill warn">${WORDS.waiting[language]}</span>`;
  return html`<span class="pill warn">${WORDS.bringing[language]} (${count}): ${members.percent}%</span>`;
}

function doorLine({ door, language }: Wall): Markup | "" {
  if (door === "unknown") return "";
  const [kind, text] = door === "closed" ? ["good", WORDS.closed] : ["warn", WORDS.open];
  return html`<span class="pill ${kind}">${text[language]}</span>`;
}

/** What staff must see to at once, else how things are. */
function stateLine(wall: Wall): Markup {
  const { door, hasBlocked, language } = wall;
  const alarms = [...(door === "held" ? [WORDS.held] : []), ...(hasBlocked ? [WORDS.blockedPassed] : [])];
  if (alarms.length)
    return html`<div class="alarms">
      ${alarms.map((text) => html`<p class="notice bad alarm" role="alert">${text[language]}</p>`)}
    </div>`;
  const list = agePill(wall.blockList, wall.nowMs, language);
  return html`<p class="states" role="status">${doorLine(wall)} ${memberLine(wall)} ${list}</p>`;
}

/** The page. The plots are drawn by the script from the numbers in their elements. */
export function renderWall(wall: Wall): Markup {
  const { language, statistics } = wall;
  const { throughput, histogram, last, medianMs } = statistics;
  const say = (text: { id: string; en: string }) => text[language];
  const number = (n: number) => n.toLocaleString(LOCALES[language]);
  const figures = JSON.stringify({
    throughput,
    histogram,
    barMs: BAR_MS,
    locale: LOCALES[language],
  });
  const spoken = `${say(WORDS.throughput)}: ${statistics.lastMinute} ${say(WORDS.perMinute)}`;
  const median = medianMs === undefined ? "-" : `${number(Math.round(medianMs))} ms`;
  return renderPage({
    language,
    kind: "wall",
    title: WORDS.title,
    events: "/events",
    script: "/turnstile/wall.js",
    samples: wall.samples,
    styles: ["/uplot/uPlot.min.css", "/turnstile/wall.css"],
    body: html`<header class="gate-head">
        <div>
          <p class="quiet">${say(WORDS.place)}</p>
          <h1>${say(WORDS.title)}</h1>
        </div>
        ${stateLine(wall)}
      </header>
      <div class="wall-grid" id="wall" data-figures="${figures}">
        <div class="kpis">
          ${figure(number(statistics.lastMinute), say(WORDS.perMinute))}
          ${figure(number(statistics.admitted), say(WORDS.admitted))}
          ${figure(number(statistics.refused), say(WORDS.refused))} ${figure(median, say(WORDS.median))}
        </div>
        <section class="panel plot-panel flow" aria-labelledby="flow">
          <h2 id="flow">${say(WORDS.throughput)} <small class="quiet">${say(WORDS.throughputUnit)}</small></h2>
          <p class="legend small">
            <span class="key in"></span>${say(WORDS.admittedLegend)} <span class="key out"></span>${say(WORDS.refusedLegend)}
          </p>
          <div class="plot" id="throughput" role="img" aria-label="${spoken}"></div>
        </section>
        <section class="panel plot-panel times" aria-labelledby="times">
          <h2 id="times">${say(WORDS.histogram)} <small class="quiet">${say(WORDS.histogramUnit)}</small></h2>
          <div class="plot" id="histogram" role="img" aria-label="${say(WORDS.median)}: ${median}"></div>
        </section>
        <section class="panel list" aria-labelledby="last">
          <h2 id="last">${say(WORDS.last)}</h2>
          ${
            last.length
              ? html`<table>
                  <thead>
                    <tr>
                      <th scope="col">${say(WORDS.time)}</th>
                      <th scope="col">${say(WORDS.card)}</th>
                      <th scope="col">${say(WORDS.group)}</th>
                      <th scope="col">${say(WORDS.decision)}</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${last.map((passage) => row(passage, language))}
                  </tbody>
                </table>`
              : html`<p class="lead">${say(WORDS.none)}</p>`
          }
        </section>
      </div>`,
  });
}
