/** Who gets a lent card, for how long, and that it is always given back. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Reader } from "../../../sdk/reader/node.js";
import { FakeReader } from "../../support/fake-reader.js";
import { eventually, pass, useFakeTime, within } from "../../support/time.js";

const LENT = 8;
const REMOVED = 2;

let fake: FakeReader;
let reader: Reader;

beforeEach(async () => {
  useFakeTime();
  fake = new FakeReader();
  reader = await eventually(Reader.open(fake.options));
});
afterEach(async () => {
  await within(500, reader.close());
  fake.stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

function lend(first: number): void {
  fake.notice({ kind: LENT, uid: Uint8Array.of(first, 2, 3, 4), profile: 1 });
}

/** What the host said of the cards: true accepted, false refused. */
function finished(): boolean[] {
  return fake.heard.flatMap(({ request }) => (request?.finish ? [request.finish.accepted ?? false] : []));
}

describe("a lent card", () => {
  test("goes to one call only, the next to the next", async () => {
    const served: string[] = [];
    const calls = ["one", "two"].map((name) =>
      reader.withCard(async ({ uid }) => {
        served.push(`${name} ${uid[0]}`);
        return { accepted: true };
      }),
    );
    lend(11);
    await pass(300);
    expect(served).toEqual(["one 11"]);
    lend(12);
    await within(300, Promise.all(calls));
    expect(served).toEqual(["one 11", "two 12"]);
  });

  test("that came between two calls is not missed, unless it is gone or too old", async () => {
    const serve = async () => ({ accepted: true });
    lend(11);
    await pass(1000);
    await within(300, reader.withCard(serve));
    for (const miss of ["too old", "gone"]) {
      lend(12);
      await pass(100);
      if (miss === "gone") fake.notice({ kind: REMOVED });
      await pass(miss === "gone" ? 100 : 2000);
      const missed = reader.withCard(serve, { timeoutMs: 1000 }).catch((error: unknown) => error);
      expect(await within(1100, missed)).toMatchObject({ code: "timeout", hint: expect.stringContaining("hostHeld") });
    }
    lend(13);
    await pass(100);
    fake.restart();
    await pass(1200);
    const missed = reader.withCard(serve, { timeoutMs: 100 }).catch((error: unknown) => error);
    expect(await within(200, missed)).toMatchObject({ code: "timeout" });
  });

  test("is given back, refused, when the signal fires, and takes no APDU after that", async () => {
    const stop = new AbortController();
    let late: () => Promise<unknown> = async () => {};
    const served = reader
      .withCard(
        (card) => {
          late = () => card.transceive(Uint8Array.of(0x60));
          return new Promise(() => {});
        },
        { signal: stop.signal },
      )
      .catch((error: unknown) => error);
    lend(11);
    await pass(100);
    stop.abort();
    expect(await within(300, served)).toMatchObject({ code: "aborted" });
    expect(finished()).toEqual([false]);
    await expect(late()).rejects.toMatchObject({ code: "card-removed" });
    expect(fake.heard.filter(({ request }) => request?.exchange)).toEqual([]);
  });

  test("is given back, refused, when what is said of it cannot be said", async () => {
    const served = reader.withCard(async () => ({ accepted: true, credential: new Uint8Array(65) }));
    const outcome = served.catch((error: unknown) => error);
    lend(11);
    expect(await within(300, outcome)).toMatchObject({ code: "bad-argument" });
    expect(finished()).toEqual([false]);
  });

  test("is waited for no longer than the Reader is open", async () => {
    const waiting = reader.withCard(async () => ({ accepted: true })).catch((error: unknown) => error);
    await within(500, reader.close());
    expect(await waiting).toMatchObject({ code: "closed" });
    await expect(reader.withCard(async () => ({ accepted: true }))).rejects.toMatchObject({ code: "closed" });
    await expect(reader.withCard(async () => ({ accepted: true }), { timeoutMs: 0 })).rejects.toMatchObject({
      code: "bad-argument",
    });
  });
});
