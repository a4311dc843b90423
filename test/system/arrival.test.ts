/** That a card has come is told at once: the notice lies ready, sealed, until something else is sent. */
import { expect, test } from "vitest";
import { demoCards } from "../../sdk/virtual/index.js";
import { createRig, type Rig } from "../support/rig.js";

const TAP_MS = 400;
const REST_MS = 400;

/** Nothing is left to be sent. */
function acknowledge(rig: Rig): void {
  rig.host.send({ session: rig.session(), ack: { epoch: rig.host.hello?.epoch ?? 0, counter: 0xffff } });
}

function present(rig: Rig): void {
  rig.board.field.place(demoCards(rig.keys).genuine);
  rig.advance(TAP_MS);
  rig.removeAll();
  rig.advance(REST_MS);
  acknowledge(rig);
}

/** Lets time pass until `happened` says so. Returns the milliseconds that it took on the board's clock. */
function msUntil(rig: Rig, happened: () => boolean): number {
  const { schedule } = rig.board;
  const fromUs = schedule.nowUs();
  while (!happened() && schedule.nowUs() - fromUs < TAP_MS * 1000) rig.advance(1);
  return (schedule.nowUs() - fromUs) / 1000;
}

test("of a card that comes to a reader at rest, and long before it has been read", async () => {
  const rig = await createRig();
  rig.advance(1000);
  rig.board.field.place(demoCards(rig.keys).genuine);
  const told = msUntil(rig, () => rig.notices().length > 0);
  const read = told + msUntil(rig, () => rig.taps().length > 0);
  // The look comes within 60 ms; selecting takes 15 of the board's own, proving and reading 30 more.
  expect(told).toBeLessThan(90);
  expect(read - told).toBeGreaterThan(30);
  const notice = rig.host.messages.at(-1)?.notice;
  // Made before anybody knew when.
  expect(Number(notice?.uptimeMs)).toBe(0);
});

test("whenever the host has asked for something before", async () => {
  const rig = await createRig();
  const noise = rig.host.rejects.length;
  const pauses = [0, 5, 20, 60, 100, 140, 180, 250, 400];
  pauses.forEach((ms, i) => {
    rig.host.send({ session: rig.session(), request: { id: i + 1, ping: {} } });
    rig.advance(ms);
    present(rig);
  });
  // A message under a counter that was used, or skipped for good, would not be among these.
  expect(rig.host.rejects).toHaveLength(noise);
  expect(rig.notices()).toEqual(pauses.flatMap(() => ["CARD_ARRIVED", "CARD_REMOVED"]));
  expect(rig.taps()).toHaveLength(pauses.length);
  const answered = rig.host.messages.flatMap(({ answer }) => (answer ? [answer.id] : []));
  expect(answered).toEqual(pauses.map((_, i) => i + 1));
});

test("in a session that was opened after it had been made for the one before", async () => {
  const rig = await createRig();
  acknowledge(rig);
  rig.advance(1000);
  rig.host.requestHello();
  await rig.openSession();
  rig.board.field.place(demoCards(rig.keys).genuine);
  rig.advance(TAP_MS);
  expect(rig.notices()).toEqual(["CARD_ARRIVED"]);
  expect(rig.taps()).toHaveLength(1);
});

test("to nobody where no session is open", async () => {
  const rig = await createRig();
  rig.advance(1000);
  rig.board.powerOn();
  rig.advance(100);
  const before = rig.host.messages.length;
  present(rig);
  expect(rig.host.messages).toHaveLength(before);
});
