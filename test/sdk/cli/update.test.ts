/** `ketuk update`, in this process, with a reader on a TCP port. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { run } from "../../../sdk/cli/program.js";
import { createFleetKeyFile, encodeImage, packImage, releasePublicKey, signImage } from "../../../sdk/index.js";
import { createVirtualReader, type VirtualReader } from "../../../sdk/virtual/index.js";
import { leaveHalfway, nextImage } from "../../support/update-rig.js";

const seed = new Uint8Array(32).map((_, i) => i * 7 + 1);
const publicKey = Buffer.from(releasePublicKey(seed)).toString("hex");
let folder = "";
let virtual: VirtualReader;
let port = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ketuk-update-"));
  const keys = await createFleetKeyFile(join(folder, "fleet.json"));
  virtual = createVirtualReader({ keys, clock: "real" });
  port = `tcp://127.0.0.1:${(await virtual.serveTcp(0)).port}`;
});
afterEach(async () => {
  await virtual.close();
  await rm(folder, { recursive: true });
});

async function update(...args: string[]) {
  let out = "";
  let err = "";
  const signal = new AbortController().signal;
  const io = {
    out: (text: string) => (out += text),
    err: (text: string) => (err += text),
    watched: true,
    env: {},
    signal,
  };
  const all = ["update", "--port", port, "--keys", join(folder, "fleet.json"), ...args];
  const code = await run(all, "1.2.3", { ...io, colour: false } as never);
  return { code, out, err };
}

test("brings in a signed image, shows how far it is, and says the result as JSON", async () => {
  const image = signImage(nextImage(), seed);
  leaveHalfway(virtual.board, image, image.bytes.length - (image.bytes.length % 1024) - 1024);
  const path = join(folder, "new.img");
  await writeFile(path, encodeImage(image));
  const { code, out, err } = await update("--image", path, "--release-key", publicKey, "--json");
  expect({ code, err: code ? err : "" }).toEqual({ code: 0, err: "" });
  expect(JSON.parse(out)).toEqual({
    reader: "virtual-1",
    updated: true,
    version: "9.8.7",
    number: image.number,
    previousNumber: 1000,
  });
  expect(err).toMatch(/\[=+ *\] 9\d % sending/);
  expect(err).toContain("waiting until the new firmware has proved itself");
}, 30_000);

test("brings in the firmware of this package by default; where that runs already, all is well", async () => {
  expect(await update()).toMatchObject({ code: 0, out: "virtual-1 runs firmware 0.1.0 already\n" });
});

test("refuses what was not signed with the release key before it says a word to the reader", async () => {
  const path = join(folder, "unsigned.img");
  await writeFile(path, encodeImage(packImage({ number: 5000 })));
  const unsigned = await update("--image", path, "--release-key", publicKey);
  expect(unsigned).toMatchObject({ code: 1, out: "" });
  expect(unsigned.err).toContain("nobody has signed");
  await writeFile(
    path,
    encodeImage(
      signImage(
        packImage({ number: 5000 }),
        seed.map((b) => b ^ 1),
      ),
    ),
  );
  expect((await update("--image", path, "--release-key", publicKey)).err).toContain("not signed with that release key");
  await writeFile(path, "no image");
  expect((await update("--image", path)).err).toContain("no firmware image");
  expect(await update("--image", join(folder, "missing"))).toMatchObject({ code: 1 });
  expect(await update("--release-key", "abc")).toMatchObject({ code: 2 });
});
