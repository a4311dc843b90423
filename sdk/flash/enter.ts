/**
 * Gets to Espruino's prompt on a board in whatever state: bare, in the middle of a line or a packet, busy with another
 * program, or a Ketuk reader that keeps the line to itself. Then asks what it runs.
 *
 * Where DTR and RTS are wired as on most boards, the board is reset and BOOT held by them: RTS alone pulls EN, DTR alone
 * pulls GPIO0. DTR only comes after the reset is over, since the chip reads GPIO0 at that moment and would start its
 * own loader instead.
 */
import { KetukError } from "../errors.js";
import type { Transport } from "../transport/transport.js";
import type { BoardConsole } from "./console.js";
import { esptoolAdvice, type Interpreter } from "./interpreter.js";
import type { FlashTiming } from "./timing.js";

/** Ctrl-C and Enter end a line that was begun; DLE keeps the echo away. Older interpreters know no packets, but this. */
const WHO = '\x03\n\x10print("KETUK"+" "+process.env.VERSION+" "+process.env.BOARD)\n';
const HERE = /KETUK (\d+v[\w.]{1,20}) (\w{1,40})[\r\n]/;

/** What a person at the board has to do. */
export const PERSON =
  "a firmware keeps the line to itself: hold BOOT, press and let go EN (RST), and hold BOOT for another two seconds";

/** How to get to the prompt. */
export interface EnterOptions {
  readonly timing: FlashTiming;
  /** Called when somebody has to do something. */
  readonly say: (words: string) => void;
}

/**
 * Gets to the prompt.
 *
 * @returns what the board runs
 * @throws KetukError `no-console` with what was heard instead, `disconnected`, `aborted`
 */
export async function enterConsole(console: BoardConsole, { timing, say }: EnterOptions): Promise<Interpreter> {
  console.forget();
  const found = (await askWho(console, timing.lineMs, 2)) ?? (await resetAndAsk(console, timing));
  if (found) return found;
  // Only a program that runs keeps the line; everything else a person cannot change by holding BOOT.
  if (console.hello() === undefined && console.heard().trim() !== "") throw noConsole(console);
  say(PERSON);
  const answered = await askWho(console, timing.lineMs, Math.ceil(timing.personMs / timing.lineMs));
  if (answered) return answered;
  throw noConsole(console);
}

/**
 * Waits for the prompt of a board that restarts.
 *
 * @throws KetukError `no-console`, `disconnected`, `aborted`
 */
export async function reenterConsole(console: BoardConsole, timing: FlashTiming): Promise<Interpreter> {
  const found = await askWho(console, timing.lineMs, Math.ceil(timing.startMs / timing.lineMs));
  if (!found) throw noConsole(console);
  return found;
}

async function askWho(console: BoardConsole, lineMs: number, times: number): Promise<Interpreter | undefined> {
  for (let i = 0; i < times; i++) {
    await console.type(WHO);
    const [, version, board] = (await console.waitFor(HERE, lineMs)) ?? [];
    if (version && board) return { version, board };
  }
  return undefined;
}

async function resetAndAsk(console: BoardConsole, timing: FlashTiming): Promise<Interpreter | undefined> {
  if (!(await resetIntoConsole(console.transport, timing))) return undefined;
  return askWho(console, timing.lineMs, 2);
}

/** Resets the board and holds BOOT. False where the port has no lines for it. */
async function resetIntoConsole({ setLines }: Transport, timing: FlashTiming): Promise<boolean> {
  if (!setLines) return false;
  const steps = [
    { dtr: false, rts: true, ms: timing.resetMs },
    { dtr: false, rts: false, ms: timing.strapMs },
    { dtr: true, rts: false, ms: timing.bootMs },
    { dtr: false, rts: false, ms: 0 },
  ];
  for (const { ms, ...lines } of steps) {
    if (!(await setLines(lines))) return false;
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
  }
  return true;
}

/** Says what was heard instead of a prompt. */
function noConsole(console: BoardConsole): KetukError {
  const { path } = console.transport;
  const heard = console.heard();
  const shown = JSON.stringify(heard.trim().slice(-80));
  if (console.hello() !== undefined) {
    return new KetukError("no-console", `${path}: the reader keeps the line to itself`, { hint: PERSON });
  }
  if (heard.trim() === "") {
    return new KetukError("no-console", `${path}: nothing answers`, {
      hint: `power, cable, port (ketuk list)? A board without an interpreter is silent, too: ${esptoolAdvice(path)}`,
    });
  }
  if (/waiting for download/.test(heard)) {
    return new KetukError("no-console", `${path}: the board waits in its own loader`, {
      hint: "let go of BOOT and press EN",
    });
  }
  if (/invalid header|flash read err|No bootable/.test(heard)) {
    return new KetukError("no-console", `${path}: there is no interpreter on this board`, {
      hint: esptoolAdvice(path),
    });
  }
  if (/password>/.test(heard)) {
    return new KetukError("no-console", `${path}: its console has a password`, { hint: esptoolAdvice(path) });
  }
  return new KetukError("no-console", `${path}: no prompt of Espruino, but ${shown}`, { hint: esptoolAdvice(path) });
}
