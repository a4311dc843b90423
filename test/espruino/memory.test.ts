/**
 * The memory of the board, in JsVars of the real interpreter, with the firmware in the interpreter's own Storage as on the
 * board: at rest, and at the worst moment of a tap. The last figures stand in firmware/measured.json, which the build's
 * table cites; `npm run budgets` writes them anew.
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { BUDGETS, type MeasuredMemory } from "../../firmware/budgets.js";
import { createFleetKeys } from "../../sdk/keys/fleet.js";
import { builtFirmware } from "../../sdk/virtual/board.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { CONFIG_FILE, encodeConfig } from "../../sdk/virtual/config.js";
import { createDemoCard } from "../../sdk/virtual/demo-cards.js";
import { ESPRUINO, HOW_TO_ENABLE, interpreterOf, startEspruino } from "../support/espruino.js";
import { createHostEnd } from "../support/host-end.js";

const MEASURED = new URL("../../firmware/measured.json", import.meta.url);
const keys = createFleetKeys(createHash("sha256").update("memory").digest());

async function measure(): Promise<MeasuredMemory> {
  const storage = new Map([
    [".bootcde", "firmware"],
    [CONFIG_FILE, toByteString(encodeConfig("rig", keys, {}))],
  ]);
  const remote = await startEspruino(builtFirmware(), storage, [], undefined, () => {}, true);
  const host = createHostEnd(remote.board.uart, keys);
  await remote.advance(1100);
  host.send({
    open: { protocol: 1, readerNonce: host.hello?.nonce ?? new Uint8Array(0), hostNonce: new Uint8Array(16).fill(9) },
  });
  await remote.advance(1000);
  const before = remote.usageBefore();
  const jsVarsAtRest = (await remote.usageAtRest()) - before;
  const card = createDemoCard(keys, Uint8Array.of(4, 1, 2, 3, 4, 5, 6), "resident 0001", () =>
    new Uint8Array(16).fill(7),
  );
  remote.board.field.place(card);
  await remote.advance(1000);
  remote.board.field.remove(card);
  host.send({ session: 1, request: { id: 1, getStatus: {} } });
  await remote.advance(1000);
  expect(host.records.length).toBeGreaterThan(1);
  expect(host.messages.some((message) => message.answer?.status)).toBe(true);
  const jsVarsAtPeak = remote.peakUsage() - before;
  await remote.close();
  const { VERSION, BOARD } = interpreterOf(host.records);
  return { jsVarsAtRest, jsVarsAtPeak, bundleBytes: builtFirmware().length, interpreter: `${VERSION} ${BOARD}` };
}

test.skipIf(!ESPRUINO)(
  `memory at rest and at the worst moment of a tap is within its budget${ESPRUINO ? "" : ` (left out: ${HOW_TO_ENABLE})`}`,
  { timeout: 60_000 },
  async () => {
    const measured = await measure();
    console.info(JSON.stringify(measured));
    if (process.env.KETUK_MEASURE === "1") writeFileSync(MEASURED, `${JSON.stringify(measured, null, 2)}\n`);
    expect(measured.jsVarsAtRest).toBeGreaterThan(300);
    expect(measured.jsVarsAtRest).toBeLessThanOrEqual(BUDGETS.jsVarsAtRest.limit);
    expect(measured.jsVarsAtPeak).toBeLessThanOrEqual(BUDGETS.jsVarsAtPeak.limit);
  },
);
