/** The native serial port on a real pty: socat joins the pty to a virtual reader on TCP. Real time, real driver. */
import { test as base, expect, inject } from "vitest";
import { Reader } from "../../sdk/index.js";
import { createVirtualReader, demoCards, type VirtualReader } from "../../sdk/virtual/index.js";
import "../support/programs.js";
import { createPtyFolder, type Pty } from "../support/pty.js";

const HAS_SOCAT = inject("programs").socat === true;

interface Line extends Pty {
  readonly virtual: VirtualReader;
}

const test = base.extend<{ line: Line }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads what a fixture needs from its first parameter
  line: async ({}, use) => {
    const virtual = createVirtualReader({ id: "pty-1", clock: "real" });
    const server = await virtual.serveTcp(0);
    const folder = createPtyFolder();
    await use({ virtual, ...(await folder.plug("reader", server.port)) });
    await folder.close();
    await virtual.close();
  },
});

test.skipIf(!HAS_SOCAT)("three cards at a reader on a real port reach the app, verified", async ({ line }) => {
  const { virtual, path } = line;
  await using reader = await Reader.open({ path, keys: virtual.keys });
  expect(reader.info).toMatchObject({ id: "pty-1", state: "provisioned" });
  const taps = reader.taps();
  const cards = demoCards(virtual.keys);
  const verdicts: string[] = [];
  for (const card of [cards.genuine, cards.clone, cards.plain]) {
    await virtual.present(card);
    const { value } = await taps.next();
    value?.ack();
    verdicts.push(value?.verdict.reason ?? "none");
  }
  expect(verdicts).toEqual(["genuine", "card-refused", "too-weak"]);
  expect((await reader.status()).taps).toBe(3);
});

test.skipIf(!HAS_SOCAT)(
  "without reconnecting a port that goes away ends the taps, and nothing is lost",
  async ({ line }) => {
    const { virtual, path, unplug } = line;
    const reader = await Reader.open({ path, keys: virtual.keys, reconnect: false });
    const waiting = reader
      .taps()
      .next()
      .catch((error: unknown) => error);
    await unplug();
    expect(await waiting).toMatchObject({ code: "disconnected", message: expect.stringContaining(path) });
    await reader.close();

    // The reader still holds what it saw meanwhile.
    await virtual.present(demoCards(virtual.keys).genuine);
    await using again = await Reader.open({ path: virtual.path, binding: virtual.binding, keys: virtual.keys });
    const { value } = await again.taps().next();
    expect(value?.verdict.reason).toBe("genuine");
  },
);

test.skipIf(!HAS_SOCAT)("a port in use by another program is named, with the remedy", async ({ line }) => {
  await using _first = await Reader.open({ path: line.path, keys: line.virtual.keys });
  const error = await Reader.open({ path: line.path, keys: line.virtual.keys }).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: "port-busy", message: expect.stringContaining(line.path) });
});
