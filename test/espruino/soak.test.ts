/** Hundreds of taps on the real interpreter: the board's memory is the same afterwards. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { messages } from "../../protocol/index.js";
import { createFleetKeys } from "../../sdk/keys/fleet.js";
import { builtFirmware } from "../../sdk/virtual/board.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { createUidCard } from "../../sdk/virtual/cards/uid-card.js";
import { CONFIG_FILE, encodeConfig } from "../../sdk/virtual/config.js";
import { createDemoCard } from "../../sdk/virtual/demo-cards.js";
import { ESPRUINO, HOW_TO_ENABLE, startEspruino } from "../support/espruino.js";
import { type Visit, visit } from "../support/runner.js";

const keys = createFleetKeys(createHash("sha256").update("soak").digest());
const otherKeys = createFleetKeys(createHash("sha256").update("another fleet").digest());
const UID = Uint8Array.of(0x04, 0xa3, 0x1b, 0x62, 0x5e, 0x77, 0x80);
const MORNING_MS = 1_790_000_000_000;
const CARDS = [
  createDemoCard(keys, UID, "resident 0001"),
  createUidCard({ uid: Uint8Array.of(9, 8, 7, 6) }),
  createDemoCard(otherKeys, UID, "resident 0001"),
  createDemoCard(keys, Uint8Array.of(4, 1, 2, 3, 4, 5, 6), "resident 0002"),
];

/** Fifty taps, half of them acknowledged late, a clock that is set, a session opened anew, and a quiet time. */
async function liveFifty(host: Visit, round: number, idle: (ms: number) => Promise<void>): Promise<void> {
  for (let i = 0; i < 50; i++) {
    const card = CARDS[i % CARDS.length];
    if (card) await host.tap(card);
    if (i % 5 === 4) await host.acknowledge();
  }
  await host.request({ setTime: { wallMs: MORNING_MS + round * 86_400_000 } });
  await host.request({ getStatus: {} });
  await idle(20_000);
  await host.open(MORNING_MS + round * 86_400_000);
  await host.drain();
  await idle(3000);
}

test.skipIf(!ESPRUINO)(
  `300 taps leave the interpreter's memory as 100 have left it${ESPRUINO ? "" : ` (left out: ${HOW_TO_ENABLE})`}`,
  { timeout: 600_000 },
  async () => {
    const storage = new Map([
      [".bootcde", builtFirmware()],
      [CONFIG_FILE, toByteString(encodeConfig("soak-1", keys, {}))],
    ]);
    const remote = await startEspruino(builtFirmware(), storage);
    const host = visit(remote, keys);
    const usage = [await remote.usageAtRest()];
    await host.open(MORNING_MS);
    for (let round = 1; round <= 6; round++) {
      await liveFifty(host, round, remote.advance);
      usage.push(await remote.usageAtRest());
    }
    const printed = remote.printed();
    const [started = 0, , after100 = 0, ...later] = usage;
    console.info(`JsVars in use at rest, from the start and after every 50 taps: ${usage.join(", ")}`);
    console.info(`JsVars in use at most: ${remote.peakUsage()}, ${remote.peakUsage() - started} above the start`);
    await remote.close();
    expect(printed).not.toMatch(/Error|Uncaught|ERROR/);
    const taps = [...host.records().values()].flatMap(
      (sealed) => messages.Record.decode(messages.SealedRecord.decode(sealed).record).tap ?? [],
    );
    expect(taps).toHaveLength(300);
    // What the reader keeps of its last records grows by a byte when counters need two: from 128 on.
    expect(later[0] ?? 0).toBeLessThanOrEqual(after100 + 2);
    // From there on nothing grows, not by one. The last record, which is kept, is a byte shorter when a time in it is.
    expect(Math.max(...later)).toBe(later[0]);
    expect(Math.min(...later)).toBeGreaterThanOrEqual((later[0] ?? 0) - 1);
  },
);
