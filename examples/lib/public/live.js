// Keeps a page up to date: follows the server's events, taps sample cards, says when the reader has gone.

const { events } = document.body.dataset;
const away = document.querySelector(".away");
const LOST_MS = 1500;
let lost = 0;

/** Replaces the main part by that of the same address, and tells screen readers where they are. */
async function refresh() {
  const response = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("main");
  const old = document.querySelector("main");
  if (!fresh || !old) return;
  old.replaceWith(fresh);
  document.dispatchEvent(new Event("ketuk:refreshed"));
}

function setAway(is) {
  if (away) away.hidden = !is;
}

function obey(event) {
  if (event.kind === "go") location.assign(event.to);
  else if (event.kind === "refresh") void refresh();
  else if (event.kind === "reader") setAway(event.state === "away");
  else document.dispatchEvent(new CustomEvent("ketuk:data", { detail: event.data }));
}

if (events) {
  const source = new EventSource(events);
  source.onopen = () => {
    clearTimeout(lost);
    setAway(false);
  };
  source.onmessage = (message) => obey(JSON.parse(message.data));
  // The server of this very computer is restarting: say so, and come back by ourselves.
  source.onerror = () => {
    clearTimeout(lost);
    lost = setTimeout(() => setAway(true), LOST_MS);
  };
  addEventListener("pagehide", () => source.close());
}

for (const button of document.querySelectorAll("[data-sample]")) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    const base = events ? events.replace(/\/events$/, "") : "";
    await fetch(`${base}/sample/${button.dataset.sample}`, { method: "POST" }).catch(() => {});
    button.disabled = false;
  });
}

// A kiosk goes back to its first screen when nobody touches it.
const idle = document.querySelector("[data-idle-ms]");
if (idle) {
  let timer = 0;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => location.assign(idle.dataset.idleTo ?? "/"), Number(idle.dataset.idleMs));
  };
  for (const name of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(name, again, { passive: true });
  again();
}
