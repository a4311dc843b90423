/**
 * System programs that some tests need. Tests run where the program is found; where it is not, the run ends by saying
 * what was left out and how to get it. With KETUK_REQUIRE_PROGRAMS=1, as in CI, that is a failure.
 */
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { TestProject } from "vitest/node";

/** What each program is for, and where it comes from. */
const PROGRAMS: Record<string, { shows: string; get: string }> = {
  socat: { shows: "a real pty pair with the native serial port", get: "apt-get install socat" },
  protoc: { shows: "the wire, read by Google's own decoder", get: "apt-get install protobuf-compiler" },
  chromium: { shows: "the page that verifies taps, in a real browser", get: "apt-get install chromium" },
  zsh: { shows: "completion, asked of the shell itself", get: "apt-get install zsh" },
  fish: { shows: "completion, asked of the shell itself", get: "apt-get install fish" },
  mosquitto: { shows: "the gateway on a real MQTT broker, killed and restarted", get: "apt-get install mosquitto" },
  postgres: { shows: "workers that share a PostgreSQL, killed and restarted", get: "apt-get install postgresql" },
  openssl: { shows: "seals and keys, computed by another implementation", get: "apt-get install openssl" },
};

declare module "vitest" {
  interface ProvidedContext {
    /** Which system programs were found. */
    programs: Record<string, boolean>;
  }
}

const POSTGRES_ROOT = "/usr/lib/postgresql";

/** Where programs are looked for: brokers and databases are in folders that are not on everybody's path. */
export function programFolders(): string[] {
  const versions = existsSync(POSTGRES_ROOT) ? readdirSync(POSTGRES_ROOT) : [];
  const more = versions.map((version) => join(POSTGRES_ROOT, version, "bin"));
  return [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", ...more];
}

function isInstalled(program: string): boolean {
  return programFolders().some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Looks for the programs before the run; the function it returns speaks after it. */
export function setup(project: TestProject): () => void {
  const programs = Object.fromEntries(Object.keys(PROGRAMS).map((name) => [name, isInstalled(name)]));
  project.provide("programs", programs);
  return () => {
    const missing = Object.keys(PROGRAMS).filter((name) => !programs[name]);
    for (const name of missing) {
      console.error(`left out for want of ${name}: ${PROGRAMS[name]?.shows} (${PROGRAMS[name]?.get})`);
    }
    if (!process.env.ESPRUINO) {
      console.error("left out: the firmware on the real interpreter (set ESPRUINO to a Linux build of Espruino)");
    }
    if (missing.length > 0 && process.env.KETUK_REQUIRE_PROGRAMS === "1") {
      throw new Error(`KETUK_REQUIRE_PROGRAMS=1, but ${missing.join(", ")} cannot be found`);
    }
  };
}
