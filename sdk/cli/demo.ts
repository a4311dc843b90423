/** `ketuk demo`: a genuine card, a copy of it and a plain card at a reader without hardware. */
import type { Command } from "commander";
import { createFleetKeys, createFleetSecret } from "../keys/fleet.js";
import { Reader } from "../reader/node.js";
import type { Tap } from "../reader/tap.js";
import { createPaint, EXIT, type Io, type Paint, writeJson } from "./io.js";
import { colourOf, showUid, tapToJson, timeOf } from "./tap-line.js";

/** Time for one tap of the virtual reader to arrive; it takes a fraction of this. */
const TAP_TIMEOUT_MS = 30_000;

/** What each card must come to. */
const STEPS = [
  { card: "genuine", label: "genuine card", verdict: "genuine" },
  { card: "clone", label: "copy of it", verdict: "card-refused" },
  { card: "plain", label: "plain UID card", verdict: "too-weak" },
] as const;

const PROOFS: { readonly [assurance in Tap["assurance"]]: string } = {
  none: "nothing",
  uid: "UID only",
  password: "password",
  crypto1: "Crypto1 key",
  "mutual-aes": "AES key proved",
};

const EXAMPLES = `
Examples:
  ketuk demo
  ketuk demo --json | jq .verdict

Exit codes: 0 all three verdicts are as they should be, 1 one is not, 2 wrong usage, 130 Ctrl-C.
`;

const NEXT = `
What to try next
  npx ketuk monitor --virtual      taps as they come, until Ctrl-C
  npx ketuk list                   the serial ports of this computer
  npx ketuk keys init --file fleet.json
  npx ketuk simulate --tcp 5333 --keys fleet.json    a reader for your own program:
      Reader.open({ path: "tcp://127.0.0.1:5333", keys: await readKeys("fleet.json") })
`;

/** Adds the command. `done` takes its exit code. */
export function addDemoCommand(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command("demo")
    .description("three cards at a reader without hardware; takes seconds")
    .option("--json", "one JSON object per tap")
    .addHelpText("after", EXAMPLES)
    .action(async ({ json }: { json?: boolean }) => done(await demo(json ?? false, io)));
}

async function demo(json: boolean, io: Io): Promise<number> {
  const { createVirtualReader, demoCards } = await import("../virtual/index.js");
  const keys = createFleetKeys(createFleetSecret());
  const virtual = createVirtualReader({ clock: "fast", keys });
  const paint = createPaint(io);
  const verdicts: string[] = [];
  try {
    const options = {
      path: virtual.path,
      binding: virtual.binding,
      keys,
      timeoutMs: TAP_TIMEOUT_MS,
      signal: io.signal,
    };
    await using reader = await Reader.open(options);
    if (!json) io.out(`${title(reader, paint)}\n`);
    const signal = AbortSignal.any([io.signal, AbortSignal.timeout(TAP_TIMEOUT_MS)]);
    const taps = reader.taps({ signal });
    const cards = demoCards(keys);
    for (const step of STEPS) {
      await virtual.present(cards[step.card]);
      const tap = (await taps.next()).value;
      if (!tap) break;
      tap.ack();
      verdicts.push(tap.verdict.reason);
      if (json) writeJson(io, tapToJson(tap, true));
      else io.out(`${demoLine(tap, step.label, paint)}\n`);
    }
  } catch (error) {
    if (io.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    await virtual.close();
  }
  return conclude(verdicts, json, io, paint);
}

function conclude(verdicts: readonly string[], json: boolean, io: Io, paint: Paint): number {
  if (io.signal.aborted) return EXIT.interrupted;
  const count = (reason: string) => verdicts.filter((verdict) => verdict === reason).length;
  const summary = `${count("genuine")} genuine, ${count("card-refused")} refused, ${count("too-weak")} too weak`;
  const asExpected = STEPS.every((step, i) => verdicts[i] === step.verdict);
  if (!json) {
    io.out(`\n${paint("strong", `${verdicts.length} taps: ${summary}`)}\n`);
    if (asExpected) io.out(NEXT);
  }
  if (!asExpected) io.err("ketuk: the verdicts are not as they should be\n");
  return asExpected ? EXIT.ok : EXIT.failed;
}

function title(reader: Reader, paint: Paint): string {
  const head = paint("strong", "Ketuk demo: one reader, three cards, no hardware");
  const about = `The firmware that is flashed runs on a virtual board (${reader.info.interpreter}); its seals are real.`;
  return `${head}\n${paint("quiet", about)}\n`;
}

/** At most 100 columns. */
function demoLine(tap: Tap, label: string, paint: Paint): string {
  const proof = tap.refusal === "wrong-key" ? "wrong key" : PROOFS[tap.assurance];
  const head = `${timeOf(tap)}  ${tap.reader} #${tap.counter}`;
  const what = `${label.padEnd(14)}  ${tap.family.padEnd(7)} ${showUid(tap, true).padEnd(14)}`;
  const verdict = paint(colourOf(tap), tap.verdict.reason.padEnd(12));
  return `${head}  ${what}  ${proof.padEnd(14)}  ${verdict}  ${tap.durationMs.toFixed(0).padStart(3)} ms`;
}
