/** The desk where heads of neighbourhoods and districts approve: choose a request, look at it, tap. */
import type { Context, Hono } from "hono";
import { html } from "hono/html";
import { agePill } from "../../lib/blocklist-place.js";
import { DISTRICTS } from "../../lib/city.js";
import { sayMoment } from "../../lib/days.js";
import { languageOf, type Text } from "../../lib/language.js";
import { type Markup, renderPage } from "../../lib/page.js";
import { type Stage, stageOf } from "../approval.js";
import { type CertificateRequest, decisionsOn, KINDS, openRequests, requestOf } from "../certificates.js";
import { clearDesk, type DeskOutcome, layOnDesk, onDesk } from "../desk.js";
import { type Person, personOf } from "../residents.js";
import type { Service } from "../service.js";
import { readUpload } from "../uploads.js";
import { STYLE } from "./frame.js";
import { stagePill } from "./pills.js";

const WORDS = {
  title: { id: "Meja persetujuan", en: "Approval desk" },
  none: { id: "Tidak ada permohonan yang menunggu.", en: "No request is waiting." },
  who: { id: "Pemohon", en: "Applicant" },
  what: { id: "Surat", en: "Certificate" },
  since: { id: "Masuk", en: "Received" },
  stage: { id: "Tahap", en: "Stage" },
  look: { id: "Periksa", en: "Look" },
  paper: { id: "Persyaratan", en: "Requirement" },
  open: { id: "Buka berkas", en: "Open the file" },
  approve: { id: "Setujui dengan kartu", en: "Approve by card" },
  refuse: { id: "Tolak dengan kartu", en: "Refuse by card" },
  reason: { id: "Alasan penolakan", en: "Reason for refusing" },
  tap: { id: "Tempelkan kartu Anda sekarang", en: "Tap your card now" },
  approving: { id: "Tap berarti setuju.", en: "A tap says yes." },
  refusing: { id: "Tap berarti tidak setuju.", en: "A tap says no." },
  only: { id: "Hanya kartu", en: "Only the card of the" },
  neighbourhood: { id: "ketua lingkungan", en: "neighbourhood head of" },
  district: { id: "camat", en: "district head of" },
  cancel: { id: "Batal", en: "Cancel" },
  list: { id: "Semua permohonan", en: "All requests" },
} satisfies Record<string, Text>;

const SAID: Readonly<Record<DeskOutcome, Text>> = {
  decided: { id: "Tercatat. Terima kasih.", en: "Recorded. Thank you." },
  finished: { id: "Permohonan ini sudah selesai.", en: "This request is finished." },
  "own-request": {
    id: "Permohonan sendiri tidak dapat disetujui sendiri.",
    en: "Nobody approves a request of their own.",
  },
  "decided-before": { id: "Anda sudah memutuskan permohonan ini.", en: "You have decided on this request before." },
  "not-your-office": {
    id: "Kartu ini bukan kartu pejabat untuk tahap ini.",
    en: "This is not the card of the official for this stage.",
  },
  "card-refused": { id: "Keaslian kartu tidak terbukti.", en: "The card could not be proved genuine." },
  unknown: { id: "Kartu ini belum terdaftar.", en: "This card is not registered." },
  blocked: { id: "Kartu ini diblokir.", en: "This card is blocked." },
  "list-too-old": {
    id: "Daftar kartu diblokir sudah lama tidak diperbarui. Persetujuan menunggu sampai jaringan kembali.",
    en: "The list of blocked cards is too old. Approvals wait until the network is back.",
  },
  "nothing-here": { id: "Pilih permohonan dahulu, lalu tempelkan kartu.", en: "Choose a request first, then tap." },
  late: { id: "Tap ini terlambat diterima. Mohon ulangi.", en: "This tap came in late. Please repeat it." },
};

const districtName = (id: string) => DISTRICTS.find((district) => district.id === id)?.name ?? id;

/** Adds the pages of the approval desk. */
export function addDeskPages(app: Hono, service: Service): void {
  const { db, now, desk } = service;
  const page = (context: Context, body: Markup) => {
    context.header("cache-control", "no-store");
    const language = languageOf(context);
    const said = context.req.query("said") ?? "";
    const words = Object.hasOwn(SAID, said) ? SAID[said as DeskOutcome] : undefined;
    const notice = words
      ? html`<p class="notice ${said === "decided" ? "good" : "bad"}" role="status">${words[language]}</p>`
      : "";
    const list = agePill(service.blockList, now(), language);
    const whole = html`${STYLE}<div class="titled"><h1>${WORDS.title[language]}</h1>${list}</div>${notice}${body}`;
    const common = { language, title: WORDS.title, kind: "till", events: "/desk/events" } as const;
    return context.html(renderPage({ ...common, body: whole, samples: service.deskSamples }));
  };

  app.get("/desk", (context) => {
    const language = languageOf(context);
    const say = (text: Text) => text[language];
    const rows = openRequests(db).map(({ id, kind, resident, at_ms, stage }) => {
      const person = personOf(db, resident);
      return html`<tr>
        <td><strong>${person.name}</strong><br /><span class="quiet">${person.neighbourhood}, ${districtName(person.district)}</span></td>
        <td>${say(KINDS[kind]?.title as Text)}</td>
        <td>${sayMoment(at_ms, language)}</td>
        <td>${stagePill(stage, language)}</td>
        <td><a class="button" href="/desk/request/${id}">${say(WORDS.look)}</a></td>
      </tr>`;
    });
    const head = [WORDS.who, WORDS.what, WORDS.since, WORDS.stage, WORDS.look];
    const table = html`<div class="panel scroll"><table>
      <thead><tr>${head.map((text) => html`<th scope="col">${say(text)}</th>`)}</tr></thead><tbody>${rows}</tbody>
    </table></div>`;
    return page(context, rows.length > 0 ? table : html`<p class="notice">${say(WORDS.none)}</p>`);
  });

  app.get("/desk/request/:id{[0-9]+}", (context) => {
    const language = languageOf(context);
    const request = requestOf(db, Number(context.req.param("id")));
    if (!request) return context.redirect("/desk", 303);
    const say = (text: Text) => text[language];
    const person = personOf(db, request.resident);
    const stage = stageOf(decisionsOn(db, request.id));
    const lying = onDesk(db, now());
    const isHere = lying?.request === request.id;
    const body = html`<div class="two-columns">
      <section class="panel">
        <h2>${say(KINDS[request.kind]?.title as Text)}</h2>
        <p>${stagePill(stage, language)}</p>
        <dl class="facts">
          <div><dt>${say(WORDS.who)}</dt><dd>${person.name}</dd></div>
          <div><dt>NIK</dt><dd>${person.nik}</dd></div>
          <div><dt>${say({ id: "Alamat", en: "Address" })}</dt><dd>${person.address}, ${person.neighbourhood}, ${districtName(person.district)}</dd></div>
          <div><dt>${say(WORDS.since)}</dt><dd>${sayMoment(request.at_ms, language)}</dd></div>
        </dl>
        ${paper(request, say)}
      </section>
      ${isHere ? tapNow(person, stage, lying.answer, say) : answers(request.id, stage, say)}
    </div>
    <p><a href="/desk">${say(WORDS.list)}</a></p>`;
    return page(context, body);
  });

  function paper(request: CertificateRequest, say: (text: Text) => string): Markup {
    const type = readUpload(db, request.upload)?.type;
    const address = `/desk/request/${request.id}/paper`;
    return html`<h3>${say(WORDS.paper)}: ${say(KINDS[request.kind]?.needs as Text)}</h3>
      ${type === "application/pdf" ? "" : html`<img class="paper" src="${address}" alt="${say(WORDS.paper)}" />`}
      <p><a href="${address}" target="_blank">${say(WORDS.open)}</a></p>`;
  }

  app.post("/desk/request/:id{[0-9]+}", async (context) => {
    const id = Number(context.req.param("id"));
    const { answer, reason } = await context.req.parseBody();
    layOnDesk(db, id, answer === "refuse" ? "refuse" : "approve", String(reason ?? ""), now());
    return context.redirect(`/desk/request/${id}`, 303);
  });
  app.post("/desk/clear", (context) => {
    clearDesk(db);
    return context.redirect("/desk", 303);
  });
  app.get("/desk/request/:id{[0-9]+}/paper", (context) => {
    const request = requestOf(db, Number(context.req.param("id")));
    const file = request && readUpload(db, request.upload);
    if (!file) return context.notFound();
    // What a stranger has uploaded runs nothing here.
    context.header("content-security-policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'");
    return context.body(new Uint8Array(file.bytes), 200, { "content-type": file.type, "cache-control": "no-store" });
  });
  app.get("/desk/events", (context) => desk.serve(context));
}

function tapNow(person: Person, stage: Stage, answer: string, say: (text: Text) => string): Markup {
  const office = stage === "district" ? WORDS.district : WORDS.neighbourhood;
  const area = stage === "district" ? districtName(person.district) : person.neighbourhood;
  return html`<section class="panel center tap-now">
    <div class="rings"><i></i></div>
    <h2 role="status">${say(WORDS.tap)}</h2>
    <p class="${answer === "approve" ? "good-text" : "bad-text"}">${say(answer === "approve" ? WORDS.approving : WORDS.refusing)}</p>
    <p class="lead">${say(WORDS.only)} ${say(office)} <strong>${area}</strong></p>
    <form method="post" action="/desk/clear"><button>${say(WORDS.cancel)}</button></form>
  </section>`;
}

function answers(id: number, stage: Stage, say: (text: Text) => string): Markup {
  if (stage === "issued" || stage === "refused") return html`<p class="notice">${say(SAID.finished)}</p>`;
  return html`<section class="panel">
    <form method="post" action="/desk/request/${id}">
      <button class="primary wide" name="answer" value="approve">${say(WORDS.approve)}</button>
    </form>
    <form method="post" action="/desk/request/${id}">
      <label for="reason">${say(WORDS.reason)}</label>
      <input id="reason" name="reason" required maxlength="300" />
      <button class="danger wide" name="answer" value="refuse">${say(WORDS.refuse)}</button>
    </form>
  </section>`;
}
