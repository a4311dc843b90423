/** `ketuk update`: gives a reader another firmware over its cable. */
import type { Command } from "commander";
import { KetukError } from "../errors.js";
import { type FirmwareImage, packImage, readImage, verifyImage } from "../firmware/image.js";
import type { UpdateProgress } from "../firmware/update.js";
import { readKeys } from "../keys/role-keys.js";
import { Reader } from "../reader/node.js";
import { EXIT, type Io, writeJson } from "./io.js";
import { addPassphraseOption, type PassphraseOptions, passphraseOf } from "./passphrase.js";
import { createProgressBar } from "./progress.js";
import { readPublicKey } from "./public-key.js";

interface UpdateCommandOptions extends PassphraseOptions {
  readonly port: string;
  readonly keys: string;
  readonly image?: string;
  readonly releaseKey?: string;
  readonly json?: boolean;
}

const PHASES: { readonly [phase in UpdateProgress["phase"]]: string } = {
  sending: "sending",
  restarting: "the reader restarts",
  confirming: "waiting until the new firmware has proved itself",
  done: "done",
};

const EXAMPLES = `
Examples:
  ketuk update --port /dev/ttyUSB0 --keys ~/.ketuk/fleet.json
  ketuk update --port /dev/ttyUSB0 --keys gate-7.maintainer.json --image ketuk-1.2.0.img --release-key release.pub

Without --image the reader gets the firmware of this package. --release-key refuses every image that its maker has not
signed. Pull the plug at any moment: the reader runs the old firmware or the new one, and the same command goes on where it
stopped. A firmware that does not find its chip or opens no session is taken back after three starts.

Exit codes: 0 the reader runs this firmware, 1 it runs the one from before, 2 wrong usage, 130 Ctrl-C.
`;

/** Adds the command. `done` takes its exit code. */
export function addUpdateCommand(program: Command, io: Io, done: (code: number) => void): void {
  addPassphraseOption(program.command("update"))
    .description("give a reader another firmware over its cable")
    .requiredOption("--port <path>", "port of the reader, or tcp://host:port")
    .requiredOption("--keys <file>", "key ring, or role key file of a maintainer")
    .option("--image <file>", "firmware image; default the firmware of this package")
    .option("--release-key <key>", "public key of the image's maker, 64 hexadecimal digits or a file of them")
    .option("--json", "the result as one JSON object")
    .addHelpText("after", EXAMPLES)
    .action(async (options: UpdateCommandOptions) => done(await update(options, io)));
}

async function imageOf({ image: path, releaseKey }: UpdateCommandOptions): Promise<FirmwareImage> {
  const key = releaseKey === undefined ? undefined : await readPublicKey(releaseKey, "--release-key", "ask the maker");
  const image = path === undefined ? packImage() : await readImage(path);
  if (key) verifyImage(image, key);
  return image;
}

async function update(options: UpdateCommandOptions, io: Io): Promise<number> {
  const image = await imageOf(options);
  const keys = await readKeys(options.keys, { passphrase: passphraseOf(io, options) });
  await using reader = await Reader.open({ path: options.port, keys, role: "maintainer", signal: io.signal });
  const { id, firmwareNumber: before, firmwareVersion } = reader.info;
  io.err(`${id} on ${reader.info.path}, firmware ${firmwareVersion || "unknown"}\n`);
  const bar = createProgressBar(io);
  try {
    await reader.update(image, {
      signal: io.signal,
      onProgress: ({ phase, sentBytes, totalBytes }) => bar.show(PHASES[phase], sentBytes, totalBytes),
    });
  } catch (error) {
    const isSame = error instanceof KetukError && error.code === "image-too-old" && before === image.number;
    if (!isSame) throw error;
  } finally {
    bar.clear();
  }
  const { firmwareVersion: version, firmwareNumber: number } = reader.info;
  const isNew = number !== before;
  if (options.json) writeJson(io, { reader: id, updated: isNew, version, number, previousNumber: before });
  else io.out(isNew ? `${id} runs firmware ${version}\n` : `${id} runs firmware ${version} already\n`);
  return EXIT.ok;
}
