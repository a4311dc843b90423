/** `docs/cli.md`, made of what the program says of itself. */
import type { Option } from "commander";
import { ketuk, type Leaf, leaves } from "./cli.js";

const HEAD = `# The command line

Every command, option and exit code of \`ketuk\`. This page is what the program says of itself (\`test/docs/cli.test.ts\`
holds it; \`npx vitest run test/docs/cli.test.ts -u\` renews it); \`ketuk COMMAND --help\` says the same.

- Results go to stdout, words for people to stderr. With \`--json\` stdout is one JSON object a line (NDJSON) and nothing
  else, also when it fails.
- A secret is never the value of an option: passphrases come from a file, \`KETUK_PASSPHRASE\` or the terminal, keys from files.
- Ctrl-C ends every command in order, within five seconds; a second one at once. What was begun goes on with the same
  command.
- Bars are drawn at a terminal only; elsewhere a phase is a line. \`NO_COLOR=1\` switches colours off, \`DEBUG=ketuk\` shows
  the stack of an error.
- \`eval "$(ketuk completion bash)"\` (or \`zsh\`) in the shell's start file completes commands, options and their values;
  fish takes \`ketuk completion fish > ~/.config/fish/completions/ketuk.fish\`.
`;

const EXIT_HEAD = `## Exit codes

Of all commands: 0 done, 1 failed, 2 wrong usage, 130 Ctrl-C or SIGTERM, 141 nobody reads the output any more. What 0 and 1
mean to each:

| command | exit codes |
| ------- | ---------- |
`;

/** The page. */
export async function cliPage(): Promise<string> {
  const all = leaves();
  const helps = await Promise.all(all.map(async ({ path }) => (await ketuk([...path, "--help"])).out));
  const codes = all.map((leaf, i) => `| \`ketuk ${leaf.name}\` | ${exitCodesOf(helps[i] ?? "")} |`);
  const sections = all.map((leaf, i) => section(leaf, helps[i] ?? ""));
  const summary = all.map(
    ({ name, command }) => `| [\`ketuk ${name}\`](#ketuk-${name.replaceAll(" ", "-")}) | ${command.description()} |`,
  );
  const index = `| command | what it does |\n| ------- | ------------ |\n${summary.join("\n")}\n`;
  return [HEAD, index, `${EXIT_HEAD}${codes.join("\n")}\n`, ...sections].join("\n");
}

function exitCodesOf(help: string): string {
  return /\nExit codes: (.*)\.\n/.exec(help)?.[1] ?? "";
}

function section({ name, command }: Leaf, help: string): string {
  const usage = [`ketuk ${name}`, command.usage().replace(/^\[options\] ?/, "")].join(" ").trim();
  const rows = command.options.map((option) => `| \`${option.flags}\` | ${describe(option)} |`);
  const table = rows.length > 0 ? `\n| option | what it is |\n| ------ | ---------- |\n${rows.join("\n")}\n` : "";
  const after = help.slice(help.indexOf("\nExamples:\n") + "\nExamples:\n".length);
  const end = after.indexOf("\n\n");
  const examples = after.slice(0, end).replace(/^ {2}/gm, "    ");
  const notes = after
    .slice(end)
    .replace(/\nExit codes: .*\n/, "")
    .trim()
    .replace(/^(?=.)/gm, "    ");
  return `## ketuk ${name}\n\n${command.description()}\n\n    ${usage}\n${table}\n${examples}\n${notes === "" ? "" : `\n${notes}\n`}`;
}

function describe({ description, argChoices, defaultValue }: Option): string {
  const home = process.env.HOME ?? "";
  const fallback = typeof defaultValue === "string" ? defaultValue.replace(home, "~") : defaultValue;
  return [
    description,
    ...(argChoices ? [`one of ${argChoices.join(", ")}`] : []),
    ...(fallback === undefined ? [] : [`default ${fallback}`]),
  ]
    .join("; ")
    .replaceAll("|", "\\|");
}
