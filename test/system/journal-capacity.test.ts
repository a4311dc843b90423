/** How much the journal holds and how it wears, measured with the built firmware: the figures of firmware/tap/README.md. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { messages } from "../../protocol/index.js";
import { createUidCard, demoCards } from "../../sdk/virtual/index.js";
import { createRig } from "../support/rig.js";

const README = readFileSync(new URL("../../firmware/tap/README.md", import.meta.url), "utf8");
/** Erases that a sector of typical NOR flash survives. */
const ENDURANCE = 100_000;
const SECTORS = 14;

const DESFIRE = "DESFire, 32 bytes read";
const PLAIN = "UID only, 7 bytes";

async function setUp(name: string) {
  const rig = await createRig();
  const card =
    name === DESFIRE ? demoCards(rig.keys).genuine : createUidCard({ uid: Uint8Array.of(4, 2, 3, 4, 5, 6, 7) });
  function tap(): void {
    rig.board.field.place(card);
    rig.advance(400);
    rig.removeAll();
    rig.advance(600);
  }
  return { rig, tap };
}

/** The figure of a row and column of the README's table. */
function figure(row: string, column: number): number {
  const line = README.split("\n").find((l) => l.startsWith(`| ${row}`)) ?? "";
  return Number((line.split("|")[column] ?? "").replace(/[^\d.]/g, ""));
}

test.each([DESFIRE, PLAIN])(
  "taps held and taps to death: %s",
  async (name) => {
    const { rig, tap } = await setUp(name);
    // Nobody acknowledges: how many until the first refusal?
    while (!rig.notices().includes("FULL")) tap();
    const held = lastStatus().pending;
    // Everybody acknowledges: how often is a sector erased then?
    const before = rig.board.flash.counts.erases;
    const bytesBefore = rig.board.flash.counts.bytes;
    ackAll();
    const TAPS = 400;
    for (let i = 0; i < TAPS; i++) {
      tap();
      ackAll();
    }
    const erases = rig.board.flash.counts.erases - before;
    const bytes = Math.round((rig.board.flash.counts.bytes - bytesBefore) / TAPS);
    const perErase = TAPS / erases;
    const life = (perErase * SECTORS * ENDURANCE) / 1e6;
    console.info(
      `${name}: ${held} taps held, ${bytes} bytes of flash a tap, ${perErase.toFixed(1)} taps an erase, worn after ${life.toFixed(0)} million`,
    );
    expect(held).toBe(figure(name, 3));
    expect(bytes).toBe(figure(name, 2));
    expect(Math.abs(life - figure(name, 4))).toBeLessThan(2);

    function lastStatus(): messages.Status {
      rig.host.send({ session: rig.session(), request: { id: Math.floor(rig.board.schedule.nowUs()), getStatus: {} } });
      rig.advance(300);
      return rig.host.messages.findLast((m) => m.answer?.status)?.answer?.status as messages.Status;
    }
    function ackAll(): void {
      for (let round = 0; round < 1000; round++) {
        const [last] = rig.allRecords().slice(-1);
        rig.host.send({ session: rig.session(), ack: { epoch: 1, counter: last?.counter ?? 0 } });
        rig.host.records.length = 0;
        rig.advance(400);
        if (!rig.host.records.length) break;
      }
    }
  },
  120_000,
);
