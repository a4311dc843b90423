/** The report on a log, for people. */
import type { LogBreak, LogReader, LogReport } from "../verify/log/report.js";
import { momentOf } from "../verify/log/words.js";
import { createPaint, type Io, type Paint } from "./io.js";

/** Breaks and weak spots that are listed; --json lists more. */
const LISTED_COUNT = 5;

const HEADS = ["reader", "records", "taps", "boots", "last", "dropped", "breaks", "from", "to"];

/** Prints the report on a log of so many lines. */
export function printReport(io: Io, path: string, report: LogReport, lineCount: number): void {
  const paint = createPaint(io);
  const of = path === "-" ? "the log" : path;
  io.out(`${paint("strong", `${of}: ${lineCount} lines, ${report.recordCount} records`)}\n`);
  if (!report.sealsChecked && !report.signaturesChecked) io.out(`${paint("bad", NO_SEALS)}\n`);
  if (report.signaturesChecked)
    io.out(`${report.signedCount} of them signed by readers that the fleet has certified\n`);
  printReaders(io, report.readers, paint);
  printWeakSpots(io, report);
  io.out(report.firstBreak ? brokenWords(report, report.firstBreak, paint) : intactWords(report, paint));
}

const NO_SEALS = `SEALS NOT CHECKED: only the order of the records was. Whoever writes a whole new log passes this check.
  Give the fleet's keys with --keys FILE, or its public key with --fleet-key.`;

function printReaders(io: Io, readers: readonly LogReader[], paint: Paint): void {
  if (readers.length === 0) return;
  const rows = readers.map((one) => [
    one.reader || "(lab)",
    ...[one.recordCount, one.tapCount, one.bootCount].map(String),
    `#${one.lastCounter}`,
    String(one.droppedCount),
    String(one.breakCount),
    dateWords(one.first),
    dateWords(one.last),
  ]);
  const widths = HEADS.map((head, i) => Math.max(head.length, ...rows.map((row) => (row[i] ?? "").length)));
  const line = (row: readonly string[]) =>
    row
      .map((text, i) => text.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  io.out(`\n${paint("quiet", line(HEADS))}\n`);
  for (const row of rows) io.out(`${line(row)}\n`);
  if (readers.some(({ first, last }) => first?.reckoned || last?.reckoned))
    io.out("~ reckoned from the uptime: the clock was set later\n");
  const undated = readers.reduce((sum, { undatedCount }) => sum + undatedCount, 0);
  if (undated > 0) io.out(`${undated} records cannot be dated: their reader's clock was never set in that boot\n`);
  for (const { reader, droppedCount, gaps } of readers) {
    if (droppedCount === 0) continue;
    io.out(
      `${reader} itself dropped ${droppedCount} records when nobody fetched them, and says so in ${gaps.length} gap records\n`,
    );
  }
}

function dateWords(date: LogReader["first"]): string {
  return date ? `${date.reckoned ? "~" : ""}${momentOf(date.at.getTime()).slice(0, 16)}` : "-";
}

function printWeakSpots(io: Io, { weakSpots, weakSpotCount }: LogReport): void {
  if (weakSpotCount === 0) return;
  io.out("\nworth knowing, and no break:\n");
  for (const { line, words } of weakSpots.slice(0, LISTED_COUNT)) io.out(`  line ${line}: ${words}\n`);
  printMore(io, weakSpotCount);
}

function printMore(io: Io, count: number): void {
  if (count > LISTED_COUNT) io.out(`  and ${count - LISTED_COUNT} more (--json lists them)\n`);
}

function intactWords(report: LogReport, paint: Paint): string {
  const { recordCount, signaturesChecked } = report;
  if (recordCount === 0) return "";
  const sealsChecked = report.sealsChecked || signaturesChecked;
  const words = sealsChecked
    ? "INTACT: every record is as its reader sealed it, in its order, and none is missing between them"
    : "the order is unbroken, as far as that can be told without keys";
  return `\n${paint(sealsChecked ? "good" : "doubtful", words)}\n`;
}

function brokenWords({ breaks, breakCount, recordCount }: LogReport, first: LogBreak, paint: Paint): string {
  const lines = [
    `\n${paint("bad", `BROKEN at line ${first.line}: ${first.kind}`)}`,
    `  ${placeOf(first)}${first.words}`,
  ];
  if (recordCount === 0 && breaks.every(({ kind }) => kind === "edited"))
    lines.push("  No seal fits at all: the key file is probably that of another fleet.");
  if (breakCount > 1) lines.push("", `${breakCount} breaks in all:`);
  if (breakCount > 1)
    for (const one of breaks.slice(0, LISTED_COUNT))
      lines.push(`  line ${one.line}: ${one.kind}: ${placeOf(one)}${one.words}`);
  if (breakCount > LISTED_COUNT) lines.push(`  and ${breakCount - LISTED_COUNT} more (--json lists them)`);
  return `${lines.join("\n")}\n`;
}

function placeOf({ reader, counter }: LogBreak): string {
  return reader === undefined ? "" : `${reader || "(lab)"} #${counter ?? "?"}: `;
}
