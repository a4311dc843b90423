/** A log from end to end: the built firmware's records, written by `monitor --log`, verified, then tampered with. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../sdk/cli/program.js";
import { createFleetKeyFile } from "../../sdk/keys/file.js";

async function ketuk(...args: string[]) {
  let out = "";
  let err = "";
  const signal = new AbortController().signal;
  const io = { out: (text: string) => (out += text), err: (text: string) => (err += text), env: {}, signal };
  const code = await run(args, "1.2.3", io as never);
  return { code, out, err };
}

test("a log of a virtual reader is intact, and a changed, missing, moved or copied line is named", async () => {
  const folder = await mkdtemp(join(tmpdir(), "ketuk-log-"));
  try {
    const log = join(folder, "taps.log");
    const keyFile = join(folder, "fleet.json");
    await createFleetKeyFile(keyFile);
    const monitor = await ketuk("monitor", "--virtual", "--count", "4", "--keys", keyFile, "--log", log, "--json");
    expect(monitor).toMatchObject({ code: 0 });
    const verify = async () => JSON.parse((await ketuk("verify", log, "--keys", keyFile, "--json")).out);

    const honest = await verify();
    expect(honest).toMatchObject({ intact: true, sealsChecked: true, weakSpotCount: 0 });
    expect(honest.readers).toMatchObject([{ reader: "virtual-1", bootCount: 1 }]);
    // The records of taps that were printed are all there; more may have come before the end.
    expect(honest.readers[0].tapCount).toBeGreaterThanOrEqual(4);
    const lines = (await readFile(log, "utf8")).trimEnd().split("\n");
    expect(lines).toHaveLength(honest.recordCount);

    const tampered = async (some: readonly string[]) => {
      await writeFile(log, `${some.join("\n")}\n`);
      const { firstBreak } = await verify();
      return [firstBreak.line, firstBreak.kind];
    };
    const [a, b, c] = lines as [string, string, string];
    const changed = c.replace(/("record":".{60})(.)/, (_all, head, one) => head + (one === "A" ? "B" : "A"));
    expect(await tampered(lines.with(2, changed))).toEqual([3, "edited"]);
    expect(await tampered(lines.toSpliced(2, 1))).toEqual([3, "removed"]);
    expect(await tampered([a, c, b, ...lines.slice(3)])).toEqual([2, "reordered"]);
    expect(await tampered([...lines, b])).toEqual([lines.length + 1, "replayed"]);
    // The seals do not fit another fleet.
    await createFleetKeyFile(join(folder, "other.json"));
    expect((await ketuk("verify", log, "--keys", join(folder, "other.json"))).code).toBe(1);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 30_000);
