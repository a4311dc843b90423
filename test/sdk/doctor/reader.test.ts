/** reader.diagnose() and reader.selfTest(): what an application asks of an open reader, which works as before afterwards. */
import { expect, test } from "vitest";
import { Reader } from "../../../sdk/index.js";
import { createVirtualReader, demoCards, NAMED_FAULTS, type VirtualFaults } from "../../../sdk/virtual/index.js";

async function open(faults: VirtualFaults = {}, options: { role?: "tap" } = {}) {
  const virtual = createVirtualReader({ faults });
  const { path, binding, keys } = virtual;
  const reader = await Reader.open({ path, binding, keys, ...options });
  return {
    virtual,
    reader,
    async [Symbol.asyncDispose]() {
      await reader.close();
      await virtual.close();
    },
  };
}

test("the self-test of a genuine chip passes, and the next card makes a tap", async () => {
  await using bench = await open();
  expect(await bench.reader.selfTest()).toMatchObject({ chipVersion: 0x92, passed: true });
  await bench.virtual.present(demoCards(bench.virtual.keys).genuine);
  const { value: tap } = await bench.reader.taps().next();
  expect(tap?.verdict.reason).toBe("genuine");
  expect((await bench.reader.status()).chipFaults).toBe(0);
});

test("a counterfeit fails it, and of a version that nobody knows nothing is said", async () => {
  await using liar = await open(NAMED_FAULTS["counterfeit-92"].faults);
  expect((await liar.reader.selfTest()).passed).toBe(false);
  await using stranger = await open(NAMED_FAULTS["counterfeit-12"].faults);
  expect(await stranger.reader.selfTest()).toMatchObject({ chipVersion: 0x12, passed: undefined });
});

test("a diagnosis grades what the board measured", async () => {
  await using good = await open();
  expect(await good.reader.diagnose()).toMatchObject({ grade: "ok", parts: { busy: false } });
  await using bad = await open(NAMED_FAULTS["swapped-sck-cs"].faults);
  const { grade, findings } = await bad.reader.diagnose();
  expect(grade).toBe("failure");
  expect(findings.filter((one) => one.grade === "failure")).toMatchObject([{ code: "wires-sck-cs", area: "chip" }]);
});

test("a role below operator may not look", async () => {
  await using bench = await open({}, { role: "tap" });
  await expect(bench.reader.diagnose()).rejects.toMatchObject({
    code: "refused",
    hint: expect.stringContaining("operator"),
  });
});

test("while a card lies there the chip is left alone", async () => {
  await using bench = await open();
  bench.virtual.place(demoCards(bench.virtual.keys).plain);
  await bench.virtual.advance(500);
  await expect(bench.reader.selfTest()).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining("busy"),
  });
  const { findings, parts } = await bench.reader.diagnose();
  expect(parts.busy).toBe(true);
  expect(findings.map(({ code }) => code)).toContain("card-in-way");
});
