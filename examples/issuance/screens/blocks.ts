/** The page of blocked cards: who blocked what and why, and how soon the city's shops know. */
import type { Hono } from "hono";
import { html } from "hono/html";
import { HOLD_MS, OLD_LIST_RUPIAH, TRUST_MS } from "../../lib/blocklist.js";
import { languageOf, rupiah, type Text } from "../../lib/language.js";
import { blockedCards, blockedRows } from "../blocks.js";
import { cardByUid } from "../register.js";
import { personOf } from "../residents.js";
import type { Service } from "../service.js";
import { moment, shortUid, show } from "./frame.js";

const WORDS = {
  title: { id: "Kartu yang diblokir", en: "Blocked cards" },
  version: { id: "Daftar nomor", en: "List number" },
  count: { id: "kartu diblokir", en: "cards blocked" },
  online: { id: "Tempat yang tersambung", en: "Places online" },
  onlineText: { id: "menolak seketika", en: "refuse at once" },
  offline: { id: "Tempat tanpa jaringan", en: "Places offline" },
  offlineText: {
    id: "setelah {hours} jam menolak belanja di atas {rupiah}",
    en: "after {hours} hours refuse amounts above {rupiah}",
  },
  asks: {
    id: "Daftar diperbarui setiap {seconds} detik selama tersambung.",
    en: "While online, each list is renewed every {seconds} seconds.",
  },
  who: { id: "Warga", en: "Resident" },
  card: { id: "Kartu", en: "Card" },
  reason: { id: "Alasan", en: "Reason" },
  officer: { id: "Petugas", en: "Officer" },
  time: { id: "Waktu", en: "Time" },
  none: { id: "Tidak ada kartu yang diblokir.", en: "No card is blocked." },
  aside: { id: "disisihkan sebelum selesai", en: "put aside half-made" },
} satisfies Record<string, Text>;

const HOUR_MS = 3_600_000;

/** Adds the page. */
export function addBlockPages(app: Hono, service: Service): void {
  const { db, now } = service;
  app.get("/blocks", (context) => {
    const language = languageOf(context);
    const say = (text: Text) => text[language];
    const { version, uids } = blockedCards(db, now());
    const rows = blockedRows(db).map(({ uid, reason, officer, at_ms }) => {
      const card = cardByUid(db, uid);
      const person = card && personOf(db, card.resident);
      return html`<tr>
        <td>${person ? html`<a href="/residents/${person.number}">${person.name}</a>` : "–"}</td>
        <td class="number left">${shortUid(uid)}</td>
        <td>${reason === "aside" ? say(WORDS.aside) : reason}</td>
        <td>${officer}</td>
        <td class="number left">${moment(at_ms, language)}</td>
      </tr>`;
    });
    const late = say(WORDS.offlineText)
      .replace("{hours}", String(TRUST_MS / HOUR_MS))
      .replace("{rupiah}", rupiah(OLD_LIST_RUPIAH));
    const body = html`<h1>${say(WORDS.title)}</h1>
      <div class="figures three">
        <div class="panel"><span class="figure">${uids.length}</span> <span class="quiet">${say(WORDS.count)}<br />${say(WORDS.version)} ${version}</span></div>
        <div class="panel"><strong>${say(WORDS.online)}</strong> <span class="good-text">${say(WORDS.onlineText)}</span></div>
        <div class="panel"><strong>${say(WORDS.offline)}</strong> <span>${late}</span></div>
      </div>
      <p class="quiet">${say(WORDS.asks).replace("{seconds}", String(HOLD_MS / 1000))}</p>
      ${
        rows.length === 0
          ? html`<p class="notice good">${say(WORDS.none)}</p>`
          : html`<div class="panel scroll"><table>
              <thead><tr><th>${say(WORDS.who)}</th><th>${say(WORDS.card)}</th><th>${say(WORDS.reason)}</th><th>${say(WORDS.officer)}</th><th>${say(WORDS.time)}</th></tr></thead>
              <tbody>${rows}</tbody>
            </table></div>`
      }`;
    return show(context, service, { title: WORDS.title, at: "blocks", body });
  });
}
