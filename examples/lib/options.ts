/** What every example takes on its command line. */
import { parseArgs } from "node:util";

/** The options of an example. */
export interface ExampleOptions {
  /** Serial port or tcp:// address of a real reader; without it the reader is simulated. */
  readonly port: string | undefined;
  /** File with the keys of the fleet; needed with `port`. */
  readonly keys: string | undefined;
  /** Where the web pages are served. */
  readonly webPort: number;
  /** The database file; ":memory:" keeps nothing. */
  readonly data: string;
}

/** Prints how to call an example, and ends the process. */
function help(name: string, about: string, problem?: string): never {
  const text = `${about}

  npm run example:${name} -- [options]

  --port PORT       a real reader on a serial port, or tcp://host:port; default: a virtual one
  --keys FILE       keys of the fleet, for a real reader
  --web-port N      where the pages are served; default 8080
  --data FILE       the database; default: kept in memory, gone at the end
  --help            this text
`;
  if (problem) {
    process.stderr.write(`${name}: ${problem}\n\n${text}`);
    process.exit(2);
  }
  process.stdout.write(text);
  process.exit(0);
}

/**
 * Reads the command line.
 *
 * @param name of the example, as in `npm run example:NAME`
 * @param about one sentence for `--help`
 */
export function readOptions(
  name: string,
  about: string,
  argv: readonly string[] = process.argv.slice(2),
): ExampleOptions {
  const values = parse(name, about, argv);
  if (values.help) help(name, about);
  const webPort = Number(values["web-port"] ?? 8080);
  if (!Number.isInteger(webPort) || webPort < 0 || webPort > 65535)
    help(name, about, `--web-port ${values["web-port"]} is no port: give a number up to 65535`);
  if (values.port && !values.keys)
    help(name, about, "--port needs --keys, the key file that the reader was flashed with");
  return { port: values.port, keys: values.keys, webPort, data: values.data ?? ":memory:" };
}

function parse(name: string, about: string, argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        port: { type: "string" },
        keys: { type: "string" },
        "web-port": { type: "string" },
        data: { type: "string" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    return help(name, about, error instanceof Error ? error.message : String(error));
  }
}
