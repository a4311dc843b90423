#!/usr/bin/env node
/** The `ketuk` program: connects the command line to this process. */
import { createRequire } from "node:module";
import { addAbortSignal } from "node:stream";
import { askHidden } from "./hidden-input.js";
import { EXIT, type Io } from "./io.js";
import { run } from "./program.js";

/** Exit code of a program that nobody reads from any more, as shells count it: 128 + SIGPIPE. */
const EXIT_PIPE = 141;

/** How long a command may take to end in order after Ctrl-C; whatever still holds the process is given up then. */
const GRACE_MS = 5000;

const terminal = { input: process.stdin, print: (text: string) => void process.stderr.write(text) };

function createIo(signal: AbortSignal, takeTime: () => void): Io {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    colour: process.stdout.isTTY === true && !process.env.NO_COLOR,
    watched: process.stderr.isTTY === true,
    // Touched only when it is read: merely looking at it would keep the process waiting for a terminal.
    get input() {
      return addAbortSignal(signal, process.stdin);
    },
    env: process.env,
    ...(process.stdin.isTTY && process.stderr.isTTY && { ask: (question: string) => askHidden(question, terminal) }),
    signal,
    takeTime,
  };
}

/** The version of the package that this file belongs to, wherever it was built to. */
function readVersion(): string {
  return (createRequire(import.meta.url)("ketuk/package.json") as { version: string }).version;
}

async function main(): Promise<void> {
  const stop = new AbortController();
  let isPatient = false;
  const takeTime = () => {
    isPatient = true;
  };
  const onStop = () => {
    stop.abort();
    if (isPatient) return;
    setTimeout(() => process.exit(EXIT.interrupted), GRACE_MS).unref();
  };
  // Once: a second Ctrl-C ends the process the hard way.
  process.once("SIGINT", onStop);
  process.once("SIGTERM", onStop);
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // The reader of our output left, as `head` does.
    if (error.code === "EPIPE") process.exit(EXIT_PIPE);
    throw error;
  });
  process.exitCode = await run(process.argv.slice(2), readVersion(), createIo(stop.signal, takeTime));
}

void main();
