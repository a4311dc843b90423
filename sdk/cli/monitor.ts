/** `ketuk monitor`: prints taps as they come. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { readFleetKeys } from "../keys/file.js";
import type { KeyProvider } from "../keys/provider.js";
import { readKeys } from "../keys/role-keys.js";
import type { RecordEvent, StateEvent } from "../reader/events.js";
import { Reader } from "../reader/node.js";
import type { Tap } from "../reader/tap.js";
import type { BindingInterface } from "../transport/binding.js";
import { createPaint, EXIT, type Io, sleep, writeJson } from "./io.js";
import { openLogFile } from "./log-file.js";
import { addPassphraseOption, type PassphraseOptions, passphraseOf } from "./passphrase.js";
import { TAP_HEADS, tapToJson, tapToLine } from "./tap-line.js";

interface MonitorOptions extends PassphraseOptions {
  readonly port?: string;
  readonly virtual?: boolean;
  readonly count?: number;
  readonly keys?: string;
  readonly json?: boolean;
  readonly ack?: boolean;
  readonly log?: string;
  readonly showUid?: boolean;
}

/** Where taps come from. */
interface Source {
  readonly path: string;
  readonly binding?: BindingInterface;
  readonly keys?: KeyProvider;
  /** Runs beside the loop until the signal fires. */
  play?(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Pause between two cards of a virtual reader. */
const VIRTUAL_PAUSE_MS = 800;

/** Unacknowledged taps after which a reader sends no more; only to tell people why nothing comes. */
const STALL_COUNT = 4;

const EXAMPLES = `
Examples:
  ketuk monitor --virtual --count 3
  ketuk monitor --port /dev/ttyUSB0 --keys ~/.ketuk/fleet.json --ack
  ketuk monitor --port /dev/ttyUSB0 --log taps.log       then: ketuk verify taps.log --keys ~/.ketuk/fleet.json
  ketuk monitor --port tcp://127.0.0.1:5333 --json | jq .verdict

A provisioned reader needs --keys: it speaks only inside a session. Without --ack the reader keeps the taps and stops after a few.
--log appends every record, taps and others, and acknowledges it once it is on the disk; no record is written twice.
A virtual reader begins its history anew each time: give each of its runs a log of its own.
UIDs are shown by their first and last byte; --show-uid shows them whole.

Exit codes: 0 after --count taps, 1 the reader cannot be opened or is gone for good, 2 wrong usage, 130 Ctrl-C.
`;

/** Adds the command. `done` takes its exit code. */
export function addMonitorCommand(program: Command, io: Io, done: (code: number) => void): void {
  addPassphraseOption(program.command("monitor"))
    .description("print taps as they come")
    .addOption(new Option("--port <path>", "port of the reader, or tcp://host:port").conflicts("virtual"))
    .option("--virtual", "a reader without hardware, with cards that come and go")
    .option("--count <n>", "end after this many taps", parseCount)
    .option("--keys <file>", "key ring or role key file: opens the session, verifies the taps")
    .option("--json", "one JSON object per tap")
    .option("--ack", "acknowledge taps: the reader forgets them")
    .option("--log <file>", "append every sealed record to this file, then acknowledge it")
    .option("--show-uid", "show card numbers whole; with --json also credential, record and MAC")
    .addHelpText("after", EXAMPLES)
    .action(async (options: MonitorOptions, command: Command) => {
      if (!options.port && !options.virtual) command.error("error: one of --port <path> and --virtual is needed");
      done(await monitor(options, io));
    });
}

async function monitor(options: MonitorOptions, io: Io): Promise<number> {
  const source = options.virtual ? await virtualSource(options, io) : await portSource(options, io);
  const stop = new AbortController();
  const log = options.log === undefined ? undefined : openLogKeeper(options.log);
  try {
    await using reader = await Reader.open({ ...source, role: "tap", signal: io.signal, onRecord: log?.onRecord });
    log?.guard(reader);
    announce(io, reader);
    const play = source.play?.(AbortSignal.any([stop.signal, io.signal]));
    const count = await printTaps(options, io, reader);
    stop.abort();
    await play;
    log?.check();
    return io.signal.aborted && count !== options.count ? EXIT.interrupted : EXIT.ok;
  } catch (error) {
    if (io.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    await source.close();
    log?.close();
  }
}

/** Writes every record to a log; when that fails, closes the reader before anything is acknowledged. */
function openLogKeeper(path: string) {
  const file = openLogFile(path);
  let failure: unknown;
  let guarded: Reader | undefined;
  const check = () => {
    if (failure !== undefined) throw failure;
  };
  return {
    onRecord({ sealed, certificate }: RecordEvent) {
      if (failure !== undefined) return;
      try {
        file.appendCertificate(certificate);
        file.append(sealed);
      } catch (error) {
        failure = error;
        void guarded?.close();
      }
    },
    guard(reader: Reader) {
      check();
      guarded = reader;
    },
    check,
    close: () => file.close(),
  };
}

async function printTaps(options: MonitorOptions, io: Io, reader: Reader): Promise<number> {
  const paint = createPaint(io);
  const ack = options.ack || options.virtual || options.log !== undefined;
  let count = 0;
  if (!options.json) io.out(`${paint("quiet", TAP_HEADS)}\n`);
  for await (const tap of reader.taps({ signal: io.signal })) {
    print(tap, options, io);
    if (ack) tap.ack();
    if (++count === options.count) break;
    if (!ack && count === STALL_COUNT) io.err("the reader waits until these are acknowledged; --ack does it\n");
  }
  return count;
}

function print(tap: Tap, { json, showUid }: MonitorOptions, io: Io): void {
  if (json) writeJson(io, tapToJson(tap, showUid ?? false));
  else io.out(`${tapToLine(tap, showUid ?? false, createPaint(io))}\n`);
}

function announce(io: Io, reader: Reader): void {
  const { id, state, firmwareVersion } = reader.info;
  io.err(`${id || "reader without id"} on ${reader.info.path}, firmware ${firmwareVersion || "unknown"}, ${state}\n`);
  reader.on("state", (event) => announceState(io, reader, event));
  reader.on("fault", ({ fault, cleared, hint }) => {
    io.err(cleared ? `fault ${fault} is over\n` : `fault ${fault}\n  ${hint}\n`);
  });
  reader.on("notice", ({ kind }) => io.err(`${NOTICES[kind]}\n`));
}

function announceState(io: Io, reader: Reader, event: StateEvent): void {
  if (event.state === "open") io.err(`the reader is back on ${reader.info.path}\n`);
  if (event.state === "reopening") io.err("the reader restarted\n");
  // Once is enough; what follows are the vain attempts.
  if (event.state === "reconnecting" && event.attempt === 1) {
    io.err(`${event.error.message}; looking for it\n`);
    if (event.error.hint) io.err(`  ${event.error.hint}\n`);
  }
}

const NOTICES = {
  "removed-early": "a card left before it was read: hold it longer",
  "several-cards": "more than one card: hold one at a time",
  full: "the reader is full: acknowledge taps with --ack",
  unknown: "the reader mentions something that this version does not know",
} as const;

async function portSource(options: MonitorOptions, io: Io): Promise<Source> {
  const keys = options.keys && (await readKeys(options.keys, { passphrase: passphraseOf(io, options) }));
  return { path: options.port ?? "", ...(keys && { keys }), close: async () => {} };
}

async function virtualSource(options: MonitorOptions, io: Io): Promise<Source> {
  const keys = options.keys && (await readFleetKeys(options.keys, { passphrase: passphraseOf(io, options) }));
  const { createVirtualReader, demoCards } = await import("../virtual/index.js");
  const virtual = createVirtualReader({ clock: "real", ...(keys && { keys }) });
  const cards = Object.values(demoCards(virtual.keys));
  return {
    path: virtual.path,
    binding: virtual.binding,
    keys: virtual.keys,
    close: () => virtual.close(),
    async play(signal) {
      for (let i = 0; !signal.aborted; i = (i + 1) % cards.length) {
        const card = cards[i];
        if (card) await virtual.present(card);
        await sleep(VIRTUAL_PAUSE_MS, signal);
      }
    },
  };
}

/** A count on the command line: 1 and up. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError("It is a number from 1.");
  return count;
}
