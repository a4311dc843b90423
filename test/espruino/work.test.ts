/**
 * How much the interpreter works for a tap of each family, from the look that finds the card to the framed record:
 * instructions of the real interpreter, counted by valgrind. Takes minutes, so it is asked for: KETUK_COUNT_WORK=1. Where
 * MFRC522_MODULE names Espruino's own module, its work for a bare UID is counted as well.
 */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createFleetKeys } from "../../sdk/keys/fleet.js";
import { createUidCard } from "../../sdk/virtual/cards/uid-card.js";
import { ESPRUINO, HOW_TO_ENABLE } from "../support/espruino.js";
import { countModule, countTaps } from "../support/espruino-work.js";
import { configFor, FAMILIES, genuineKey } from "../support/families.js";

const isAsked = ESPRUINO !== undefined && process.env.KETUK_COUNT_WORK === "1";
const MODULE = process.env.MFRC522_MODULE;
/** Only this family, by its name. */
const ONLY = process.env.KETUK_FAMILY;
const keys = createFleetKeys(createHash("sha256").update("work").digest());
const ROUNDS = 3;
const UID = Uint8Array.of(1, 2, 3, 4);

test.skipIf(!isAsked)(
  `a tap of each family, in instructions${isAsked ? "" : ` (left out: KETUK_COUNT_WORK=1, valgrind, and ${HOW_TO_ENABLE})`}`,
  { timeout: 1_800_000 },
  async () => {
    const [first] = FAMILIES;
    if (!first) throw new Error("no families");
    const uidOnly = { ...configFor(first), policy: { profiles: [], acceptUid: true } };
    const plain = () => createUidCard({ uid: UID });
    const bare = MODULE ? await countModule(MODULE, plain(), UID) : Number.NaN;
    const lines = ["million instructions  x module  family", line(bare, bare, "Espruino's module, a bare UID")];
    const uid = last(await countTaps(keys, uidOnly, [plain(), plain(), plain()]));
    lines.push(line(uid, bare, "UID of 4 bytes"));
    for (const row of FAMILIES) {
      if (ONLY && row.name !== ONLY) continue;
      const cards = Array.from({ length: ROUNDS }, (_, i) => row.make(genuineKey(row), () => rng(i)));
      const cost = last(await countTaps(keys, configFor(row), cards));
      lines.push(line(cost, bare, row.name));
      expect(cost, row.name).toBeGreaterThan(uid / 2);
    }
    console.log(lines.join("\n"));
  },
);

function last(counts: number[]): number {
  return counts.at(-1) ?? Number.NaN;
}

function rng(seed: number): Uint8Array {
  return new Uint8Array(createHash("sha256").update(`rng ${seed}`).digest().subarray(0, 16));
}

function line(cost: number, bare: number, name: string): string {
  return `${(cost / 1e6).toFixed(2).padStart(20)}  ${(cost / bare).toFixed(2).padStart(8)}  ${name}`;
}
