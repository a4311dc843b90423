/** Screens of a complaint: what, where, a photo; then its clock. */
import type { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { html } from "hono/html";
import { dayAt, sayDay, sayMoment } from "../../lib/days.js";
import type { Text } from "../../lib/language.js";
import type { Markup } from "../../lib/page.js";
import { type Complaint, complain, complaintsOf, MOST_LETTERS, TOPICS } from "../complaints.js";
import type { Service } from "../service.js";
import { checkUpload, MOST_BYTES, type UploadProblem } from "../uploads.js";
import { markDone } from "../visits.js";
import { formName, type Moment, show, withVisit } from "./frame.js";
import { complaintPill } from "./pills.js";
import { fileOfForm, uploadProblem } from "./upload-field.js";

const WORDS = {
  title: { id: "Pengaduan ke wali kota", en: "Complaint to the mayor" },
  topic: { id: "Tentang apa?", en: "What is it about?" },
  place: { id: "Di mana?", en: "Where?" },
  words: { id: "Apa yang terjadi? (boleh singkat)", en: "What is wrong? (a few words will do)" },
  photo: { id: "Foto (bila ada)", en: "Photo (if you have one)" },
  send: { id: "Kirim pengaduan", en: "Send the complaint" },
  promise: {
    id: "Anda mendapat jawaban dalam lima hari kerja.",
    en: "You will have an answer within five working days.",
  },
  incomplete: {
    id: "Mohon isi tempat dan apa yang terjadi.",
    en: "Please say where it is and what is wrong.",
  },
  sent: { id: "Terima kasih, pengaduan Anda kami terima", en: "Thank you, we have your complaint" },
  yours: { id: "Pengaduan Anda", en: "Your complaint" },
  due: { id: "Dijawab paling lambat", en: "Answered at the latest on" },
  ticket: { id: "Nomor pengaduan", en: "Complaint number" },
  received: { id: "Diterima kantor wali kota", en: "Received by the mayor's office" },
  working: { id: "Ditangani dinas terkait", en: "With the department in charge" },
  answer: { id: "Jawaban", en: "Answer" },
  follow: {
    id: "Tempelkan kartu Anda kapan saja, atau buka halaman status di ponsel dengan nomor ini.",
    en: "Tap your card at any time, or open the status page on your phone with this number.",
  },
} satisfies Record<string, Text>;

type Problem = UploadProblem | "incomplete";

function form(service: Service, moment: Moment, said: { place?: string; words?: string } = {}, problem?: Problem) {
  const { base, say, visit } = moment;
  const text = problem === "incomplete" ? WORDS.incomplete : problem && uploadProblem(problem);
  const { address, neighbourhood } = visit.person;
  const body = html`<h1>${say(WORDS.title)}</h1>
    <form method="post" enctype="multipart/form-data" action="${base}/complaint">
      ${formName()}
      ${text ? html`<p class="notice bad" role="alert">${say(text)}</p>` : ""}
      <fieldset>
        <legend>${say(WORDS.topic)}</legend>
        <div class="grid three">
          ${Object.entries(TOPICS).map(
            ([id, name], index) => html`<label class="tile pick">
              <input type="radio" name="category" value="${id}" required ${index === 0 ? "checked" : ""} /> <strong>${say(name)}</strong>
            </label>`,
          )}
        </div>
      </fieldset>
      <div class="panel">
        <label for="place">${say(WORDS.place)}</label>
        <input id="place" name="place" required maxlength="200" value="${said.place ?? `${address}, ${neighbourhood}`}" />
        <label for="words">${say(WORDS.words)}</label>
        <textarea id="words" name="words" required maxlength="${MOST_LETTERS}">${said.words ?? ""}</textarea>
        <label for="photo">${say(WORDS.photo)}</label>
        <input id="photo" type="file" name="photo" accept="image/jpeg,image/png" />
      </div>
      <p class="notice">${say(WORDS.promise)}</p>
      <button class="primary wide">${say(WORDS.send)}</button>
    </form>`;
  const status = problem === undefined ? 200 : problem === "too-large" ? 413 : 422;
  return show(service, moment, { title: WORDS.title, back: "", body, status });
}

/** How a complaint stands: on the kiosk for its owner, on a phone for who has its number. */
export function complaintStatus(
  complaint: Complaint,
  nowMs: number,
  { language, say }: Pick<Moment, "language" | "say">,
): Markup {
  const { answered_ms, answer, ticket, category, due_day, at_ms } = complaint;
  return html`<p class="lead">${say(TOPICS[category] as Text)} · ${complaintPill(complaint, dayAt(nowMs), language)}</p>
    <section class="panel">
      <p class="quiet">${say(WORDS.ticket)}</p>
      <p class="figure">${ticket}</p>
    </section>
    <section class="panel">
      <ol class="steps">
        <li class="done"><strong>${say(WORDS.received)}</strong><br /><span class="quiet">${sayMoment(at_ms, language)}</span></li>
        <li class="${answered_ms === null ? "" : "done"}"><strong>${say(WORDS.working)}</strong></li>
        <li class="${answered_ms === null ? "" : "done"}">
          <strong>${say(answered_ms === null ? WORDS.due : WORDS.answer)}</strong><br />
          ${
            answered_ms === null
              ? html`<span class="due">${sayDay(due_day, language)}</span>`
              : html`<span class="due">${answer}</span><br /><span class="quiet">${sayMoment(answered_ms, language)}</span>`
          }
        </li>
      </ol>
    </section>`;
}

/** Adds the screens of complaints. */
export function addComplaintScreens(app: Hono, service: Service): void {
  const { db } = service;
  app.get(
    "/v/:token/complaint",
    withVisit(service, (moment) => form(service, moment)),
  );
  app.post(
    "/v/:token/complaint",
    bodyLimit({
      maxSize: MOST_BYTES + 65_536,
      onError: (context) => {
        const tooLarge = (moment: Moment) => form(service, moment, {}, "too-large");
        return withVisit(service, tooLarge)(context, async () => {}) as Promise<Response>;
      },
    }),
    withVisit(service, async (moment) => {
      const { context, base, visit } = moment;
      const body = await context.req.parseBody();
      const said = { place: String(body.place ?? ""), words: String(body.words ?? "") };
      const bytes = await fileOfForm(body.photo);
      const photo = bytes && checkUpload(bytes, ["image/jpeg", "image/png"]);
      if (typeof photo === "string") return form(service, moment, said, photo);
      const now = service.now();
      const names = { form: String(body.form), category: String(body.category), resident: visit.person.number };
      const complaint = complain(db, { ...names, ...said, photo }, now);
      if (!complaint) return form(service, moment, said, "incomplete");
      markDone(db, visit.token, now);
      return context.redirect(`${base}/complaint/${complaint.ticket}?new`, 303);
    }),
  );
  app.get(
    "/v/:token/complaint/:ticket",
    withVisit(service, (moment) => {
      const { context, base, say, visit } = moment;
      const mine = complaintsOf(db, visit.person.number).find(({ ticket }) => ticket === context.req.param("ticket"));
      if (!mine) return context.redirect(base, 303);
      const title = context.req.query("new") === undefined ? WORDS.yours : WORDS.sent;
      const body = html`<h1>${say(title)}</h1>
        ${complaintStatus(mine, service.now(), moment)}
        <p class="panel">${mine.place}<br /><span class="quiet">${mine.words}</span></p>
        <p class="notice">${say(WORDS.follow)}</p>`;
      return show(service, moment, { title, back: "/matters", body });
    }),
  );
}
