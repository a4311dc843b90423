/** The doctor at real serial ports: socat joins them to a virtual reader and to things that are none. Real driver. */
import { createServer, type Server, type Socket } from "node:net";
import { expect, inject, onTestFinished, test } from "vitest";
import { type ExamineOptions, examine } from "../../sdk/doctor/examine.js";
import { findings } from "../../sdk/doctor/findings.js";
import { Reader } from "../../sdk/index.js";
import { createVirtualReader } from "../../sdk/virtual/index.js";
import "../support/programs.js";
import { createPtyFolder } from "../support/pty.js";

const HAS_SOCAT = inject("programs").socat === true;
/** The doctor's seconds are this much shorter here. */
const HASTE = 5;

/** Codes of everything that is not in order. */
async function codesAt(path: string, options: Partial<ExamineOptions> = {}): Promise<string[]> {
  const facts = await examine(
    { path, card: "skip", clockMs: 1000, ...options },
    {
      nowMs: () => performance.now() * HASTE,
      wallMs: Date.now,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms / HASTE)),
      progress() {},
      signal: new AbortController().signal,
    },
  );
  return findings(facts)
    .filter(({ grade }) => grade === "warning" || grade === "failure")
    .map(({ code }) => code);
}

function createPorts(): ReturnType<typeof createPtyFolder> {
  const folder = createPtyFolder();
  onTestFinished(() => folder.close());
  return folder;
}

/** A port with something on it that is no reader. */
async function plugDevice(onConnect: (socket: Socket) => void): Promise<string> {
  const server: Server = createServer(onConnect);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  return (await createPorts().plug("device", port)).path;
}

test.skipIf(!HAS_SOCAT)("a reader in order, then its port in use, then unplugged", async () => {
  const virtual = createVirtualReader({ clock: "real" });
  onTestFinished(() => virtual.close());
  const { port } = await virtual.serveTcp(0);
  const folder = createPorts();
  const pty = await folder.plug("reader", port);
  const { keys } = virtual;
  // Its clock runs in real time and the doctor's does not: what is looked at here is the port.
  expect((await codesAt(pty.path, { keys })).filter((code) => !code.startsWith("clock"))).toEqual([]);
  const reader = await Reader.open({ path: pty.path, keys });
  expect(await codesAt(pty.path, { keys })).toEqual(["port-busy"]);
  await reader.close();
  await pty.unplug();
  expect(await codesAt(pty.path, { keys })).toEqual(["port-missing"]);
});

test.skipIf(!HAS_SOCAT)("a device that says nothing, one that says something else, and a console", async () => {
  const silent = await plugDevice((socket) => socket.on("error", () => {}));
  expect(await codesAt(silent)).toEqual(["line-silent"]);
  const sensor = await plugDevice((socket) => {
    const timer = setInterval(() => socket.write("temperature 20.5 C\r\n"), 50);
    socket.on("error", () => clearInterval(timer)).on("close", () => clearInterval(timer));
  });
  expect(await codesAt(sensor)).toEqual(["line-foreign"]);
  const espruino = await plugDevice((socket) => {
    socket.on("error", () => {}).on("data", () => socket.write("\r\n=undefined\r\n>"));
  });
  expect(await codesAt(espruino)).toEqual(["console-answers"]);
});
