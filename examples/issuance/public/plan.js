// Draws cards and stock over the days, and does the sums anew while somebody types.
import uPlot from "/uplot/uPlot.esm.js";

const form = document.querySelector(".plan form");
const PAUSE_MS = 250;
const HEIGHT = 250;
const font = "14px system-ui, sans-serif";
const whole = new Intl.NumberFormat(document.documentElement.lang === "id" ? "id-ID" : "en-GB");
let chart;
let timer = 0;
let asked = 0;

function draw() {
  const place = document.querySelector("#plot");
  const { days, made, stock, names } = JSON.parse(place.dataset.plot);
  const axis = { font, stroke: "#10222b", grid: { stroke: "#e4eae7" } };
  const value = (_, count) => (count == null ? "–" : whole.format(count));
  chart?.destroy();
  chart = new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT,
      scales: { x: { time: false } },
      axes: [axis, { ...axis, size: 84, values: (_, splits) => splits.map((count) => whole.format(count)) }],
      series: [
        { label: names[0], value },
        { label: names[1], stroke: "#0b5d5b", fill: "#0b5d5b22", width: 3, value },
        { label: names[2], stroke: "#b06f00", width: 2, dash: [8, 4], value },
      ],
    },
    [days, made, stock],
    place,
  );
}

async function renew() {
  const mine = ++asked;
  const address = `/plan?${new URLSearchParams(new FormData(form))}`;
  const response = await fetch(address, { headers: { accept: "text/html" } }).catch(() => undefined);
  // Another digit was typed meanwhile.
  if (!response?.ok || mine !== asked) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  document.querySelector("#result").innerHTML = page.querySelector("#result").innerHTML;
  history.replaceState(undefined, "", address);
  draw();
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(renew, PAUSE_MS);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void renew();
});
addEventListener("resize", () =>
  chart?.setSize({ width: document.querySelector("#plot").clientWidth, height: HEIGHT }),
);
draw();
