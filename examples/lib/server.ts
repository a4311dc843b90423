/** The web server of an example: its pages, the common files, strict headers. */
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import type { Pages } from "./events.js";
import type { Station } from "./station.js";

const HERE = dirname(fileURLToPath(import.meta.url));
/** Compiled files are in .build/examples/lib, pages' own files stay in examples/; tests run the source where it lies. */
const EXAMPLES = HERE.endsWith(join(".build", "examples", "lib")) ? join(HERE, "../../../examples") : join(HERE, "..");

/** Path of a file of an example, from the folder `examples`. */
export function fileOf(...parts: string[]): string {
  return join(EXAMPLES, ...parts);
}

/**
 * An application with the common files under /lib and an example's own under /NAME. Nothing is loaded from elsewhere, no
 * script stands in a page.
 *
 * @param name folder of the example; its `public` is served
 */
export function createWebApp(name: string): Hono {
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:", "blob:"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
      },
    }),
  );
  const files = (prefix: string, folder: string) =>
    app.use(`${prefix}/*`, serveStatic({ root: folder, rewriteRequestPath: (path) => path.slice(prefix.length) }));
  files("/lib", fileOf("lib/public"));
  files(`/${name}`, fileOf(name, "public"));
  files("/uplot", join(EXAMPLES, "../node_modules/uplot/dist"));
  return app;
}

/** Adds what the tray of sample cards and the reader's state need. */
export function serveStation(app: Hono, station: Station, pages: Pages, prefix = ""): void {
  app.get(`${prefix}/events`, (context) => pages.serve(context));
  app.post(`${prefix}/sample/:id`, async (context) => {
    if (!station.samples.some(({ id }) => id === context.req.param("id"))) return context.notFound();
    await station.present(context.req.param("id"));
    return context.body(null, 204);
  });
  station.events.on("state", (state) => pages.tell({ kind: "reader", state }));
}

/** A server that listens. */
export interface WebServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on this computer only: a kiosk shows its own pages. */
export function listen(app: Hono, port: number): Promise<WebServer> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: "127.0.0.1" }, (info: AddressInfo) =>
      resolve({
        url: `http://127.0.0.1:${info.port}/`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      }),
    );
    server.once("error", reject);
  });
}
