/** Ports that the Readers of one process hold. */
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { claimPort, isHeld } from "../../../sdk/reader/held-ports.js";
import { FakePort } from "../../support/fake-port.js";

test("a port is held by one, under all its names, until it is given back", async () => {
  const folder = await mkdtemp(join(tmpdir(), "ketuk-held-"));
  const [port, alias] = [join(folder, "ttyUSB0"), join(folder, "by-id")];
  await writeFile(port, "");
  await symlink(port, alias);
  const release = await claimPort(undefined, alias);
  expect(isHeld(undefined, port)).toBe(true);
  expect(await claimPort(undefined, port)).toBeUndefined();
  release?.();
  expect(isHeld(undefined, port)).toBe(false);
  expect(await claimPort(undefined, port)).toBeTypeOf("function");
  await rm(folder, { recursive: true });
});

test("the same path of two bindings is two ports", async () => {
  const [one, other] = [new FakePort().binding, new FakePort().binding];
  expect(await claimPort(one, "virtual:1")).toBeTypeOf("function");
  expect(await claimPort(other, "virtual:1")).toBeTypeOf("function");
  expect(isHeld(undefined, "virtual:1")).toBe(false);
});
