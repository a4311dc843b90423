/**
 * Makes a board a reader: prompt, interpreter, radios off, raw flash tried, identity, coupons, files, restart.
 *
 * Whatever it is interrupted by, it can begin anew. The interpreter itself is never written here, so its prompt stays
 * reachable: the first thing that goes is the boot code, the files come last, and with BOOT held no boot code starts.
 */
import { BOARD_FILE, type BoardChoice } from "../board/board.js";
import { interpreterProblem } from "../board/chips.js";
import { KetukError } from "../errors.js";
import { COUPON_ADDRESS } from "../signing/coupons.js";
import type { OpenTransport } from "../transport/transport.js";
import { type BoardState, readBoardState } from "./board-state.js";
import { AGAIN, type BoardConsole, openConsole } from "./console.js";
import { enterConsole } from "./enter.js";
import type { Provision } from "./identity.js";
import { esptoolAdvice, type Interpreter, judgeInterpreter } from "./interpreter.js";
import { switchRadiosOff } from "./radios.js";
import { createRawFlash, type RawFlash, SECTOR_BYTES } from "./raw-flash.js";
import { replaceStorage, type StorageFile } from "./storage.js";
import { FLASH_TIMING, type FlashTiming } from "./timing.js";

/** The last sector of raw flash for coupons: a full set is seldom minted, and this is written before they are. */
const TRIAL_ADDRESS = 0x30f000;

/** Differs from reader to reader. */
const CONFIG_FILE = "ketuk.cfg";

/** How far flashing is. */
export type FlashStep = "console" | "radios" | "board" | "coupons" | "files" | "restart";

/** What happens meanwhile. */
export interface FlashHandlers {
  /** Called at the beginning of a step, and for coupons and files with every piece. */
  progress(step: FlashStep, doneBytes: number, totalBytes: number): void;
  /** Somebody has to do something, or should know something. */
  say(words: string): void;
}

/** What a board is to become. */
export interface InstallOptions {
  readonly open: OpenTransport;
  readonly board: BoardChoice;
  /** Boot file and firmware, the same for all readers. */
  readonly files: readonly StorageFile[];
  /**
   * Says who the board becomes and stores that, before anything of it is written.
   *
   * @throws KetukError to leave the board as it is
   */
  readonly provision: (state: BoardState) => Promise<{ readonly id: string } & Provision>;
  /** Gives up the records of another reader. */
  readonly wipe: boolean;
  /** Takes an interpreter that nobody has tried. */
  readonly untested: boolean;
  readonly handlers: FlashHandlers;
  readonly signal: AbortSignal;
  /** Default {@link FLASH_TIMING}. */
  readonly timing?: FlashTiming | undefined;
}

/** What was done. */
export interface Installed {
  readonly id: string;
  readonly epoch: number;
  readonly interpreter: Interpreter;
  /** Serial number of the board. */
  readonly serial: string;
  /** Bytes in Storage. */
  readonly storageBytes: number;
  /** Sectors of coupons. */
  readonly couponSectors: number;
}

/**
 * Installs a reader and restarts the board.
 *
 * @throws KetukError `no-console`, `interpreter-unsuitable`, `board-taken`, `flash-failed`, `disconnected`, `aborted`,
 *   those of opening a port, and those of `provision`
 */
export async function install(options: InstallOptions): Promise<Installed> {
  const { timing = FLASH_TIMING, handlers, signal } = options;
  handlers.progress("console", 0, 0);
  const console = await openConsole(options.open, timing, signal);
  try {
    return await installBy(console, options, timing);
  } finally {
    await console.close();
  }
}

async function installBy(console: BoardConsole, options: InstallOptions, timing: FlashTiming): Promise<Installed> {
  const { handlers, board } = options;
  const { path } = console.transport;
  const interpreter = await enterConsole(console, { timing, say: handlers.say });
  checkInterpreter(path, interpreter, options);
  handlers.progress("radios", 0, 0);
  await switchRadiosOff(console, timing);
  await checkChip(console, interpreter, options);
  handlers.progress("board", 0, 0);
  const flash = createRawFlash(console);
  const state = await readBoardState(console, flash);
  await tryFlash(flash);
  const reader = await options.provision(state);
  if (options.wipe) await wipeJournals(flash, state, reader.id);
  await writeCoupons(flash, reader, handlers);
  const files = [
    ...options.files,
    { name: BOARD_FILE, bytes: board.encoded },
    { name: CONFIG_FILE, bytes: reader.config },
  ];
  const storageBytes = await writeFiles(console, files, timing, handlers);
  handlers.progress("restart", 0, 0);
  await console.tell("E.reboot()");
  const { id, epoch, couponSectors } = reader;
  return { id, epoch, interpreter, serial: state.serial, storageBytes, couponSectors };
}

function checkInterpreter(path: string, interpreter: Interpreter, { board, untested, handlers }: InstallOptions): void {
  const { verdict, words } = judgeInterpreter(interpreter, board.chip.interpreter);
  if (verdict === "tested") return;
  if (verdict === "untested" && untested) return handlers.say(words);
  throw new KetukError("interpreter-unsuitable", `${path}: ${words}`, {
    hint: verdict === "untested" ? "--untested takes it all the same" : esptoolAdvice(path),
  });
}

/** What the wiring and the firmware ask of the chip; asked with the radios off, which take a third of the memory. */
async function checkChip(console: BoardConsole, interpreter: Interpreter, { board }: InstallOptions): Promise<void> {
  const jsVarsCount = Number(await console.ask("process.memory().total"));
  const problem = interpreterProblem(board.chip, { board: interpreter.board, jsVarsCount });
  if (problem) throw new KetukError("interpreter-unsuitable", `${console.transport.path}: ${problem}`);
}

/** Some builds erase the wrong sector, or none, without a word: a reader on them would lose records. */
async function tryFlash(flash: RawFlash): Promise<void> {
  const pattern = Uint8Array.from({ length: SECTOR_BYTES }, (_, i) => (i * 31) & 0xff);
  await flash.replace(TRIAL_ADDRESS, pattern);
  await flash.erase(TRIAL_ADDRESS, 1);
}

async function wipeJournals(flash: RawFlash, { journals }: BoardState, id: string): Promise<void> {
  for (const { address, sectors, owner } of journals) if (owner !== id) await flash.erase(address, sectors);
}

async function writeCoupons(flash: RawFlash, reader: Provision, handlers: FlashHandlers): Promise<void> {
  const { couponSectors } = reader;
  const totalBytes = couponSectors * SECTOR_BYTES;
  for (let i = 0; i < couponSectors; i++) {
    handlers.progress("coupons", i * SECTOR_BYTES, totalBytes);
    await flash.replace(COUPON_ADDRESS + i * SECTOR_BYTES, reader.mintSector(i));
  }
  if (couponSectors > 0) handlers.progress("coupons", totalBytes, totalBytes);
}

/** Returns the bytes that were stored. */
async function writeFiles(
  console: BoardConsole,
  files: readonly StorageFile[],
  timing: FlashTiming,
  handlers: FlashHandlers,
): Promise<number> {
  const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  let done = 0;
  handlers.progress("files", done, total);
  await replaceStorage(console, files, timing.eraseMs, {
    written(bytes) {
      done += bytes;
      handlers.progress("files", done, total);
    },
    again() {
      done = 0;
      handlers.say(`a file was spoilt on its way, and is sent again. ${AGAIN}`);
    },
  });
  return total;
}
