/** A finding as every command prints it: how bad, of what, what it is, its code, and what to do. */
import type { Finding, Grade } from "../doctor/catalog.js";
import type { Paint } from "./io.js";

const MARKS: Readonly<Record<Grade, string>> = { ok: "ok", note: "note", warning: "warn", failure: "FAIL" };

/** Colours by grade. */
export const GRADE_COLOURS = { ok: "good", note: "quiet", warning: "doubtful", failure: "bad" } as const;

/** One or two lines. */
export function findingLine(one: Finding, paint: Paint): string {
  const detail = one.detail ? ` (${one.detail})` : "";
  const mark = paint(GRADE_COLOURS[one.grade], MARKS[one.grade].padEnd(5));
  const head = `${mark} ${one.area.padEnd(8)} ${one.words}${detail}`;
  return one.advice ? `${head}${paint("quiet", `  [${one.code}]`)}\n${" ".repeat(15)}-> ${one.advice}\n` : `${head}\n`;
}
