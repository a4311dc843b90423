/** `ketuk keys`: makes a fleet's secret and tells fleets apart. Never prints a secret. */
import { homedir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { createFleetKeyFile, readFleetKeys } from "../keys/file.js";
import { EXIT, type Io } from "./io.js";

/** Where the key file is kept unless --file says otherwise. */
export function defaultKeyFile(): string {
  return join(homedir(), ".ketuk", "fleet.json");
}

/** Adds the commands. `done` takes their exit code. */
export function addKeysCommand(program: Command, io: Io, done: (code: number) => void): void {
  const keys = program.command("keys").description("make or name the secret of a fleet");
  keys
    .command("init")
    .description("make a new random fleet secret; never overwrites")
    .option("--file <path>", "where to write it", defaultKeyFile())
    .action(async ({ file }: { file: string }) => {
      const made = await createFleetKeyFile(file);
      io.out(`${file}\n`);
      io.err(`new fleet ${made.fingerprint()}, readable by you only\n`);
      io.err(
        "  Back it up where it is safe: without it no tap of this fleet can be verified, with it any can be forged.\n",
      );
      done(EXIT.ok);
    });
  keys
    .command("show")
    .description("name the fleet of a key file")
    .requiredOption("--fingerprint", "print the fingerprint, which is no secret")
    .option("--file <path>", "the key file", defaultKeyFile())
    .action(async ({ file }: { file: string }) => {
      io.out(`${(await readFleetKeys(file)).fingerprint()}\n`);
      done(EXIT.ok);
    });
}
