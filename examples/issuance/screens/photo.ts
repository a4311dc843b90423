/** The photo: by the camera where there is one, from a file else; made small in the browser, stored small. */
import type { Hono } from "hono";
import { html } from "hono/html";
import { languageOf, type Text } from "../../lib/language.js";
import { officerOf } from "../check.js";
import { PHOTO_MAX_BYTES, personOf, photoOf, storePhoto } from "../residents.js";
import type { Service } from "../service.js";
import { show } from "./frame.js";

const WORDS = {
  title: { id: "Foto warga", en: "Photo of the resident" },
  hint: {
    id: "Wajah di dalam bingkai, tanpa topi atau kacamata hitam, cahaya dari depan.",
    en: "Face inside the frame, no hat or dark glasses, light from the front.",
  },
  snap: { id: "Ambil foto", en: "Take the photo" },
  again: { id: "Ulangi", en: "Again" },
  keep: { id: "Pakai foto ini", en: "Use this photo" },
  file: { id: "Atau pilih berkas foto", en: "Or choose a picture file" },
  noCamera: {
    id: "Tidak ada kamera. Pilih berkas foto di bawah.",
    en: "There is no camera. Choose a picture file below.",
  },
  bad: { id: "Berkas itu bukan foto yang dapat dipakai.", en: "That file is no picture that can be used." },
  back: { id: "Kembali", en: "Back" },
  preview: { id: "Pratinjau foto", en: "Preview of the photo" },
} satisfies Record<string, Text>;

/** Adds the page of the photo, and the photo. */
export function addPhotoPage(app: Hono, service: Service): void {
  const { db, now } = service;
  app.get("/residents/:number{[0-9]+}/photo", (context) => {
    const language = languageOf(context);
    const say = (text: Text) => text[language];
    const person = personOf(db, Number(context.req.param("number")));
    if (!person) return context.notFound();
    const body = html`<div class="photo" data-to="/residents/${person.number}" data-bad="${say(WORDS.bad)}">
      <div class="frame panel">
        <video autoplay playsinline muted hidden></video>
        <canvas width="360" height="480" role="img" aria-label="${say(WORDS.preview)}" hidden></canvas>
        <p class="lead no-camera" hidden>${say(WORDS.noCamera)}</p>
      </div>
      <div>
        <h1>${person.name}</h1>
        <p class="lead">${say(WORDS.hint)}</p>
        <p class="problem bad-text" role="alert"></p>
        <p class="row">
          <button type="button" class="primary snap" hidden>${say(WORDS.snap)}</button>
          <button type="button" class="primary keep" hidden>${say(WORDS.keep)}</button>
          <button type="button" class="again" hidden>${say(WORDS.again)}</button>
        </p>
        <label for="file">${say(WORDS.file)}</label>
        <input id="file" type="file" accept="image/*" capture="user" />
        <p><a class="button" href="/residents/${person.number}"><span aria-hidden="true">←</span> ${say(WORDS.back)}</a></p>
      </div>
    </div>`;
    // Without the service: no refresh takes the camera's picture away.
    return show(context, undefined, { title: WORDS.title, at: "desk", body, script: "/issuance/photo.js" });
  });

  app.put("/residents/:number{[0-9]+}/photo.jpg", async (context) => {
    if (!officerOf(db)) return context.body(null, 403);
    // What is larger is not even read.
    if (Number(context.req.header("content-length") ?? Number.POSITIVE_INFINITY) > PHOTO_MAX_BYTES)
      return context.body(null, 413);
    const jpeg = new Uint8Array(await context.req.arrayBuffer());
    if (!storePhoto(db, Number(context.req.param("number")), jpeg, now())) return context.body(null, 422);
    return context.body(null, 204);
  });

  app.get("/residents/:number{[0-9]+}/photo.jpg", (context) => {
    const photo = photoOf(db, Number(context.req.param("number")));
    if (!photo) return context.notFound();
    return context.body(photo.slice(), 200, { "content-type": "image/jpeg", "cache-control": "no-store" });
  });
}
