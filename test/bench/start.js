/** Start-up: what an import costs over an empty node, the first answers of the command, and what an install weighs. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median, row } from "./measure.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const ROUNDS = 21;
const KETUK = JSON.stringify(`${ROOT}dist/js/index.js`);

const PROGRAMS = {
  empty: ["--input-type=module", "-e", "0"],
  ketuk: ["--input-type=module", "-e", `import ${KETUK}`],
  call: ["--input-type=module", "-e", `import { createFleetSecret } from ${KETUK}; createFleetSecret()`],
  serialport: [
    "--input-type=module",
    "-e",
    `import ${JSON.stringify(`${ROOT}test/bench/node_modules/serialport/dist/index.js`)}`,
  ],
  help: [`${ROOT}dist/js/cli.cjs`, "--help"],
  demo: [`${ROOT}dist/js/cli.cjs`, "demo", "--json"],
};

function timeMs(args) {
  const start = performance.now();
  execFileSync(process.execPath, args, { stdio: "pipe" });
  return performance.now() - start;
}

/** What `npm i ketuk` puts on a disk, without scripts and so without a compiler. */
function install() {
  const folder = mkdtempSync(join(tmpdir(), "ketuk-bench-"));
  try {
    const pack = ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder];
    execFileSync("npm", pack, { cwd: ROOT, stdio: "pipe" });
    writeFileSync(join(folder, "package.json"), '{"name":"app","private":true}');
    const [archive] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
    const options = ["--ignore-scripts", "--no-fund", "--no-audit", "--prefer-offline"];
    execFileSync("npm", ["install", ...options, `./${archive}`], { cwd: folder, stdio: "pipe" });
    const lock = JSON.parse(readFileSync(join(folder, "node_modules/.package-lock.json"), "utf8"));
    const du = execFileSync("du", ["-sb", "--exclude=.package-lock.json", "node_modules"], {
      cwd: folder,
      encoding: "utf8",
    });
    return { packages: Object.keys(lock.packages).length, bytes: Number.parseInt(du, 10) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function start() {
  const times = Object.fromEntries(Object.keys(PROGRAMS).map((name) => [name, []]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const [name, args] of Object.entries(PROGRAMS)) {
      const ms = timeMs(args);
      if (round >= 0) times[name].push(ms);
    }
  }
  const over = (name) => median(times[name].map((ms, round) => ms / times.empty[round]));
  const { packages, bytes } = install();
  return [
    row('import "ketuk": against an empty node', over("ketuk"), "x", "<=1.15"),
    row('import "ketuk", and a first call: against an empty node', over("call"), "x"),
    row('import "serialport": against an empty node', over("serialport"), "x"),
    row("ketuk --help: against an empty node", over("help"), "x"),
    row("ketuk demo, until its three taps are verified: against an empty node", over("demo"), "x"),
    row("npm i ketuk: packages", packages, "packages", "<=20"),
    row("npm i ketuk: size", bytes / 1e6, "MB", "<=8"),
  ];
}
