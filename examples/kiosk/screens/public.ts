/** Pages for anybody's phone: is this certificate genuine, how is my complaint. */
import type { Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { html } from "hono/html";
import { sayMoment } from "../../lib/days.js";
import { languageOf, type Text } from "../../lib/language.js";
import { type Markup, renderPage } from "../../lib/page.js";
import { type Certificate, checkCode, KINDS } from "../certificates.js";
import { openPdf, parseCode } from "../code.js";
import { complaintOf } from "../complaints.js";
import type { Service } from "../service.js";
import { MOST_BYTES } from "../uploads.js";
import { complaintStatus } from "./complaint.js";
import { STYLE } from "./frame.js";
import { fileOfForm } from "./upload-field.js";

const WORDS = {
  check: { id: "Periksa keaslian surat", en: "Is this certificate genuine?" },
  code: { id: "Kode verifikasi pada surat", en: "Verification code on the certificate" },
  look: { id: "Periksa", en: "Check" },
  file: { id: "Atau pilih berkas PDF-nya", en: "Or choose the PDF itself" },
  checkFile: { id: "Periksa berkas", en: "Check the file" },
  genuine: { id: "Surat ini asli", en: "This certificate is genuine" },
  unchanged: {
    id: "Berkas ini persis seperti saat diterbitkan.",
    en: "This file is exactly as it was issued.",
  },
  compare: {
    id: "Cocokkan dengan surat di tangan Anda. Bila ada yang berbeda, surat itu telah diubah.",
    en: "Compare with the paper in your hand. If anything differs, the paper has been changed.",
  },
  bad: { id: "Surat ini tidak dapat dipastikan asli", en: "This certificate cannot be confirmed" },
  badCode: {
    id: "Tidak ada surat dengan kode ini. Periksa kembali penulisannya; bila benar, jangan terima suratnya.",
    en: "There is no certificate with this code. Check the spelling; if it is right, do not accept the paper.",
  },
  badFile: {
    id: "Berkas ini bukan surat kota Tirtasari, atau telah diubah sesudah terbit. Jangan terima.",
    en: "This file is no certificate of Tirtasari, or it was changed after it was issued. Do not accept it.",
  },
  another: { id: "Periksa surat lain", en: "Check another" },
  status: { id: "Status pengaduan", en: "Status of a complaint" },
  ticket: { id: "Nomor pengaduan (PGD-…)", en: "Complaint number (PGD-…)" },
  noTicket: {
    id: "Nomor ini tidak kami kenal. Mohon periksa kembali.",
    en: "We do not know this number. Please check it.",
  },
  number: { id: "Nomor surat", en: "Number" },
  name: { id: "Nama", en: "Name" },
  nik: { id: "NIK", en: "Identity number" },
  address: { id: "Alamat", en: "Address" },
  issued: { id: "Diterbitkan", en: "Issued" },
} satisfies Record<string, Text>;

/** Enough to compare with the paper, too little to learn the number from. */
export function masked(nik: string): string {
  return `${nik.slice(0, 4)} •••• •••• ${nik.slice(12)}`;
}

/** Adds the pages that are open to the public. */
export function addPublicPages(app: Hono, { db, key, now }: Service): void {
  const page = (context: Context, title: Text, body: Markup, status: 200 | 404 | 413 | 422 = 200) => {
    const language = languageOf(context);
    return context.html(
      renderPage({ language, title, kind: "desk", body: html`${STYLE}<div class="phone">${body}</div>` }),
      status,
    );
  };
  const facts = (context: Context, certificate: Certificate, isFile: boolean) => {
    const language = languageOf(context);
    const rows: [Text, string][] = [
      [WORDS.number, certificate.number],
      [WORDS.name, certificate.name],
      [WORDS.nik, masked(certificate.nik)],
      [WORDS.address, `${certificate.address}, ${certificate.neighbourhood}, ${certificate.district}`],
      [WORDS.issued, sayMoment(certificate.at_ms, language)],
    ];
    const body = html`<div class="verdict good" role="status">
        <span class="mark" aria-hidden="true">✓</span><h1>${WORDS.genuine[language]}</h1>
        ${isFile ? html`<p>${WORDS.unchanged[language]}</p>` : ""}
      </div>
      <section class="panel">
        <h2>${KINDS[certificate.kind]?.title[language]}</h2>
        <dl class="facts">${rows.map(([name, value]) => html`<div><dt>${name[language]}</dt><dd>${value}</dd></div>`)}</dl>
      </section>
      ${isFile ? "" : html`<p class="notice">${WORDS.compare[language]}</p>`}
      <p><a class="button wide" href="/check">${WORDS.another[language]}</a></p>`;
    return page(context, WORDS.genuine, body);
  };
  const refuse = (context: Context, why: Text, status: 404 | 413 | 422) => {
    const language = languageOf(context);
    const body = html`<div class="verdict bad" role="status">
        <span class="mark" aria-hidden="true">×</span><h1>${WORDS.bad[language]}</h1><p>${why[language]}</p>
      </div>
      <p><a class="button wide" href="/check">${WORDS.another[language]}</a></p>`;
    return page(context, WORDS.bad, body, status);
  };

  app.get("/check", (context) => {
    const asked = context.req.query("code");
    if (asked !== undefined) return context.redirect(`/check/${encodeURIComponent(asked.trim() || "-")}`, 303);
    const language = languageOf(context);
    const body = html`<h1>${WORDS.check[language]}</h1>
      <form class="panel" action="/check">
        <label for="code">${WORDS.code[language]}</label>
        <input id="code" class="code" name="code" required autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="XXXX-XXXX-XXXX-XXXX" />
        <button class="primary wide">${WORDS.look[language]}</button>
      </form>
      <form class="panel" method="post" enctype="multipart/form-data" action="/check">
        <label for="file">${WORDS.file[language]}</label>
        <input id="file" type="file" name="file" required accept="application/pdf" />
        <button class="wide">${WORDS.checkFile[language]}</button>
      </form>`;
    return page(context, WORDS.check, body);
  });
  app.get("/check/:code", (context) => {
    const code = parseCode(context.req.param("code"));
    const certificate = code && checkCode(db, key, code);
    return certificate ? facts(context, certificate, false) : refuse(context, WORDS.badCode, 404);
  });
  const limit = bodyLimit({
    maxSize: MOST_BYTES,
    onError: (context) => refuse(context, WORDS.badFile, 413) as Response,
  });
  app.post("/check", limit, async (context) => {
    const file = await fileOfForm((await context.req.parseBody()).file);
    const code = file && openPdf(key, file);
    const certificate = code && checkCode(db, key, code);
    return certificate ? facts(context, certificate, true) : refuse(context, WORDS.badFile, 422);
  });

  app.get("/status/:ticket?", (context) => {
    const asked = context.req.query("ticket");
    if (asked !== undefined) return context.redirect(`/status/${encodeURIComponent(asked.trim() || "-")}`, 303);
    const language = languageOf(context);
    const ticket = context.req.param("ticket");
    const complaint = ticket === undefined ? undefined : complaintOf(db, ticket);
    const say = (text: Text) => text[language];
    const body = html`<h1>${say(WORDS.status)}</h1>
      ${complaint ? complaintStatus(complaint, now(), { language, say }) : ""}
      ${ticket !== undefined && !complaint ? html`<p class="notice bad" role="status">${say(WORDS.noTicket)}</p>` : ""}
      <form class="panel" action="/status">
        <label for="ticket">${say(WORDS.ticket)}</label>
        <input id="ticket" class="code" name="ticket" required autocomplete="off" autocapitalize="characters" placeholder="PGD-XXXXXX" />
        <button class="primary wide">${say(WORDS.look)}</button>
      </form>`;
    return page(context, WORDS.status, body, ticket !== undefined && !complaint ? 404 : 200);
  });
}
