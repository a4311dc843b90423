/** The command line of `ketuk`: its commands, and what becomes of errors. */
import { Command, CommanderError } from "commander";
import { KetukError } from "../errors.js";
import { addBridgeCommand } from "./bridge.js";
import { addCompletionCommand } from "./completion.js";
import { addDemoCommand } from "./demo.js";
import { addDoctorCommand } from "./doctor.js";
import { addFlashCommand, type FlashWorld } from "./flash.js";
import { EXIT, type Io, reportError } from "./io.js";
import { addIssueCommand } from "./issue.js";
import { addKeysCommand } from "./keys.js";
import { addListCommand } from "./list.js";
import { addMonitorCommand } from "./monitor.js";
import { addSimulateCommand } from "./simulate.js";
import { addUpdateCommand } from "./update.js";
import { addVerifyCommand } from "./verify.js";

const HELP = `
Examples:
  ketuk demo                                   see it work, no hardware needed
  ketuk list                                   find the port of a reader
  ketuk doctor --port /dev/ttyUSB0             find out what is wrong with a reader
  ketuk keys init                              make the secret of a fleet
  ketuk flash --port /dev/ttyUSB0 --id gate-7  make a board a reader
  ketuk monitor --port /dev/ttyUSB0 --ack      watch the taps of a reader
  ketuk bridge --mqtt mqtts://broker ...      carry taps to a broker
  ketuk update --port /dev/ttyUSB0 --keys ...  give a reader another firmware
  ketuk verify taps.log --keys fleet.json      check a log of records, end to end
  eval "$(ketuk completion bash)"              the Tab key knows commands and options

Results go to stdout, words for people to stderr; with --json stdout is one JSON object a line and nothing else.

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 Ctrl-C. NO_COLOR=1 switches colours off.
`;

/**
 * Runs a command line. Never rejects.
 *
 * @param args arguments after the program's name
 * @param version of the package
 * @param world ports other than this computer's, for tests
 * @returns the exit code
 */
export async function run(args: readonly string[], version: string, io: Io, world: FlashWorld = {}): Promise<number> {
  let code: number = EXIT.ok;
  const done = (result: number) => {
    code = result;
  };
  try {
    await createProgram(version, io, done, world).parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    return exitCodeOf(error, io);
  }
}

/** The tree of commands; `done` takes the exit code of the one that runs. */
export function createProgram(version: string, io: Io, done: (code: number) => void, world: FlashWorld = {}): Command {
  const program = new Command("ketuk")
    .description("Speaks to Ketuk readers: which card was presented, proved and sealed.")
    .version(version, "-V, --version")
    .addHelpText("after", HELP)
    .showHelpAfterError("(--help shows how)")
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .exitOverride();
  // Subcommands inherit output and exit handling only when they are made after those were set.
  addBridgeCommand(program, io, done);
  addDemoCommand(program, io, done);
  addDoctorCommand(program, io, done);
  addListCommand(program, io, done);
  addMonitorCommand(program, io, done);
  addKeysCommand(program, io, done);
  addIssueCommand(program, io, done);
  addFlashCommand(program, io, done, world);
  addSimulateCommand(program, io, done);
  addUpdateCommand(program, io, done);
  addVerifyCommand(program, io, done);
  // Last: it writes down all that are there.
  addCompletionCommand(program, io, done);
  requireLate(program);
  return program;
}

/** Asks for required options after unknown ones were refused: who mistypes --port hears that, and not that it is missing. */
function requireLate(command: Command): void {
  const required = command.options.filter(({ mandatory }) => mandatory);
  for (const option of required) {
    option.makeOptionMandatory(false);
    option.description += " (required)";
  }
  command.hook("preAction", () => {
    const missing = required.find((option) => command.getOptionValue(option.attributeName()) === undefined);
    if (missing) command.error(`error: required option '${missing.flags}' not specified`);
  });
  for (const child of command.commands) requireLate(child);
}

function exitCodeOf(error: unknown, io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof KetukError && error.code === "aborted") return EXIT.interrupted;
  reportError(io, error);
  return error instanceof KetukError && error.code === "bad-argument" ? EXIT.usage : EXIT.failed;
}
