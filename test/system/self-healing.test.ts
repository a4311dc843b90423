/** The radio fails in every way there is; the reader brings it back by itself, says so, and reads the next card. */
import { expect, test } from "vitest";
import { messages } from "../../protocol/index.js";
import { createUidCard } from "../../sdk/virtual/index.js";
import { createRig, type Rig } from "../support/rig.js";

const CARD = createUidCard({ uid: Uint8Array.of(9, 8, 7, 6) });
const DAY_MS = 86_400_000;

function tap(rig: Rig): void {
  rig.board.field.place(CARD);
  rig.advance(500);
  rig.removeAll();
  rig.advance(500);
}

function acknowledge(rig: Rig): void {
  const counter = Math.max(0, ...rig.allRecords().map((record) => record.counter));
  rig.host.send({ session: rig.session(), ack: { epoch: 1, counter } });
  rig.advance(300);
}

function status(rig: Rig): messages.Status {
  rig.host.send({
    session: rig.session(),
    request: { id: Math.floor(rig.board.schedule.nowUs() % 1e9), getStatus: {} },
  });
  rig.advance(300);
  return rig.host.messages.findLast((m) => m.answer?.status)?.answer?.status as messages.Status;
}

function sealedFaults(rig: Rig): string[] {
  return rig
    .allRecords()
    .flatMap(({ fault }) =>
      fault
        ? [`${messages.Fault[fault.fault ?? 0]} ${messages.Remedy[fault.remedy ?? 0]}`.replace(/FAULT_|REMEDY_/g, "")]
        : [],
    );
}

test("registers lost while nobody was there are found within a second, written anew, told and sealed", async () => {
  const rig = await createRig();
  rig.board.chip.faults.loseRegisters();
  rig.advance(1500);
  expect(rig.notices()).toEqual(expect.arrayContaining(["FAULT", "FAULT_CLEARED"]));
  expect(sealedFaults(rig)).toEqual(["CHIP_LOST REINIT"]);
  expect(status(rig)).toMatchObject({ chipFaults: 1, chipReinits: 1, chipResets: 0 });
  tap(rig);
  expect(rig.taps()).toHaveLength(1);
});

test("a chip that stays silent costs a restart of the board, whose first record tells why", async () => {
  const rig = await createRig();
  tap(rig);
  acknowledge(rig);
  rig.board.chip.faults.silent = "ff";
  rig.advance(20_000);
  rig.board.chip.faults.silent = undefined;
  rig.advance(3000);
  expect(rig.host.hello).toMatchObject({ boot: 2, resetReason: messages.ResetReason.RESET_REASON_SOFTWARE });
  await rig.openSession();
  rig.advance(2000);
  expect(sealedFaults(rig).slice(0, 2)).toEqual(["CHIP_SILENT HARD_RESET", "CHIP_SILENT REBOOT"]);
  const boots = rig.allRecords().flatMap((record) => record.bootRecord ?? []);
  expect(boots.at(-1)?.resetReason).toBe(messages.ResetReason.RESET_REASON_SOFTWARE);
  acknowledge(rig);
  tap(rig);
  expect(rig.taps()).toHaveLength(2);
});

test("a chip that was never there does not make the board restart for ever", async () => {
  const rig = await createRig({ beforePower: (board) => (board.chip.faults.silent = "00") });
  rig.advance(600_000);
  expect(rig.host.hello?.boot).toBe(1);
  expect(rig.faults()[0]).toBe("CHIP_SILENT");
});

test("a working cycle that stops is restarted by the watchdog", async () => {
  const rig = await createRig();
  tap(rig);
  // An uncatchable fault removes the timer of the cycle; the serial handler lives on.
  rig.board.schedule.clear();
  rig.board.globals.E.kickWatchdog();
  rig.advance(12_000);
  expect(rig.host.hello).toMatchObject({ boot: 2, resetReason: messages.ResetReason.RESET_REASON_WATCHDOG });
  await rig.openSession();
  tap(rig);
  expect(rig.taps()).toHaveLength(2);
});

test("out of memory restarts the board, and the fault is in the chain", async () => {
  const rig = await createRig();
  rig.board.raiseErrorFlags(["MEMORY"]);
  rig.advance(2000);
  await rig.openSession();
  rig.advance(1000);
  expect(rig.host.hello?.boot).toBe(2);
  expect(sealedFaults(rig)).toEqual(["INTERPRETER REBOOT"]);
});

test("a brown-out of the whole board is told apart from other starts", async () => {
  const rig = await createRig();
  rig.board.brownOut();
  rig.advance(2000);
  expect(rig.host.hello?.resetReason).toBe(messages.ResetReason.RESET_REASON_BROWNOUT);
});

test("a chip that goes deaf while idle hears again after ten minutes at most", async () => {
  const rig = await createRig();
  rig.board.chip.faults.deaf = true;
  tap(rig);
  expect(rig.taps()).toHaveLength(0);
  rig.advance(15 * 60_000);
  expect(rig.board.chip.faults.deaf).toBe(false);
  tap(rig);
  expect(rig.taps()).toHaveLength(1);
});

test("after a year of idleness, with a brown-out of the chip now and then, the next card is read", async () => {
  const rig = await createRig();
  for (let day = 0; day < 365; day++) {
    // A minute of every day is lived, the rest is skipped: time passes, and nobody looks.
    rig.board.schedule.spend((DAY_MS - 60_000) * 1000);
    if (day % 30 === 7) rig.board.chip.faults.loseRegisters();
    rig.advance(10_000);
    acknowledge(rig);
  }
  tap(rig);
  const taps = rig.allRecords().filter((record) => record.tap);
  expect(taps).toHaveLength(1);
  expect(Number(taps[0]?.uptimeMs)).toBeGreaterThan(364 * DAY_MS);
  expect(rig.host.hello?.boot).toBe(1);
  expect(sealedFaults(rig).every((fault) => fault === "CHIP_LOST REINIT")).toBe(true);
  expect(status(rig).chipReinits).toBe(12);
});
