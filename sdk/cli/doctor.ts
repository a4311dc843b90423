/** `ketuk doctor`: looks at everything from the port to the card, and says what is wrong and what to do. */
import { type Command, Option } from "commander";
import { type Finding, type Grade, worstOf } from "../doctor/catalog.js";
import { type ExamineOptions, examine } from "../doctor/examine.js";
import type { Facts } from "../doctor/facts.js";
import { findings } from "../doctor/findings.js";
import type { World } from "../doctor/world.js";
import { KetukError } from "../errors.js";
import { readKeys } from "../keys/role-keys.js";
import { findingLine, GRADE_COLOURS } from "./finding-line.js";
import { createPaint, EXIT, type Io, sleep, writeJson } from "./io.js";
import { addPassphraseOption, type PassphraseOptions, passphraseOf } from "./passphrase.js";
import { showUid } from "./tap-line.js";

interface DoctorOptions extends PassphraseOptions {
  readonly port?: string;
  readonly virtual?: boolean;
  readonly fault?: string;
  readonly keys?: string;
  readonly card?: boolean;
  readonly json?: boolean;
}

/** Exit codes by the worst grade. */
const CODES: Readonly<Record<Grade, number>> = { ok: EXIT.ok, note: EXIT.ok, warning: 3, failure: EXIT.failed };

const EXAMPLES = `
Examples:
  ketuk doctor --port /dev/ttyUSB0                          a reader without keys, or as far as one gets without them
  ketuk doctor --port /dev/ttyUSB0 --keys ring.json --card  all of it, a card in your hand
  ketuk doctor --virtual --fault swapped-miso-mosi          see what a fault looks like; --fault list names them
  ketuk doctor --port COM3 --json | jq '.findings[] | select(.grade != "ok")'

It takes some 10 s, acknowledges nothing, leaves the reader's clock alone and the reader working. Keys of role operator
or higher are enough: ketuk keys export --role operator. What every finding means: docs/troubleshooting.md.

Exit codes: 0 in order, notes at most, 1 something has failed, 2 wrong usage, 3 warnings, 130 Ctrl-C.
`;

/** Adds the command. `done` takes its exit code. */
export function addDoctorCommand(program: Command, io: Io, done: (code: number) => void): void {
  addPassphraseOption(program.command("doctor"))
    .description("find out what is wrong with a reader, from the port to the card")
    .addOption(new Option("--port <path>", "port of the reader, or tcp://host:port").conflicts("virtual"))
    .option("--virtual", "a reader without hardware")
    .addOption(new Option("--fault <name>", "with --virtual: what is wrong with it; list names them").conflicts("port"))
    .option("--keys <file>", "key ring or role key file: opens the session")
    .option("--card", "a card will be held to the reader: hearing none is a failure")
    .option("--json", "facts and findings as one JSON object")
    .addHelpText("after", EXAMPLES)
    .action(async (options: DoctorOptions, command: Command) => {
      if (options.fault === "list") return done(await listFaults(io, options.json ?? false));
      if (options.fault && !options.virtual) command.error("error: --fault is for --virtual");
      if (!options.port && !options.virtual) command.error("error: one of --port <path> and --virtual is needed");
      done(await doctor(options, io));
    });
}

async function listFaults(io: Io, json: boolean): Promise<number> {
  const { NAMED_FAULTS } = await import("../virtual/index.js");
  for (const [name, { words }] of Object.entries(NAMED_FAULTS)) {
    if (json) writeJson(io, { fault: name, words });
    else io.out(`${name.padEnd(20)} ${words}\n`);
  }
  return EXIT.ok;
}

async function doctor(options: DoctorOptions, io: Io): Promise<number> {
  const keys = options.keys && (await readKeys(options.keys, { passphrase: passphraseOf(io, options) }));
  const card = options.card ? "promised" : io.watched && !options.json ? "ask" : "skip";
  const given = { path: options.port ?? "", ...(keys && { keys }), card } as const;
  const facts = options.virtual ? await examineVirtual(options, io) : await examine(given, worldOf(io, given.path));
  if (io.signal.aborted) return EXIT.interrupted;
  const found = findings(facts);
  const grade = worstOf(found);
  if (options.json) writeJson(io, { grade, findings: found, facts: toPlain(facts) });
  else print(io, facts, found, grade);
  return CODES[grade];
}

function worldOf(io: Io, path: string): World {
  return {
    nowMs: () => performance.now(),
    wallMs: Date.now,
    sleep: (ms) => sleep(ms, io.signal),
    progress: (words) => io.err(`${path}: ${words}\n`),
    signal: io.signal,
  };
}

/** A virtual reader whose clock was set, as that of one in use, and a card that is held to it when it is asked for. */
async function examineVirtual({ fault }: DoctorOptions, io: Io): Promise<Facts> {
  const { createVirtualReader, demoCards, NAMED_FAULTS } = await import("../virtual/index.js");
  if (fault !== undefined && !Object.hasOwn(NAMED_FAULTS, fault))
    throw new KetukError("bad-argument", `there is no fault "${fault}"`, {
      hint: "ketuk doctor --fault list names them",
    });
  const faults = fault === undefined ? {} : NAMED_FAULTS[fault as keyof typeof NAMED_FAULTS].faults;
  const virtual = createVirtualReader({ clock: "real", wiring: "devkit", faults });
  const card = demoCards(virtual.keys).genuine;
  const world = worldOf(io, virtual.path);
  try {
    const { path, binding, keys } = virtual;
    const { Reader } = await import("../reader/node.js");
    // What every program does that opens a reader.
    const before = Reader.open({ path, binding, keys, signal: io.signal, timeoutMs: 3000 });
    await before.then((reader) => reader.close()).catch(() => {});
    const nowMs = () => virtual.board.schedule.nowUs() / 1000;
    const wallAtStartMs = Date.now() - nowMs();
    const options: ExamineOptions = { path, binding, keys, card: "promised" };
    const progress = (words: string) => {
      world.progress(words);
      if (words.startsWith("hold a card")) virtual.place(card);
    };
    // The board's own time: a computer that stalls would count as a clock that drifts.
    return await examine(options, { ...world, nowMs, wallMs: () => wallAtStartMs + nowMs(), progress });
  } finally {
    await virtual.close();
  }
}

/** Bytes as hexadecimal, and nothing that identifies a card. */
function toPlain({ card, parts, ...facts }: Facts): Record<string, unknown> {
  const hexOf = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString("hex");
  const { selfTest } = parts ?? {};
  return {
    ...facts,
    ...(parts && {
      parts: {
        ...parts,
        registers: hexOf(parts.registers),
        selfTest: selfTest && { version: selfTest.version, data: hexOf(selfTest.data) },
      },
    }),
    ...(card && { card: { ...card, tap: card.tap && traceOf(card.tap) } }),
  };
}

/** What the reader did with a card, step by step. */
function traceOf(tap: NonNullable<NonNullable<Facts["card"]>["tap"]>) {
  const { family, method, assurance, refusal, sak, activateUs, authenticateUs, readUs, credential } = tap;
  const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
  const said = { atqa: hexOf(tap.atqa), sak, ats: hexOf(tap.ats), uid: showUid(tap, false) };
  const proved = { family, method, assurance, refusal, keySlot: tap.keySlot, cardKeyVersion: tap.cardKeyVersion };
  return { ...said, ...proved, credentialBytes: credential.length, activateUs, authenticateUs, readUs };
}

function print(io: Io, facts: Facts, found: readonly Finding[], grade: Grade): void {
  const paint = createPaint(io);
  io.out("\n");
  for (const one of found) io.out(findingLine(one, paint));
  if (facts.card?.tap) io.out(`\n${cardWords(facts.card.tap)}`);
  const count = (wanted: Grade) => found.filter((one) => one.grade === wanted).length;
  const sums = `${count("failure")} failures, ${count("warning")} warnings, ${count("note")} notes`;
  io.out(`\n${paint(GRADE_COLOURS[grade], grade === "ok" ? "everything that was looked at is in order" : sums)}\n`);
}

function cardWords(tap: NonNullable<NonNullable<Facts["card"]>["tap"]>): string {
  const trace = traceOf(tap);
  const ms = (us: number) => `${(us / 1000).toFixed(1)} ms`;
  const lines = [
    `card     ${trace.family}, UID ${trace.uid}, ATQA ${trace.atqa}, SAK ${trace.sak.toString(16).padStart(2, "0")}${trace.ats ? `, ATS ${trace.ats}` : ""}`,
    `         selected in ${ms(trace.activateUs)}, authenticated in ${ms(trace.authenticateUs)}, ${trace.credentialBytes} bytes read in ${ms(trace.readUs)}`,
    `         ${trace.assurance} by ${trace.method}, ${trace.refusal === "none" ? "accepted" : `refused: ${trace.refusal}`}`,
  ];
  return `${lines.join("\n")}\n`;
}
