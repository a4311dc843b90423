/** T9: a forged clock. The reader has no clock of its own: what it says about the time is marked as the host's word. */
import { expect, test } from "vitest";
import { messages } from "../../protocol/index.js";
import { createUidCard } from "../../sdk/virtual/index.js";
import { createRig } from "../support/rig.js";

const NOON = 1_790_000_000_000;

test("T09 every setting of the clock is a sealed record, and what was before stands in it; taps carry count and uptime besides", async () => {
  const rig = await createRig();
  const set = (id: number, wallMs: number) => {
    rig.host.send({ session: rig.session(), request: { id, setTime: { wallMs } } });
    rig.advance(200);
  };
  set(1, NOON);
  set(2, NOON - 86_400_000);
  rig.board.field.place(createUidCard({ uid: Uint8Array.of(1, 2, 3, 4) }));
  rig.advance(500);
  const records = rig.allRecords();
  const settings = records.flatMap(({ timeSet }) => (timeSet ? [Number(timeSet.beforeMs)] : []));
  expect(settings[0]).toBe(0);
  expect(Math.abs((settings[1] ?? 0) - NOON)).toBeLessThan(1000);
  const tap = records.at(-1);
  expect(tap).toMatchObject({ wallSource: messages.ClockSource.CLOCK_SOURCE_HOST, boot: 1 });
  // The clock went back a day; count and uptime did not.
  expect(records.map(({ counter }) => counter)).toEqual(records.map((_, i) => i + 1));
  const uptimes = records.map(({ uptimeMs }) => Number(uptimeMs));
  expect(uptimes).toEqual([...uptimes].sort((a, b) => a - b));
});

test("T09 a reader that was told no time claims none", async () => {
  const rig = await createRig();
  rig.board.field.place(createUidCard({ uid: Uint8Array.of(1, 2, 3, 4) }));
  rig.advance(500);
  const tap = rig.allRecords().at(-1);
  expect([Number(tap?.wallMs), tap?.wallSource]).toEqual([0, messages.ClockSource.CLOCK_SOURCE_NONE]);
});

test("T09 no time that cannot be is taken, whoever says it", async () => {
  const rig = await createRig();
  for (const [id, wallMs] of [0, 1, 1_000_000_000_000, 4_102_444_800_000, Number.MAX_SAFE_INTEGER].entries()) {
    rig.host.send({ session: rig.session(), request: { id: id + 1, setTime: { wallMs } } });
    rig.advance(200);
  }
  const codes = rig.host.messages.flatMap(({ answer }) => (answer ? [answer.code] : []));
  expect(codes).toEqual([2, 2, 2, 2, 2]);
});
