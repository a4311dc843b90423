// Draws a year of complaints: a bar for each month, in three parts. The same numbers stand in the table below.
import uPlot from "/uplot/uPlot.esm.js";

const { months, names, counts } = JSON.parse(document.querySelector("#data").textContent);
const place = document.querySelector("#chart");
const COLOURS = ["#0b5d5b", "#c0392b", "#e0a33a"];
const HEIGHT = 300;

// Stacked: the whole month first, then what is left without its uppermost part in front of it.
const [inTime, late, open] = counts;
const stacks = [inTime.map((count, i) => count + late[i] + open[i]), inTime.map((count, i) => count + late[i]), inTime];
const series = [2, 1, 0].map((index) => ({
  label: names[index],
  stroke: COLOURS[index],
  fill: COLOURS[index],
  paths: uPlot.paths.bars({ size: [0.6, 64] }),
  points: { show: false },
}));
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
  [months.map((_, index) => index), ...stacks],
  place,
);
addEventListener("resize", () => chart.setSize({ width: place.clientWidth, height: HEIGHT }));
