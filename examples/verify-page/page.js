/** Binds the page to verify.js. Text from a log is only ever set as text, never as HTML. */
import { keyFromHex, verifyLines } from "./verify.js";
import { WORDS } from "./words.js";

const byId = (id) => document.getElementById(id);
const language = byId("language");
const QUIET = ["certificate"];

function words() {
  return WORDS[language.value];
}

function translate() {
  document.documentElement.lang = language.value;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = words()[element.dataset.word];
  document.title = words().title;
}

function row(kind, texts, className = "") {
  const line = document.createElement("tr");
  for (const text of texts) {
    const cell = document.createElement(kind);
    cell.textContent = text;
    line.append(cell);
  }
  if (className) line.children[1].className = className;
  return line;
}

function show(findings) {
  const records = findings.filter(({ state }) => !state.endsWith("certificate"));
  const good = records.filter(({ state }) => state === "valid").length;
  byId("summary").textContent = words().summary(good, records.length);
  byId("summary").className = records.length && good === records.length ? "good" : "bad";
  byId("order").textContent = words().order;
  const rows = findings.map(({ number, state, claims = {} }) => {
    const time = claims.wallMs ? new Date(claims.wallMs).toLocaleString(language.value) : "";
    const card = claims.tap ? `${claims.tap.uid} ${claims.tap.assurance}${claims.tap.refused ? " ×" : ""}` : "";
    const className = state === "valid" ? "good" : QUIET.includes(state) ? "quiet" : "bad";
    const texts = [number, words().states[state], claims.reader ?? "", claims.counter ?? "", time, card];
    return row("td", texts, className);
  });
  byId("findings").replaceChildren(row("th", words().heads), ...rows);
}

async function check() {
  byId("findings").replaceChildren();
  byId("order").textContent = "";
  let key;
  try {
    key = keyFromHex(byId("key").value);
    await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  } catch (error) {
    byId("summary").className = "bad";
    byId("summary").textContent = error.message === "key" ? words().badKey : words().noEd25519;
    return;
  }
  show(await verifyLines(key, byId("log").value));
}

language.value = navigator.language.startsWith("id") ? "id" : "en";
language.addEventListener("change", translate);
byId("check").addEventListener("click", check);
byId("log").addEventListener("dragover", (event) => {
  event.preventDefault();
  byId("log").classList.add("over");
});
byId("log").addEventListener("dragleave", () => byId("log").classList.remove("over"));
byId("log").addEventListener("drop", async (event) => {
  event.preventDefault();
  byId("log").classList.remove("over");
  const [file] = event.dataTransfer.files;
  if (file) byId("log").value = await file.text();
  if (byId("key").value) await check();
});
translate();
