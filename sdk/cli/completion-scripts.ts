/** Completion scripts for bash, zsh and fish. They start no program: what they know is written into them. */

/** What may stand in a place: some words, a file, or what only the user knows. */
export type Expected = readonly string[] | "file" | "unknown";

/** An option, as it is typed. */
export interface CompletionOption {
  /** With its dashes. */
  readonly flag: string;
  readonly description: string;
  /** Of its value; undefined for an option that has none. */
  readonly value?: Expected;
}

/** One command and what may follow it. */
export interface CompletionNode {
  /** Names from the program's on, such as ["keys", "init"]; empty for the program. */
  readonly path: readonly string[];
  readonly description: string;
  readonly options: readonly CompletionOption[];
  readonly children: readonly CompletionNode[];
  /** Of its first argument. */
  readonly argument?: Expected;
}

/** Every command below the program, those above before those below. */
function nodesOf(node: CompletionNode): CompletionNode[] {
  return [node, ...node.children.flatMap(nodesOf)];
}

/** In single quotes, as all three shells take them. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Path of a command as the scripts keep it: each name with a space before it. */
function placeOf({ path }: CompletionNode): string {
  return path.map((name) => ` ${name}`).join("");
}

/** The case that follows the words of a line down the tree. */
function descent(root: CompletionNode, word: string): string {
  const places = root.children.flatMap(nodesOf).map((node) => quote(placeOf(node)));
  return `case "$at ${word}" in ${places.join(" | ")}) at="$at ${word}" ;; esac`;
}

/** A branch for each option that takes a value. */
function valueBranches(root: CompletionNode, act: (value: Expected) => string): string[] {
  return nodesOf(root).flatMap((node) =>
    node.options.flatMap(({ flag, value }) =>
      value === undefined ? [] : [`    ${quote(`${placeOf(node)} ${flag}`)}) ${act(value)}; return ;;`],
    ),
  );
}

/** For bash 4 and later. */
export function bashScript(root: CompletionNode): string {
  const act = (value: Expected) =>
    value === "file" ? "_ketuk_files" : value === "unknown" ? "COMPREPLY=()" : reply(value);
  const reply = (words: readonly string[]) => `COMPREPLY=($(compgen -W ${quote(words.join(" "))} -- "$cur"))`;
  const places = nodesOf(root).map((node) => {
    const options = node.options.map(({ flag }) => flag);
    const names = node.children.map(({ path }) => path.at(-1) ?? "");
    const files = node.argument === "file" ? "_ketuk_files; " : "";
    const words = Array.isArray(node.argument) ? node.argument : names;
    const first = files || `${reply(words.length > 0 ? words : options)}; `;
    return `    ${quote(placeOf(node))}) if [[ $cur == -* ]]; then ${reply(options)}; else ${first}fi ;;`;
  });
  return `# Completion of ketuk for bash: eval "$(ketuk completion bash)"
_ketuk_files() {
  local IFS=$'\\n'
  compopt -o filenames 2> /dev/null
  COMPREPLY=($(compgen -f -- "$cur"))
}
_ketuk() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" at= i
  local IFS=$' \\n'
  for ((i = 1; i < COMP_CWORD; i++)); do
    ${descent(root, `\${COMP_WORDS[i]}`)}
  done
  case "$at $previous" in
${valueBranches(root, act).join("\n")}
  esac
  case "$at" in
${places.join("\n")}
  esac
}
complete -F _ketuk ketuk
`;
}

/** For zsh 5 with compinit; sourced, or as a file _ketuk of $fpath. */
export function zshScript(root: CompletionNode): string {
  const act = (value: Expected) =>
    value === "file" ? "_files" : value === "unknown" ? "_message value" : `compadd -- ${value.join(" ")}`;
  const entry = (name: string, description: string) => quote(`${name}:${description.replaceAll(":", "\\:")}`);
  const places = nodesOf(root).map((node) => {
    const options = node.options.map(({ flag, description }) => entry(flag, description));
    const names = node.children.map(({ path, description }) => entry(path.at(-1) ?? "", description));
    const words = Array.isArray(node.argument) ? node.argument.map((word) => entry(word, node.description)) : names;
    const rest = node.argument === "file" ? "files=1" : `names=(${words.join(" ")})`;
    return `    ${quote(placeOf(node))}) options=(${options.join(" ")}); ${rest} ;;`;
  });
  return `#compdef ketuk
# Completion of ketuk for zsh: eval "$(ketuk completion zsh)" after compinit
_ketuk() {
  local at= i files=0
  local -a options names
  for ((i = 2; i < CURRENT; i++)); do
    ${descent(root, `\${words[i]}`)}
  done
  case "$at \${words[CURRENT - 1]}" in
${valueBranches(root, act).join("\n")}
  esac
  case "$at" in
${places.join("\n")}
  esac
  if [[ "\${words[CURRENT]}" == -* ]] || (( ! files && ! \${#names} )); then _describe -o option options
  elif (( files )); then _files
  else _describe command names
  fi
}
if [[ "\${funcstack[1]}" == _ketuk ]]; then _ketuk "$@"; else compdef _ketuk ketuk; fi
`;
}

/** For fish 3 and later. */
export function fishScript(root: CompletionNode): string {
  const lines = nodesOf(root).flatMap((node) => {
    const names = node.children.map(({ path }) => path.at(-1) ?? "");
    const above = node.path.map((name) => `__fish_seen_subcommand_from ${name}`);
    const none = names.length > 0 ? [`not __fish_seen_subcommand_from ${names.join(" ")}`] : [];
    const where = quote([...above, ...none].join("; and "));
    const words = Array.isArray(node.argument) ? [node.argument.join(" ")] : [];
    return [
      ...node.children.map(
        ({ path, description }) => `complete -c ketuk -n ${where} -a ${path.at(-1)} -d ${quote(description)}`,
      ),
      ...words.map((list) => `complete -c ketuk -n ${where} -a ${quote(list)}`),
      ...(node.argument === "file" ? [`complete -c ketuk -n ${where} -F`] : []),
      ...node.options.map(({ flag, description, value }) => {
        const takes = value === undefined ? "" : value === "file" ? " -r -F" : ` -x${wordsOf(value)}`;
        const name = flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`;
        return `complete -c ketuk -n ${where} ${name}${takes} -d ${quote(description)}`;
      }),
    ];
  });
  return `# Completion of ketuk for fish: ketuk completion fish > ~/.config/fish/completions/ketuk.fish
complete -c ketuk -e
complete -c ketuk -f
${lines.join("\n")}
`;
}

function wordsOf(value: Expected): string {
  return Array.isArray(value) ? ` -a ${quote(value.join(" "))}` : "";
}
