/** /metrics of the workers of a process, as Prometheus reads it. */
import { Hono } from "hono";
import { Registry } from "prom-client";
import type { Figures } from "./figures.js";

/** Adds /metrics to an application. */
export function addMetrics(app: Hono, figures: readonly Figures[]): Hono {
  return app.get("/metrics", async (context) => {
    const registry = Registry.merge(figures.map((one) => one.registry));
    return context.body(await registry.metrics(), 200, { "content-type": registry.contentType });
  });
}

/** An application with nothing else. */
export function createMetricsApp(figures: readonly Figures[]): Hono {
  return addMetrics(new Hono(), figures);
}
