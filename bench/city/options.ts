/** What `npm run bench:city` can be told. */
import { parseArgs } from "node:util";
import type { BrokerChoice } from "./broker.js";

export const HELP = `A city's day in scaled time, with everything that goes wrong in one, and an account of every tap.

  npm run bench:city -- [options]

  --minutes N       the day takes so long; default 5
  --readers N       default 5000, of which
  --boards N        are whole virtual boards with the real firmware; default 40
  --cards N         of the city; default 1000000
  --taps N          people who tap on this day; default 60 a second with aedes, 300 with Mosquitto
  --per-bridge N    readers at a bridge; default 1000
  --workers N       default 2
  --mosquitto [P]   Mosquitto, program P, in place of aedes, which gives every record to every worker
  --broker URL      a broker of yours, which is not killed
  --seed N          default 1
  --report FILE     default .build/city.html
  --preload FILE    a module that each worker loads first: to see that the account can fail
  --json            one object a line; the last one is the ledger

Exit codes: 0 every tap is accounted for, 1 some are not, 2 wrong usage.
`;

/** The options, checked. */
export interface CityOptions {
  readonly dayMs: number;
  readonly readers: number;
  readonly boards: number;
  readonly cards: number;
  readonly taps: number;
  readonly perBridge: number;
  readonly workers: number;
  readonly broker: BrokerChoice;
  readonly seed: number;
  readonly report: string;
  readonly preload: string | undefined;
  readonly json: boolean;
}

const TAPS_PER_SECOND = { aedes: 60, mosquitto: 300, url: 300 };

/** Undefined where they say --help. @throws Error for what is none of them */
export function readOptions(args: readonly string[]): CityOptions | undefined {
  const { values } = parseArgs({
    args: args.map((arg, i) => (arg === "--mosquitto" && !isValue(args[i + 1]) ? "--mosquitto=mosquitto" : arg)),
    options: {
      minutes: { type: "string", default: "5" },
      readers: { type: "string", default: "5000" },
      boards: { type: "string", default: "40" },
      cards: { type: "string", default: "1000000" },
      taps: { type: "string" },
      "per-bridge": { type: "string", default: "1000" },
      workers: { type: "string", default: "2" },
      mosquitto: { type: "string" },
      broker: { type: "string" },
      seed: { type: "string", default: "1" },
      report: { type: "string", default: ".build/city.html" },
      preload: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean" },
    },
  });
  if (values.help) return undefined;
  const broker = brokerOf(values.broker, values.mosquitto);
  const dayMs = Math.round(numberOf("minutes", values.minutes, 0.05) * 60_000);
  const taps = values.taps ?? String(Math.round((TAPS_PER_SECOND[broker.kind] * dayMs) / 1000));
  return {
    dayMs,
    readers: numberOf("readers", values.readers, 20),
    boards: numberOf("boards", values.boards, 0),
    cards: numberOf("cards", values.cards, 1),
    taps: numberOf("taps", taps, 1),
    perBridge: numberOf("per-bridge", values["per-bridge"], 1),
    workers: numberOf("workers", values.workers, 1),
    broker,
    seed: numberOf("seed", values.seed, 0),
    report: values.report,
    preload: values.preload,
    json: values.json,
  };
}

function isValue(next: string | undefined): boolean {
  return next !== undefined && !next.startsWith("-");
}

function brokerOf(url: string | undefined, mosquitto: string | undefined): BrokerChoice {
  if (url !== undefined) return { kind: "url", url };
  return mosquitto === undefined ? { kind: "aedes" } : { kind: "mosquitto", program: mosquitto };
}

function numberOf(name: string, text: string, least: number): number {
  const number = Number(text);
  if (!(number >= least)) throw new Error(`--${name} expected a number from ${least} on, got ${text}`);
  return number;
}
