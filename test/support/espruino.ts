/**
 * The built firmware on the real Espruino interpreter, with the virtual board as its hardware. ESPRUINO names the
 * interpreter (a Linux build of Espruino). Time is the virtual board's, so a run is the same every time.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messages } from "../../protocol/index.js";
import { createBoard, type VirtualBoard } from "../../sdk/virtual/board.js";
import type { VirtualStorage } from "../../sdk/virtual/storage.js";
import { answerCall, type Calls, hardwareCalls, numberAt } from "./espruino-calls.js";

/** Path of the interpreter, or undefined. */
export const ESPRUINO = process.env.ESPRUINO;

export const HOW_TO_ENABLE =
  "set ESPRUINO to a Linux build of the Espruino interpreter (github.com/espruino/Espruino, make)";

interface Message {
  op: string;
  data: Buffer;
}

export interface EspruinoBoard {
  readonly board: VirtualBoard;
  /** Lets simulated time pass; the interpreter runs whatever is due. */
  advance(ms: number): Promise<void>;
  /** Largest number of JsVars in use after an event; where memory is counted, at any call of the hardware too. */
  peakUsage(): number;
  /** JsVars in use before the firmware was there, for the harness; 0 where memory is not counted. */
  usageBefore(): number;
  /** JsVars in use now, after a collection: between two events, so nothing is under way. */
  usageAtRest(): Promise<number>;
  /** Times the program restarted the board; it does not really. */
  reboots(): number;
  /** In a counted run: counts from nothing from here on. */
  beginCount(): Promise<void>;
  /** In a counted run: writes down what was counted. */
  endCount(): Promise<void>;
  /** What the interpreter printed: errors, above all. */
  printed(): string;
  close(): Promise<void>;
}

/** Cuts the stream from the interpreter into messages: op, six digits, data. */
function createParser(onMessage: (message: Message) => void): (chunk: Buffer) => void {
  let pending = Buffer.alloc(0);
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 7) {
      const size = Number(pending.toString("latin1", 1, 7));
      if (pending.length < 7 + size) return;
      const message = { op: pending.toString("latin1", 0, 1), data: Buffer.from(pending.subarray(7, 7 + size)) };
      pending = pending.subarray(7 + size);
      onMessage(message);
    }
  };
}

function double(n: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(n);
  return bytes;
}

/**
 * Writes the firmware into the interpreter's own flash, a file in its folder, by a first run of it. It runs there, as on the
 * board: functions stay in flash, memory holds what they make.
 */
function putIntoStorage(folder: string, firmware: string): void {
  const source = join(folder, "firmware.bin");
  const loader = join(folder, "loader.js");
  writeFileSync(source, firmware, "latin1");
  const write = `require("Storage").write("firmware",require("fs").readFileSync(${JSON.stringify(source)}))`;
  writeFileSync(loader, `${write};quit();\n`);
  execFileSync(ESPRUINO ?? "espruino", [loader], { cwd: folder, input: "", stdio: ["pipe", "ignore", "ignore"] });
}

/**
 * Starts the interpreter with harness and firmware; resolves when the firmware has run its top level.
 *
 * @param wrapper a command that runs the interpreter, such as one that counts its instructions
 * @param flash what the 64 KB of raw flash hold at the start
 * @param prepare changes the board before the firmware starts
 * @param countsMemory at every call of the hardware, too
 * @param counted nothing but the firmware's own instructions is counted; see espruino-work.ts
 */
export async function startEspruino(
  firmware: string,
  storage: Map<string, string>,
  wrapper: readonly string[] = [],
  flash?: Uint8Array,
  prepare: (board: VirtualBoard) => void = () => {},
  countsMemory = false,
  counted = false,
): Promise<EspruinoBoard> {
  const folder = mkdtempSync(join(tmpdir(), "ketuk-espruino-"));
  const toInterpreter = join(folder, "in");
  const fromInterpreter = join(folder, "out");
  execFileSync("mkfifo", [toInterpreter, fromInterpreter]);
  // Opened for both directions, so that neither side waits for the other to open its end.
  const writer = openSync(toInterpreter, "r+");
  // As a socket: a stream of the file would keep one of libuv's four threads in a read that never ends.
  const reading = new Socket({
    fd: openSync(fromInterpreter, constants.O_RDWR | constants.O_NONBLOCK),
    writable: false,
  });
  const harness = readFileSync(new URL("espruino-harness.js", import.meta.url), "utf8");
  const program = join(folder, "program.js");
  putIntoStorage(folder, firmware);
  const how = [toInterpreter, fromInterpreter, counted, countsMemory].map((value) => JSON.stringify(value)).join();
  const start = `var harness=standIn(${how});delete standIn;harness.before=harness.usage();eval(harness.firmware);`;
  writeFileSync(program, `${harness}\n${start}harness.ready();harness.obey();quit();\n`);

  const board = createBoard({ hardwareOnly: true, storage });
  if (flash) board.flash.bytes.set(flash);
  prepare(board);
  board.powerOn();
  let work: Message[] = [];
  let done: (() => void) | undefined;
  let peak = 0;
  let usage = 0;
  let reboots = 0;
  const timers = new Map<number, number>();

  function send(op: string, data: Buffer): void {
    writeSync(writer, Buffer.concat([Buffer.from(`${op}${String(data.length).padStart(6, "0")}`), data]));
  }

  /** Name, offset and length of a file, or of a part of it. */
  function readStorage(text: string): string {
    const [name = "", offset, length] = text.split("\0");
    const files = globals.require("Storage") as VirtualStorage;
    return files.read(name, Number(offset), length ? Number(length) : undefined) ?? "";
  }

  const { globals } = board;
  const calls: Calls = {
    ...hardwareCalls(board),
    T: () => double(globals.getTime()),
    W(_data, text) {
      globals.Serial1.write(text);
    },
    C(_data, text) {
      globals.E.setConsole(text || null, { force: true });
      globals.Serial1.on("data", (piece) => work.push({ op: "D", data: Buffer.from(piece, "latin1") }));
    },
    t(data) {
      const id = numberAt(data, 0);
      const due = () => work.push({ op: "t", data: double(id) });
      timers.set(id, globals.setTimeout(due, numberAt(data, 1)));
    },
    c(data) {
      globals.clearTimeout(timers.get(numberAt(data, 0)) ?? -1);
    },
    P(_data, text) {
      globals.digitalWrite(Number(text.slice(1)), text[0] === "1");
    },
    p: (_data, text) => Buffer.from(String(globals.digitalRead(Number(text)))),
    R: (_data, text) => Buffer.from(readStorage(text), "latin1"),
    B() {
      reboots++;
    },
    X(_data, text) {
      storage.delete(text);
    },
    Z(_data, text) {
      const end = 2 + Number(text.slice(0, 2));
      storage.set(text.slice(2, end), text.slice(end));
      return Buffer.from("1");
    },
  };

  reading.on(
    "data",
    createParser((message) => {
      if (message.op !== "!") return send("=", answerCall(calls, message.op, message.data));
      usage = Number(message.data.toString());
      peak = Math.max(peak, usage);
      done?.();
    }) as (chunk: Buffer | string) => void,
  );

  let output = "";
  const [command = "", ...args] = [...wrapper, ESPRUINO ?? "espruino", program];
  const child: ChildProcess = spawn(command, args, {
    cwd: folder,
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdout?.on("data", (chunk) => (output += String(chunk)));
  child.stderr?.on("data", (chunk) => (output += String(chunk)));

  /** Resolves when the interpreter has finished what it does now. */
  function finished(): Promise<void> {
    return new Promise((resolve, reject) => {
      const onExit = () => reject(new Error(`the interpreter ended: ${output}`));
      child.once("exit", onExit);
      done = () => {
        child.off("exit", onExit);
        resolve();
      };
    });
  }

  async function obey(op: string): Promise<void> {
    const end = finished();
    send(op, Buffer.alloc(0));
    await end;
  }

  await finished();
  const before = usage;
  return {
    board,
    peakUsage: () => peak,
    usageBefore: () => before,
    async usageAtRest() {
      await obey("m");
      return usage;
    },
    beginCount: () => obey("b"),
    endCount: () => obey("e"),
    printed: () => output,
    reboots: () => reboots,
    async advance(ms) {
      const until = board.schedule.nowUs() + ms * 1000;
      while (board.schedule.nextUs() <= until) {
        // One event at a time: what it starts must run before the clock goes on.
        board.schedule.advance(Math.max(board.schedule.nextUs(), board.schedule.nowUs()), 1);
        for (const { op, data } of work.splice(0)) {
          const end = finished();
          send(op, data);
          await end;
        }
      }
      board.schedule.advance(until);
    },
    async close() {
      const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      send("q", Buffer.alloc(0));
      child.stdin?.end();
      const killer = setTimeout(() => child.kill("SIGKILL"), 1000);
      await gone;
      clearTimeout(killer);
      reading.destroy();
      closeSync(writer);
      work = [];
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What the interpreter called itself, from the boot record. */
export function interpreterOf(records: readonly Uint8Array[]): { VERSION: string; BOARD: string } {
  const [first] = records;
  const boot = first && messages.Record.decode(messages.SealedRecord.decode(first).record).bootRecord;
  const [VERSION = "", BOARD = ""] = (boot?.interpreter ?? "").split(" ");
  return { VERSION, BOARD };
}
