// Draws the sales by hour.
import uPlot from "/uplot/uPlot.esm.js";

const box = document.getElementById("chart");
if (box) {
  const hours = JSON.parse(box.dataset.hours);
  const opens = 6;
  const closes = 21;
  const labels = hours.map((_, hour) => hour).slice(opens, closes + 1);
  const thousands = hours.slice(opens, closes + 1).map((rupiah) => rupiah / 1000);
  const plot = new uPlot(
    {
      width: box.clientWidth,
      height: 210,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: [opens - 0.6, closes + 0.6] },
        y: { range: (_, __, most) => [0, Math.max(10, most * 1.1)] },
      },
      axes: [
        {
          stroke: "#4d606b",
          grid: { show: false },
          incrs: [1, 3],
          values: (_, at) => at.map((hour) => `${hour}.00`),
          space: 60,
        },
        { stroke: "#4d606b", grid: { stroke: "#d5ddd9" }, size: 56 },
      ],
      series: [
        {},
        { fill: "#0b5d5b", stroke: "#0b5d5b", points: { show: false }, paths: uPlot.paths.bars({ size: [0.7, 60] }) },
      ],
    },
    [labels, thousands],
    box,
  );
  addEventListener("resize", () => plot.setSize({ width: box.clientWidth, height: 210 }));
}
