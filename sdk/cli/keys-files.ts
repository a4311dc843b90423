/** `ketuk keys export` and `ketuk keys passphrase`: key files for others, and what protects a key file. */
import { type Command, Option } from "commander";
import { KetukError } from "../errors.js";
import { readRing } from "../keys/file.js";
import { createKeyFile, readKeyFile, replaceKeyFile } from "../keys/key-file.js";
import { exportRoleKeys, isKeyContent } from "../keys/role-keys.js";
import { ROLES, type Role } from "../roles.js";
import { EXIT, type Io, writeJson } from "./io.js";
import { newPassphrase, type PassphraseOptions, passphraseOf } from "./passphrase.js";

/** Adds a command that takes --file, --json and --passphrase-file; the examples are what follows "ketuk keys". */
export type AddCommand = (name: string, description: string, examples: readonly string[]) => Command;

/** What ends the help of each command of the group. */
export const KEYS_EXIT_CODES = `
Exit codes: 0 done, 1 the key file cannot be read, changed or written, 2 wrong usage, 130 Ctrl-C.
`;

interface ExportOptions extends PassphraseOptions {
  readonly file: string;
  readonly json?: boolean;
  readonly role?: Role;
  readonly reader?: string[];
  readonly all?: boolean;
  readonly verify?: boolean;
  readonly out?: string;
}

interface PassphraseChange extends PassphraseOptions {
  readonly file: string;
  readonly json?: boolean;
  readonly newPassphraseFile?: string;
  readonly remove?: boolean;
}

/** Adds `export`. */
export function addExportCommand(add: AddCommand, io: Io, done: (code: number) => void): void {
  add("export", "write the keys that one host needs to a file of its own; never overwrites", [
    "export --role tap --reader gate-7",
    "export --verify --all --out backend.json",
  ])
    .addOption(new Option("--role <name>", "what its sessions may do").choices(ROLES.slice(1)))
    .addOption(new Option("--reader <id...>", "for these readers").conflicts("all"))
    .option("--all", "for all readers that are not revoked")
    .option("--verify", "with tap keys: it can verify taps, and could make them")
    .option("--out <path>", "where to write it; default READER.ROLE.json")
    .action(async (options: ExportOptions, command: Command) => {
      if (!options.role && !options.verify) command.error("error: one of --role <name> and --verify is needed");
      if (!options.reader && !options.all) command.error("error: one of --reader <id...> and --all is needed");
      done(await exportKeys(options, io));
    });
}

async function exportKeys(options: ExportOptions, io: Io): Promise<number> {
  const { role, verify = false } = options;
  const { ring } = await readRing(options.file, passphraseOf(io, options));
  const readers = options.reader ?? ring.readers.filter(({ revoked }) => !revoked).map(({ id }) => id);
  const content = exportRoleKeys(ring, { role, readers, verify }, new Date());
  const out = options.out ?? `${readers.length === 1 ? readers[0] : "fleet"}.${role ?? "verify"}.json`;
  await createKeyFile(out, content);
  if (options.json) writeJson(io, { out, role: role ?? null, verify, readers });
  else io.out(`${out}\n`);
  io.err(
    `${role ? `role ${role}` : "no sessions"}, ${readers.length === 1 ? "1 reader" : `${readers.length} readers`}\n`,
  );
  if (verify) io.err("  It holds tap keys: who has it can verify taps, and could also make them.\n");
  return EXIT.ok;
}

/** Adds `passphrase`. */
export function addPassphraseCommand(add: AddCommand, io: Io, done: (code: number) => void): void {
  add("passphrase", "set, change or remove the passphrase of a key file", ["passphrase", "passphrase --remove"])
    .addOption(
      new Option(
        "--new-passphrase-file <path>",
        "file with the new one; else KETUK_NEW_PASSPHRASE, else the terminal",
      ).conflicts("remove"),
    )
    .option("--remove", "no passphrase any more")
    .action(async (options: PassphraseChange) => done(await changePassphrase(options, io)));
}

async function changePassphrase(options: PassphraseChange, io: Io): Promise<number> {
  const file = await readKeyFile(options.file, passphraseOf(io, options));
  if (!isKeyContent(file.content)) throw new KetukError("key-file-invalid", `${options.file} is no key file`);
  const from = { file: options.newPassphraseFile, variable: "KETUK_NEW_PASSPHRASE", ask: true };
  const passphrase = options.remove ? null : ((await newPassphrase(io, from)) ?? null);
  await replaceKeyFile(file, file.content, passphrase);
  if (options.json) writeJson(io, { file: options.file, passphrase: passphrase !== null });
  io.err(`${options.file} is ${passphrase === null ? "protected by its mode only" : "under the new passphrase"}\n`);
  return EXIT.ok;
}
