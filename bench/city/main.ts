/** `npm run bench:city`: a city's day in scaled time, an account of every tap, a report as a page. */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { liveDay } from "./day.js";
import { HELP, readOptions } from "./options.js";
import { renderReport } from "./report.js";

const options = read();
const say = (line: string) => process.stdout.write(`${line}\n`);
const result = await liveDay(options, (line) =>
  say(options.json ? JSON.stringify(line) : Object.values(line).join("  ")),
);
const { trouble, ...ledger } = result.ledger;
mkdirSync(dirname(options.report), { recursive: true });
const machine = `${availableParallelism()} cores, Node ${process.versions.node}`;
writeFileSync(options.report, renderReport(result, options, machine));
// The same as figures, for whoever wants to draw it otherwise.
writeFileSync(options.report.replace(/(\.html)?$/, ".json"), JSON.stringify({ options, machine, ...result }));
for (const one of trouble) process.stderr.write(`${one}\n`);
say(options.json ? JSON.stringify({ event: "ledger", ...ledger }) : JSON.stringify(ledger, undefined, 2));
process.exit(ledger.unexplained === 0 ? 0 : 1);

function read() {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options) return options;
    process.stdout.write(HELP);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(2);
  }
}
