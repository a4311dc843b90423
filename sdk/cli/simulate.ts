/** `ketuk simulate`: a reader without hardware on a TCP port, for programs under development. */
import { type Command, InvalidArgumentError } from "commander";
import { readFleetKeys } from "../keys/file.js";
import { EXIT, type Io, sleep, writeJson } from "./io.js";
import { readJson } from "./json-file.js";
import { addPassphraseOption, type PassphraseOptions, passphraseOf } from "./passphrase.js";

interface SimulateOptions extends PassphraseOptions {
  readonly tcp: number;
  readonly keys?: string;
  readonly id?: string;
  readonly every: number;
  readonly json?: boolean;
  readonly cards?: string;
}

const EXAMPLES = `
Examples:
  ketuk keys init --file fleet.json
  ketuk simulate --tcp 5333 --keys fleet.json
  ketuk simulate --tcp 5333 --keys fleet.json --cards cards.json --every 1
  ketuk monitor --port tcp://127.0.0.1:5333 --keys fleet.json --ack

A genuine card, a copy of it and a plain card are held to the reader in turn, or those of --cards (docs/testing.md). The port listens on this computer only.

Exit codes: 1 the port is taken or the keys cannot be read, 2 wrong usage, 130 Ctrl-C, which is the only good end.
`;

/** Adds the command. `done` takes its exit code. */
export function addSimulateCommand(program: Command, io: Io, done: (code: number) => void): void {
  addPassphraseOption(program.command("simulate"))
    .description("offer a reader without hardware on a TCP port")
    .requiredOption("--tcp <port>", "port to listen on; 0 takes a free one", parsePort)
    .option("--keys <file>", "fleet key file; without, the reader has keys of its own")
    .option("--id <id>", "id of the reader")
    .option("--every <seconds>", "seconds between two cards; 0 for no cards", parseSeconds, 5)
    .option("--cards <file>", "cards to hold to it in turn, JSON")
    .option("--json", "one JSON object for the address, then one per card")
    .addHelpText("after", EXAMPLES)
    .action(async (options: SimulateOptions) => done(await simulate(options, io)));
}

async function simulate(options: SimulateOptions, io: Io): Promise<number> {
  const keys = options.keys ? await readFleetKeys(options.keys, { passphrase: passphraseOf(io, options) }) : undefined;
  const { createVirtualReader, demoCards, parseCards } = await import("../virtual/index.js");
  const file = options.cards === undefined ? undefined : parseCards(await readJson(options.cards, "--cards"));
  const virtual = createVirtualReader({
    clock: "real",
    ...(keys && { keys }),
    ...(options.id && { id: options.id }),
    ...(file && { cards: file }),
  });
  try {
    const { port } = await virtual.serveTcp(options.tcp);
    const address = `tcp://127.0.0.1:${port}`;
    const fleet = virtual.keys.fingerprint();
    if (options.json) writeJson(io, { address, reader: virtual.id, fleet });
    else io.out(`${address}\n`);
    io.err(`reader ${virtual.id} of fleet ${fleet}; Ctrl-C ends it\n`);
    const cards = Object.entries(file ? virtual.cards : demoCards(virtual.keys));
    for (let i = 0; !io.signal.aborted; i = (i + 1) % cards.length) {
      await sleep((options.every || 3600) * 1000, io.signal);
      const [name, card] = cards[i] ?? [];
      if (!card || options.every === 0 || io.signal.aborted) continue;
      if (options.json) writeJson(io, { card: name });
      else io.err(`${name} card\n`);
      await virtual.present(card);
    }
    return EXIT.interrupted;
  } finally {
    await virtual.close();
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new InvalidArgumentError("It is a number from 0 to 65535.");
  return port;
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() === "" || !(seconds >= 0 && seconds <= 86400))
    throw new InvalidArgumentError("It is a number from 0 to 86400.");
  return seconds;
}
