/** /metrics of the workers of a process, as Prometheus reads it. */
import { Hono } from "hono";
import type { Figures } from "./figures.js";

/** Adds /metrics to an application. */
export function addMetrics(app: Hono, figures: readonly Figures[]): Hono {
  return app.get("/metrics", async (context) => {
    const texts = await Promise.all(figures.map(({ registry }) => registry.metrics()));
    const type = figures[0]?.registry.contentType ?? "text/plain";
    return context.body(mergeTexts(texts), 200, { "content-type": type });
  });
}

/** An application with nothing else. */
export function createMetricsApp(figures: readonly Figures[]): Hono {
  return addMetrics(new Hono(), figures);
}

/** Each metric's head once, with the lines of all workers: a Registry holds a name once, whoever counts under it. */
function mergeTexts(texts: readonly string[]): string {
  const families = new Map<string, string[]>();
  for (const family of texts.flatMap((text) => text.trim().split(/\n\n/))) {
    const [help = "", type = "", ...lines] = family.split("\n");
    const head = `${help}\n${type}`;
    families.set(head, [...(families.get(head) ?? []), ...lines]);
  }
  return [...families].map(([head, lines]) => `${[head, ...lines].join("\n")}\n`).join("\n");
}
