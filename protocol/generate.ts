/**
 * Makes both codecs from ketuk.proto: the host's (protobufjs static code) and the board's.
 *
 *     node generate.js            writes protocol/generated/ and firmware/link/messages.ts
 *     node generate.js --check    exit code 1 when what is there is not what would be written
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import protobuf from "protobufjs";
import { generateBoardCodec } from "./generate-board.js";

const PROTO = "protocol/ketuk.proto";

const PBJS_OPTIONS =
  "--target static-module --wrap esm --es6 --root ketuk --dependency ../protobuf.js --alt-comment --no-verify --no-convert --no-delimited --no-typeurl --no-service";

function hostCodec(): { code: string; types: string } {
  const folder = mkdtempSync(join(tmpdir(), "ketuk-generate-"));
  const out = join(folder, "messages.js");
  const run = (...extra: string[]): string => {
    const pbjs = createRequire(import.meta.url).resolve("protobufjs-cli/bin/pbjs");
    execFileSync(process.execPath, [pbjs, ...PBJS_OPTIONS.split(" "), ...extra, "--out", out, PROTO]);
    return readFileSync(out, "utf8");
  };
  try {
    // The types are made from the comments, which the code itself does not need.
    run("--dts");
    const types = readFileSync(out.replace(/js$/, "d.ts"), "utf8");
    const code = run("--no-comments");
    return {
      code,
      types: types
        .replace('import Long = require("long");', 'import type { Long } from "../protobuf.js";')
        // There is no verify(): see --no-verify.
        // Helper types of the oneofs, which nobody writes by hand.
        .replace(/([Ss]hape) of an? (\w+)\./g, "$1 of $2. @internal")
        .replace(/ Does not implicitly \{@link [^}]*\} messages\./g, ""),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function boardCodec(): string {
  const root = protobuf.parse(readFileSync(PROTO, "utf8"), { keepCase: false }).root.resolveAll();
  return generateBoardCodec(root.lookup("ketuk") as protobuf.Namespace);
}

const { code, types } = hostCodec();
const outputs: Record<string, string> = {
  "protocol/generated/messages.js": code,
  "protocol/generated/messages.d.ts": types,
  "firmware/link/messages.ts": boardCodec(),
};

let stale = false;
for (const [path, text] of Object.entries(outputs)) {
  if (!process.argv.includes("--check")) writeFileSync(path, text);
  else if (readFileSync(path, "utf8") !== text) {
    console.error(`${path} is not what ketuk.proto makes: run "npm run generate" and commit the result`);
    stale = true;
  }
}
process.exitCode = stale ? 1 : 0;
