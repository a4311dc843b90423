/** What the server tells the open pages at once, by server-sent events. */
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";

/** What a page is told; `live.js` does it. */
export type PageEvent =
  /** Go to another address of this server. */
  | { readonly kind: "go"; readonly to: string }
  /** Fetch the page anew and put its main part in place. */
  | { readonly kind: "refresh" }
  /** The reader has gone, or is back. */
  | { readonly kind: "reader"; readonly state: "ready" | "away" }
  /** Anything for the script of one page. */
  | { readonly kind: "data"; readonly data: unknown };

/** Connects the server with its open pages. */
export interface Pages {
  /** Tells all open pages. */
  tell(event: PageEvent): void;
  /** The handler of the address in {@link Page}.events. */
  serve(context: Context): Response;
}

/** A comment this often keeps proxies from closing the line. */
const KEEP_ALIVE_MS = 15_000;

/** @param first what a page is told when it has just come */
export function createPages(first: () => PageEvent[] = () => []): Pages {
  const listeners = new Set<(event: PageEvent) => void>();
  return {
    tell(event) {
      for (const listener of listeners) listener(event);
    },
    serve: (context) =>
      streamSSE(context, async (stream) => {
        const send = (event: PageEvent) => void stream.writeSSE({ data: JSON.stringify(event) }).catch(() => {});
        for (const event of first()) send(event);
        listeners.add(send);
        const beat = setInterval(
          () => void stream.writeSSE({ event: "beat", data: "" }).catch(() => {}),
          KEEP_ALIVE_MS,
        );
        await new Promise<void>((resolve) => stream.onAbort(resolve));
        clearInterval(beat);
        listeners.delete(send);
      }),
  };
}
