/** `ketuk issue`: makes blank cards a fleet's own, one for each row of a list. */
import { type Command, Option } from "commander";
import { type IssueBatch, type IssueReport, openIssueBatch } from "../issue/batch.js";
import { runDesk } from "../issue/desk.js";
import { createIssueKeys } from "../issue/fleet-slots.js";
import { openIssueJournal } from "../issue/journal.js";
import { credentialLimit, parseIssueProfile } from "../issue/parse-profile.js";
import { parsePeople } from "../issue/people.js";
import type { IssueProfile } from "../issue/profile.js";
import { ISSUE_PROFILE_SCHEMA } from "../issue/schema.js";
import { readFleetKeys } from "../keys/file.js";
import type { RingKeys } from "../keys/ring-keys.js";
import { Reader } from "../reader/node.js";
import type { BindingInterface } from "../transport/binding.js";
import type { Picc } from "../virtual/air.js";
import { createPaint, EXIT, type Io, sleep, writeJson } from "./io.js";
import { readJson, readText } from "./json-file.js";
import { addPassphraseOption, type PassphraseOptions, passphraseOf } from "./passphrase.js";
import { createProgressBar } from "./progress.js";

interface IssueOptions extends PassphraseOptions {
  readonly port?: string;
  readonly virtual?: boolean;
  readonly profile?: string;
  readonly csv?: string;
  readonly journal?: string;
  readonly keys?: string;
  readonly schema?: boolean;
  readonly json?: boolean;
  readonly showUid?: boolean;
}

/** Where cards come from. */
interface Source {
  readonly path: string;
  readonly binding?: BindingInterface;
  /** Holds cards to the reader until it is closed. */
  play?(): Promise<void>;
  /** Told of every presentation, to change the card. */
  reported?(report: IssueReport): void;
  close(): Promise<void>;
}

/** How long a virtual card is held at most, and the pause before the next. */
const VIRTUAL_HOLD_MS = 4000;
const VIRTUAL_PAUSE_MS = 400;

const EXAMPLES = `
Examples:
  ketuk issue --schema > card-profile.schema.json          the shape of profiles, for your editor
  ketuk issue --virtual --profile card.json --csv people.csv --journal batch.journal --keys fleet.json
  ketuk issue --port /dev/ttyUSB0 --profile card.json --csv people.csv --journal batch.journal --keys fleet.json
  ketuk issue ... --json | jq 'select(.state == "failed")'

The list has columns id, credential (or credentialHex) and, if wanted, uid. Hold a blank card to the reader for each row; a
card that was taken away too early goes on where it was when it comes back. The same command goes on with a batch that
Ctrl-C or a crash has ended: the journal knows who has which card.

Exit codes: 0 every row has a verified card, 1 some have none, 2 wrong usage, 130 Ctrl-C.
`;

/** Adds the command. `done` takes its exit code. */
export function addIssueCommand(program: Command, io: Io, done: (code: number) => void): void {
  addPassphraseOption(program.command("issue"))
    .description("issue cards: keys, files, locks, read back and verified")
    .addOption(new Option("--port <path>", "port of a reader, or tcp://host:port").conflicts("virtual"))
    .option("--virtual", "a reader and blank cards without hardware")
    .option("--profile <file>", "what a card shall be, JSON")
    .option("--csv <file>", "for whom: id, credential or credentialHex, uid")
    .option("--journal <file>", "who has which card; made when it is not there")
    .option("--keys <file>", "key ring of the fleet")
    .option("--schema", "print the JSON schema of profiles and end")
    .option("--json", "one JSON object per presentation")
    .option("--show-uid", "show card numbers whole")
    .addHelpText("after", EXAMPLES)
    .action(async (options: IssueOptions, command: Command) => {
      if (options.schema) {
        if (options.json) writeJson(io, ISSUE_PROFILE_SCHEMA);
        else io.out(`${JSON.stringify(ISSUE_PROFILE_SCHEMA, undefined, 2)}\n`);
        return done(EXIT.ok);
      }
      if (!options.port && !options.virtual) command.error("error: one of --port <path> and --virtual is needed");
      for (const name of ["profile", "csv", "journal", "keys"] as const)
        if (!options[name]) command.error(`error: --${name} <file> is needed`);
      done(await issue(options, io));
    });
}

async function issue(options: IssueOptions, io: Io): Promise<number> {
  const profile = parseIssueProfile(await readJson(options.profile ?? "", "--profile"));
  const people = parsePeople(await readText(options.csv ?? "", "--csv"), credentialLimit(profile));
  const fleet = await readFleetKeys(options.keys ?? "", { passphrase: passphraseOf(io, options) });
  const journal = openIssueJournal(options.journal ?? "");
  try {
    const batch = openIssueBatch({ profile, people, keys: createIssueKeys(fleet, profile), journal });
    await work(options, io, batch, fleet, profile);
    report(options, io, batch);
    if (batch.open().length === 0) return EXIT.ok;
    return io.signal.aborted ? EXIT.interrupted : EXIT.failed;
  } finally {
    journal.close();
  }
}

async function work(
  options: IssueOptions,
  io: Io,
  batch: IssueBatch,
  fleet: RingKeys,
  profile: IssueProfile,
): Promise<void> {
  if (batch.open().length === 0) return;
  const progress = createProgressBar(io);
  const show = () => {
    const { issuedCount, totalCount } = batch.progress();
    progress.show(`issuing ${totalCount} cards`, issuedCount, totalCount);
  };
  const source = options.virtual ? await virtualSource(profile, fleet) : portSource(options);
  try {
    await using reader = await Reader.open({ ...source, keys: fleet, role: "issuer", signal: io.signal });
    show();
    const onReport = (one: IssueReport) => {
      progress.clear();
      print(one, options, io);
      show();
      source.reported?.(one);
    };
    void source.play?.();
    await runDesk({ reader, batch, signal: io.signal, onReport });
  } finally {
    progress.clear();
    await source.close();
  }
}

function print({ uid, id, state, reason, steps, isResumed }: IssueReport, options: IssueOptions, io: Io): void {
  const shown = options.showUid ? uid : `${uid.slice(0, 2)}..${uid.slice(-2)}`;
  if (options.json)
    return writeJson(io, { id: id ?? null, uid: shown, state, reason: reason ?? null, steps, isResumed });
  const paint = createPaint(io);
  const colour = state === "issued" ? "good" : state === "torn" ? "doubtful" : "bad";
  const why = reason ? ` (${reason})` : isResumed ? " (resumed)" : "";
  io.out(`${paint(colour, state.padEnd(14))} ${shown}  ${id ?? "-"}${why}\n`);
}

/** What is left, with its reasons: half-made cards are named, so that somebody looks for them. */
function report(options: IssueOptions, io: Io, batch: IssueBatch): void {
  const { issuedCount, totalCount } = batch.progress();
  io.err(`${issuedCount} of ${totalCount} cards issued and verified\n`);
  for (const { id, uid, reason } of batch.open()) {
    if (uid === undefined) continue;
    const shown = options.showUid ? uid : `${uid.slice(0, 2)}..${uid.slice(-2)}`;
    io.err(`  ${id}: card ${shown} is half-made${reason ? ` (${reason})` : ""}; present it again\n`);
  }
}

function portSource({ port = "" }: IssueOptions): Source {
  return { path: port, close: async () => {} };
}

/** A reader to which blank cards are held, a new one whenever one is done. */
async function virtualSource({ family }: IssueProfile, keys: RingKeys): Promise<Source> {
  const { createVirtualReader, createDesfireCard, createNtag424Card, createUltralightAesCard, randomUid } =
    await import("../virtual/index.js");
  const make: Readonly<Record<IssueProfile["family"], (options: { uid: Uint8Array }) => Picc>> = {
    desfire: createDesfireCard,
    ntag424: createNtag424Card,
    "ultralight-aes": createUltralightAesCard,
  };
  const blank = () => make[family]({ uid: randomUid() });
  const virtual = createVirtualReader({ clock: "real", keys });
  const stop = new AbortController();
  let leave = new AbortController();
  let isDone = false;
  return {
    path: virtual.path,
    binding: virtual.binding,
    async play() {
      for (let card = blank(); !stop.signal.aborted; ) {
        leave = new AbortController();
        isDone = false;
        virtual.place(card);
        // A card that came before it was asked for has to be presented anew.
        await sleep(VIRTUAL_HOLD_MS, AbortSignal.any([leave.signal, stop.signal]));
        virtual.remove(card);
        await sleep(VIRTUAL_PAUSE_MS, stop.signal);
        if (isDone) card = blank();
      }
    },
    reported({ state }) {
      if (state === "torn") return;
      isDone = true;
      leave.abort();
    },
    async close() {
      stop.abort();
      await virtual.close();
    },
  };
}
