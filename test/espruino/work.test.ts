/**
 * How much the interpreter works for a tap of each family, from the look that finds the card to the framed record:
 * instructions of the real interpreter, counted by valgrind. Takes minutes, so it is asked for: KETUK_COUNT_WORK=1. Where
 * MFRC522_MODULE names Espruino's own module for the chip, its work for a bare UID is counted as well. KETUK_FAMILY has
 * the names of families, with semicolons, where not all are wanted; KETUK_WORK_JSON a file for the counts.
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createFleetKeys } from "../../sdk/keys/fleet.js";
import { createUidCard } from "../../sdk/virtual/cards/uid-card.js";
import { ESPRUINO, HOW_TO_ENABLE } from "../support/espruino.js";
import { countModule, countTaps } from "../support/espruino-work.js";
import { configFor, FAMILIES, genuineKey } from "../support/families.js";

const { KETUK_COUNT_WORK, KETUK_FAMILY, KETUK_WORK_JSON, MFRC522_MODULE } = process.env;
const isAsked = ESPRUINO !== undefined && KETUK_COUNT_WORK === "1";
const keys = createFleetKeys(createHash("sha256").update("work").digest());
/** The first taps make what is made once; the last one counts. */
const TAPS = 3;
const UID = Uint8Array.of(1, 2, 3, 4);
const BY_UID = "UID of 4 bytes";

test.skipIf(!isAsked)(
  `a tap of each family, in instructions${isAsked ? "" : ` (left out: KETUK_COUNT_WORK=1, valgrind, and ${HOW_TO_ENABLE})`}`,
  { timeout: 1_800_000 },
  async () => {
    const [first] = FAMILIES;
    if (!first) throw new Error("no families");
    const uidOnly = { ...configFor(first), policy: { profiles: [], acceptUid: true } };
    const plain = () => createUidCard({ uid: UID });
    const counts: Record<string, number> = {};
    if (MFRC522_MODULE) counts.module = await countModule(MFRC522_MODULE, plain(), UID);
    const uid = last(await countTaps(keys, uidOnly, Array.from({ length: TAPS }, plain)));
    counts[BY_UID] = uid;
    for (const row of FAMILIES) {
      if (KETUK_FAMILY && !KETUK_FAMILY.split(";").includes(row.name)) continue;
      const cards = Array.from({ length: TAPS }, (_, i) => row.make(genuineKey(row), () => rng(i)));
      const cost = last(await countTaps(keys, configFor(row), cards));
      counts[row.name] = cost;
      expect(cost, row.name).toBeGreaterThan(uid / 2);
    }
    const other = counts.module ?? uid;
    const lines = Object.entries(counts).map(([name, count]) => line(count, other, name));
    console.log([`million instructions  x ${counts.module ? "module" : "UID"}  family`, ...lines].join("\n"));
    if (KETUK_WORK_JSON) writeFileSync(KETUK_WORK_JSON, JSON.stringify(counts));
  },
);

function last(counts: number[]): number {
  return counts.at(-1) ?? Number.NaN;
}

function rng(seed: number): Uint8Array {
  return new Uint8Array(createHash("sha256").update(`rng ${seed}`).digest().subarray(0, 16));
}

function line(cost: number, other: number, name: string): string {
  return `${(cost / 1e6).toFixed(2).padStart(20)}  ${(cost / other).toFixed(2).padStart(8)}  ${name}`;
}
