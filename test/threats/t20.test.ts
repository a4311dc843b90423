/**
 * T20: the interpreter's own console. Out of the box an Espruino board is programmable by anyone on its wire: here 1,000
 * probes reach a provisioned reader, and nothing comes back but the protocol.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "acorn";
import { describe, expect, test } from "vitest";
import {
  CHANNEL_HELLO,
  CHANNEL_SECURE,
  CHANNEL_SESSION,
  createFrameDecoder,
  encodeFrame,
  FRAME_LIMIT_TO_HOST,
  messages,
} from "../../protocol/index.js";
import { detokenise } from "../../sdk/firmware/tokens.js";
import { createFleetKeys, createFleetSecret } from "../../sdk/index.js";
import { builtFirmware, createBoard, type VirtualBoard } from "../../sdk/virtual/board.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { CONFIG_FILE, encodeConfig } from "../../sdk/virtual/config.js";
import { ESPRUINO, HOW_TO_ENABLE, startEspruino } from "../support/espruino.js";
import { createProbes } from "../support/probes.js";
import { createRig } from "../support/rig.js";

const keys = createFleetKeys(createFleetSecret());
const storage = () =>
  new Map([
    [".bootcde", builtFirmware()],
    [CONFIG_FILE, toByteString(encodeConfig("gate-7", keys, {}))],
  ]);

/** Reads all that a board says; whatever is no frame of the protocol is kept. */
function listen(board: VirtualBoard) {
  const heard = { hellos: 0, refusals: 0, others: [] as string[] };
  let said = "";
  const decoder = createFrameDecoder(FRAME_LIMIT_TO_HOST, {
    frame(channel, payload) {
      if (channel === CHANNEL_HELLO) heard.hellos++;
      else if (channel === CHANNEL_SESSION && messages.ToHost.decode(payload).opened?.code) heard.refusals++;
      else heard.others.push(`channel ${channel}`);
    },
    reject: (why) => heard.others.push(why),
  });
  board.uart.onSend = (bytes) => {
    said += Buffer.from(bytes).toString("latin1");
    decoder.push(bytes);
  };
  return {
    heard,
    /** Bytes between frames. */
    stray: () => said.replace(/~[^~]*~/g, ""),
  };
}

/** Sends every probe, some of them in two pieces, and lets the board work. */
async function probe(board: VirtualBoard, advance: (ms: number) => Promise<void>): Promise<void> {
  for (const [i, bytes] of createProbes().entries()) {
    const cut = i % 3 === 0 ? bytes.length >> 1 : bytes.length;
    board.uart.receive(bytes.subarray(0, cut));
    await advance(20);
    board.uart.receive(bytes.subarray(cut));
    await advance(20);
  }
}

test("T20 a thousand probes on the wire of a provisioned reader get no answer but Hello, and the console stays away", async () => {
  const board = createBoard({ storage: storage() });
  board.powerOn();
  const config = board.storage.get(CONFIG_FILE);
  const { heard, stray } = listen(board);
  const advance = async (ms: number) => void board.schedule.advance(board.schedule.nowUs() + ms * 1000);
  await advance(1500);
  await probe(board, advance);
  await advance(3000);
  expect(heard.others).toEqual([]);
  expect(stray()).toBe("");
  expect(heard.hellos).toBeGreaterThan(20);
  expect(board.console).toBeNull();
  expect([board.storage.get(CONFIG_FILE), board.storage.get(".bootcde")]).toEqual([config, builtFirmware()]);
});

test("T20 the same within an open session, and the session goes on", async () => {
  const rig = await createRig();
  const before = rig.host.messages.length;
  // The boot text, before the first frame.
  const rejects = rig.host.rejects.length;
  await probe(rig.board, async (ms) => rig.advance(ms));
  rig.host.send({ session: rig.session(), request: { id: 5, ping: {} } });
  rig.advance(300);
  const said = rig.host.messages.slice(before);
  expect(said.flatMap(({ answer }) => (answer ? [answer.id] : []))).toEqual([5]);
  expect(said.filter(({ answer, opened }) => !answer && !opened?.code)).toEqual([]);
  expect(rig.host.rejects.length).toBe(rejects);
  expect(rig.board.console).toBeNull();
});

test("T20 the probes would be seen: a board whose console has the line answers them", async () => {
  const board = createBoard({ storage: storage() });
  board.buttonHeld = true;
  board.powerOn();
  let said = "";
  board.uart.onSend = (bytes) => {
    said += Buffer.from(bytes).toString("latin1");
  };
  for (const bytes of createProbes(20)) {
    board.uart.receive(bytes);
    board.schedule.advance(board.schedule.nowUs() + 20_000);
  }
  expect(said).toMatch(/1\+1[\s\S]*\r\n>/);
});

describe("T20 the start of the firmware file", () => {
  test("T20 runs nothing before the console is away but the look at BOOT", () => {
    const calls: string[] = [];
    const board = createBoard({ firmware: "", storage: storage() });
    board.powerOn();
    const traced = new Proxy(board.globals, {
      get(target, name: string) {
        return target[name as keyof typeof target];
      },
    });
    const note =
      (name: string) =>
      (...args: unknown[]) => {
        calls.push(`${name} ${JSON.stringify(args[0])}`);
        if (name === "E.setConsole") throw new Error("enough");
        return name === "digitalRead" ? 0 : 1;
      };
    const parts: Record<string, unknown> = { ...traced, ...board.pins };
    const recorded = (object: object, prefix: string) =>
      new Proxy(object, { get: (target, key: string) => (key in target ? note(prefix + key) : undefined) });
    for (const name of ["E", "Serial1", "SPI2"]) parts[name] = recorded(parts[name] as object, `${name}.`);
    for (const name of ["digitalRead", "digitalWrite", "pinMode", "setTimeout", "peek32", "getTime"])
      parts[name] = note(name);
    const names = Object.keys(parts);
    const run = new Function(...names, detokenise(builtFirmware()));
    expect(() => run(...Object.values(parts))).toThrow("enough");
    // Constants are made while the file loads.
    expect(calls.filter((call) => !call.startsWith("E.toString"))).toEqual([
      "pinMode 0",
      "digitalRead 0",
      "peek32 1072971836",
      // Its pull is inverted like its level.
      "pinMode 0",
      "peek32 1072971836",
      "E.setConsole null",
    ]);
  });

  test("T20 gives the console back in one place only, which asks for BOOT", () => {
    const code = detokenise(builtFirmware());
    expect(() => parse(code, { ecmaVersion: 5 })).not.toThrow();
    expect(code.match(/setConsole/g)).toHaveLength(2);
    // That name is only looked for, so that the doctor can say whether telnet may be open.
    const rest = code.replace('.MODULES.indexOf("TelnetServer")', "");
    expect(rest).not.toMatch(/\beval\b|\bFunction\b|LoopbackA|setPassword|NRF|Bluetooth|Telnet|E\.on\("init/);
  });

  test("T20 without BOOT the console never comes back; with it within the first second it does, and no longer", () => {
    for (const [fromMs, back] of [
      [900, true],
      [1100, false],
    ] as const) {
      const board = createBoard({ storage: storage() });
      board.powerOn();
      board.schedule.advance(board.schedule.nowUs() + fromMs * 1000);
      board.buttonHeld = true;
      board.schedule.advance(board.schedule.nowUs() + 5_000_000);
      expect(board.console).toBe(back ? "Serial1" : null);
    }
  });
});

describe.skipIf(!ESPRUINO)(`T20 on the real interpreter${ESPRUINO ? "" : ` (left out: ${HOW_TO_ENABLE})`}`, () => {
  test("T20 the firmware answers no probe there either, and the interpreter prints nothing", {
    timeout: 300_000,
  }, async () => {
    // The harness stands in for Serial1, so this shows what the firmware does with the bytes, on the real language.
    const remote = await startEspruino(builtFirmware(), storage());
    const { heard, stray } = listen(remote.board);
    await remote.advance(1500);
    const before = remote.printed();
    await probe(remote.board, remote.advance);
    await remote.advance(1500);
    const printed = remote.printed();
    await remote.close();
    expect(heard.others).toEqual([]);
    expect([stray(), printed.slice(before.length)]).toEqual(["", ""]);
    expect(heard.hellos).toBeGreaterThan(10);
  });

  test("T20 its own console answers probes while it has the line, and not one after setConsole(null)", {
    timeout: 60_000,
  }, async () => {
    // The console proper: the interpreter's standard input, which is its Serial1 on Linux.
    expect(await consoleSays("")).toContain("=2");
    expect(await consoleSays("E.setConsole(null,{force:true});")).toBe("");
  });
});

/** Starts the interpreter with a line of code and 1,000 probes on its console; returns what it printed after the start. */
async function consoleSays(code: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "ketuk-console-"));
  const program = join(folder, "program.js");
  writeFileSync(program, `${code}setTimeout(function(){},60000);\n`);
  const child = spawn(ESPRUINO ?? "", [program], { cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  await new Promise((resolve) => setTimeout(resolve, 700));
  const start = output.length;
  // 04 on standard input ends the Linux build: that is not the board's doing.
  for (const bytes of createProbes()) child.stdin.write(Buffer.from(bytes.filter((byte) => byte !== 4)));
  child.stdin.write("\r\n\x03\r\n1+1\r\n");
  await new Promise((resolve) => setTimeout(resolve, 2500));
  child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
  return output.slice(start);
}

test("T20 a frame with a probe inside is a bad frame, counted as one", async () => {
  const rig = await createRig();
  rig.board.uart.receive(encodeFrame(CHANNEL_SECURE, Buffer.from("E.setConsole('Serial1')\n")));
  rig.advance(200);
  rig.host.send({ session: rig.session(), request: { id: 1, getStatus: {} } });
  rig.advance(200);
  expect(rig.host.messages.at(-1)?.answer?.status?.rejected).toBe(1);
});
