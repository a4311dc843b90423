/** Screens of the certificates: kind, requirement, how far it is, and the certificate itself. */
import type { Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { html } from "hono/html";
import { sayMoment } from "../../lib/days.js";
import type { Text } from "../../lib/language.js";
import { stageOf } from "../approval.js";
import {
  type Certificate,
  certificateOf,
  decisionsOn,
  KINDS,
  requestCertificate,
  requestsOf,
} from "../certificates.js";
import { drawCertificate } from "../pdf.js";
import type { Service } from "../service.js";
import { checkUpload, MOST_BYTES, type UploadProblem } from "../uploads.js";
import { markDone } from "../visits.js";
import { formName, type Moment, show, withVisit } from "./frame.js";
import { stagePill } from "./pills.js";
import { fileOfForm, uploadProblem } from "./upload-field.js";

const WORDS = {
  title: { id: "Surat keterangan", en: "Certificates" },
  choose: { id: "Surat apa yang Anda perlukan?", en: "Which certificate do you need?" },
  need: { id: "Kami memerlukan", en: "We need" },
  file: {
    id: "Berkas (foto JPG atau PNG, atau PDF, paling besar 5 MB)",
    en: "File (JPG or PNG photo, or PDF, 5 MB at most)",
  },
  scan: {
    id: "Letakkan dokumen di bawah kamera, atau colokkan ponsel atau diska Anda.",
    en: "Put the document under the camera, or plug in your phone or disk.",
  },
  send: { id: "Kirim permohonan", en: "Send the request" },
  sent: { id: "Permohonan Anda sudah kami terima", en: "We have received your request" },
  steps: { id: "Langkah berikutnya", en: "What happens next" },
  step1: { id: "Ketua lingkungan menyetujui", en: "The neighbourhood head approves" },
  step2: { id: "Camat menyetujui", en: "The district head approves" },
  step3: { id: "Surat terbit dan dapat dicetak di sini", en: "The certificate is issued and printed here" },
  ready: { id: "Surat Anda sudah terbit", en: "Your certificate is issued" },
  so: { id: "Sejauh ini", en: "So far" },
  print: { id: "Cetak surat (PDF)", en: "Print the certificate (PDF)" },
  code: { id: "Kode verifikasi", en: "Verification code" },
  again: {
    id: "Kapan saja, tempelkan kartu Anda di sini untuk melihat statusnya.",
    en: "Tap your card here at any time to see how far it is.",
  },
  reason: { id: "Alasan", en: "Reason" },
} satisfies Record<string, Text>;

function form(service: Service, moment: Moment, kind: string, problem?: UploadProblem) {
  const { base, say } = moment;
  const { title, about, needs } = KINDS[kind] as (typeof KINDS)[string];
  const body = html`<h1>${say(title)}</h1>
    <p class="lead">${say(about)}</p>
    <form class="panel" method="post" enctype="multipart/form-data" action="${base}/certificate/${kind}">
      ${formName()}
      ${problem ? html`<p class="notice bad" role="alert">${say(uploadProblem(problem))}</p>` : ""}
      <h2>${say(WORDS.need)} ${say(needs)}</h2>
      <p>${say(WORDS.scan)}</p>
      <label for="file">${say(WORDS.file)}</label>
      <input id="file" type="file" name="file" required accept="image/jpeg,image/png,application/pdf" />
      <button class="primary wide">${say(WORDS.send)}</button>
    </form>`;
  const status = problem === undefined ? 200 : problem === "too-large" ? 413 : 422;
  return show(service, moment, { title, back: "/certificate", body, status });
}

function status(
  { db }: Service,
  { base, say, language }: Moment,
  request: { id: number; kind: string; at_ms: number },
) {
  const decisions = decisionsOn(db, request.id);
  const stage = stageOf(decisions);
  const issued = certificateOf(db, request.id);
  const refusal = decisions.find(({ answer }) => answer === "refuse");
  const done = [decisions[0]?.at_ms, decisions[1]?.at_ms, issued?.at_ms];
  const steps = [WORDS.step1, WORDS.step2, WORDS.step3].map((words, index) => {
    const at = refusal ? undefined : done[index];
    return html`<li class="${at ? "done" : ""}">
      <strong>${say(words)}</strong>${at ? html`<br /><span class="quiet">${sayMoment(at, language)}</span>` : ""}
    </li>`;
  });
  return html`<h1>${say(issued ? WORDS.ready : WORDS.sent)}</h1>
    <p class="lead">${say(KINDS[request.kind]?.title as Text)} · ${stagePill(stage, language)}</p>
    ${refusal ? html`<p class="notice bad"><b>${say(WORDS.reason)}:</b> ${refusal.reason}</p>` : ""}
    <section class="panel"><h2>${say(issued ? WORDS.so : WORDS.steps)}</h2><ol class="steps">${steps}</ol></section>
    ${
      issued
        ? html`${letter(issued, say)}
          <a class="button primary wide" href="${base}/request/${request.id}/certificate.pdf">${say(WORDS.print)}</a>`
        : html`<p class="notice">${say(WORDS.again)}</p>`
    }`;
}

/** What the paper says, to be read before it is printed. */
function letter(issued: Certificate, say: Moment["say"]) {
  return html`<section class="panel letter" lang="id">
    <p class="head">PEMERINTAH KOTA TIRTASARI</p>
    <h2>${KINDS[issued.kind]?.title.id}</h2>
    <p>Nomor ${issued.number}</p>
    <p><strong>${issued.name}</strong><br />NIK ${issued.nik}<br />${issued.address}, ${issued.neighbourhood}, ${issued.district}</p>
    <p>${KINDS[issued.kind]?.states}</p>
    <p class="heads"><span>${issued.neighbourhood_head}<br /><span class="quiet">Ketua Lingkungan</span></span>
      <span>${issued.district_head}<br /><span class="quiet">Camat</span></span></p>
    <p class="quiet">${say(WORDS.code)}</p>
    <p class="figure">${issued.code}</p>
  </section>`;
}

/** Adds the screens of the certificates. */
export function addCertificateScreens(app: Hono, service: Service): void {
  const { db } = service;
  const kindOf = (context: Context) => {
    const kind = context.req.param("kind") ?? "";
    return Object.hasOwn(KINDS, kind) ? kind : undefined;
  };
  const mine = ({ visit, context }: Moment) =>
    requestsOf(db, visit.person.number).find(({ id }) => id === Number(context.req.param("id")));

  app.get(
    "/v/:token/certificate",
    withVisit(service, (moment) => {
      const { base, say } = moment;
      const tiles = Object.entries(KINDS).map(
        ([id, { title, about }]) => html`<a class="tile" href="${base}/certificate/${id}">
          <strong>${say(title)}</strong><span class="quiet">${say(about)}</span>
        </a>`,
      );
      const body = html`<h1>${say(WORDS.choose)}</h1><nav class="list big" aria-label="${say(WORDS.title)}">${tiles}</nav>`;
      return show(service, moment, { title: WORDS.title, back: "", body });
    }),
  );
  app.get(
    "/v/:token/certificate/:kind",
    withVisit(service, (moment) => {
      const kind = kindOf(moment.context);
      return kind ? form(service, moment, kind) : moment.context.redirect(moment.base, 303);
    }),
  );
  app.post(
    "/v/:token/certificate/:kind",
    // The form around the file takes a little.
    bodyLimit({
      maxSize: MOST_BYTES + 65_536,
      onError: (context) => {
        const tooLarge = (moment: Moment) => form(service, moment, kindOf(moment.context) ?? "domicile", "too-large");
        return withVisit(service, tooLarge)(context, async () => {}) as Promise<Response>;
      },
    }),
    withVisit(service, async (moment) => {
      const { context, base, visit } = moment;
      const kind = kindOf(context);
      if (!kind) return context.redirect(base, 303);
      const body = await context.req.parseBody();
      const file = checkUpload(await fileOfForm(body.file), ["image/jpeg", "image/png", "application/pdf"]);
      if (typeof file === "string") return form(service, moment, kind, file);
      const now = service.now();
      const request = requestCertificate(db, String(body.form), visit.person.number, kind, file, now);
      if (!request) return context.redirect(base, 303);
      markDone(db, visit.token, now);
      service.desk.tell({ kind: "refresh" });
      return context.redirect(`${base}/request/${request.id}`, 303);
    }),
  );
  app.get(
    "/v/:token/request/:id{[0-9]+}",
    withVisit(service, (moment) => {
      const request = mine(moment);
      if (!request) return moment.context.redirect(moment.base, 303);
      return show(service, moment, { title: WORDS.title, back: "/matters", body: status(service, moment, request) });
    }),
  );
  app.get(
    "/v/:token/request/:id{[0-9]+}/certificate.pdf",
    withVisit(service, async (moment) => {
      const request = mine(moment);
      const issued = request && certificateOf(db, request.id);
      if (!issued) return moment.context.redirect(moment.base, 303);
      const pdf = await drawCertificate(service.key, issued, service.origin);
      return moment.context.body(new Uint8Array(pdf), 200, { "content-type": "application/pdf" });
    }),
  );
}
