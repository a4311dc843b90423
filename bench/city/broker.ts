/** The broker of the rehearsal: `aedes` or Mosquitto in a process of its own that can be killed, or somebody else's. */
import type { ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { endProcess, type Meter, startOwn, startProgram } from "./process.js";

const START_TRIES = 200;
const START_STEP_MS = 25;
/** Mosquitto writes down what it holds this often; `stored` does not need it. */
const AUTOSAVE_S = 5;

/** Which one. */
export type BrokerChoice =
  | { readonly kind: "aedes" }
  | { readonly kind: "mosquitto"; readonly program: string }
  | { readonly kind: "url"; readonly url: string };

/** A broker. */
export interface RehearsalBroker {
  readonly url: string;
  /** Kill it and start it again are possible. */
  readonly isOwn: boolean;
  /** As kill -9. */
  kill(): Promise<void>;
  /** On the same port, and the same files where it has any. */
  start(): Promise<void>;
}

/** Starts it. @param folder for its files */
export async function openBroker(choice: BrokerChoice, folder: string, meter: Meter): Promise<RehearsalBroker> {
  if (choice.kind === "url") {
    return { url: choice.url, isOwn: false, async kill() {}, async start() {} };
  }
  const port = await freePort();
  const config = join(folder, "mosquitto.conf");
  if (choice.kind === "mosquitto") writeConfig(config, folder, port);
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    child =
      choice.kind === "mosquitto"
        ? startProgram(choice.program, ["-c", config], { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` })
        : startOwn("broker-main.js", String(port));
    meter.watch("broker", child);
    for (let tries = 0; !(await answers(port)); tries++) {
      if (tries > START_TRIES || child.exitCode !== null) throw new Error("the broker does not start");
      await new Promise((resolve) => setTimeout(resolve, START_STEP_MS));
    }
  }

  await start();
  return {
    url: `mqtt://127.0.0.1:${port}`,
    isOwn: true,
    start,
    async kill() {
      if (child) await endProcess(child, "SIGKILL");
    },
  };
}

function writeConfig(path: string, folder: string, port: number): void {
  const data = join(folder, "mosquitto");
  mkdirSync(data);
  const lines = [
    `listener ${port} 127.0.0.1`,
    "allow_anonymous true",
    // Started by root it would become somebody who may not write here.
    ...(process.getuid?.() === 0 ? ["user root"] : []),
    "log_type error",
    "max_queued_messages 0",
    "persistence true",
    `persistence_location ${data}/`,
    `autosave_interval ${AUTOSAVE_S}`,
  ];
  writeFileSync(path, `${lines.join("\n")}\n`);
}

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
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
