/** `ketuk flash`: makes readers of boards, several at a time. */
import { writeFile } from "node:fs/promises";
import { type Command, InvalidArgumentError } from "commander";
import { COUPONS_PER_SECTOR } from "../../protocol/index.js";
import { type BoardChoice, boardOf } from "../board/board.js";
import { KetukError } from "../errors.js";
import { type Flashed, flash } from "../flash/flash.js";
import type { FlashStep } from "../flash/install.js";
import { labelToSvg, labelToTerminal } from "../flash/label.js";
import { ANY_CARD, readPolicyFile } from "../flash/policy-file.js";
import { readRing } from "../keys/file.js";
import type { Passphrase } from "../keys/key-file.js";
import type { AcceptancePolicy } from "../reader/policy.js";
import { COUPON_MAX_COUNT } from "../signing/coupons.js";
import type { BindingInterface } from "../transport/binding.js";
import { findingLine } from "./finding-line.js";
import { createFlashProgress } from "./flash-progress.js";
import { createPaint, EXIT, type Io, reportError, writeJson } from "./io.js";
import { defaultKeyFile } from "./keys.js";
import { addPassphraseOption, type PassphraseOptions, passphraseOf } from "./passphrase.js";

/** 50 sectors: half a minute over the cable, and some weeks at a busy gate before the next refill. */
const COUPON_COUNT = 50 * COUPONS_PER_SECTOR;

interface Options extends PassphraseOptions {
  readonly port: string[];
  readonly keys: string;
  readonly id?: string;
  readonly board: string;
  readonly policy?: string;
  readonly coupons: number;
  readonly label?: string;
  readonly wipe?: boolean;
  readonly untested?: boolean;
  readonly interpreter?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  ketuk keys init                                       once, for the fleet
  ketuk flash --port /dev/ttyUSB0 --id gate-7           a board becomes the reader gate-7
  ketuk flash --port /dev/ttyUSB0 /dev/ttyUSB1 --json   two boards at a time, each with an id of its own
  ketuk flash --port /dev/ttyUSB0 --policy policy.json --coupons 17664 --label gate-7.svg

The board needs Espruino: without it, or with an old one, the message has the commands that put it there.
Whatever interrupts it, run it again. A firmware that keeps the line to itself lets go of it while BOOT is held at a start;
where the port has DTR and RTS this happens by itself.
Without --id a board that the ring knows stays who it was, another one is named after its serial number.
Counter and journal stay on the board, keys are new at every flashing (a new epoch), and so is the policy: without --policy
every card makes a record, and none of them is genuine.
Keys go over this cable in clear, once: flash at the bench.

In the end the reader looks into its parts, as for ketuk doctor: [codes] are explained in docs/troubleshooting.md.

Exit codes: 0 all boards are readers and nothing of them has failed, 1 at least one is not, 2 wrong usage, 130 Ctrl-C.
`;

/** What tests bring instead of this computer's ports. */
export interface FlashWorld {
  readonly binding?: BindingInterface;
  readonly flash?: typeof flash;
}

/** Adds the command. `done` takes its exit code. */
export function addFlashCommand(program: Command, io: Io, done: (code: number) => void, world: FlashWorld = {}): void {
  addPassphraseOption(program.command("flash"))
    .description("make a board with Espruino a reader: firmware, identity, keys, self-test, label")
    .requiredOption("--port <path...>", "port of the board; several at a time")
    .option("--keys <file>", "the key ring; the reader is added to it", defaultKeyFile())
    .option("--id <id>", "reader id, for a single port")
    .option("--board <name>", "how it is wired: devkit, c3, s3, or a file", "devkit")
    .option("--policy <file>", "which cards it accepts, as JSON")
    .option(
      "--coupons <n>",
      "records that it can sign, a multiple of 92 up to 17664; 0 for none",
      parseCoupons,
      COUPON_COUNT,
    )
    .option("--label <file.svg>", "write the label as a picture; with several ports the id goes before .svg")
    .option("--wipe", "give up what another reader has left on the board")
    .option("--untested", "take an interpreter newer than those that were tested")
    .option("--interpreter <file.bin>", "first write this build of Espruino onto the bare chip; erases everything")
    .option("--json", "one JSON object per board")
    .addHelpText("after", EXAMPLES)
    .action(async (options: Options, command: Command) => {
      if (options.id !== undefined && options.port.length > 1) command.error("error: --id is for a single --port");
      if (new Set(options.port).size !== options.port.length) command.error("error: a port is named twice");
      done(await flashAll(options, io, world));
    });
}

/** What is the same for all boards. */
interface Batch {
  readonly board: BoardChoice;
  readonly policy: AcceptancePolicy;
  readonly passphrase: Passphrase | undefined;
}

async function flashAll(options: Options, io: Io, world: FlashWorld): Promise<number> {
  const batch = {
    board: boardOf(options.board),
    policy: options.policy === undefined ? ANY_CARD : await readPolicyFile(options.policy),
    passphrase: onceOnly(passphraseOf(io, options)),
  };
  // Before anything is done to a board.
  await readRing(options.keys, batch.passphrase);
  const progress = createFlashProgress(io, options.port);
  const codes = await Promise.all(
    options.port.map(async (path) => {
      try {
        return await flashOne(path, options, batch, io, world, progress);
      } catch (error) {
        progress.end(path);
        if (options.json) writeJson(io, failureToJson(path, error));
        if (io.signal.aborted) return EXIT.interrupted;
        reportError(io, error);
        return error instanceof KetukError && error.code === "bad-argument" ? EXIT.usage : EXIT.failed;
      }
    }),
  );
  if (io.signal.aborted) {
    io.err("interrupted: run the same command again, nothing is lost by that\n");
    return EXIT.interrupted;
  }
  return Math.max(...codes);
}

async function flashOne(
  path: string,
  options: Options,
  { board, policy, passphrase }: Batch,
  io: Io,
  world: FlashWorld,
  progress: ReturnType<typeof createFlashProgress>,
): Promise<number> {
  const { keys: ringPath, id, coupons: couponCount, wipe = false, untested = false, interpreter } = options;
  if (interpreter !== undefined) {
    const { writeInterpreter } = await import("../flash/rom.js");
    await writeInterpreter({
      path,
      file: interpreter,
      binding: world.binding,
      signal: io.signal,
      progress: (doneBytes, totalBytes) => progress.show(path, "interpreter", doneBytes, totalBytes),
    });
  }
  const flashed = await (world.flash ?? flash)({
    path,
    binding: world.binding,
    ringPath,
    passphrase,
    id,
    board,
    policy,
    couponCount,
    wipe,
    untested,
    signal: io.signal,
    handlers: {
      progress: (step: FlashStep, doneBytes, totalBytes) => progress.show(path, step, doneBytes, totalBytes),
      say: (words) => progress.say(path, words),
    },
  });
  progress.end(path);
  if (options.label !== undefined) await writeLabel(options.label, flashed, options.port.length > 1);
  if (options.json) writeJson(io, flashedToJson(flashed, board));
  else printFlashed(io, flashed);
  return flashed.wiring.ok ? EXIT.ok : EXIT.failed;
}

/** Asked once, however many boards there are. */
function onceOnly(ask: (() => Promise<string>) | undefined): (() => Promise<string>) | undefined {
  let answer: Promise<string> | undefined;
  return (
    ask &&
    (() => {
      answer ??= ask();
      return answer;
    })
  );
}

async function writeLabel(file: string, { id, fleet }: Flashed, isOneOfMany: boolean): Promise<void> {
  const path = isOneOfMany ? file.replace(/(?:\.svg)?$/, `.${id}.svg`) : file;
  await writeFile(path, labelToSvg({ id, fleet })).catch((cause: NodeJS.ErrnoException) => {
    throw new KetukError("bad-argument", `the label ${path} cannot be written (${cause.code ?? "unknown error"})`);
  });
}

function printFlashed(io: Io, flashed: Flashed): void {
  const paint = createPaint(io);
  const { id, epoch, path, interpreter, firmwareVersion, wiring, couponSectors } = flashed;
  io.out(`${paint("strong", `${id} on ${path}`)}: epoch ${epoch}, firmware ${firmwareVersion}, `);
  io.out(`Espruino ${interpreter.version}, ${couponSectors * COUPONS_PER_SECTOR} signatures\n`);
  if (wiring.findings.length === 0) io.out(`wiring: ${paint("good", wiring.words)}\n`);
  for (const one of wiring.findings) io.out(findingLine(one, paint));
  io.out(`\n${labelToTerminal(flashed)}\n`);
}

function flashedToJson(flashed: Flashed, board: BoardChoice): Record<string, unknown> {
  const { path, id, isNew, epoch, fleet, serial, interpreter, firmwareVersion, chipVersion, wiring } = flashed;
  const coupons = flashed.couponSectors * COUPONS_PER_SECTOR;
  const about = { path, ok: wiring.ok, reader: id, isNew, epoch, fleet, serial, board: board.map.name };
  return { ...about, interpreter, firmwareVersion, chipVersion, coupons, storageBytes: flashed.storageBytes, wiring };
}

function failureToJson(path: string, error: unknown): Record<string, unknown> {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof KetukError ? error.code : "unknown";
  const hint = error instanceof KetukError ? (error.hint ?? null) : null;
  return { path, ok: false, code, message, hint };
}

function parseCoupons(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count > COUPON_MAX_COUNT || count % COUPONS_PER_SECTOR !== 0)
    throw new InvalidArgumentError(`It is a multiple of ${COUPONS_PER_SECTOR} from 0 to ${COUPON_MAX_COUNT}.`);
  return count;
}
