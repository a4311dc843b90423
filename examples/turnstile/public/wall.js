// Draws the plots of the wall from the numbers in the page, and again whenever the page was brought up to date.
import UPlot from "/uplot/uPlot.esm.js";

const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(name).trim();
let plots = [];

function axis(more) {
  const font = `${Math.max(13, innerWidth / 115)}px "Noto Sans", system-ui, sans-serif`;
  const grid = { stroke: colour("--line"), width: 1 };
  return { stroke: colour("--quiet"), font, grid, ticks: { show: false }, ...more };
}

function add(id, options, data) {
  const place = document.getElementById(id);
  if (!place) return;
  place.replaceChildren();
  const { width, height } = place.getBoundingClientRect();
  plots.push(new UPlot({ width, height, cursor: { show: false }, legend: { show: false }, ...options }, data, place));
}

function draw() {
  for (const plot of plots) plot.destroy();
  plots = [];
  const { throughput, histogram, barMs, locale } = JSON.parse(document.getElementById("wall").dataset.figures);
  const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Jakarta" });
  const bars = UPlot.paths.bars({ size: [0.86, 60], radius: 0.15 });
  const people = { range: (_plot, _low, high) => [0, Math.max(12, Math.ceil(high * 1.15))] };
  add(
    "throughput",
    {
      scales: { y: people },
      axes: [
        axis({ values: (_plot, seconds) => seconds.map((s) => clock.format(s * 1000)), space: 90, size: 34 }),
        axis({ size: 52 }),
      ],
      series: [
        {},
        {
          stroke: colour("--brand"),
          fill: `${colour("--brand")}2b`,
          width: 3,
          points: { show: false },
        },
        { stroke: colour("--bad"), width: 2, dash: [6, 5], points: { show: false } },
      ],
    },
    [throughput.atMs.map((ms) => ms / 1000), throughput.admitted, throughput.refused],
  );
  const last = histogram.length - 1;
  add(
    "histogram",
    {
      scales: {
        x: { time: false, range: () => [-0.6, last + 0.6] },
        y: { range: (_p, _l, high) => [0, Math.max(5, high * 1.1)] },
      },
      axes: [
        axis({
          splits: () => histogram.map((_, i) => i).filter((i) => i % 2 === 0),
          values: (_plot, places) => places.map((i) => (i === last ? `>${i * barMs}` : `${i * barMs}`)),
          grid: { show: false },
          size: 34,
        }),
        axis({ size: 52, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] }),
      ],
      series: [{}, { stroke: colour("--brand"), fill: colour("--brand"), paths: bars, points: { show: false } }],
    },
    [histogram.map((_, i) => i), histogram],
  );
}

document.addEventListener("ketuk:refreshed", draw);
addEventListener("resize", draw);
draw();
