/** `ketuk verify`, its lines and the file that `monitor --log` writes. */
import { appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLineSplitter } from "../../../sdk/cli/lines.js";
import { openLogFile } from "../../../sdk/cli/log-file.js";
import { run } from "../../../sdk/cli/program.js";
import { createFleetKeyFile } from "../../../sdk/keys/file.js";
import { createLogTextVerifier } from "../../../sdk/verify/index.js";
import { aDay } from "../../support/history.js";
import { testKeys } from "../../support/records.js";

let folder = "";
let log = "";
let keyFile = "";
let lines: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ketuk-verify-"));
  log = join(folder, "taps.log");
  keyFile = join(folder, "fleet.json");
  ({ lines } = aDay(await createFleetKeyFile(keyFile)));
});
afterEach(() => rm(folder, { recursive: true }));

const store = (some: readonly string[]) => writeFile(log, some.map((line) => `${line}\n`).join(""));

async function ketuk(args: string[], more: object = {}) {
  let out = "";
  let err = "";
  const io = {
    out: (text: string) => (out += text),
    err: (text: string) => (err += text),
    colour: false,
    watched: false,
    env: {},
    signal: new AbortController().signal,
    ...more,
  };
  const code = await run(args, "1.2.3", io as never);
  return { code, out, err };
}

describe("ketuk verify", () => {
  test("finds an honest log intact: exit code 0, and a table of readers", async () => {
    await store(lines);
    const { code, out, err } = await ketuk(["verify", log, "--keys", keyFile]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/reader +records +taps +boots/);
    expect(out).toMatch(/gate-7 +36 +28 +3 +#296 +4 +0 +~2026-06-01 07:59 +2026-06-01 10:00/);
    expect(out).toContain("gate-7 itself dropped 4 records");
    expect(out).toContain("INTACT");
  });

  test("names the first break with its line and what it means: exit code 1", async () => {
    await store(lines.toSpliced(8, 1));
    const { code, out } = await ketuk(["verify", log, "--keys", keyFile]);
    expect(code).toBe(1);
    expect(out).toContain("BROKEN at line 9: removed\n  gate-7 #10: between the reader's numbers 8 and 10");
    expect(out).not.toContain("INTACT");
  });

  test("without keys says loudly that no seal was checked", async () => {
    await store(lines);
    const { code, out } = await ketuk(["verify", log]);
    expect(code).toBe(0);
    expect(out).toContain("SEALS NOT CHECKED");
    expect(out).not.toContain("INTACT");
  });

  test("with the keys of another fleet says that the key file is probably the wrong one", async () => {
    await store(lines);
    const other = join(folder, "other.json");
    await createFleetKeyFile(other);
    const { code, out } = await ketuk(["verify", log, "--keys", other]);
    expect(code).toBe(1);
    expect(out).toContain("probably that of another fleet");
  });

  test("--json prints one object and reads from a pipe", async () => {
    async function* input() {
      for (const line of lines) yield Buffer.from(`${line}\r\n`);
    }
    const { code, out } = await ketuk(["verify", "-", "--keys", keyFile, "--json"], { input: input() });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ intact: true, sealsChecked: true, recordCount: 36, breaks: [] });
  });

  test("checks for one reader where that is asked", async () => {
    await store(lines);
    expect((await ketuk(["verify", log, "--keys", keyFile, "--reader", "gate-7"])).code).toBe(0);
    const { code, out } = await ketuk(["verify", log, "--keys", keyFile, "--reader", "gate-8"]);
    expect(code).toBe(1);
    expect(out).toContain("BROKEN at line 1: wrong-reader");
  });

  test.each([
    ["no log", () => ["verify"]],
    ["a log that is not there", () => ["verify", join(folder, "none.log")]],
    ["a folder", () => ["verify", folder]],
    ["an empty log", () => ["verify", "/dev/null"]],
    ["a key file that is not there", () => ["verify", log, "--keys", join(folder, "none.json")]],
    ["a reader that cannot be", () => ["verify", log, "--reader", "no such reader"]],
  ])("%s is exit code 2, and nothing is called intact", async (_what, args) => {
    await store(lines);
    const { code, out, err } = await ketuk(args());
    expect(code).toBe(2);
    expect(out).not.toContain("INTACT");
    expect(err).not.toBe("");
  });

  test("--help has examples and the exit codes", async () => {
    const { out } = await ketuk(["verify", "--help"]);
    expect(out).toMatch(
      /Examples:[\s\S]*ketuk verify taps.log --keys[\s\S]*0 intact, 1 broken, 2 wrong usage or not checked/,
    );
  });
});

test("lines come out whole however the bytes are cut, and long ones are kept short", () => {
  const text = "one\ntwo\r\n\nfür\nend";
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const out: [string, boolean][] = [];
      const splitter = createLineSplitter(100, (line, whole) => out.push([line, whole]));
      const bytes = Buffer.from(text);
      const at = [0, ...cuts, bytes.length].sort((a, b) => a - b);
      at.forEach((from, i) => {
        splitter.push(bytes.subarray(from, at[i + 1] ?? bytes.length));
      });
      splitter.end();
      expect(out.map(([line]) => line)).toEqual(["one", "two", "", "für", "end"]);
      expect(out.map(([, whole]) => whole)).toEqual([true, true, true, true, false]);
    }),
  );
  const long: number[] = [];
  const splitter = createLineSplitter(100, (line) => long.push(line.length));
  for (let i = 0; i < 1000; i++) splitter.push(Buffer.alloc(1000, 0x61));
  splitter.push(Buffer.from("\nshort\n"));
  expect(long[0]).toBeGreaterThan(100);
  expect(long[0]).toBeLessThan(300);
  expect(long[1]).toBe(5);
});

describe("the log file", () => {
  const keys = testKeys();
  const day = aDay(keys).made.map(({ sealed }) => sealed);
  const verify = async () => {
    const verifier = createLogTextVerifier({ keys });
    const splitter = createLineSplitter(10_000, verifier.pushLine);
    splitter.push(await readFile(log));
    splitter.end();
    return verifier.finish();
  };

  test("takes every record once, over restarts of the host, and is readable by its owner only", async () => {
    for (let round = 0; round < 3; round++) {
      const file = openLogFile(log);
      // What the host had stored but not yet acknowledged comes again.
      const written = day.slice(Math.max(0, round * 10 - 4), round * 10 + 10).map((sealed) => file.append(sealed));
      expect(written.filter((one) => !one)).toHaveLength(round === 0 ? 0 : 4);
      file.close();
    }
    const report = await verify();
    expect(report).toMatchObject({ intact: true, recordCount: 30, weakSpotCount: 0 });
    if (process.platform !== "win32") expect((await stat(log)).mode & 0o777).toBe(0o600);
  });

  test("goes on after a power cut at any byte of the last line: the torn line is named, and nothing is a break", async () => {
    const cuts = [1, 2, 20, 100, 150];
    for (const bytes of cuts) {
      await rm(log, { force: true });
      const before = openLogFile(log);
      for (const sealed of day.slice(0, 5)) before.append(sealed);
      before.close();
      const { size } = await stat(log);
      await truncate(log, size - bytes);
      const after = openLogFile(log);
      for (const sealed of day.slice(3, 8)) after.append(sealed);
      after.close();
      const report = await verify();
      expect(report).toMatchObject({ intact: true, recordCount: 8 });
      // Only the end of the line was lost, so the record stood there already.
      expect(report.weakSpots.map(({ line, kind }) => [line, kind])).toEqual(bytes === 1 ? [] : [[5, "torn"]]);
    }
  });

  test("says what is wrong when it cannot be written", async () => {
    expect(() => openLogFile(join(folder, "none", "taps.log"))).toThrowError(
      expect.objectContaining({ code: "log-failed", hint: expect.any(String) }),
    );
    await appendFile(log, "what was there stays\n");
    const file = openLogFile(log);
    file.append(day[0] as never);
    file.close();
    expect(await readFile(log, "utf8")).toMatch(/^what was there stays\n\{"record":"[^\n]+"\}\n$/);
  });
});
