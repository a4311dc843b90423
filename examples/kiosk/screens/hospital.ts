/** Screens of the hospital registration: where, which clinic, and the number. */
import type { Hono } from "hono";
import { html } from "hono/html";
import type { Text } from "../../lib/language.js";
import { beforeInQueue, CLINICS, register, registrationsOf, type Ward, wards } from "../hospital.js";
import type { Service } from "../service.js";
import { markDone } from "../visits.js";
import { type Moment, show, withVisit } from "./frame.js";

const WORDS = {
  title: { id: "Daftar berobat", en: "See a doctor" },
  where: { id: "Pilih tempat berobat", en: "Choose where" },
  live: {
    id: "Tempat tidur kosong dilaporkan langsung oleh tiap tempat.",
    en: "Free beds are reported live by each place.",
  },
  near: { id: "Dekat rumah Anda", en: "Near your home" },
  beds: { id: "tempat tidur kosong", en: "beds free" },
  isolation: { id: "ruang isolasi kosong", en: "isolation places free" },
  of: { id: "dari", en: "of" },
  clinic: { id: "Pilih poli", en: "Choose a clinic" },
  take: { id: "Ambil nomor antrean", en: "Take a queue number" },
  number: { id: "Nomor antrean Anda", en: "Your queue number" },
  before: { id: "orang di depan Anda hari ini", en: "people before you today" },
  bring: {
    id: "Tempelkan kartu warga yang sama saat tiba. Nomor ini tersimpan di “Urusan saya”.",
    en: "Tap the same card when you arrive. This number is kept under “My matters”.",
  },
} satisfies Record<string, Text>;

function places(ward: Ward, name: "beds" | "isolation", { say }: Moment) {
  const [free, most] = name === "beds" ? [ward.free_beds, ward.beds] : [ward.free_isolation, ward.isolation];
  return html`<span class="places">
    <b class="figure" data-live="${ward.id}-${name}">${free}</b>
    <span>${say(WORDS[name])}<br /><span class="quiet">${say(WORDS.of)} ${most}</span></span>
  </span>`;
}

function choice(ward: Ward, moment: Moment, checked: boolean) {
  const near = ward.district === moment.visit.person.district;
  return html`<label class="tile pick">
    <input type="radio" name="hospital" value="${ward.id}" required ${checked ? "checked" : ""} />
    <span class="grow">
      <strong>${ward.name}</strong> ${near ? html`<span class="pill">${moment.say(WORDS.near)}</span>` : ""}
      <span class="row">${places(ward, "beds", moment)} ${places(ward, "isolation", moment)}</span>
    </span>
  </label>`;
}

/** Adds the screens of the hospital registration. */
export function addHospitalScreens(app: Hono, service: Service): void {
  app.get(
    "/v/:token/hospital",
    withVisit(service, (moment) => {
      const { base, say, visit } = moment;
      const all = wards(service.db, visit.person.district);
      const body = html`<h1>${say(WORDS.title)}</h1>
        <form method="post" action="${base}/hospital">
          <fieldset>
            <legend>${say(WORDS.where)}</legend>
            <p class="quiet">${say(WORDS.live)}</p>
            <div class="list">${all.map((ward, index) => choice(ward, moment, index === 0))}</div>
          </fieldset>
          <fieldset>
            <legend>${say(WORDS.clinic)}</legend>
            <div class="grid two">
              ${Object.entries(CLINICS).map(
                ([id, name], index) => html`<label class="tile pick">
                  <input type="radio" name="clinic" value="${id}" required ${index === 0 ? "checked" : ""} />
                  <strong>${say(name)}</strong>
                </label>`,
              )}
            </div>
          </fieldset>
          <button class="primary wide">${say(WORDS.take)}</button>
        </form>`;
      return show(service, moment, { title: WORDS.title, back: "", body });
    }),
  );
  app.post(
    "/v/:token/hospital",
    withVisit(service, async ({ context, visit, base }) => {
      const { hospital, clinic } = await context.req.parseBody();
      const now = service.now();
      const got = register(service.db, visit.person.number, String(hospital), String(clinic), now);
      if (!got) return context.redirect(`${base}/hospital`, 303);
      markDone(service.db, visit.token, now);
      return context.redirect(`${base}/hospital/${got.id}`, 303);
    }),
  );
  app.get(
    "/v/:token/hospital/:id{[0-9]+}",
    withVisit(service, (moment) => {
      const { context, visit, base, say } = moment;
      const id = Number(context.req.param("id"));
      const got = registrationsOf(service.db, visit.person.number, service.now()).find((one) => one.id === id);
      if (!got) return context.redirect(base, 303);
      const ward = wards(service.db).find((one) => one.id === got.hospital);
      const body = html`<div class="hero panel">
        <h1>${say(WORDS.number)}</h1>
        <p class="ticket">${got.number}</p>
        <p class="lead"><strong>${ward?.name}</strong><br />${say(CLINICS[got.clinic] as Text)}</p>
        <p><span class="figure">${beforeInQueue(service.db, got)}</span> ${say(WORDS.before)}</p>
        <p class="notice good">${say(WORDS.bring)}</p>
      </div>`;
      return show(service, moment, { title: WORDS.number, back: "", body });
    }),
  );
}
