/** A PostgreSQL of a test's own: on a free port, in a folder that goes with it, killed and started again on the same files. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { freePort } from "./mosquitto.js";
import { programFolders } from "./programs.js";

/** False where there is none: the run says so at its end. */
export const HAS_POSTGRES = inject("programs").postgres === true;

/** PostgreSQL refuses to run as root: then it is nobody. */
const NOBODY = 65_534;
const OWNER = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/** What is used of the package, which brings no types. */
interface Client {
  on(event: "error", handler: () => void): unknown;
  connect(): Promise<void>;
  query(text: string): Promise<{ readonly rows: unknown[] }>;
  end(): Promise<void>;
}
const PACKAGE: string = "pg";
const pg = (await import(PACKAGE)).default as { readonly Client: new (options: object) => Client };

/** A server of a test. */
export interface TestPostgres {
  /** Of a database that is empty. */
  readonly url: string;
  query<Row>(text: string): Promise<Row[]>;
  /** As kill -9 of the whole server. */
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

function programPath(name: string): string {
  // One on the path may be a link to a program whose siblings are elsewhere.
  const folder = programFolders().find((one) => existsSync(join(one, name)) && existsSync(join(one, "initdb")));
  if (!folder) throw new Error(`${name} cannot be found`);
  return join(folder, name);
}

/** Starts one. */
export async function openPostgresServer(): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), "ketuk-postgres-"));
  if (OWNER.uid !== undefined) chownSync(folder, OWNER.uid, OWNER.gid);
  const data = join(folder, "data");
  const options = { ...OWNER, cwd: folder, stdio: "ignore", env: { ...process.env, HOME: folder } } as const;
  execFileSync(
    programPath("initdb"),
    ["-D", data, "-U", "ketuk", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
    options,
  );
  const port = await freePort();
  const url = `postgres://ketuk@127.0.0.1:${port}/postgres`;
  let child: ChildProcess | undefined;

  async function query<Row>(text: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => {});
    await client.connect();
    try {
      return (await client.query(text)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  async function start(): Promise<void> {
    const flags = ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", folder, "-c", "max_connections=50"];
    const own = spawn(programPath("postgres"), flags, options);
    child = own;
    for (let i = 0; ; i++) {
      const isUp = await query("SELECT 1").then(
        () => true,
        () => false,
      );
      if (isUp) return;
      if (i > 200 || own.exitCode !== null) throw new Error("postgres did not start");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async function stop(signal: NodeJS.Signals): Promise<void> {
    const dying = child;
    child = undefined;
    if (!dying || dying.exitCode !== null) return;
    const gone = new Promise((resolve) => dying.once("exit", resolve));
    dying.kill(signal);
    await gone;
  }

  await start();
  return {
    url,
    query,
    // Its children notice that it is gone, and end.
    kill: () => stop("SIGKILL"),
    start,
    async close() {
      // SIGINT ends all connections, SIGQUIT leaves everything as it is.
      await stop("SIGQUIT");
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}
