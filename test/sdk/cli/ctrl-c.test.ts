/** Ctrl-C and commands that wait: a real process, a real signal, exit code 130 and not a word of a stack. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ketuk } from "../../support/cli.js";

const MAIN = new URL("../../../dist/js/cli.cjs", import.meta.url).pathname;

let folder = "";
/** Takes connections and says nothing: a port behind which no reader is. */
let silent: Server;
let port = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ketuk-ctrl-c-"));
  await ketuk(["keys", "init", "--file", join(folder, "fleet.json")]);
  const slots = { data: { slot: 1, systemId: "my city" }, uid: { slot: 2 } };
  const profile = { name: "ticket", family: "ultralight-aes", slots, dataKey: "data", uidKey: "uid", sizeBytes: 16 };
  await writeFile(join(folder, "card.json"), JSON.stringify(profile));
  const people = Array.from({ length: 500 }, (_, i) => `p${i},c${i}`).join("\n");
  await writeFile(join(folder, "people.csv"), `id,credential\n${people}\n`);
  silent = createServer((socket) => socket.on("error", () => {}));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const address = silent.address();
  port = `tcp://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
});
afterAll(async () => {
  silent.close();
  await rm(folder, { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly err: string;
}

/** Resolves with the first byte on a stream, or after a while in which nothing came. */
function ready(child: ChildProcess, isTalkative: boolean): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, isTalkative ? 15_000 : 2500);
    const onData = () => {
      clearTimeout(timer);
      // What it says first it says before it waits.
      setTimeout(resolve, 300);
    };
    child.stdout?.once("data", onData);
    child.stderr?.once("data", onData);
  });
}

async function interrupt(args: readonly string[], isTalkative: boolean): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
  let err = "";
  child.stderr.on("data", (bytes: Buffer) => {
    err += bytes.toString();
  });
  const ended = new Promise<Ended>((resolve) => child.on("close", (code, signal) => resolve({ code, signal, err })));
  await ready(child, isTalkative);
  child.kill("SIGINT");
  return ended;
}

// Where people wait: a virtual reader, a port that says nothing, a pipe that nobody writes to.
const fleet = ["--keys", "fleet.json"];
const issue = ["issue", ...fleet, "--profile", "card.json", "--csv", "people.csv", "--journal", "journal"];
test.each<[string, readonly string[], boolean]>([
  ["monitor --virtual", ["monitor", "--virtual"], true],
  ["simulate", ["simulate", "--tcp", "0"], true],
  ["issue --virtual", [...issue, "--virtual"], true],
  ["doctor", ["doctor", "--port", "PORT"], false],
  ["monitor --port", ["monitor", "--port", "PORT", ...fleet], false],
  ["update", ["update", "--port", "PORT", ...fleet], false],
  ["verify -", ["verify", "-"], false],
])(
  "Ctrl-C ends %s with 130, at once and without a stack",
  async (_name, args, isTalkative) => {
    const { code, signal, err } = await interrupt(
      args.map((arg) => (arg === "PORT" ? port : arg)),
      isTalkative,
    );
    expect({ code, signal }, err).toEqual({ code: 130, signal: null });
    expect(err).not.toMatch(/\n\s+at |Error|should not happen/);
  },
  40_000,
);
