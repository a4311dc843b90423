/**
 * `npm run bench`: one table, or with --json rows of name, value, unit, target and met. A part's name as an argument runs
 * only that part. Every part runs in a process of its own, one after the other.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const PARTS = {
  frames: ["frames", "frames"],
  pipeline: ["verify", "pipeline"],
  secure: ["verify", "secureSession"],
  backend: ["verify", "backEnds"],
  serial: ["serial", "serial"],
  pool: ["pool", "pool"],
  start: ["start", "start"],
  board: ["board", "board"],
};

function toLine({ name, value, unit, target, met }) {
  const verdict = met === null ? "" : met ? "met" : "MISSED";
  return `${String(value).padStart(9)} ${unit.padEnd(10)} ${(target ?? "").padEnd(9)} ${verdict.padEnd(7)} ${name}`;
}

/** The rows of a part; one that says so where the part cannot run. */
function run(part) {
  for (const [one, program] of [
    ["serial", "python3"],
    ["pool", "python3"],
  ]) {
    if (part === one && spawnSync(program, ["-V"]).error) {
      console.error(`left out: ${part} (it needs ${program})`);
      return [];
    }
  }
  const [file, name] = PARTS[part];
  const script = `import { ${name} } from ${JSON.stringify(`${FOLDER}${file}.js`)};
process.stdout.write(JSON.stringify(await ${name}()), () => process.exit());`;
  const options = { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] };
  return JSON.parse(execFileSync(process.execPath, ["--expose-gc", "--input-type=module", "-e", script], options));
}

if (!existsSync(`${FOLDER}node_modules`))
  execFileSync("npm", ["--prefix", FOLDER, "ci", "--ignore-scripts", "--no-fund", "--no-audit"], { stdio: "ignore" });
const wanted = process.argv.slice(2).filter((argument) => argument !== "--json");
const unknown = wanted.filter((part) => !Object.hasOwn(PARTS, part));
if (unknown.length) throw new Error(`no such part: ${unknown.join(", ")}; there are ${Object.keys(PARTS).join(", ")}`);
const json = process.argv.includes("--json");
const rows = [];
if (!json) console.log("    value unit       target    met     row");
for (const part of wanted.length ? wanted : Object.keys(PARTS)) {
  const found = run(part);
  rows.push(...found);
  if (!json) console.log(found.map(toLine).join("\n"));
}
if (json) console.log(JSON.stringify(rows, null, 1));
