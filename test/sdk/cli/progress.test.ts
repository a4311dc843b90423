/** Bars: one line that is written over at a terminal, a line for each phase elsewhere. */
import { expect, test } from "vitest";
import type { Io } from "../../../sdk/cli/io.js";
import { createProgressBar } from "../../../sdk/cli/progress.js";

function show(watched: boolean): string {
  let err = "";
  const io = { watched, err: (text: string) => (err += text) } as unknown as Io;
  const bar = createProgressBar(io);
  for (const done of [0, 50, 50, 100]) bar.show("sending", done, 100);
  bar.clear();
  bar.show("waiting", 0, 0);
  bar.clear();
  return err;
}

test("at a terminal the line is written over, and taken away at the end", () => {
  const lines = show(true).split("\r\x1b[K");
  expect(lines).toEqual([
    "",
    `[${" ".repeat(30)}] 0 % sending`,
    `[${"=".repeat(15)}${" ".repeat(15)}] 50 % sending`,
    `[${"=".repeat(30)}] 100 % sending`,
    "",
    `[${" ".repeat(30)}] 0 % waiting`,
    "",
  ]);
});

test("elsewhere each phase is one line, without control characters", () => {
  expect(show(false)).toBe("sending\nwaiting\n");
});
