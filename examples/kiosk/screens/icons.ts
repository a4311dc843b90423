/** Line drawings for the services; beside words, for people who read slowly. */
import { html } from "hono/html";
import type { Markup } from "../../lib/page.js";

const draw = (paths: Markup): Markup => html`<svg class="icon" viewBox="0 0 48 48" aria-hidden="true">${paths}</svg>`;

/** By the name of the service. */
export const ICONS = {
  hospital: draw(html`<path d="M8 42V14h32v28zM18 42V32h12v10M24 4v10M19 9h10M15 22h4M29 22h4" />`),
  certificate: draw(html`<path d="M10 4h20l8 8v32H10zM30 4v8h8M17 20h14M17 27h14M17 34h8" />`),
  complaint: draw(html`<path d="M6 20v10h8l18 10V10L14 20zM14 30l3 11h6M38 18a9 9 0 0 1 0 14" />`),
  aid: draw(
    html`<path d="M24 23s-11-6-11-12a5.5 5.5 0 0 1 11-2 5.5 5.5 0 0 1 11 2c0 6-11 12-11 12zM4 30h8l8 4h8M12 40h16l16-9M4 28v14h8V28z" />`,
  ),
  matters: draw(html`<path d="M6 10h4M6 24h4M6 38h4M18 10h24M18 24h24M18 38h24" />`),
} as const;
