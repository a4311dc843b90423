/** `ketuk update`: gives a reader another firmware over its cable, or a fleet of readers in waves. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { DEFAULT_TOPIC_PREFIX } from "../bridge/topics.js";
import { KetukError } from "../errors.js";
import { type FirmwareImage, packImage, readImage, verifyImage } from "../firmware/image.js";
import type { UpdateProgress } from "../firmware/update.js";
import { DEFAULT_WAVES } from "../fleet/waves.js";
import { readKeys } from "../keys/role-keys.js";
import { Reader } from "../reader/node.js";
import { parseDuration } from "./duration.js";
import { EXIT, type Io, writeJson } from "./io.js";
import { parseCount } from "./monitor.js";
import { addPassphraseOption, type PassphraseOptions, passphraseOf } from "./passphrase.js";
import { createProgressBar } from "./progress.js";
import { readPublicKey } from "./public-key.js";
import { type FleetOptions, updateFleet } from "./update-fleet.js";

interface UpdateCommandOptions extends PassphraseOptions, Partial<Omit<FleetOptions, "passphraseFile">> {
  readonly port?: string;
  readonly keys?: string;
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

const DEFAULT_WATCH_MS = 10 * 60_000;
/** An image takes a minute; a reader that was unplugged meanwhile gets this long to come back. */
const DEFAULT_READER_MS = 15 * 60_000;

const EXAMPLES = `
Examples:
  ketuk update --port /dev/ttyUSB0 --keys ~/.ketuk/fleet.json
  ketuk update --port /dev/ttyUSB0 --keys gate-7.maintainer.json --image ketuk-1.2.0.img --release-key release.pub
  ketuk update --fleet --mqtt mqtts://broker --username desk --password-file desk.txt --image ketuk-1.2.0.img --watch 1d
  ketuk update --fleet readers.json --keys ~/.ketuk/fleet.json --waves 1,10%,100% --dry-run

Without --image the reader gets the firmware of this package. --release-key refuses every image that its maker has not
signed. Pull the plug at any moment: the reader runs the old firmware or the new one, and the same command goes on where it
stopped. A firmware that does not find its chip or opens no session is taken back after three starts.

--fleet alone takes all readers behind bridges (--mqtt; docs/mqtt.md), --fleet FILE those of a file:
{"readers": [{"id": "gate-1", "path": "tcp://10.0.0.7:7000", "group": "north"}]}. Each wave is updated, then watched:
readers must be there, run the new firmware, not restart, have no new fault. A reader that takes the firmware back stops
everything, and so do more failed or silent readers of a wave than are allowed. Ctrl-C finishes the readers that are being
updated; what is done stands in the state file, and the same command goes on. docs/operations.md has the plan for a city.

Exit codes: 0 every reader runs this firmware, 1 one does not, or the waves were stopped, 2 wrong usage, 130 Ctrl-C.
`;

/** Adds the command. `done` takes its exit code. */
export function addUpdateCommand(program: Command, io: Io, done: (code: number) => void): void {
  addPassphraseOption(program.command("update"))
    .description("give a reader another firmware over its cable, or a fleet in waves")
    .addOption(new Option("--port <path>", "port of the reader, or tcp://host:port").conflicts("fleet"))
    .option("--keys <file>", "key ring, or role key file of a maintainer")
    .option("--image <file>", "firmware image; default the firmware of this package")
    .option("--release-key <key>", "public key of the image's maker, 64 hexadecimal digits or a file of them")
    .option("--fleet [file]", "many readers in waves: those of a file, or with --mqtt those of the bridges")
    .option("--mqtt <url>", "broker of the bridges: mqtt://, mqtts://, ws:// or wss://; several with commas")
    .option("--prefix <levels>", "first levels of all topics", DEFAULT_TOPIC_PREFIX)
    .option("--username <name>", "account at the broker; else KETUK_MQTT_USERNAME")
    .option("--password-file <path>", "file with its password; else KETUK_MQTT_PASSWORD")
    .option("--ca <file>", "certificate of the authority of the broker, PEM")
    .option("--cert <file>", "certificate of this client, PEM")
    .option("--key <file>", "its private key, PEM")
    .option("--waves <sizes>", "how many readers have the firmware after each wave", DEFAULT_WAVES)
    .addOption(
      new Option("--watch <time>", "how long a wave is watched: 30s, 10m, 6h, 1d")
        .argParser(parseDuration)
        .default(DEFAULT_WATCH_MS, "10m"),
    )
    .option("--at-once <n>", "readers that are updated at the same time", parseCount, 8)
    .option("--max-failed <size>", "more failed readers of a wave stop it: a number or a percentage", "1%")
    .option("--max-silent <size>", "the same for readers that are gone", "1%")
    .option("--min-taps <n>", "taps that each reader has to bring while it is watched", parseWhole, 0)
    .addOption(
      new Option("--reader-timeout <time>", "a reader whose update takes longer is gone")
        .argParser(parseDuration)
        .default(DEFAULT_READER_MS, "15m"),
    )
    .option("--state <file>", "what is done and what failed; default ketuk-update-NUMBER.json")
    .option("--retry", "go on after a stop, and try those that failed again")
    .option("--dry-run", "say who would be in which wave, and change nothing")
    .option("--json", "the result as one JSON object; with --fleet one for each event")
    .addHelpText("after", EXAMPLES)
    .action(async (options: UpdateCommandOptions) => done(await update(options, io)));
}

function parseWhole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("expected a number from 0 on");
  return Number(text);
}

async function imageOf({ image: path, releaseKey }: UpdateCommandOptions): Promise<FirmwareImage> {
  const key = releaseKey === undefined ? undefined : await readPublicKey(releaseKey, "--release-key", "ask the maker");
  const image = path === undefined ? packImage() : await readImage(path);
  if (key) verifyImage(image, key);
  return image;
}

async function update(options: UpdateCommandOptions, io: Io): Promise<number> {
  const image = await imageOf(options);
  if (options.fleet !== undefined) return updateFleet(options as FleetOptions, image, io);
  const { port, keys: keyFile } = options;
  if (!port || !keyFile) {
    throw new KetukError("bad-argument", "ketuk update expected --port and --keys, or --fleet", {
      hint: "ketuk update --help",
    });
  }
  const keys = await readKeys(keyFile, { passphrase: passphraseOf(io, options) });
  await using reader = await Reader.open({
    path: port,
    keys,
    role: "maintainer",
    signal: io.signal,
    // Nobody stores them here: they stay with the reader, for the next host.
    onRecord: (event) => void event.hold(),
  });
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
