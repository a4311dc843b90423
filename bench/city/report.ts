/** The report of a rehearsal: one page that needs nothing else, to read, print and hand on. */
import { clockText } from "./curve.js";
import type { DayResult } from "./day.js";
import { ASSUMED, measuredIn, scaleOf } from "./figures.js";
import type { CityOptions } from "./options.js";
import { dayPlot, journalPlot, latencyPlot } from "./plots.js";
import { STYLE } from "./report-style.js";
import { assumptionsText, type SizingRow, sizeFor, text } from "./sizing.js";
import { drawPlot, escapeText } from "./svg.js";
import type { Happened } from "./troubles.js";

/** Cities of the sizing table. */
const CITIES = [1_000_000, 10_000_000, 100_000_000] as const;
const BROKERS = { aedes: "aedes", mosquitto: "Mosquitto", url: "a broker given by its address" };

const REASONS: Readonly<Record<string, string>> = {
  "card-refused": "the reader refused the card: a copy, or one that is blocked",
  "too-weak": "a card that proves nothing but a number",
  revoked: "made with the keys of the stolen reader, after they were revoked",
  "bad-mac": "altered on its way, or sealed by somebody else",
  "unknown-key": "of a reader that the city does not know",
  "wrong-reader": "the record of one reader under the name of another",
  malformed: "no record at all",
};

/** Writes the page. @param machine such as "2 cores, Node 20.20" */
export function renderReport(result: DayResult, options: CityOptions, machine: string): string {
  const { ledger } = result;
  const isWhole = ledger.unexplained === 0;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A city's day, rehearsed</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="kicker">Ketuk, the rehearsal</p>
<h1>A city's day: ${whole(ledger.tapped)} taps, <em class="${isWhole ? "good" : "bad"}">${whole(ledger.unexplained)} unexplained</em></h1>
<p>${whole(options.cards)} cards, ${whole(options.readers)} readers, 24 hours in ${text(result.dayMs / 60_000)} minutes (${text(scaleOf(result.dayMs))} times as fast), ${BROKERS[options.broker.kind]}, ${options.workers} workers, ${escapeText(machine)}.</p>
</header>
<main>
${tiles(result)}
${section(
  "The day",
  "Taps that people made, and taps posted, for each minute of the city's day. Numbers mark what went wrong.",
  `${keys([
    ["tapped", "--tapped"],
    ["posted", "--posted"],
  ])}${drawPlot(dayPlot(result))}${happenedList(result)}`,
)}
${section(
  "From the card to the commit",
  "Latency of the taps that were made at each time of the day, in seconds of the wall clock, on a scale of decades. A tap whose way was cut waits in its reader: that is the hills. Without the whole boards, whose simulated clocks fall behind when the computer is busy.",
  `${keys([
    ["half of the taps", "--p50"],
    ["95 %", "--p95"],
    ["99 %", "--p99"],
  ])}${drawPlot(latencyPlot(result))}`,
)}
${section("In the readers' journals", "Records that nobody had acknowledged yet, at all readers together.", `${keys([["records", "--journal"]])}${drawPlot(journalPlot(result))}`)}
<div class="two">
${section("The account", "Every tap is in exactly one line.", accountTable(result))}
${section("Refused, and why", "None of these was posted; each is kept with its reason.", refusedBars(result))}
</div>
${sizing(result, options)}
${how(options, machine)}
</main>
</body>
</html>
`;
}

function section(title: string, words: string, body: string): string {
  return `<section><h2>${escapeText(title)}</h2><p>${words}</p>${body}</section>`;
}

function tiles({ ledger, latency, drainMs, revocationMs, series }: DayResult): string {
  const most = series.journals.reduce((sum, { pending }) => Math.max(sum, pending), 0);
  const figures: [string, string][] = [
    [whole(ledger.posted), "posted, each exactly once"],
    [whole(sum(ledger.refused)), "refused, with a reason"],
    [whole(ledger.duplicatesDropped), "copies that came again and were dropped"],
    [whole(most), "records in journals at the worst moment"],
    [latency ? seconds(latency.p50) : "none", "half of the taps were posted within"],
    [seconds(Math.max(0, drainMs)), "after midnight all was caught up"],
    [revocationMs > 0 ? seconds(revocationMs) : "0 s", "from the revocation to the stolen reader's last posting"],
  ];
  return `<ul class="tiles">${figures.map(([value, words]) => `<li><strong>${value}</strong><span>${words}</span></li>`).join("")}</ul>`;
}

function keys(entries: readonly (readonly [string, string])[]): string {
  return `<p class="keys">${entries.map(([name, colour]) => `<span><i style="background:var(${colour})"></i>${name}</span>`).join("")}</p>`;
}

function happenedList({ happened, startMs, dayMs }: DayResult): string {
  const items = happened.map(({ label, startMs: from, endMs }: Happened, i) => {
    const lasted = endMs === undefined ? "" : `, for ${seconds(endMs - from)}`;
    return `<li><b>${i + 1}</b> ${clockText((from - startMs) / dayMs)} ${escapeText(label)}${lasted}</li>`;
  });
  return `<ol class="happened">${items.join("")}</ol>`;
}

function accountTable({ ledger, turnedAway }: DayResult): string {
  const journals = Object.entries(ledger.inJournals);
  const named = journals.slice(0, 6).map(([reader, count]) => `${escapeText(reader)}: ${whole(count)}`);
  const more = journals.length > named.length ? `, and ${journals.length - named.length} more` : "";
  const rows: [string, number, string][] = [
    ["posted", ledger.posted, "exactly once"],
    ["refused", sum(ledger.refused), "with a reason"],
    ["in journals", sum(ledger.inJournals), `${named.join(", ")}${more}`],
    ["unexplained", ledger.unexplained, "has to be 0"],
  ];
  const body = rows.map(
    ([name, count, words]) =>
      `<tr><th scope="row">${name}</th><td>${whole(count)}</td><td class="words">${words}</td></tr>`,
  );
  return `<table><tbody>${body.join("")}</tbody><tfoot><tr><th scope="row">tapped</th><td>${whole(ledger.tapped)}</td><td class="words">the sum</td></tr></tfoot></table>
<p class="small">${turnedAway === 0 ? "No reader was ever full." : `${whole(turnedAway)} people found a reader full or busy and made no tap.`}</p>`;
}

function refusedBars({ ledger }: DayResult): string {
  const entries = Object.entries(ledger.refused).sort(([, a], [, b]) => b - a);
  const most = entries[0]?.[1] ?? 1;
  const bars = entries.map(
    ([reason, count]) =>
      `<li><div><b>${escapeText(reason)}</b><span>${whole(count)}</span></div><i style="width:${Math.max(0.5, (100 * count) / most)}%"></i><small>${REASONS[reason] ?? ""}</small></li>`,
  );
  return `<ul class="bars">${bars.join("")}</ul>`;
}

function sizing(result: DayResult, options: CityOptions): string {
  const measured = measuredIn(result, options);
  if (!Number.isFinite(measured.tapsPerWorkerCore)) {
    return section(
      "Sizing",
      "This system does not say what its processes use: nothing was measured to extrapolate from.",
      "",
    );
  }
  const columns = CITIES.map((cards) => sizeFor(cards, measured, ASSUMED));
  const cells = (row: SizingRow) => `<td>${value(row)}<small>${escapeText(row.arithmetic)}</small></td>`;
  const rows = columns[0].map(
    ({ name }, i) => `<tr><th scope="row">${name}</th>${columns.map((column) => cells(column[i])).join("")}</tr>`,
  );
  const measures: [string, string][] = [
    ["a core of workers settles", `${text(measured.tapsPerWorkerCore)} taps/s`],
    ["a core of the broker passes on", `${text(measured.tapsPerBrokerCore)} taps/s`],
    ["a core of bridges serves", `${text(measured.readersPerBridgeCore)} readers`],
    ["the database takes", `${text(measured.databaseBytesPerTap)} bytes a tap`],
    [`a bridge with ${whole(measured.readersPerBridge)} readers takes`, `${text(measured.bridgeBytes / 1e6)} MB`],
  ];
  return section(
    "What a city needs",
    "Measured in this run by processor time, restarts, repetitions and all troubles included; then multiplied. Under each figure stands how it was computed.",
    `<ul class="measures">${measures.map(([words, figure]) => `<li><span>${words}</span><strong>${figure}</strong></li>`).join("")}</ul>
<div class="scroll" tabindex="0" role="region" aria-label="Sizing table"><table class="sizing"><thead><tr><th scope="col">cards</th>${CITIES.map((cards) => `<th scope="col">${whole(cards)}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>
<h3>Assumed</h3><ul class="assumed">${assumptionsText(ASSUMED)
      .map((line) => `<li>${escapeText(line)}</li>`)
      .join("")}</ul>`,
  );
}

function how({ boards, readers, broker }: CityOptions, machine: string): string {
  const lines = [
    `${whole(boards)} readers were whole virtual boards: the firmware file on a simulated board, a card in its field, a serial session, a pool and a bridge. ${whole(readers - boards)} were stand-ins that make the same records, sealed under their own keys and chained, in a journal that forgets only what was acknowledged; they leave out the board's arithmetic, the radio and the serial session.`,
    `Bridges, broker and workers were the real ones, as processes of their own on one computer (${escapeText(machine)}) that did other things, too: latencies are those of a busy computer.`,
    broker.kind === "aedes"
      ? "aedes gives every record to every connection of every worker, which costs workers several times as much and makes most of the copies; --mosquitto shares."
      : "The broker shared the records out among the workers, one to one connection.",
    "Readers forgot a record when a worker had said that it is stored (--acknowledge stored).",
    "Repeat it: npm run bench:city -- --help",
  ];
  return section("How", lines.map((line) => `${line}`).join("</p><p>"), "");
}

function value({ value: number, unit }: SizingRow): string {
  return `<b>${text(number)}${unit ? ` ${unit}` : ""}</b>`;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, one) => all + one, 0);
}

function whole(count: number): string {
  return count.toLocaleString("en-US");
}

function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${text(ms / 1000)} s`;
}
