/** `ketuk update --fleet FILE`, in this process, with virtual readers on TCP ports. */
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFleetKeyFile, encodeImage, type FirmwareImage, type FleetKeys, packImage } from "../../../sdk/index.js";
import { createVirtualReader, type VirtualReader } from "../../../sdk/virtual/index.js";
import { ketuk, type World } from "../../support/cli.js";
import { leaveHalfway, nextImage } from "../../support/update-rig.js";

const THROWS = packImage({ firmware: `!function(){throw 1}();/*${" ".repeat(900)}*/`, number: 5000 });
let folder = "";
let keys: FleetKeys;
const readers: { readonly virtual: VirtualReader; unplug(): Promise<void>; plug(): Promise<void> }[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ketuk-fleet-"));
  keys = await createFleetKeyFile(join(folder, "ring.json"));
});
afterEach(async () => {
  await Promise.all(readers.splice(0).map(({ virtual }) => virtual.close()));
  await rm(folder, { recursive: true });
});

/** All but the last pieces are there already: the rest of them takes the pacing of the line 20 s for each reader. */
async function plug(count: number, image: FirmwareImage): Promise<void> {
  const entries = [];
  for (let i = 1; i <= count; i++) {
    const virtual = createVirtualReader({ id: `gate-${i}`, keys, clock: "real" });
    const whole = image.bytes.length - (image.bytes.length % 1024) - 1024;
    if (whole > 4096) leaveHalfway(virtual.board, image, whole);
    let server = await virtual.serveTcp(0);
    const { port } = server;
    readers.push({
      virtual,
      unplug: () => server.close(),
      async plug() {
        virtual.restart();
        server = await virtual.serveTcp(port);
      },
    });
    entries.push({ id: `gate-${i}`, path: `tcp://127.0.0.1:${port}` });
  }
  await writeFile(join(folder, "readers.json"), JSON.stringify({ readers: entries }));
  await writeFile(join(folder, "new.img"), encodeImage(image));
}

async function update(more: readonly string[] = [], world: World = {}) {
  const at = (name: string) => join(folder, name);
  const files = ["--fleet", at("readers.json"), "--keys", at("ring.json"), "--image", at("new.img")];
  const line = ["update", ...files, "--state", at("state.json"), "--watch", "1s", "--json", ...more];
  const { code, out, err } = await ketuk(line, world);
  const events = out
    .split("\n")
    .filter(Boolean)
    .map((text) => JSON.parse(text));
  const standings = events
    .filter(({ event }) => event === "reader")
    .map(({ reader, standing }) => `${reader} ${standing}`);
  return { code, err, events, standings, end: events.at(-1) };
}

const stateOf = async () => JSON.parse(await readFile(join(folder, "state.json"), "utf8"));

test("brings a fleet to another firmware wave after wave, and a second time there is nothing to do", async () => {
  await plug(3, nextImage());
  const dry = await update(["--waves", "1,100%", "--dry-run"]);
  expect(dry).toMatchObject({
    code: 0,
    end: { event: "wave", wave: 2, phase: "planned", readers: ["gate-2", "gate-3"] },
  });
  expect(existsSync(join(folder, "state.json"))).toBe(false);
  const { code, standings, events, end, err } = await update(["--waves", "1,100%"], { watched: true });
  expect({ code, end }, err).toMatchObject({ code: 0, end: { event: "end", phase: "done", proved: 3, absent: 0 } });
  expect(standings.slice(0, 3)).toEqual(["gate-1 updating", "gate-1 updated", "gate-1 proved"]);
  expect(events.filter(({ event }) => event === "wave").map(({ wave, phase }) => `${wave} ${phase}`)).toEqual([
    "1 updating",
    "1 watching",
    "2 updating",
    "2 watching",
  ]);
  expect(err).toMatch(/\[=* *\] \d+ % wave 2 of 2: updating/);
  expect(await update()).toMatchObject({ code: 0, standings: [], end: { phase: "done", proved: 3 } });
  await rm(join(folder, "state.json"));
  expect(await update()).toMatchObject({ code: 0, standings: [], end: { phase: "done" } });
}, 60_000);

test("a firmware that a reader takes back stops in the first wave, and stays stopped until --retry", async () => {
  await plug(3, THROWS);
  const first = await update(["--max-failed", "100%"]);
  expect({ code: first.code, standings: first.standings, end: first.end }).toMatchObject({
    code: 1,
    standings: ["gate-1 updating", "gate-1 taken-back"],
    end: { phase: "stopped", reason: "taken-back", "taken-back": 1, waiting: 2 },
  });
  expect(await update()).toMatchObject({ code: 1, standings: [], end: { phase: "stopped" } });
  const good = packImage({ firmware: `${" ".repeat(5000)}`, number: 5001 });
  await writeFile(join(folder, "new.img"), encodeImage(good));
  expect(await update()).toMatchObject({ code: 2, err: expect.stringContaining("the state of another firmware") });
}, 40_000);

test("a reader that is unplugged in the middle counts as gone, and --retry goes on where it stopped", async () => {
  const image = nextImage();
  await plug(2, image);
  const gone = readers[0] as (typeof readers)[number];
  leaveHalfway(gone.virtual.board, image, image.bytes.length - (image.bytes.length % 1024) - 12 * 1024);
  const timer = setInterval(() => {
    if (!existsSync(join(folder, "state.json"))) return;
    clearInterval(timer);
    setTimeout(() => void gone.unplug(), 300);
  }, 20);
  const { code, standings, end } = await update(["--reader-timeout", "5s"]);
  expect({ code, standings, end }).toMatchObject({
    code: 1,
    standings: ["gate-1 updating", "gate-1 silent"],
    end: { phase: "stopped", reason: "silent", silent: 1, waiting: 1 },
  });
  expect((await stateOf()).readers[0]).toMatchObject({ id: "gate-1", standing: "silent", error: "timeout" });
  await gone.plug();
  expect(await update(["--retry"])).toMatchObject({ code: 0, end: { phase: "done", proved: 2 } });
}, 60_000);

test("Ctrl-C finishes the reader that is being updated, begins no other, and the same command goes on", async () => {
  await plug(3, nextImage());
  const stop = new AbortController();
  const poll = setInterval(() => {
    if (existsSync(join(folder, "state.json"))) stop.abort();
  }, 10);
  const first = await update(["--waves", "1,100%"], { signal: stop.signal });
  clearInterval(poll);
  expect({ code: first.code, standings: first.standings, end: first.end }).toMatchObject({
    code: 130,
    standings: ["gate-1 updating", "gate-1 updated"],
    end: { phase: "interrupted", updated: 1, waiting: 2 },
  });
  expect((await stateOf()).readers[0]).toMatchObject({ standing: "updated", boot: 2 });
  const { code, standings } = await update();
  expect(code).toBe(0);
  expect(standings.filter((one) => one.endsWith("updating")).sort()).toEqual(["gate-2 updating", "gate-3 updating"]);
}, 60_000);

test("a reader that is not there is named, and comes into the last wave when it is", async () => {
  await plug(2, nextImage());
  const late = readers[1] as (typeof readers)[number];
  await late.unplug();
  expect(await update()).toMatchObject({ code: 1, end: { phase: "done", proved: 1, absent: 1 } });
  await late.plug();
  expect(await update()).toMatchObject({ code: 0, end: { phase: "done", proved: 2, absent: 0 } });
}, 60_000);

test("says what is missing on its command line, and what is wrong with its file", async () => {
  await plug(1, nextImage());
  expect(await ketuk(["update", "--fleet"])).toMatchObject({ code: 2, err: expect.stringContaining("--mqtt") });
  expect(await ketuk(["update"])).toMatchObject({ code: 2, err: expect.stringContaining("--port and --keys") });
  expect(await ketuk(["update", "--fleet", join(folder, "readers.json")])).toMatchObject({ code: 2 });
  expect(await update(["--waves", "1,ten"])).toMatchObject({ code: 2 });
  expect(await ketuk(["update", "--fleet", "--watch", "soon"])).toMatchObject({ code: 2 });
  expect(await ketuk(["update", "--fleet", "--mqtt", "mqtt://127.0.0.1"])).toMatchObject({
    code: 1,
    err: expect.stringContaining("nobody has signed"),
  });
  await writeFile(join(folder, "readers.json"), '{"readers": [{"id": "a", "path": "x"}, {"id": "a", "path": "y"}]}');
  expect(await update()).toMatchObject({ code: 2, err: expect.stringContaining("a is there twice") });
});
