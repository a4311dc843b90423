/** `ketuk keys`: the key ring of a fleet. No command takes a secret from the command line or prints one. */
import { homedir } from "node:os";
import { join } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { KetukError } from "../errors.js";
import { readRing, writeRing } from "../keys/file.js";
import { createKeyFile } from "../keys/key-file.js";
import { ROTATABLE, type Rotatable } from "../keys/purposes.js";
import { type KeyRing, ringFingerprint } from "../keys/ring.js";
import { addReader, addSecret, createRing, retire, revoke, rotate } from "../keys/ring-changes.js";
import { ringToContent } from "../keys/ring-text.js";
import { EXIT, type Io, writeJson } from "./io.js";
import { type AddCommand, addExportCommand, addPassphraseCommand, KEYS_EXIT_CODES } from "./keys-files.js";
import { addPassphraseOption, newPassphrase, type PassphraseOptions, passphraseOf } from "./passphrase.js";
import { readerLine, reportReader, reportRing, ringLines } from "./ring-report.js";

/** Where the key file is kept unless --file says otherwise. */
export function defaultKeyFile(): string {
  return join(homedir(), ".ketuk", "fleet.json");
}

const EXAMPLES = `
Examples:
  ketuk keys init --passphrase                         make a fleet; asks for a passphrase
  ketuk keys add-reader gate-7                         a reader joins
  ketuk keys export --role tap --reader gate-7         what a till needs, and nothing more
  ketuk keys export --verify --all --out backend.json  what a back end needs to verify taps
  ketuk keys rotate --purpose role --reader gate-7     a new version; the one before stays live ...
  ketuk keys rotate --purpose role --reader gate-7 --retire   ... until this
  ketuk keys revoke gate-7                             stolen: its taps are refused from now on
  ketuk keys show --json | jq .readers
  ketuk keys passphrase                                sets, changes or removes (--remove) the passphrase

Passphrases come from --passphrase-file, KETUK_PASSPHRASE or the terminal, never from an option's value.
${KEYS_EXIT_CODES}`;

/** What every command of the group takes. */
interface CommonOptions extends PassphraseOptions {
  readonly file: string;
  readonly json?: boolean;
}

interface InitOptions extends CommonOptions {
  readonly passphrase?: boolean;
}

interface RotateOptions extends CommonOptions {
  readonly purpose: Rotatable | "all";
  readonly reader?: string;
  readonly slot?: number;
  readonly retire?: boolean;
  readonly newSecret?: boolean;
}

/** Adds the commands. `done` takes their exit code. */
export function addKeysCommand(program: Command, io: Io, done: (code: number) => void): void {
  const keys = program.command("keys").description("make and keep the keys of a fleet").addHelpText("after", EXAMPLES);
  /** A command that takes what all of them take. */
  const add: AddCommand = (name, description, examples) =>
    addPassphraseOption(
      keys
        .command(name)
        .description(description)
        .addHelpText(
          "after",
          `\nExamples:\n${examples.map((line) => `  ketuk keys ${line}\n`).join("")}${KEYS_EXIT_CODES}`,
        )
        .option("--file <path>", "the key file", defaultKeyFile())
        .option("--json", "the result as one JSON object"),
    );
  add("init", "make a fleet with a new random secret; never overwrites", ["init", "init --file city.json --passphrase"])
    .option("--passphrase", "ask for a passphrase")
    .action(async (options: InitOptions) => done(await init(options, io)));
  add("add-reader", "add a reader to the fleet", ["add-reader gate-7", "add-reader till-3 --slots 1,2"])
    .argument("<id>", "reader id: letters, digits, dot, underscore, hyphen")
    .option("--slots <list>", "card slots whose keys it holds, such as 1,2; - for none", parseSlots)
    .action(async (id: string, options: CommonOptions & { slots?: number[] }) =>
      done(await changeReader(id, options, io, (ring) => addReader(ring, id, new Date(), options.slots))),
    );
  add("rotate", "make new versions of keys; those before stay live until --retire", [
    "rotate --purpose role --reader gate-7",
    "rotate --purpose card --slot 1 --new-secret",
    "rotate --purpose all --retire",
  ])
    .addOption(new Option("--purpose <name>", "which keys").choices([...ROTATABLE, "all"]).makeOptionMandatory())
    .option("--reader <id>", "of this reader; default all readers")
    .option("--slot <n>", "with --purpose card: of this slot; default all slots", parseSlot)
    .option("--retire", "make nothing new: end all versions but the newest")
    .option("--new-secret", "let the new versions follow from a new fleet secret")
    .action(async (options: RotateOptions) => done(await rotateKeys(options, io)));
  add("revoke", "refuse the keys of a reader from now on; cannot be undone", ["revoke gate-7"])
    .argument("<id>", "reader id")
    .action(async (id: string, options: CommonOptions) =>
      done(await changeReader(id, options, io, (ring) => revoke(ring, id, new Date()))),
    );
  add("show", "list secrets by fingerprint, readers, versions and revocations", [
    "show",
    "show --json | jq .readers",
    "show --fingerprint",
  ])
    .option("--fingerprint", "only the name of the fleet, which is no secret")
    .action(async (options: CommonOptions & { fingerprint?: boolean }) => done(await show(options, io)));
  addExportCommand(add, io, done);
  addPassphraseCommand(add, io, done);
}

async function init(options: InitOptions, io: Io): Promise<number> {
  const { file } = options;
  const from = { file: options.passphraseFile, variable: "KETUK_PASSPHRASE", ask: options.passphrase === true };
  const passphrase = await newPassphrase(io, from);
  const ring = createRing(new Date());
  await createKeyFile(file, ringToContent(ring), passphrase);
  if (options.json) writeJson(io, { file, fingerprint: ringFingerprint(ring), passphrase: passphrase !== undefined });
  else io.out(`${file}\n`);
  io.err(
    `new fleet ${ringFingerprint(ring)}, readable by you only${passphrase === undefined ? "" : ", under a passphrase"}\n`,
  );
  io.err(
    "  Back it up where it is safe: without it no tap of this fleet can be verified, with it any can be forged.\n",
  );
  return EXIT.ok;
}

async function changeReader(
  id: string,
  options: CommonOptions,
  io: Io,
  change: (ring: KeyRing) => KeyRing,
): Promise<number> {
  const ring = await changeRing(options, io, change);
  for (const reader of ring.readers) {
    if (reader.id !== id) continue;
    if (options.json) writeJson(io, reportReader(reader));
    else io.out(`${readerLine(reader)}\n`);
  }
  return EXIT.ok;
}

async function rotateKeys(options: RotateOptions, io: Io): Promise<number> {
  const { reader, slot, purpose } = options;
  if (options.retire && options.newSecret)
    throw new KetukError("bad-argument", "--retire makes nothing new: leave out --new-secret");
  // The keys of cards are those of all readers, so naming a reader leaves them alone.
  const all = ROTATABLE.filter((one) => reader === undefined || one !== "card");
  const choice = { purposes: purpose === "all" ? all : [purpose], reader, slot };
  if (purpose === "card" && reader !== undefined) {
    throw new KetukError("bad-argument", "card keys are those of the whole fleet: leave out --reader");
  }
  const ring = await changeRing(options, io, (before) => {
    const now = new Date();
    if (options.retire) return retire(before, choice, now);
    return rotate(options.newSecret ? addSecret(before, now) : before, choice, now);
  });
  if (options.json) writeJson(io, reportRing(ring));
  else io.out(ringLines(ring));
  if (!options.retire) io.err("the readers must get the new versions before the old ones are retired\n");
  return EXIT.ok;
}

async function changeRing(options: CommonOptions, io: Io, change: (ring: KeyRing) => KeyRing): Promise<KeyRing> {
  const { ring, file } = await readRing(options.file, passphraseOf(io, options));
  const changed = change(ring);
  await writeRing(file, changed);
  return changed;
}

async function show(options: CommonOptions & { fingerprint?: boolean }, io: Io): Promise<number> {
  const { ring } = await readRing(options.file, passphraseOf(io, options));
  const fingerprint = ringFingerprint(ring);
  if (options.json) writeJson(io, options.fingerprint ? { fingerprint } : reportRing(ring));
  else io.out(options.fingerprint ? `${fingerprint}\n` : ringLines(ring));
  return EXIT.ok;
}

function parseSlot(text: string): number {
  const slot = Number(text);
  if (!/^\d+$/.test(text) || slot > 0xffffffff) throw new InvalidArgumentError("It is a number from 0 to 4294967295.");
  return slot;
}

function parseSlots(text: string): number[] {
  return text === "-" ? [] : text.split(",").map(parseSlot);
}
