/** `ketuk bridge`: readers to an MQTT broker, until Ctrl-C. */
import { hostname } from "node:os";
import { type Command, Option } from "commander";
import { type Bridge, openBridge } from "../bridge/bridge.js";
import { type BrokerOptions, readBrokerOptions } from "../bridge/broker-options.js";
import { type EmbeddedBroker, openEmbeddedBroker } from "../bridge/embedded.js";
import type { AcknowledgeWhen } from "../bridge/record-way.js";
import { DEFAULT_TOPIC_PREFIX } from "../bridge/topics.js";
import { readFleetKeys } from "../keys/file.js";
import { readKeys } from "../keys/role-keys.js";
import type { ReaderPoolOptions } from "../pool/options.js";
import { ReaderPool } from "../pool/pool.js";
import { ROLES, type Role } from "../roles.js";
import { openSerial } from "../transport/serial.js";
import { EXIT, type Io, sleep, writeJson } from "./io.js";
import { parseCount } from "./monitor.js";
import { addPassphraseOption, type PassphraseOptions, passphraseOf } from "./passphrase.js";
import { readPublicKey } from "./public-key.js";

interface BridgeCommandOptions extends PassphraseOptions {
  readonly mqtt: string;
  readonly port?: readonly string[];
  readonly virtual?: number;
  readonly keys?: string;
  readonly id?: string;
  readonly prefix: string;
  readonly role?: Role;
  readonly acknowledge: AcknowledgeWhen;
  readonly username?: string;
  readonly passwordFile?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly releaseKey?: string;
  readonly json?: boolean;
}

/** Where the readers are. */
interface Source {
  readonly options: ReaderPoolOptions;
  /** Cards that come and go. */
  play?(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Each virtual reader gets a card about this often. */
const VIRTUAL_PAUSE_MS = 3000;
const ID_MAX_LENGTH = 32;

const EXAMPLES = `
Examples:
  ketuk bridge --mqtt mqtts://broker:8883 --keys bridge.json --password-file broker.txt --username hall-2
  ketuk bridge --mqtt mqtts://broker:8883 --ca ca.pem --cert hall-2.pem --key hall-2.key --keys bridge.json
  ketuk bridge --mqtt embedded --virtual 3           nothing needed: readers and broker in this process
  ketuk bridge --mqtt mqtt://127.0.0.1 --virtual 50  load for a broker of your own

Without --port all readers of this computer are bridged, as they come and go. Topics: docs/mqtt.md.
A reader keeps a record until the broker has acknowledged it (--acknowledge published), or until a worker has
stored it (stored): for brokers that acknowledge before they write, such as Mosquitto. auto is stored as soon as a
worker that gives receipts is known to the broker.
Commands over MQTT are carried out as far as the role of the keys goes; --role lowers it. Needs: npm install mqtt

Exit codes: 1 broker or readers cannot be reached at the start, 2 wrong usage, 130 Ctrl-C.
`;

/** Adds the command. `done` takes its exit code. */
export function addBridgeCommand(program: Command, io: Io, done: (code: number) => void): void {
  addPassphraseOption(program.command("bridge"))
    .description("carry readers' taps to an MQTT broker")
    .requiredOption("--mqtt <url>", 'mqtt://, mqtts://, ws:// or wss://; several with commas for a cluster; "embedded"')
    .addOption(new Option("--port <path...>", "ports, or tcp://host:port; default: all readers").conflicts("virtual"))
    .option("--virtual <n>", "so many readers without hardware, with cards that come and go", parseCount)
    .option("--keys <file>", "key ring or role key file: opens the sessions")
    .option("--id <id>", "id of this bridge, always the same; default the name of this computer")
    .option("--prefix <levels>", "first levels of all topics", DEFAULT_TOPIC_PREFIX)
    .addOption(
      new Option("--role <role>", "what the sessions may do; default the role of the keys").choices(ROLES.slice(1)),
    )
    .addOption(
      new Option("--acknowledge <when>", "what lets a reader forget a record")
        .choices(["auto", "published", "stored"])
        .default("auto"),
    )
    .option("--username <name>", "account at the broker; else KETUK_MQTT_USERNAME")
    .option("--password-file <path>", "file with its password; else KETUK_MQTT_PASSWORD")
    .option("--ca <file>", "certificate of the authority of the broker, PEM")
    .option("--cert <file>", "certificate of this client, PEM")
    .option("--key <file>", "its private key, PEM")
    .option("--release-key <key>", "public key of the maker of firmware: allows the command update")
    .option("--json", "one JSON object per event")
    .addHelpText("after", EXAMPLES)
    .action(async (options: BridgeCommandOptions) => done(await bridge(options, io)));
}

async function bridge(options: BridgeCommandOptions, io: Io): Promise<number> {
  const embedded =
    options.mqtt === "embedded" ? await openEmbeddedBroker(Number(io.env.KETUK_MQTT_PORT ?? 1883)) : undefined;
  try {
    const broker = await readBrokerOptions(embedded?.url ?? options.mqtt, options, io.env);
    return await serve(options, broker, embedded, io);
  } finally {
    await embedded?.close();
  }
}

async function serve(
  options: BridgeCommandOptions,
  broker: BrokerOptions,
  embedded: EmbeddedBroker | undefined,
  io: Io,
): Promise<number> {
  const { releaseKey, acknowledge, prefix } = options;
  const key = releaseKey === undefined ? undefined : await readPublicKey(releaseKey, "--release-key", "ask the maker");
  const source = options.virtual ? await virtualSource(options.virtual, options, io) : await portSource(options, io);
  const role = options.role ?? source.options.role ?? source.options.keys?.role ?? "tap";
  await using pool = await ReaderPool.open({ ...source.options, role });
  try {
    const open = await openBridge({
      broker,
      readers: pool,
      id: options.id ?? ownId(),
      prefix,
      acknowledge,
      role,
      releaseKey: key,
    });
    if (embedded) io.err(`broker in this process on ${embedded.url}\n`);
    report(open, pool, options, io);
    const playing = source.play?.(io.signal);
    await untilStopped(io.signal);
    await playing;
    await open.close();
  } finally {
    await pool.close();
    await source.close();
  }
  return EXIT.interrupted;
}

/** What happens, for people or as objects. A record is counted, not shown: a bridge knows of no cards. */
function report(open: Bridge, pool: ReaderPool, { json }: BridgeCommandOptions, io: Io): void {
  const say = (event: string, fields: Record<string, unknown>, words: string) =>
    json ? writeJson(io, { event, ...fields }) : io.err(`${words}\n`);
  open.on("up", ({ version }) =>
    say("up", { mqtt: version === 5 ? "5" : "3.1.1" }, `connected, MQTT ${version === 5 ? "5" : "3.1.1"}`),
  );
  open.on("down", ({ error, delayMs }) => {
    const hint = error.hint ? `\n  ${error.hint}` : "";
    say("down", { error: error.message, delayMs }, `${error.message}; again in ${Math.round(delayMs / 1000)} s${hint}`);
  });
  open.on("refused", ({ topic, error }) =>
    say("refused", { topic, error: error.message }, `the broker refuses ${topic}: ${error.message}`),
  );
  open.on("command", (event) => say("command", { ...event }, `${event.reader}: ${event.name}: ${event.code}`));
  if (json) open.on("released", ({ reader }) => writeJson(io, { event: "released", reader }));
  pool.on("reader-added", ({ id, reader }) => say("reader", { id, state: "open" }, `${id} on ${reader.info.path}`));
  pool.on("reader-found", ({ id }) => say("reader", { id, state: "open" }, `${id} is back`));
  pool.on("reader-lost", ({ id, error }) =>
    say("reader", { id, state: "away", error: error.code }, `${id} is away: ${error.message}`),
  );
  pool.on("port", ({ path, error }) => say("port", { path, error: error.code }, `${path}: ${error.message}`));
}

function untilStopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    // An abort listener keeps no process alive.
    const alive = setInterval(() => {}, 0x7fffffff);
    signal.addEventListener("abort", () => {
      clearInterval(alive);
      resolve();
    });
  });
}

/** The computer's name, as far as an id may have it. */
function ownId(): string {
  return (
    hostname()
      .replaceAll(/[^A-Za-z0-9._-]/g, "-")
      .slice(0, ID_MAX_LENGTH) || "bridge"
  );
}

async function portSource(options: BridgeCommandOptions, io: Io): Promise<Source> {
  const keys = options.keys && (await readKeys(options.keys, { passphrase: passphraseOf(io, options) }));
  const paths = options.port && { paths: [...options.port], list: false as const };
  return { options: { ...paths, ...(keys && { keys }) }, close: async () => {} };
}

async function virtualSource(count: number, options: BridgeCommandOptions, io: Io): Promise<Source> {
  const given = options.keys && (await readFleetKeys(options.keys, { passphrase: passphraseOf(io, options) }));
  const { createVirtualReader, demoCards } = await import("../virtual/index.js");
  const first = createVirtualReader({ id: "virtual-1", clock: "real", ...(given && { keys: given }) });
  const { keys } = first;
  const others = Array.from({ length: count - 1 }, (_, i) =>
    createVirtualReader({ id: `virtual-${i + 2}`, clock: "real", keys }),
  );
  const readers = [first, ...others];
  const bindings = new Map(readers.map((reader) => [reader.path, reader.binding]));
  const cards = Object.values(demoCards(keys));
  return {
    options: {
      keys,
      role: "operator",
      list: false,
      paths: [...bindings.keys()],
      transport: (path) => (handlers) => openSerial({ path, binding: bindings.get(path) }, handlers),
    },
    async play(signal) {
      await Promise.all(
        readers.map(async (reader, i) => {
          for (let turn = i; !signal.aborted; turn++) {
            await sleep(VIRTUAL_PAUSE_MS * (0.5 + Math.random()), signal);
            const card = cards[turn % cards.length];
            if (card && !signal.aborted) await reader.present(card);
          }
        }),
      );
    },
    async close() {
      await Promise.all(readers.map((reader) => reader.close()));
    },
  };
}
