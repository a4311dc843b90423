// The map lives here: taps light up, people walk, figures count. Everything comes from the server's events.

const root = document.querySelector("#city");
const words = JSON.parse(root.dataset.words);
const { lang } = document.documentElement;
const locale = lang === "en" ? "en-GB" : "id-ID";
const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const RECENT_COUNT = 6;
const SAID_MS = 4000;
const PULSE_MS = 1400;
const SVG = "http://www.w3.org/2000/svg";
const byId = (id) => document.getElementById(id);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const number = (value) => value.toLocaleString(locale);
const two = "2-digit";
/** Of the city, wherever this page is looked at. */
const clock = new Intl.DateTimeFormat(locale, { hour: two, minute: two, second: two, timeZone: "Asia/Jakarta" });
const short = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
const timers = new Map();

/** Sets a class for a while; again begins anew. */
function flash(element, name, forMs) {
  const key = `${element.id} ${name}`;
  clearTimeout(timers.get(key));
  element.classList.remove(name);
  // So that the animation begins anew.
  void element.getBoundingClientRect();
  element.classList.add(name);
  timers.set(
    key,
    setTimeout(() => element.classList.remove(name), forMs),
  );
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function onTap({ place, tone, text, atMs, isOld }) {
  const row = document.createElement("li");
  row.className = tone;
  const time = clock.format(atMs);
  const name = byId(`label-${place}`).querySelector("strong").textContent;
  for (const [tag, content] of [
    ["time", time],
    ["strong", name],
    ["span", text[lang]],
  ])
    row.append(Object.assign(document.createElement(tag), { textContent: content }));
  byId("recent").prepend(row);
  while (byId("recent").children.length > RECENT_COUNT) byId("recent").lastChild.remove();
  byId("nothing").hidden = true;
  setText(byId(`place-${place}`).querySelector(".note"), text[lang]);
  if (isOld) return;
  const label = byId(`label-${place}`);
  setText(label.querySelector(".said"), text[lang]);
  for (const one of ["good", "bad", "info"]) label.classList.remove(one);
  label.classList.add(tone);
  flash(label, "says", SAID_MS);
  const site = byId(`site-${place}`);
  site.dataset.tone = tone;
  flash(site, "lit", PULSE_MS);
}

/** A point runs along the cable to the data centre. */
function onStored({ place }) {
  const cable = byId(`cable-${place}`);
  flash(byId("site-gateway"), "blink", 500);
  flash(cable, "live", 900);
}

function onWalk({ way, forMs }) {
  if (isCalm) return;
  const person = document.createElementNS(SVG, "circle");
  person.setAttribute("r", "6");
  person.setAttribute("class", "person");
  byId("people").append(person);
  const lengths = way.map((point, i) => (i ? Math.hypot(point[0] - way[i - 1][0], point[1] - way[i - 1][1]) : 0));
  const total = lengths.reduce((sum, length) => sum + length, 0) || 1;
  let gone = 0;
  const steps = way.map(([x, y], i) => {
    gone += lengths[i];
    return { transform: `translate(${x}px, ${y}px)`, offset: Math.min(1, gone / total) };
  });
  person.animate(steps, { duration: forMs, fill: "forwards" }).finished.finally(() => person.remove());
}

function onState(state) {
  const hours = String(Math.floor(state.minute / 60)).padStart(2, "0");
  const minutes = String(state.minute % 60).padStart(2, "0");
  setText(byId("clock"), `${hours}${lang === "en" ? ":" : "."}${minutes}`);
  const crowd = byId("crowd");
  if (crowd) setText(crowd, state.isResting ? words.go : words.rest);
  for (const name of ["taps", "good", "bad"]) setText(byId(`figure-${name}`), number(state[name]));
  setText(byId("figure-rupiah"), `Rp ${short.format(state.rupiah)}`);
  for (const [id, place] of Object.entries(state.places)) showPlace(id, place);
  showGateway(state);
  showReasons(state.reasons);
  showLog(state.isLogGood);
  const known = fill(words.known, { n: state.knowCount, of: state.knowOf });
  setText(byId("lost-said"), state.isBlocked ? known : words.active);
  byId("lost-said").className = state.isBlocked ? "bad-text" : "good-text";
  setText(byId("block"), state.isBlocked ? words.unblock : words.block);
}

function showGateway({ storedCount, isGatewayRunning }) {
  const card = byId("place-gateway");
  setText(card.querySelector(".count"), number(storedCount));
  setText(card.querySelector(".note"), isGatewayRunning ? words.stored : words.behind);
  const pill = card.querySelector(".pill");
  pill.className = `pill ${isGatewayRunning ? "good" : "warn"}`;
  setText(pill, isGatewayRunning ? words.ready : words.closed);
  for (const element of [card, byId("site-gateway"), byId("label-gateway")])
    element.classList.toggle("gone", !isGatewayRunning);
}

const TONES = { ready: "good", quiet: "", away: "warn", closed: "warn" };

function showPlace(id, { state, taps, bad, waitingCount, isPlugged }) {
  const card = byId(`place-${id}`);
  const isGone = state === "away" || state === "closed";
  const pill = card.querySelector(".pill");
  pill.className = `pill ${TONES[state]}`;
  setText(pill, words[state]);
  const refused = bad > 0 ? ` · ${number(bad)} ${words.bad}` : "";
  setText(card.querySelector(".count"), `${number(taps)}${refused}`);
  const waits = waitingCount > 0 ? `${number(waitingCount)} ${words.waiting}` : words.kept;
  if (isGone) setText(card.querySelector(".note"), waits);
  byId(`site-${id}`).classList.toggle("gone", isGone);
  const label = byId(`label-${id}`);
  if (isGone) setText(label.querySelector(".said"), waitingCount > 0 ? waits : words[state]);
  else if (label.classList.contains("gone")) setText(label.querySelector(".said"), "");
  label.classList.toggle("gone", isGone);
  card.classList.toggle("gone", isGone);
  const button = card.querySelector(".cable-button");
  if (!button) return;
  const text = isPlugged ? words.pull : words.plug;
  setText(button, text);
  button.setAttribute("aria-label", `${text}: ${card.querySelector("h3").textContent}`);
}

function showReasons(reasons) {
  const most = Math.max(1, ...reasons.map(({ count }) => count));
  byId("none").hidden = reasons.length > 0;
  byId("refused").replaceChildren(
    ...reasons.slice(0, 5).map(({ text, count }) => {
      const row = document.createElement("li");
      const bar = Object.assign(document.createElement("i"), { ariaHidden: "true" });
      bar.style.width = `${(count * 100) / most}%`;
      const name = Object.assign(document.createElement("span"), { textContent: text[lang] });
      const value = Object.assign(document.createElement("strong"), { textContent: number(count) });
      row.append(bar, name, value);
      return row;
    }),
  );
}

let isLogGood = true;

function showLog(isGood) {
  if (isGood === isLogGood) return;
  isLogGood = isGood;
  sayOfLog(isGood ? words.logLead : words.logFailing, isGood ? "" : "bad-text");
}

function sayOfLog(text, className) {
  byId("log-said").className = className;
  setText(byId("log-said"), text);
}

function onChecked({ intact, recordCount, changedLine, brokenLine }) {
  if (intact) return sayOfLog(fill(words.intact, { n: number(recordCount) }), "good-text");
  const isOurs = changedLine !== undefined && changedLine === brokenLine;
  sayOfLog(fill(isOurs ? words.found : words.broken, { n: number(brokenLine ?? 0) }), "bad-text");
}

const HANDLERS = { tap: onTap, stored: onStored, walk: onWalk, state: onState };
document.addEventListener("ketuk:data", ({ detail }) => HANDLERS[detail.kind]?.(detail));

for (const button of document.querySelectorAll("[data-post]")) {
  button.addEventListener("click", async () => {
    button.setAttribute("aria-busy", "true");
    const answer = await fetch(button.dataset.post, { method: "POST" }).catch(() => undefined);
    button.removeAttribute("aria-busy");
    if (answer?.headers.get("content-type")?.includes("json")) onChecked(await answer.json());
  });
}
