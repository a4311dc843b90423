/** A till's way to the back end, with a switch that cuts it. */
import type { Answer, BackEnd, Snapshot } from "./posting.js";

/** A customer waits no longer than this for an answer. */
const PATIENCE_MS = 3000;

/** The back end at an address. */
export interface BackEndClient extends BackEnd {
  /** True: as if the network were down. */
  isCut: boolean;
}

/** @param url of the back end, with a slash at its end */
export function createBackEndClient(url: string): BackEndClient {
  async function call(path: string, init: RequestInit = {}): Promise<unknown> {
    if (client.isCut) throw new Error("the network was cut by the switch");
    const response = await fetch(new URL(path, url), { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!response.ok) throw new Error(`the back end answered ${response.status}`);
    return response.json();
  }

  const client: BackEndClient = {
    isCut: false,
    send: async (envelopes) =>
      (await call("postings", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(envelopes),
      })) as Answer[],
    snapshot: async (shop) => (await call(`snapshot/${encodeURIComponent(shop)}`)) as Snapshot,
  };
  return client;
}
