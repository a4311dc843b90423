/** The frame around every page: head, language switch, the reader's state, the tray of sample cards. */
import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import type { Language, Text } from "./language.js";
import type { SampleCard } from "./station.js";

/** Markup whose texts are escaped: made with the `html` template. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What a page is made of. */
export interface Page {
  readonly language: Language;
  /** In the browser's tab and for screen readers. */
  readonly title: Text;
  /** Class of the body: "kiosk", "till", "desk" or "wall" set the scale. */
  readonly kind: "kiosk" | "till" | "desk" | "wall";
  readonly body: Markup;
  /** Live updates come from here; see `events.ts`. */
  readonly events?: string;
  /** Without hardware: cards that can be tapped with the mouse. */
  readonly samples?: readonly SampleCard[];
  /** More for the tray, such as a switch that cuts the network. */
  readonly tray?: Markup;
  /** Address of the script of this page, beside that of all pages. */
  readonly script?: string;
  /** Addresses of style sheets of this page; beside its main part, so that they stay when that is replaced. */
  readonly styles?: readonly string[];
}

const WORDS = {
  away: {
    id: "Pembaca kartu sedang tidak terhubung. Mohon tunggu sebentar, layanan segera kembali.",
    en: "The card reader is not connected at the moment. Please wait, service will be back shortly.",
  },
  skip: { id: "Langsung ke isi", en: "Skip to content" },
  samples: { id: "Tanpa perangkat: tempelkan kartu contoh", en: "No hardware: tap a sample card" },
  other: { id: "English", en: "Bahasa Indonesia" },
} satisfies Record<string, Text>;

/** A text in the language of the page. */
export function say(page: { language: Language }, text: Text): string {
  return text[page.language];
}

function tray(page: Page): Markup | "" {
  if (!page.samples?.length) return "";
  return html`<aside class="tray" aria-label="${say(page, WORDS.samples)}">
    <p>${say(page, WORDS.samples)}</p>
    <div>
      ${page.samples.map((card) => html`<button type="button" data-sample="${card.id}">${card.label}</button>`)} ${page.tray ?? ""}
    </div>
  </aside>`;
}

/** A whole page. Everything it loads comes from this server. */
export function renderPage(page: Page): Markup {
  const other = page.language === "id" ? "en" : "id";
  return html`${raw("<!doctype html>")}
    <html lang="${page.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${say(page, page.title)}</title>
        <link rel="stylesheet" href="/lib/style.css" />
        ${page.styles?.map((href) => html`<link rel="stylesheet" href="${href}" />`) ?? ""}
        <link rel="icon" href="/lib/icon.svg" type="image/svg+xml" />
        <script type="module" src="/lib/live.js"></script>
        ${page.script ? html`<script type="module" src="${page.script}"></script>` : ""}
      </head>
      <body class="${page.kind}" data-events="${page.events ?? ""}">
        <a class="skip" href="#main">${say(page, WORDS.skip)}</a>
        <a class="language" href="?lang=${other}" lang="${other}" hreflang="${other}">${say(page, WORDS.other)}</a>
        <p class="away" role="alert" hidden>${say(page, WORDS.away)}</p>
        <main id="main" tabindex="-1">${page.body}</main>
        ${tray(page)}
      </body>
    </html>`;
}
