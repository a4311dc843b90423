/** `ketuk completion`: completion scripts for shells, made of the command line's own tree, so that none can lag behind it. */
import { Argument, type Command, type Option } from "commander";
import {
  bashScript,
  type CompletionNode,
  type CompletionOption,
  type Expected,
  fishScript,
  zshScript,
} from "./completion-scripts.js";
import { EXIT, type Io } from "./io.js";

const SHELLS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** Names of values that are files. A public key is 64 digits or a file, and nobody completes the digits. */
const FILE_PATTERN = /^(?:file|path|key|log)\b/;

const EXAMPLES = `
Examples:
  echo 'eval "$(ketuk completion bash)"' >> ~/.bashrc
  echo 'eval "$(ketuk completion zsh)"' >> ~/.zshrc       after compinit
  ketuk completion fish > ~/.config/fish/completions/ketuk.fish

Exit codes: 0 done, 2 wrong usage.
`;

/** Adds the command. `done` takes its exit code. */
export function addCompletionCommand(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command("completion")
    .description("print what makes a shell complete ketuk's command lines")
    .addArgument(new Argument("<shell>", "which shell").choices(Object.keys(SHELLS)))
    .addHelpText("after", EXAMPLES)
    .action((shell: keyof typeof SHELLS) => {
      io.out(SHELLS[shell](completionTree(program)));
      done(EXIT.ok);
    });
}

/** What completes: the tree of a program's commands. */
export function completionTree(command: Command, path: readonly string[] = []): CompletionNode {
  const [argument] = command.registeredArguments;
  return {
    path,
    description: command.description(),
    options: command.createHelp().visibleOptions(command).map(optionOf),
    children: command.commands.map((child) => completionTree(child, [...path, child.name()])),
    ...(argument && { argument: argument.argChoices ?? expectedOf(argument.name()) }),
  };
}

function optionOf(option: Option): CompletionOption {
  const { description, long, short, argChoices } = option;
  const flag = long ?? short ?? "";
  if (!option.required && !option.optional) return { flag, description };
  const name = /[<[]([^>\].]+)/.exec(option.flags)?.[1] ?? "";
  return { flag, description, value: argChoices ?? expectedOf(name) };
}

function expectedOf(name: string): Expected {
  return FILE_PATTERN.test(name) ? "file" : "unknown";
}
