/** Completion, asked of the shells themselves: commands, options, values, files. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { ketuk } from "../../support/cli.js";

let folder = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ketuk-completion-"));
  writeFileSync(join(folder, "fleet of the city.json"), "{}");
  for (const shell of ["bash", "zsh", "fish"])
    writeFileSync(join(folder, `ketuk.${shell}`), (await ketuk(["completion", shell])).out);
});
afterAll(() => rmSync(folder, { recursive: true }));

function ask(shell: string, script: string): string[] {
  const options = { cwd: folder, encoding: "utf8", env: { ...process.env, HOME: folder } } as const;
  const args =
    shell === "bash" ? ["--norc", "-c", script] : shell === "zsh" ? ["-f", "-c", script] : ["-N", "-c", script];
  return execFileSync(shell, args, options).split("\n").filter(Boolean);
}

const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

/** How each shell is asked for what may stand in place of the last word. */
const SHELLS: Record<string, (words: readonly string[]) => string[]> = {
  bash: (words) =>
    ask(
      "bash",
      `source ./ketuk.bash; COMP_WORDS=(${words.map(quote).join(" ")}); COMP_CWORD=${words.length - 1}; _ketuk; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ),
  // The functions of the completion system answer at a prompt only: here they print what they are given.
  zsh: (words) =>
    ask(
      "zsh",
      `compdef() { : }; _files() { print -rl -- *(N) }; _message() { : }; compadd() { shift; print -rl -- "$@" }
_describe() { print -rl -- "\${(@P)@[-1]%%:*}" }
source ./ketuk.zsh; words=(${words.map(quote).join(" ")}); CURRENT=${words.length}; _ketuk`,
    ).filter((word) => word.startsWith(words.at(-1) ?? "")),
  fish: (words) =>
    ask("fish", `source ./ketuk.fish; complete -C ${quote(words.join(" "))}`).map((line) => line.split("\t")[0] ?? ""),
};

describe.each(Object.entries(SHELLS))("%s", (shell, complete) => {
  test.skipIf(shell !== "bash" && !inject("programs")[shell]).each([
    [["ketuk", "mon"], ["monitor"]],
    [["ketuk", "keys", "re"], ["revoke"]],
    [["ketuk", "monitor", "--vi"], ["--virtual"]],
    [["ketuk", "keys", "rotate", "--purpose", "po"], ["policy"]],
    [["ketuk", "keys", "export", "--json", "--ro"], ["--role"]],
    [["ketuk", "completion", "f"], ["fish"]],
    [["ketuk", "monitor", "--keys", "fl"], ["fleet of the city.json"]],
    [["ketuk", "verify", "fl"], ["fleet of the city.json"]],
    [["ketuk", "monitor", "--count", "fl"], []],
  ])("%j completes to %j", (words, expected) => {
    const found = complete(words).map((word) => word.replaceAll("\\ ", " ").replace(/^'(.*)'$/, "$1"));
    expect(found).toEqual(expected);
  });

  test.skipIf(shell !== "bash" && !inject("programs")[shell])("an empty word offers every command", () => {
    expect(complete(["ketuk", ""])).toEqual(expect.arrayContaining(["demo", "keys", "verify", "completion"]));
  });
});

test("a shell that is not known is wrong usage", async () => {
  expect(await ketuk(["completion", "tcsh"])).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringContaining("bash, zsh, fish"),
  });
});
