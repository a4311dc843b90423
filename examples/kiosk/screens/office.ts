/** The mayor's office: complaints by urgency, an answer, and the year as a chart. */
import type { Context, Hono } from "hono";
import { html, raw } from "hono/html";
import { all } from "../../lib/database.js";
import { dayAt, sayDay, sayMoment } from "../../lib/days.js";
import { type Language, languageOf, type Text } from "../../lib/language.js";
import { type Markup, renderPage } from "../../lib/page.js";
import { answerComplaint, type Complaint, openComplaints, remind, TOPICS } from "../complaints.js";
import { knowsYear } from "../holidays.js";
import type { Service } from "../service.js";
import { type Month, topicsOf, yearOf } from "../statistics.js";
import { readUpload } from "../uploads.js";
import { STYLE } from "./frame.js";
import { complaintPill } from "./pills.js";

const WORDS = {
  title: { id: "Pengaduan warga", en: "Residents' complaints" },
  none: { id: "Semua pengaduan sudah dijawab.", en: "Every complaint has been answered." },
  due: { id: "Paling lambat", en: "Due" },
  reminded: { id: "Diingatkan", en: "Reminded" },
  answer: { id: "Jawaban untuk warga", en: "Answer to the resident" },
  send: { id: "Kirim jawaban", en: "Send the answer" },
  photo: { id: "Foto dari warga", en: "The resident's photo" },
  holidays: {
    id: "Hari libur tahun itu belum diisi: batas waktunya mungkin terlalu awal.",
    en: "The holidays of that year have not been entered: the deadline may be too early.",
  },
  year: { id: "Statistik tahun", en: "Statistics of" },
  month: { id: "Bulan", en: "Month" },
  inTime: { id: "Tepat waktu", en: "In time" },
  late: { id: "Terlambat", en: "Late" },
  open: { id: "Belum dijawab", en: "Unanswered" },
  topic: { id: "Tentang", en: "About" },
  count: { id: "Jumlah", en: "Count" },
  chart: { id: "Pengaduan per bulan", en: "Complaints by month" },
} satisfies Record<string, Text>;

const monthName = (month: number, language: Language) =>
  new Date(Date.UTC(2026, month - 1, 1)).toLocaleDateString(language === "id" ? "id-ID" : "en-GB", {
    month: "short",
    timeZone: "UTC",
  });

/** Adds the pages of the mayor's office. */
export function addOfficePages(app: Hono, { db, now }: Service): void {
  const page = (context: Context, title: string, body: Markup, script?: string) => {
    context.header("cache-control", "no-store");
    const language = languageOf(context);
    const whole = html`${STYLE}<h1>${title}</h1>${body}`;
    const common = { language, title: { id: title, en: title }, kind: "till", body: whole } as const;
    return context.html(renderPage(script ? { ...common, script } : common));
  };

  app.get("/office", (context) => {
    const language = languageOf(context);
    remind(db, now());
    const cards = openComplaints(db).map((complaint) => card(complaint, language));
    const year = dayAt(now()).slice(0, 4);
    const body = html`<p><a href="/office/statistics/${year}">${WORDS.year[language]} ${year}</a></p>
      ${cards.length > 0 ? html`<div class="two-columns">${cards}</div>` : html`<p class="notice good">${WORDS.none[language]}</p>`}`;
    return page(context, WORDS.title[language], body);
  });

  function card(complaint: Complaint, language: Language): Markup {
    const { id, category, place, words, at_ms, due_day, photo, ticket } = complaint;
    const reminders = all<{ day: string }>(db, "SELECT day FROM reminder WHERE complaint = ? ORDER BY day", id);
    return html`<article class="panel complaint">
      <div class="spread">
        <h2>${TOPICS[category]?.[language]} <span class="quiet small">${ticket}</span></h2>
        ${complaintPill(complaint, dayAt(now()), language)}
      </div>
      <p><strong>${place}</strong></p><p>${words}</p>
      ${photo === null ? "" : html`<img class="paper" src="/office/photo/${id}" alt="${WORDS.photo[language]}" />`}
      <p class="quiet">${sayMoment(at_ms, language)} · ${WORDS.due[language]} ${sayDay(due_day, language)}
        ${reminders.length > 0 ? html` · ${WORDS.reminded[language]} ${reminders.length}×` : ""}</p>
      ${knowsYear(due_day) ? "" : html`<p class="notice warn">${WORDS.holidays[language]}</p>`}
      <form method="post" action="/office/answer/${id}">
        <label for="answer-${id}">${WORDS.answer[language]}</label>
        <textarea id="answer-${id}" name="answer" required maxlength="1000"></textarea>
        <button class="primary">${WORDS.send[language]}</button>
      </form>
    </article>`;
  }

  app.post("/office/answer/:id{[0-9]+}", async (context) => {
    const { answer } = await context.req.parseBody();
    answerComplaint(db, Number(context.req.param("id")), String(answer ?? ""), now());
    return context.redirect("/office", 303);
  });
  app.get("/office/photo/:id{[0-9]+}", (context) => {
    const row = all<{ photo: number | null }>(
      db,
      "SELECT photo FROM complaint WHERE id = ?",
      Number(context.req.param("id")),
    )[0];
    const file = row?.photo ? readUpload(db, row.photo) : undefined;
    if (!file) return context.notFound();
    return context.body(new Uint8Array(file.bytes), 200, { "content-type": file.type, "cache-control": "no-store" });
  });

  app.get("/office/statistics/:year{[0-9]{4}}", (context) => {
    const language = languageOf(context);
    const year = Number(context.req.param("year"));
    const months = yearOf(db, year);
    const names = [WORDS.inTime, WORDS.late, WORDS.open];
    const data = {
      months: months.map(({ month }) => monthName(month, language)),
      names: names.map((text) => text[language]),
      counts: [months.map((m) => m.inTimeCount), months.map((m) => m.lateCount), months.map((m) => m.openCount)],
    };
    const row = (m: Month) => html`<tr><th scope="row">${monthName(m.month, language)}</th>
      <td class="number">${m.inTimeCount}</td><td class="number">${m.lateCount}</td><td class="number">${m.openCount}</td></tr>`;
    const body = html`<link rel="stylesheet" href="/uplot/uPlot.min.css" />
      <section class="panel"><h2>${WORDS.chart[language]}</h2><div id="chart" aria-hidden="true"></div></section>
      <script type="application/json" id="data">${raw(JSON.stringify(data).replaceAll("<", "\\u003c"))}</script>
      <div class="two-columns">
        <div class="panel"><table><thead><tr><th scope="col">${WORDS.month[language]}</th>
          ${names.map((text) => html`<th scope="col" class="number">${text[language]}</th>`)}</tr></thead>
          <tbody>${months.map(row)}</tbody></table></div>
        <div class="panel"><table><thead><tr><th scope="col">${WORDS.topic[language]}</th><th scope="col" class="number">${WORDS.count[language]}</th></tr></thead>
          <tbody>${topicsOf(db, year).map(({ category, count }) => html`<tr><th scope="row">${TOPICS[category]?.[language]}</th><td class="number">${count}</td></tr>`)}</tbody></table>
          <p class="row"><a href="/office/statistics/${year - 1}">${year - 1}</a> <a href="/office/statistics/${year + 1}">${year + 1}</a> <a href="/office">${WORDS.title[language]}</a></p></div>
      </div>`;
    return page(context, `${WORDS.year[language]} ${year}`, body, "/kiosk/chart.js");
  });
}
