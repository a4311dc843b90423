/** `ketuk demo` and `ketuk monitor --virtual`: the built firmware on the virtual board, through the whole SDK. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { run } from "../../../sdk/cli/program.js";

const README = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");

async function ketuk(args: string[], signal = new AbortController().signal) {
  let out = "";
  let err = "";
  const io = {
    out: (text: string) => (out += text),
    err: (text: string) => (err += text),
    colour: false,
    env: {},
    signal,
  };
  const code = await run(args, "1.2.3", io as never);
  return { code, out, err };
}

test("the demo shows a genuine card, a refused copy and a card that is too weak, within 100 columns", async () => {
  const { code, out, err } = await ketuk(["demo"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("3 taps: 1 genuine, 1 refused, 1 too weak");
  const taps = out.split("\n").filter((line) => line.endsWith(" ms"));
  expect(taps.map((line) => /genuine card|copy of it|plain UID card/.exec(line)?.[0])).toEqual([
    "genuine card",
    "copy of it",
    "plain UID card",
  ]);
  for (const line of taps) expect(line.length).toBeLessThanOrEqual(100);
  // The README shows these very lines, but for the time of day and the milliseconds.
  const masked = (line: string) =>
    line
      .trim()
      .replace(/^[\d:]{8}/, "")
      .replace(/ +\d+ ms$/, "");
  const shown = README.split("\n").filter((line) => / {2}virtual-1 #\d/.test(line));
  expect(shown.map(masked)).toEqual(taps.map(masked));
}, 30_000);

test("the demo as JSON is three objects with the agreed names and nothing else on stdout", async () => {
  const { code, out } = await ketuk(["demo", "--json"]);
  expect(code).toBe(0);
  const taps = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(taps.map((tap) => [tap.verdict, tap.assurance, tap.family])).toMatchObject([
    ["genuine", "mutual-aes", "desfire"],
    ["card-refused", "none", "desfire"],
    ["too-weak", "uid", expect.any(String)],
  ]);
  for (const tap of taps)
    expect(tap).toMatchObject({ reader: "virtual-1", counter: expect.any(Number), durationMs: expect.any(Number) });
}, 30_000);

test("monitor hides card numbers unless told otherwise", async () => {
  const hidden = await ketuk(["monitor", "--virtual", "--count", "1", "--json"]);
  expect(hidden.code).toBe(0);
  expect(JSON.parse(hidden.out)).toMatchObject({ uid: "04··········80", verdict: "genuine" });
  expect(hidden.out).not.toContain("A31B625E77");
  const shown = await ketuk(["monitor", "--virtual", "--count", "1", "--json", "--show-uid"]);
  expect(JSON.parse(shown.out)).toMatchObject({
    uid: "04A31B625E7780",
    mac: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
  });
}, 30_000);

test("Ctrl-C ends monitor with exit code 130", async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 300);
  expect((await ketuk(["monitor", "--virtual"], stop.signal)).code).toBe(130);
}, 30_000);
