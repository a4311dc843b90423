/** What a tap of each family costs: frames on air, bytes on air, SPI transfers, and the reader's own time for it. */
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import type { Picc } from "../../sdk/virtual/air.js";
import type { VirtualReaderConfig } from "../../sdk/virtual/config.js";
import { createUidCard } from "../../sdk/virtual/index.js";
import { configFor, FAMILIES, genuineKey, UID } from "../support/families.js";
import { createRig } from "../support/rig.js";

/** A byte on air with its parity bit, start and end of a frame, and the reader's pause: ISO/IEC 14443-3 at 106 kbit/s. */
const ETU_US = 128 / 13.56;
const PAUSE_US = 86.4;

function airUs(bytes: number): number {
  return bytes ? (9 * bytes + 1) * ETU_US : 0;
}

interface Cost {
  /** Time on air and in the card alone, in milliseconds: what no reader can go below. */
  floorMs: number;
  frames: number;
  airBytes: number;
  spi: number;
  ms: number;
}

/** Counts from the look that finds the card to the record, the card's dismissal included. */
async function costOf(card: Picc, config: VirtualReaderConfig): Promise<Cost> {
  const rig = await createRig({ config });
  const { board } = rig;
  const cost: Cost = { floorMs: 0, frames: 0, airBytes: 0, spi: 0, ms: 0 };
  const transceive = board.field.transceive;
  board.field.transceive = (frame) => {
    const answer = transceive(frame);
    cost.frames++;
    const answered = answer?.bytes.length ?? 0;
    cost.airBytes += frame.bytes.length + answered;
    if (answer) cost.floorMs += (airUs(frame.bytes.length) + answer.delayUs + airUs(answered) + PAUSE_US) / 1000;
    return answer;
  };
  // Right after a look, so that the next one is the one that finds the card.
  const before = board.counts.spiTransfers;
  while (board.counts.spiTransfers === before) rig.advance(1);
  rig.advance(5);
  cost.frames = 0;
  cost.airBytes = 0;
  cost.floorMs = 0;
  const spi = board.counts.spiTransfers;
  board.field.place(card);
  while (rig.taps().length === 0) rig.advance(1);
  cost.spi = board.counts.spiTransfers - spi;
  const [tap] = rig.taps();
  cost.ms = ((tap?.activateUs ?? 0) + (tap?.authenticateUs ?? 0) + (tap?.readUs ?? 0)) / 1000;
  return cost;
}

/** Most SPI transfers that a tap may take. */
const BUDGETS: Record<string, number> = {
  "UID of 4 bytes": 30,
  "UID of 7 bytes": 45,
  "DESFire EV2, full": 85,
  default: 120,
};

test("a tap of every family stays within its budget of SPI transfers", async () => {
  const [first] = FAMILIES;
  if (!first) throw new Error("no families");
  const uidOnly = { ...configFor(first), policy: { profiles: [], acceptUid: true } };
  const rows: [string, Cost][] = [
    ["UID of 4 bytes", await costOf(createUidCard({ uid: Uint8Array.of(1, 2, 3, 4) }), uidOnly)],
    ["UID of 7 bytes", await costOf(createUidCard({ uid: UID, sak: 0 }), uidOnly)],
  ];
  for (const row of FAMILIES) {
    const card = row.make(genuineKey(row), () => new Uint8Array(randomBytes(16)));
    rows.push([row.name, await costOf(card, configFor(row))]);
  }
  console.log(
    ["frames  air bytes  SPI transfers  floor ms  reader ms  family"]
      .concat(
        rows.map(
          ([name, { frames, airBytes, spi, floorMs, ms }]) =>
            `${String(frames).padStart(6)}  ${String(airBytes).padStart(9)}  ${String(spi).padStart(13)}  ${floorMs.toFixed(1).padStart(8)}  ${ms.toFixed(1).padStart(9)}  ${name}`,
        ),
      )
      .join("\n"),
  );
  for (const [name, { spi }] of rows) expect(spi, name).toBeLessThanOrEqual(BUDGETS[name] ?? BUDGETS.default ?? 0);
});
