/** What `npm run example:city` takes on its command line. */
import { existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createFleetKeyFile, type FleetKeys, readFleetKeys } from "ketuk";
import { PLACE_IDS, type PlaceId } from "./day-plan.js";

const HELP = `A city in one process: service desk, two shops, a gate and the gateway, one sealed log, a live map.

  npm run example:city -- [options]

  --kiosk-port PORT    a real reader on a serial port, or tcp://host:port; default: a virtual one
  --shop-1-port PORT   the same for the first shop; its reader's id has to be warung-01-till
  --shop-2-port PORT   the same for the second one: warung-03-till
  --gate-port PORT     the same for the gate
  --keys FILE          keys of the fleet, for real readers
  --data FOLDER        databases and log; default: a new folder among the temporary files
  --web-port N         of the map, 8080 by default; the places have the six after it
  --no-crowd           nobody comes by himself
  --help               this text
`;

/** The options. */
export interface CityCommandLine {
  readonly folder: string;
  readonly keyFile: string;
  readonly fleet: FleetKeys;
  readonly ports: Partial<Record<PlaceId, string>>;
  readonly webPort: number;
  readonly hasCrowd: boolean;
}

function end(problem?: string): never {
  if (problem === undefined) process.stdout.write(HELP);
  else process.stderr.write(`city: ${problem}\n\n${HELP}`);
  process.exit(problem === undefined ? 0 : 2);
}

function parse(argv: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const ports = Object.fromEntries(PLACE_IDS.map((id) => [`${id}-port`, text]));
  const own = { keys: text, data: text, "web-port": text, "no-crowd": flag, help: flag };
  try {
    return parseArgs({ args: [...argv], options: { ...ports, ...own } as const }).values as Record<
      string,
      string | boolean | undefined
    >;
  } catch (error) {
    return end(error instanceof Error ? error.message : String(error));
  }
}

/** Reads the command line; makes the folder, and keys where there are none. */
export async function readCityOptions(argv: readonly string[] = process.argv.slice(2)): Promise<CityCommandLine> {
  const values = parse(argv);
  if (values.help) end();
  const textOf = (name: string) => values[name] as string | undefined;
  const ports: Partial<Record<PlaceId, string>> = {};
  for (const id of PLACE_IDS) {
    const port = textOf(`${id}-port`);
    if (port) ports[id] = port;
  }
  if (Object.keys(ports).length > 0 && !values.keys)
    end("a real reader needs --keys, the key file that it was flashed with");
  const webPort = Number(values["web-port"] ?? 8080);
  if (!Number.isInteger(webPort) || webPort < 0 || webPort > 65_529)
    end(`--web-port ${values["web-port"]} is no port: give a number up to 65529`);
  const folder = textOf("data") ?? mkdtempSync(join(tmpdir(), "ketuk-city-"));
  mkdirSync(folder, { recursive: true });
  const keyFile = textOf("keys") ?? join(folder, "fleet.json");
  const fleet = await (values.keys || existsSync(keyFile) ? readFleetKeys(keyFile) : createFleetKeyFile(keyFile));
  return { folder, keyFile, fleet, ports, webPort, hasCrowd: !values["no-crowd"] };
}
