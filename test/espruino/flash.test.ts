/** `ketuk flash` against the real interpreter on a pty: its console, packets and Storage. Blank, flashed, a tap, flashed again. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { boardOf } from "../../sdk/board/board.js";
import { flash } from "../../sdk/flash/flash.js";
import { FLASH_TIMING } from "../../sdk/flash/timing.js";
import { createFleetKeyFile, readFleetKeys } from "../../sdk/keys/file.js";
import { Reader } from "../../sdk/reader/node.js";
import { createUidCard } from "../../sdk/virtual/cards/uid-card.js";
import { ESPRUINO, HOW_TO_ENABLE } from "../support/espruino.js";
import { startEspruinoOnPty } from "../support/espruino-pty.js";

const isRun = ESPRUINO !== undefined && inject("programs").socat;
const TIMING = { ...FLASH_TIMING, lineMs: 700 };

test.skipIf(!isRun)(
  `blank, flashed, a tap, flashed again, another tap${isRun ? "" : ` (left out: socat, and ${HOW_TO_ENABLE})`}`,
  { timeout: 180_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "ketuk-flash-"));
    const ringPath = join(folder, "fleet.json");
    await createFleetKeyFile(ringPath);
    const device = await startEspruinoOnPty(ESPRUINO ?? "");
    const { path, board } = device;
    const options = {
      path,
      ringPath,
      board: boardOf("devkit"),
      policy: { version: 1, acceptUid: true },
      couponCount: 92,
      wipe: false,
      untested: false,
      signal: new AbortController().signal,
      timing: TIMING,
    };
    /** Somebody at the board, who does what they are told. */
    const handlers = {
      progress(step: string) {
        if (step === "radios") board.buttonHeld = false;
      },
      say() {
        board.buttonHeld = true;
        void device.restart();
      },
    };
    async function tap(first: number) {
      const keys = await readFleetKeys(ringPath);
      await using reader = await Reader.open({ path, keys, role: "tap", timeoutMs: 20_000 });
      const taps = reader.taps({ signal: AbortSignal.timeout(20_000) });
      const card = createUidCard({ uid: Uint8Array.of(4, 5, 6, 7, 8, 9, first) });
      board.field.place(card);
      for await (const value of taps) {
        value.ack();
        if (!value.uidHex.endsWith(first.toString(16).padStart(2, "0").toUpperCase())) continue;
        board.field.remove(card);
        return value;
      }
      return undefined;
    }
    try {
      const started = performance.now();
      const result = await flash({ ...options, id: "gate-7", handlers });
      console.info(`flashed in ${((performance.now() - started) / 1000).toFixed(1)} s`);
      expect(result).toMatchObject({ id: "gate-7", epoch: 1, chipVersion: 0x92, wiring: { ok: true } });
      expect(await tap(10)).toMatchObject({ reader: "gate-7", epoch: 1, uidHex: "0405060708090A" });
      const again = await flash({ ...options, handlers });
      expect(again).toMatchObject({ id: "gate-7", epoch: 2, isNew: false, wiring: { ok: true } });
      expect(await tap(11)).toMatchObject({ reader: "gate-7", epoch: 2, uidHex: "0405060708090B" });
      expect(device.printed()).not.toMatch(/Error|Uncaught|ERROR/);
    } catch (error) {
      console.error(device.printed().slice(-2000));
      throw error;
    } finally {
      await device.close();
      await rm(folder, { recursive: true });
    }
  },
);
