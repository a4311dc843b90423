/** An example that cannot start says why, in words, and ends. */
import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";

const MAIN = new URL("../../.build/examples/turnstile/main.js", import.meta.url).pathname;

function run(...args: string[]) {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8", timeout: 20_000 });
  return { status, stderr };
}

test("where another program has the port of its pages", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, resolve));
  const { port } = other.address() as AddressInfo;
  const { status, stderr } = run("--web-port", `${port}`);
  other.close();
  expect(status).toBe(1);
  expect(stderr).toBe(`another program has port ${port}: --web-port N takes another\n`);
});

test("where there is no such key file, with what to do", () => {
  const { status, stderr } = run("--port", "/dev/no-reader", "--keys", "/no-keys.json");
  expect(status).toBe(1);
  expect(stderr).toMatch(/^there is no key file \/no-keys.json\n {2}ketuk keys init/);
  expect(stderr).not.toContain("    at ");
});
