/** How a broker is reached, and as whom. Secrets come from files or the environment, never from an address. */
import { readFile } from "node:fs/promises";
import { assertText } from "../assert.js";
import { KetukError } from "../errors.js";

const SCHEMES = ["mqtt:", "mqtts:", "ws:", "wss:"];

/** How to reach a broker. */
export interface BrokerOptions {
  /** mqtt://host:1883, mqtts://host:8883, ws:// or wss://; several, separated by commas, for the members of a cluster. */
  readonly url: string;
  /** Name of the account at the broker. */
  readonly username?: string | undefined;
  /** Its password. */
  readonly password?: string | undefined;
  /** Certificates of the authority that signed the broker's, PEM. Default: those of this computer. */
  readonly ca?: string | undefined;
  /** Certificate of this client, PEM, where the broker asks for one. */
  readonly cert?: string | undefined;
  /** Its private key, PEM. */
  readonly key?: string | undefined;
}

/** Paths of what belongs to a connection. */
export interface BrokerFiles {
  /** Name of the account, itself and no path. */
  readonly username?: string | undefined;
  /** Its password is the first line. */
  readonly passwordFile?: string | undefined;
  /** Certificates of the broker's authority, PEM. */
  readonly ca?: string | undefined;
  /** Certificate of this client, PEM. */
  readonly cert?: string | undefined;
  /** Its private key, PEM. */
  readonly key?: string | undefined;
}

/**
 * Splits the addresses of a cluster, and refuses secrets in them: an address is in every list of processes.
 *
 * @throws KetukError `bad-argument`
 */
export function brokerUrls(text: string): string[] {
  assertText(text, "url");
  return text.split(",").map((one) => {
    const url = URL.canParse(one.trim()) ? new URL(one.trim()) : undefined;
    if (!url || !SCHEMES.includes(url.protocol) || url.hostname === "") {
      throw new KetukError(
        "bad-argument",
        `"url" expected the address of a broker, got ${JSON.stringify(hidden(one))}`,
        {
          hint: "such as mqtt://broker:1883, or mqtts://broker:8883 for TLS",
        },
      );
    }
    if (url.password !== "") {
      throw new KetukError(
        "bad-argument",
        `the address of ${url.hostname} has a password in it, which others can see`,
        {
          hint: "put it into a file for --password-file, or into KETUK_MQTT_PASSWORD",
        },
      );
    }
    return one.trim();
  });
}

function hidden(text: string): string {
  return text.replace(/:[^:/@]*@/, ":***@");
}

/**
 * Reads what a connection needs from files.
 *
 * @param environment KETUK_MQTT_USERNAME and KETUK_MQTT_PASSWORD stand in for what is not given
 * @throws KetukError `bad-argument` for a file that cannot be read
 */
export async function readBrokerOptions(
  url: string,
  files: BrokerFiles,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<BrokerOptions> {
  brokerUrls(url);
  const password = await read(files.passwordFile, "password file");
  return {
    url,
    username: files.username ?? environment.KETUK_MQTT_USERNAME,
    password: password?.split(/\r?\n/, 1)[0] ?? environment.KETUK_MQTT_PASSWORD,
    ca: await read(files.ca, "CA file"),
    cert: await read(files.cert, "certificate"),
    key: await read(files.key, "private key"),
  };
}

async function read(path: string | undefined, what: string): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    throw new KetukError("bad-argument", `the ${what} ${path} cannot be read (${code})`, { cause });
  }
}
