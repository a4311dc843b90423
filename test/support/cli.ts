/** The command line in this process, with streams of its own; and its tree of commands. */
import type { Command } from "commander";
import type { Io } from "../../sdk/cli/io.js";
import { createProgram, run } from "../../sdk/cli/program.js";

/** What a test brings of the world. */
export type World = Partial<Pick<Io, "env" | "signal" | "input" | "watched">>;

/** What a command left. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function createIo(world: World) {
  const text = { out: "", err: "" };
  const io: Io = {
    out: (more) => {
      text.out += more;
    },
    err: (more) => {
      text.err += more;
    },
    colour: false,
    watched: false,
    env: {},
    signal: new AbortController().signal,
    async *input() {},
    ...world,
  } as Io;
  return { io, text };
}

/** Runs a command line. */
export async function ketuk(args: readonly string[], world: World = {}): Promise<Ran> {
  const { io, text } = createIo(world);
  const code = await run(args, "1.2.3", io);
  return { code, ...text };
}

/** The program with all its commands. */
export function program(): Command {
  return createProgram("1.2.3", createIo({}).io, () => {});
}

/** A command that does something, and what is typed for it: ["keys", "init"]. */
export interface Leaf {
  readonly name: string;
  readonly path: readonly string[];
  readonly command: Command;
}

/** All commands that do something, in their order. */
export function leaves(command = program(), path: readonly string[] = []): Leaf[] {
  if (command.commands.length === 0) return [{ name: path.join(" "), path, command }];
  return command.commands.flatMap((child) => leaves(child, [...path, child.name()]));
}
