/** The greeting with what the card tells, the choice of services, and everything a resident has under way. */
import type { Hono } from "hono";
import { html } from "hono/html";
import { DISTRICTS } from "../../lib/city.js";
import { dayAt, sayDay, sayMoment } from "../../lib/days.js";
import type { Text } from "../../lib/language.js";
import { stageOf } from "../approval.js";
import { decisionsOn, KINDS, requestsOf } from "../certificates.js";
import { complaintsOf, TOPICS } from "../complaints.js";
import { CLINICS, registrationsOf, wards } from "../hospital.js";
import type { Service } from "../service.js";
import { endVisit, markDone } from "../visits.js";
import { type Moment, show, withVisit } from "./frame.js";
import { ICONS } from "./icons.js";
import { complaintPill, stagePill } from "./pills.js";

const WORDS = {
  hello: { id: "Halo,", en: "Hello," },
  check: { id: "Data Anda sudah terisi dari kartu", en: "Your details, filled in from your card" },
  nik: { id: "NIK", en: "Identity number" },
  born: { id: "Tanggal lahir", en: "Born" },
  address: { id: "Alamat", en: "Address" },
  choose: { id: "Apa yang dapat kami bantu?", en: "What can we do for you?" },
  hospital: { id: "Daftar berobat", en: "See a doctor" },
  hospitalWhat: { id: "Nomor antrean dan tempat tidur kosong", en: "A queue number, and free beds" },
  certificate: { id: "Surat keterangan", en: "Certificates" },
  certificateWhat: { id: "Domisili, tidak mampu, usaha", en: "Residence, low income, business" },
  complaint: { id: "Pengaduan ke wali kota", en: "Complaint to the mayor" },
  complaintWhat: { id: "Dijawab dalam lima hari kerja", en: "Answered within five working days" },
  aid: { id: "Bantuan untuk saya", en: "Aid for me" },
  aidWhat: { id: "Apa saja yang dapat Anda terima", en: "What you may receive" },
  matters: { id: "Urusan saya", en: "My matters" },
  mattersWhat: { id: "Status surat, pengaduan, dan antrean", en: "Status of certificates, complaints and queues" },
  none: { id: "Belum ada urusan yang berjalan.", en: "Nothing under way yet." },
  queue: { id: "Nomor antrean", en: "Queue number" },
} satisfies Record<string, Text>;

function details({ visit: { person }, say, language }: Moment) {
  const district = DISTRICTS.find(({ id }) => id === person.district)?.name ?? person.district;
  const born = sayDay(person.born, language).replace(/^\S+ /, "");
  return html`<section class="panel" aria-labelledby="details">
    <h2 id="details"><span class="pill good">✓</span> ${say(WORDS.check)}</h2>
    <dl class="facts">
      <div><dt>${say(WORDS.nik)}</dt><dd class="number">${person.nik.replace(/(.{4})(?=.)/g, "$1 ")}</dd></div>
      <div><dt>${say(WORDS.born)}</dt><dd>${born}</dd></div>
      <div><dt>${say(WORDS.address)}</dt><dd>${person.address}, ${person.neighbourhood}, ${district}</dd></div>
    </dl>
  </section>`;
}

function menu({ base, say }: Moment) {
  const names = ["hospital", "certificate", "complaint", "aid", "matters"] as const;
  return html`<nav class="grid choices" aria-label="${say(WORDS.choose)}">
    ${names.map(
      (name) => html`<a class="tile" href="${base}/${name}">
        ${ICONS[name]}<strong>${say(WORDS[name])}</strong><span class="quiet">${say(WORDS[`${name}What`])}</span>
      </a>`,
    )}
  </nav>`;
}

function matters({ visit: { person }, base, say, language }: Moment, { db, now }: Service) {
  const names = new Map(wards(db).map(({ id, name }) => [id, name]));
  const queues = registrationsOf(db, person.number, now()).map(
    ({ id, hospital, clinic, number }) => html`<a class="tile" href="${base}/hospital/${id}">
      <strong>${names.get(hospital)}, ${say(CLINICS[clinic] as Text)}</strong>
      <span>${say(WORDS.queue)} <b>${number}</b></span>
    </a>`,
  );
  const requests = requestsOf(db, person.number).map(
    ({ id, kind, at_ms }) => html`<a class="tile" href="${base}/request/${id}">
      <strong>${say(KINDS[kind]?.title as Text)}</strong>
      <span>${stagePill(stageOf(decisionsOn(db, id)), language)} <span class="quiet">${sayMoment(at_ms, language)}</span></span>
    </a>`,
  );
  const complaints = complaintsOf(db, person.number).map(
    (complaint) => html`<a class="tile" href="${base}/complaint/${complaint.ticket}">
      <strong>${say(TOPICS[complaint.category] as Text)}</strong><span>${complaint.place}</span>
      <span>${complaintPill(complaint, dayAt(now()), language)} <span class="quiet">${complaint.ticket}</span></span>
    </a>`,
  );
  const rows = [...queues, ...requests, ...complaints];
  return rows.length > 0 ? html`<div class="list">${rows}</div>` : html`<p class="notice">${say(WORDS.none)}</p>`;
}

/** Adds the screens in the middle of a visit, and its end. */
export function addServiceScreens(app: Hono, service: Service): void {
  app.get(
    "/v/:token",
    withVisit(service, (moment) => {
      const { visit, say } = moment;
      const body = html`<h1>${say(WORDS.hello)} ${visit.person.name}</h1>
        ${details(moment)}
        <h2 class="question">${say(WORDS.choose)}</h2>
        ${menu(moment)}`;
      return show(service, moment, { title: WORDS.choose, body });
    }),
  );
  app.get(
    "/v/:token/matters",
    withVisit(service, (moment) => {
      markDone(service.db, moment.visit.token, service.now());
      const body = html`<h1>${moment.say(WORDS.matters)}</h1>${matters(moment, service)}`;
      return show(service, moment, { title: WORDS.matters, back: "", body });
    }),
  );
  app.post(
    "/v/:token/alive",
    withVisit(service, ({ context }) => context.body(null, 204)),
  );
  // Asking is the way out for the page's clock, posting for its button.
  for (const [path, by] of [
    ["/v/:token/finish", "finish"],
    ["/v/:token/idle", "idle"],
  ] as const)
    app.post(
      path,
      withVisit(service, ({ context }) => {
        endVisit(service.db, by, service.now());
        return context.redirect("/", 303);
      }),
    );
}
