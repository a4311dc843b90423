/**
 * A board whose interpreter is the real one, at the end of a pty: for everything that speaks to a console. ESPRUINO names
 * the interpreter. Storage is its own; chip, pins and raw flash are the virtual board's. Time is real.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBoard, type VirtualBoard } from "../../sdk/virtual/board.js";
import { answerCall, type Calls, hardwareCalls } from "./espruino-calls.js";
import { ended, until } from "./pty.js";

/** A board with the real interpreter. */
export interface EspruinoOnPty {
  /** Path of its serial port. */
  readonly path: string;
  /** Its chip, field, pins and raw flash. */
  readonly board: VirtualBoard;
  /** What the interpreter printed elsewhere than on the port. */
  printed(): string;
  /** Cuts the power, wherever it is, and gives it again. */
  restart(): Promise<void>;
  /** Cuts the power for good. */
  close(): Promise<void>;
}

/** @param interpreter what it says of itself */
export async function startEspruinoOnPty(
  espruino: string,
  interpreter = { VERSION: "2v29.277", BOARD: "ESP32" },
): Promise<EspruinoOnPty> {
  const folder = mkdtempSync(join(tmpdir(), "ketuk-espruino-pty-"));
  const [host, device] = [join(folder, "host"), join(folder, "dev")];
  const socat = spawn("socat", [`pty,raw,echo=0,link=${device}`, `pty,raw,echo=0,link=${host}`]);
  await until(() => existsSync(host) && existsSync(device), "the pty");
  const board = createBoard({ hardwareOnly: true });
  board.powerOn();
  const radios = new Set(["BLE", "Wifi"]);
  let output = "";
  let starts = 0;
  let child: ChildProcess | undefined;
  let pipes: { writer: number; reading: Socket } | undefined;
  let starting: Promise<void> | undefined;
  const startedMs = performance.now();

  const pin = (name: string) => board.pins[/^\d/.test(name) ? `D${name}` : name];
  const calls: Calls = {
    ...hardwareCalls(board),
    P(_data, text) {
      pin(text.slice(1))?.write(text[0] === "1");
    },
    p: (_data, text) => Buffer.from(String(board.globals.digitalRead(pin(text) as never))),
    s: () => Buffer.from("0a1b2c3d4e5f"),
    v: (_data, text) => Buffer.from(interpreter[text as "VERSION" | "BOARD"]),
    r: (_data, text) => Buffer.from(radios.has(text) ? "1" : "0"),
  };

  /** Answers one call of the interpreter. Undefined for one that never returns: a restart, or a radio that brings one. */
  function answer(op: string, data: Buffer): Buffer | undefined {
    const { schedule } = board;
    schedule.advance(Math.max(schedule.nowUs(), (performance.now() - startedMs) * 1000));
    if (op !== "o" && op !== "B") return answerCall(calls, op, data);
    radios.delete(data.toString("latin1"));
    void restart();
    return undefined;
  }

  function start(): void {
    // New ones for each start: what the one before had not read yet must not reach the next.
    starts++;
    const [toInterpreter, fromInterpreter] = [join(folder, `in${starts}`), join(folder, `out${starts}`)];
    execFileSync("mkfifo", [toInterpreter, fromInterpreter]);
    // Opened for both directions, so that neither side waits for the other to open its end.
    const writer = openSync(toInterpreter, "r+");
    const fd = openSync(fromInterpreter, constants.O_RDWR | constants.O_NONBLOCK);
    const reading = new Socket({ fd, writable: false });
    pipes = { writer, reading };
    let pending = Buffer.alloc(0);
    reading.on("data", (chunk) => {
      pending = Buffer.concat([pending, chunk as unknown as Buffer]);
      while (pending.length >= 7) {
        const size = Number(pending.toString("latin1", 1, 7));
        if (pending.length < 7 + size) return;
        const given = answer(pending.toString("latin1", 0, 1), Buffer.from(pending.subarray(7, 7 + size)));
        pending = pending.subarray(7 + size);
        if (!given || !pipes) return;
        writeSync(writer, Buffer.concat([Buffer.from(`=${String(given.length).padStart(6, "0")}`), given]));
      }
    });
    const harness = readFileSync(new URL("espruino-pty-harness.js", import.meta.url), "utf8");
    const names = { PIPE_IN: toInterpreter, PIPE_OUT: fromInterpreter, PTY: device };
    const head = Object.entries(names).map(([name, value]) => `var ${name}=${JSON.stringify(value)};\n`);
    const program = join(folder, "program.js");
    writeFileSync(program, `${head.join("")}${harness}`);
    child = spawn(espruino, [program], { cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
    const mine = child;
    mine.once("exit", (code, signal) => {
      if (child === mine) output += `Error: the interpreter ended (${code ?? signal})\n`;
    });
    child.stdout?.on("data", (chunk) => (output += String(chunk)));
    child.stderr?.on("data", (chunk) => (output += String(chunk)));
  }

  async function stop(): Promise<void> {
    const old = child;
    child = undefined;
    old?.kill("SIGKILL");
    if (old) await ended(old);
    pipes?.reading.destroy();
    if (pipes) closeSync(pipes.writer);
    pipes = undefined;
  }

  async function restart(): Promise<void> {
    starting ??= (async () => {
      await stop();
      board.chip.setReset(false);
      start();
      starting = undefined;
    })();
    await starting;
  }

  start();
  return {
    path: host,
    board,
    printed: () => output,
    restart,
    async close() {
      await stop();
      socat.kill("SIGKILL");
      await ended(socat);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
