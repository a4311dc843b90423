/**
 * From a blank board to a reader, through updates and back to the bench, against the real interpreter on a pty: its console,
 * its packets, its Storage, its flash.
 */
import { expect, inject, test } from "vitest";
import { PERSON } from "../../sdk/flash/enter.js";
import { FLASH_TIMING } from "../../sdk/flash/timing.js";
import { ESPRUINO, HOW_TO_ENABLE } from "../support/espruino.js";
import { startEspruinoOnPty } from "../support/espruino-pty.js";
import { EXPECTED_CHANGES, EXPECTED_STEPS, travel } from "../support/journey.js";

const isRun = ESPRUINO !== undefined && inject("programs").socat;
/** The Linux build ends when two Ctrl-C come within 5 s; a board does not. */
const TIMING = { ...FLASH_TIMING, lineMs: 5200 };

test.skipIf(!isRun)(
  `blank, flashed, a tap, updated, taken back, BOOT held, flashed again, a tap${isRun ? "" : ` (left out: socat, and ${HOW_TO_ENABLE})`}`,
  { timeout: 300_000 },
  async () => {
    const device = await startEspruinoOnPty(ESPRUINO ?? "");
    const { path, board } = device;
    try {
      const journey = await travel({ path, board, timing: TIMING, restart: () => void device.restart() });
      expect(journey.steps).toEqual(EXPECTED_STEPS);
      expect(journey.changes).toEqual(EXPECTED_CHANGES);
      expect(journey.said).toEqual([PERSON]);
      expect(device.printed()).not.toMatch(/Error|Uncaught|ERROR/);
    } catch (error) {
      console.error(device.printed().slice(-2000));
      throw error;
    } finally {
      await device.close();
    }
  },
);
