/** The frame of the kiosk's screens: who is there, the way back, the way out, and "still there?". */
import { randomBytes } from "node:crypto";
import type { Context, Handler } from "hono";
import { html } from "hono/html";
import { type Language, languageOf, type Text } from "../../lib/language.js";
import { type Markup, renderPage } from "../../lib/page.js";
import type { Service } from "../service.js";
import { enterVisit, type Visit } from "../visits.js";

/** What a screen of a visit is made of. */
export interface Screen {
  readonly title: Text;
  readonly body: Markup;
  /** Where "back" leads, below the visit's address; undefined for the first screen. */
  readonly back?: string;
  /** Of the answer; default 200. */
  readonly status?: 200 | 404 | 413 | 422;
}

/** What a handler of a visit's screen is given. */
export interface Moment {
  readonly context: Context;
  readonly visit: Visit;
  readonly language: Language;
  /** Address of the visit's pages, without a slash at its end. */
  readonly base: string;
  say(text: Text): string;
}

const WORDS = {
  back: { id: "Kembali", en: "Back" },
  finish: { id: "Selesai", en: "Finish" },
  card: { id: "Kartu warga", en: "Resident card" },
  city: { id: "Pelayanan Kota Tirtasari", en: "Tirtasari City Services" },
  still: { id: "Anda masih di sini?", en: "Are you still there?" },
  closing: {
    id: "Demi keamanan data Anda, layar ini akan segera ditutup.",
    en: "To protect your data, this screen will close in a moment.",
  },
  stay: { id: "Ya, lanjutkan", en: "Yes, go on" },
} satisfies Record<string, Text>;

/** Names a form: sent twice, it counts once. */
export function formName(): Markup {
  return html`<input type="hidden" name="form" value="${randomBytes(9).toString("hex")}" />`;
}

/** The stylesheet of this example, beside the common one. */
export const STYLE = html`<link rel="stylesheet" href="/kiosk/kiosk.css" />`;

/** Wraps the handler of a visit's screen: whoever has no open visit lands on the first screen and sees nothing of it. */
export function withVisit(service: Service, handle: (moment: Moment) => Response | Promise<Response>): Handler {
  return (context) => {
    // The browser's "back" must not bring up what belongs to somebody who has gone.
    context.header("cache-control", "no-store");
    const visit = enterVisit(service.db, context.req.param("token") ?? "", service.now());
    if (!visit) return context.redirect("/", 303);
    const language = languageOf(context);
    return handle({ context, visit, language, base: `/v/${visit.token}`, say: (text) => text[language] });
  };
}

/** Answers with a screen of a visit. */
export function show(service: Service, moment: Moment, screen: Screen): Response | Promise<Response> {
  const { context, visit, language, base, say } = moment;
  const back =
    screen.back === undefined
      ? ""
      : html`<a class="button" href="${base}${screen.back}"><span aria-hidden="true">←</span> ${say(WORDS.back)}</a>`;
  const body = html`${STYLE}
    <p class="who">${screen.back === undefined ? say(WORDS.city) : html`<span class="quiet">${say(WORDS.card)}</span> <strong>${visit.person.name}</strong>`}</p>
    <div class="fill">${screen.body}</div>
    <nav class="foot" aria-label="${say(WORDS.finish)}">
      ${back}
      <form method="post" action="${base}/finish"><button>${say(WORDS.finish)}</button></form>
    </nav>
    <dialog id="still" data-visit="${base}" aria-labelledby="still-title">
      <h2 id="still-title">${say(WORDS.still)}</h2>
      <p>${say(WORDS.closing)}</p>
      <button type="button" class="primary">${say(WORDS.stay)}</button>
    </dialog>`;
  const page = { language, title: screen.title, kind: "kiosk", body, events: "/events" } as const;
  return context.html(
    renderPage({ ...page, samples: service.kioskSamples, script: "/kiosk/kiosk.js" }),
    screen.status ?? 200,
  );
}
