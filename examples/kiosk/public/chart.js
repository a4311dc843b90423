// Draws a year of complaints: three bars for each month. The same numbers stand in the table below.
import uPlot from "/uplot/uPlot.esm.js";

const { months, names, counts } = JSON.parse(document.querySelector("#data").textContent);
const place = document.querySelector("#chart");
const COLOURS = ["#0b5d5b", "#c0392b", "#e0a33a"];
const HEIGHT = 300;

/** Bars beside each other: uPlot draws one series where the other ones leave room. */
const bars = (index) => uPlot.paths.bars({ size: [0.26, 60], align: index - 1 });

const series = names.map((label, index) => ({
  label,
  stroke: COLOURS[index],
  fill: COLOURS[index],
  paths: bars(index),
  points: { show: false },
}));
// Bars of a month stand around its middle: the first ends, the last begins there, shifted by half a bar each.
const font = "15px system-ui, sans-serif";
const chart = new uPlot(
  {
    width: place.clientWidth,
    height: HEIGHT,
    legend: { live: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [-0.6, 11.6] },
      y: { range: (_, __, max) => [0, Math.max(4, Math.ceil(max * 1.15))] },
    },
    axes: [
      {
        splits: () => months.map((_, index) => index),
        values: () => months,
        grid: { show: false },
        font,
        stroke: "#10222b",
      },
      { font, stroke: "#10222b", incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
    ],
    series: [{}, ...series],
  },
  [months.map((_, index) => index), ...counts],
  place,
);
addEventListener("resize", () => chart.setSize({ width: place.clientWidth, height: HEIGHT }));
