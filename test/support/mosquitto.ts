/** A Mosquitto of a test's own: on a free port, with persistence if wanted, killed and started again on the same files. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import type { BrokerOptions } from "../../sdk/bridge/broker-options.js";
import "./programs.js";

/** False where there is none: the run says so at its end. */
export const HAS_MOSQUITTO = inject("programs").mosquitto === true;
/** False where certificates cannot be made. */
export const HAS_OPENSSL = inject("programs").openssl === true;

const PROGRAM_PATH = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };

/** A broker of a test. */
export interface TestBroker {
  readonly options: BrokerOptions;
  /** As kill -9. */
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** What kind of broker. */
export interface MosquittoOptions {
  /** TLS, and nobody without a certificate of the test's authority. */
  readonly tls?: boolean;
  /** Keeps its queues on the disk after every change. */
  readonly persistence?: boolean;
  /** Nobody without one of these names and passwords, and what each may do. */
  readonly accounts?: { readonly passwords: Readonly<Record<string, string>>; readonly rules: string };
  /** With TLS: a password is enough. */
  readonly withoutCertificate?: boolean;
}

export async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** An authority, a certificate of the broker and one of a client. */
function makeCertificates(folder: string) {
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
  const ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...ec, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=test authority");
  writeFileSync(join(folder, "names"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  for (const name of ["broker", "client"]) {
    openssl("req", ...ec, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    const signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names"];
    openssl("x509", "-req", "-in", `${name}.csr`, ...signing, "-out", `${name}.pem`);
  }
}

export async function openMosquitto({
  tls,
  persistence,
  accounts,
  withoutCertificate = false,
}: MosquittoOptions = {}): Promise<TestBroker & { folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), "ketuk-mosquitto-"));
  const port = await freePort();
  mkdirSync(join(folder, "data"));
  if (tls) makeCertificates(folder);
  if (accounts) {
    for (const [user, password] of Object.entries(accounts.passwords)) {
      const flags = existsSync(join(folder, "passwords")) ? ["-b"] : ["-c", "-b"];
      execFileSync("mosquitto_passwd", [...flags, "passwords", user, password], { cwd: folder, stdio: "ignore" });
    }
    writeFileSync(join(folder, "rules"), accounts.rules, { mode: 0o600 });
  }
  const lines = [
    `listener ${port} 127.0.0.1`,
    `allow_anonymous ${accounts ? "false" : "true"}`,
    ...(accounts ? [`password_file ${folder}/passwords`, `acl_file ${folder}/rules`] : []),
    // Started by root it would become somebody who may not write here.
    "user root",
    "log_type error",
    "max_queued_messages 0",
    ...(persistence
      ? ["persistence true", `persistence_location ${folder}/data/`, "autosave_on_changes true", "autosave_interval 1"]
      : []),
    ...(tls
      ? [
          `cafile ${folder}/ca.pem`,
          `certfile ${folder}/broker.pem`,
          `keyfile ${folder}/broker.key`,
          `require_certificate ${!withoutCertificate}`,
        ]
      : []),
  ];
  const config = join(folder, "mosquitto.conf");
  writeFileSync(config, `${lines.join("\n")}\n`);
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    child = spawn("mosquitto", ["-c", config], { stdio: "ignore", env: PROGRAM_PATH });
    for (let i = 0; !(await answers(port)); i++) {
      if (i > 200 || child.exitCode !== null) throw new Error("mosquitto did not start");
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  async function kill(): Promise<void> {
    const dying = child;
    child = undefined;
    if (!dying || dying.exitCode !== null) return;
    const gone = new Promise((resolve) => dying.once("exit", resolve));
    dying.kill("SIGKILL");
    await gone;
  }

  await start();
  return {
    folder,
    options: { url: `${tls ? "mqtts" : "mqtt"}://localhost:${port}` },
    kill,
    start,
    async close() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
