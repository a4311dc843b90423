/** The web server of a till: its pages, what their buttons do, and the tray of the demonstration. */

import type { Context, Hono } from "hono";
import { csrf } from "hono/csrf";
import { html } from "hono/html";
import { inTransaction } from "../lib/database.js";
import { createPages } from "../lib/events.js";
import { languageOf } from "../lib/language.js";
import type { Markup } from "../lib/page.js";
import { createWebApp, serveStation } from "../lib/server.js";
import type { Station } from "../lib/station.js";
import type { BackEndClient } from "./backend-client.js";
import { customerPage } from "./pages/customer-page.js";
import type { ShopPage } from "./pages/frame.js";
import { reportPage } from "./pages/report-page.js";
import { receiptPage, salesPage } from "./pages/sales-page.js";
import { tillPage } from "./pages/till-page.js";
import type { Till } from "./till.js";
import { addToBasket, taskOf } from "./till-basket.js";
import { saleOf } from "./till-sales.js";
import { WORDS } from "./words.js";

/** A purse at the virtual reader; `pulled`: it loses power in the middle of the payment. */
export type PresentPurse = (pulled: boolean) => Promise<void>;

/** What a till's server is made of. */
export interface TillServerOptions {
  readonly till: Till;
  readonly station: Station;
  readonly backEnd: BackEndClient;
  /** Without hardware. */
  readonly presentPurse?: PresentPurse | undefined;
}

/** Creates the application. */
export function createTillApp({ till, station, backEnd, presentPurse }: TillServerOptions): Hono {
  const app = createWebApp("pos");
  const pages = createPages(() => [{ kind: "reader", state: station.state }]);
  till.events.on("change", () => pages.tell({ kind: "refresh" }));
  // Forms of other sites have no business here.
  app.use(csrf());
  serveStation(app, station, pages);

  const page = (context: Context): ShopPage => {
    const language = languageOf(context);
    const word = (backEnd.isCut ? WORDS.restore : WORDS.cut)[language];
    const button = (what: string, label: string): Markup =>
      html`<form method="post" action="/demo/${what}" ${what === "network" ? html`data-to="/"` : ""}><button id="demo-${what}">${label}</button></form>`;
    const more = html`${button("purse", WORDS.purse[language])} ${button("purse-pulled", WORDS.pursePulled[language])}
    ${button("network", word)}`;
    return { till, language, tray: presentPurse ? { samples: station.samples, tray: more } : {} };
  };
  const back = (context: Context, to = "/") => context.redirect(to, 303);

  app.get("/", (context) => context.html(tillPage(page(context))));
  app.get("/customer", (context) => context.html(customerPage({ ...page(context), tray: {} })));
  app.get("/sales", (context) => context.html(salesPage(page(context))));
  app.get("/report", (context) => context.html(reportPage(page(context))));
  app.get("/sale/:id", (context) => {
    const sale = saleOf(till.db, Number(context.req.param("id")));
    return sale ? context.html(receiptPage(page(context), sale)) : context.notFound();
  });

  app.post("/basket", async (context) => {
    const { good, quantity } = await context.req.parseBody();
    // What is being paid for is not changed.
    if (!taskOf(till.db)) {
      inTransaction(till.db, () => addToBasket(till.db, String(good), Number(quantity)));
      till.events.emit("change");
    }
    return back(context);
  });
  app.post("/pay", (context) => {
    till.askPayment(context.req.query("aid") !== "0");
    return back(context);
  });
  app.post("/stop", (context) => {
    till.stop();
    return back(context);
  });
  app.post("/clear", (context) => {
    till.clear();
    return back(context);
  });
  app.post("/sale/:id/cancel", async (context) => {
    const { line } = await context.req.parseBody({ all: true });
    till.askCancel(Number(context.req.param("id")), [line ?? []].flat().map(Number));
    return back(context);
  });

  if (presentPurse) {
    app.post("/demo/network", async (context) => {
      backEnd.isCut = !backEnd.isCut;
      await till.sync();
      return back(context);
    });
    for (const what of ["purse", "purse-pulled"])
      app.post(`/demo/${what}`, async (context) => {
        await presentPurse(what === "purse-pulled");
        return back(context);
      });
  }
  return app;
}
