// The kiosk's own script: numbers that change by themselves, and "are you still there?".

const ALIVE_EVERY_MS = 15_000;
const ASK_AFTER_MS = 45_000;
const CLOSE_AFTER_MS = 20_000;

/** The server says, when a page has come, where this screen belongs; pages of the staff are never told. */
function follow({ screen, told }) {
  const here = location.pathname;
  if (screen.startsWith("/v/") && !here.startsWith(screen)) location.assign(screen);
  else if (screen === "" && here.startsWith("/v/")) location.replace("/");
  else if (screen.startsWith("/sorry/")) {
    // Said once: who then goes back to the start stays there.
    const isNew = sessionStorage.getItem("told") !== told;
    sessionStorage.setItem("told", told);
    if (isNew && here === "/") location.assign(screen);
  }
}

document.addEventListener("ketuk:data", ({ detail }) => {
  if (detail.screen !== undefined) follow(detail);
  for (const place of document.querySelectorAll("[data-live]")) {
    const value = detail[place.dataset.live];
    if (value === undefined) continue;
    const text = typeof value === "object" ? value[document.documentElement.lang] : String(value);
    if (place.textContent === text) continue;
    place.textContent = text;
    place.classList.remove("changed");
    // Reading a size makes the animation begin anew.
    void place.offsetWidth;
    place.classList.add("changed");
  }
});

const still = document.querySelector("#still");
if (still) {
  const base = still.dataset.visit;
  let timer = 0;
  let toldMs = Date.now();

  const leave = async () => {
    await fetch(`${base}/idle`, { method: "POST" }).catch(() => {});
    location.replace("/");
  };
  const ask = () => {
    still.showModal();
    timer = setTimeout(leave, CLOSE_AFTER_MS);
  };
  const again = () => {
    // While it asks, only its button says yes.
    if (still.open) return;
    clearTimeout(timer);
    timer = setTimeout(ask, ASK_AFTER_MS);
    if (Date.now() - toldMs < ALIVE_EVERY_MS) return;
    toldMs = Date.now();
    void fetch(`${base}/alive`, { method: "POST" }).catch(() => {});
  };
  // At once, not at the event "close": that comes with a later frame, and until then no clock would run.
  const stay = () => {
    still.close();
    toldMs = 0;
    again();
  };
  still.querySelector("button").addEventListener("click", stay);
  // The Escape key.
  still.addEventListener("cancel", stay);
  for (const name of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(name, again, { passive: true });
  // A page from the browser's memory belongs to somebody who may have gone.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  again();
}
