// The live page: figures and plots once a second, and of the table only the rows that are on the screen.
import uPlot from "/uplot/uPlot.esm.js";

const ROW_PX = 44;
const SPARE_ROWS = 6;
const HISTORY_S = 600;
const city = document.querySelector("#city");
const words = JSON.parse(city.dataset.words);
const standings = city.dataset.standings.split(" ");
const at = (id) => document.getElementById(id);
const whole = new Intl.NumberFormat(document.documentElement.lang === "id" ? "id-ID" : "en-GB");
const say = (name) => words[name] ?? name;

const history = [[], [], [], [], [], []];
let standing = "";
let search = "";
let plots;
let isWhole = false;

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function optionsOf(box, series, unit) {
  const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, font: "13px system-ui" };
  return {
    width: box.clientWidth,
    height: Math.max(120, box.clientHeight),
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_plot, _low, high) => [0, Math.max(unit, (high ?? 0) * 1.15)] } },
    axes: [
      { ...axis, values: (_plot, ticks) => ticks.map((s) => new Date(s * 1000).toTimeString().slice(0, 5)) },
      { ...axis, size: 62, values: (_plot, ticks) => ticks.map((n) => whole.format(n)) },
    ],
    series: [{}, ...series],
  };
}

function makePlots(taps, latencies) {
  const rate = at("plot-rate");
  const latency = at("plot-latency");
  const line = (label, name, more) => ({
    label,
    stroke: colour(name),
    width: 2,
    points: { show: false },
    spanGaps: true,
    ...more,
  });
  return [
    new uPlot(optionsOf(rate, [line(say("rate"), "--brand", { fill: colour("--brand-soft") })], 5), taps, rate),
    new uPlot(
      optionsOf(latency, [line("50 %", "--good"), line("95 %", "--warn"), line("99 %", "--bad")], 50),
      latencies,
      latency,
    ),
  ];
}

function draw() {
  // A plot of one point has no scale.
  if (!isWhole || history[0].length < 2) return;
  const [time, taps, ...rest] = history;
  const data = [
    [time, taps],
    [time, ...rest.slice(0, 3)],
  ];
  if (!plots) plots = makePlots(...data);
  else for (const [i, plot] of plots.entries()) plot.setData(data[i]);
}

function keep(second) {
  for (const [i, value] of second.entries()) {
    history[i].push(value);
    if (history[i].length > HISTORY_S) history[i].shift();
  }
}

function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

function showSummary({ total, standings: counts, perSecond, posted, refused, second }) {
  text(at("figure-total"), whole.format(total));
  text(at("figure-rate"), whole.format(perSecond));
  const median = second?.[2];
  text(at("figure-median"), median ? `${whole.format(median)} ms` : "–");
  text(at("figure-posted"), whole.format(posted));
  const bad = counts.away + counts.fault + counts.gapped + counts.filling;
  text(at("figure-attention"), whole.format(bad));
  at("figure-attention").classList.toggle("bad-text", bad > 0);
  at("plot-rate").setAttribute("aria-label", `${say("rate")}: ${whole.format(perSecond)}`);
  showFilters(counts, total);
  showRefused(refused);
}

function showFilters(counts, total) {
  const box = at("filters");
  if (box.childElementCount === 0) {
    for (const name of ["", ...standings]) {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.standing = name;
      button.addEventListener("click", () => {
        standing = name;
        at("rows").scrollTop = 0;
        showPressed();
        void fetchRows();
      });
      box.append(button);
    }
    showPressed();
  }
  for (const button of box.children) {
    const name = button.dataset.standing;
    text(button, `${name ? say(name) : say("all")} ${whole.format(name ? counts[name] : total)}`);
  }
}

function showPressed() {
  for (const button of at("filters").children)
    button.setAttribute("aria-pressed", String(button.dataset.standing === standing));
}

function showRefused(refused) {
  const list = at("refused");
  const most = refused[0]?.[1] ?? 1;
  if (refused.length === 0) return text(list, say("nothing"));
  list.replaceChildren(
    ...refused.slice(0, 5).map(([reason, count]) => {
      const item = document.createElement("li");
      const name = document.createElement("span");
      const number = document.createElement("strong");
      const bar = document.createElement("i");
      name.textContent = say(reason);
      number.textContent = whole.format(count);
      bar.style.width = `${Math.max(1, (100 * count) / most)}%`;
      item.append(name, number, bar);
      return item;
    }),
  );
}

function sinceOf(ms, nowMs) {
  if (!ms) return say("never");
  const s = Math.max(0, Math.round((nowMs - ms) / 1000));
  if (s < 3) return say("now");
  return s < 100 ? `${s} ${say("seconds")}` : `${whole.format(Math.round(s / 60))} ${say("minutes")}`;
}

const pool = [];

function rowAt(i) {
  while (pool.length <= i) {
    const row = document.createElement("div");
    row.setAttribute("role", "row");
    row.className = "reader";
    for (let cell = 0; cell < 5; cell++) {
      const span = document.createElement("span");
      span.setAttribute("role", "cell");
      row.append(span);
    }
    const pill = document.createElement("b");
    row.children[1].append(pill);
    const meter = document.createElement("i");
    meter.append(document.createElement("u"));
    row.children[4].append(meter, document.createElement("em"));
    at("space").append(row);
    pool.push(row);
  }
  return pool[i];
}

function showRow(row, index, data, nowMs) {
  row.hidden = false;
  row.style.transform = `translateY(${index * ROW_PX}px)`;
  row.setAttribute("aria-rowindex", String(index + 2));
  const [id, state, rate, last, journal] = row.children;
  text(id, data.id);
  text(state.firstChild, say(data.standing));
  state.firstChild.className = `pill ${data.standing}`;
  text(rate, data.perMinute < 0.05 ? "0" : whole.format(Math.round(data.perMinute * 10) / 10));
  text(last, sinceOf(data.lastTapMs, nowMs));
  const share = data.journal === undefined ? undefined : Math.round(data.journal * 100);
  journal.firstChild.firstChild.style.width = `${share ?? 0}%`;
  journal.firstChild.className = share >= 70 ? "full" : "";
  text(journal.lastChild, share === undefined ? "–" : `${share} %`);
}

let asked = 0;

async function fetchRows() {
  const box = at("rows");
  const from = Math.max(0, Math.floor(box.scrollTop / ROW_PX) - SPARE_ROWS);
  const count = Math.ceil(box.clientHeight / ROW_PX) + 2 * SPARE_ROWS;
  const mine = ++asked;
  const query = new URLSearchParams({ from, count, standing, search });
  const response = await fetch(`/rows?${query}`).catch(() => undefined);
  // A later question has overtaken this one.
  if (!response?.ok || mine !== asked) return;
  const { total, rows } = await response.json();
  at("space").style.height = `${total * ROW_PX}px`;
  at("table").setAttribute("aria-rowcount", String(total + 1));
  at("none").hidden = total > 0;
  const nowMs = Date.now();
  for (const [i, data] of rows.entries()) showRow(rowAt(i), from + i, data, nowMs);
  for (const row of pool.slice(rows.length)) row.hidden = true;
}

let due = false;

function soon() {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    void fetchRows();
  });
}

at("rows").addEventListener("scroll", soon, { passive: true });
at("search").addEventListener("input", (event) => {
  search = event.target.value.trim();
  at("rows").scrollTop = 0;
  soon();
});
addEventListener("resize", () => {
  for (const [i, id] of ["plot-rate", "plot-latency"].entries()) {
    plots?.[i].setSize({ width: at(id).clientWidth, height: Math.max(120, at(id).clientHeight) });
  }
  soon();
});
document.addEventListener("ketuk:data", ({ detail }) => {
  if (detail.second) keep(detail.second);
  showSummary(detail);
  draw();
  void fetchRows();
});
// What was before the page came; the events may have begun already.
const before = await fetch("/history").then((response) => response.json());
const since = history[0].length > 0 ? history[0][0] : Number.POSITIVE_INFINITY;
const late = history[0].map((_, i) => history.map((column) => column[i]));
for (const column of history) column.length = 0;
for (const second of [...before.filter(([time]) => time < since), ...late]) keep(second);
isWhole = true;
draw();
