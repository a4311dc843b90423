/** The reader's side of the speed of the line: changed when asked, and let go of when nothing but rubbish is heard. */
import { beforeEach, describe, expect, test } from "vitest";
import {
  BAUD_RATE,
  FAST_BAUD_RATE,
  type messages,
  RUBBISH_GAP_MS,
  RUBBISH_LIMIT,
  SPEED_CHANGE_MS,
  SPEED_QUIET_MS,
} from "../../protocol/index.js";
import { createDemoCard } from "../../sdk/virtual/index.js";
import { createRig, type Rig } from "../support/rig.js";

/** What a host at another speed sounds like. */
const RUBBISH = Uint8Array.of(0xf8, 0x00, 0xe0, 0x80, 0xf8, 0x18, 0x00, 0xfe, 0xc0, 0x00);
/** The UART task and the event loop. */
const HEARD_MS = 10;

let rig: Rig;
let id: number;
beforeEach(async () => {
  rig = await createRig();
  id = 0;
});

function ask(body: messages.Request.$Properties): void {
  rig.host.send({ session: rig.session(), request: { id: ++id, ...body } });
}

function raise(): void {
  ask({ setSpeed: { fast: true } });
  rig.advance(100);
  expect(rig.board.uart.baudRate).toBe(FAST_BAUD_RATE);
}

function answered(): number[] {
  return rig.host.messages.flatMap(({ answer }) => (answer ? [answer.id ?? 0] : []));
}

/** Says rubbish, and gives the speed afterwards. */
function rubbish(afterMs: number): number {
  rig.advance(afterMs - HEARD_MS);
  rig.board.uart.receive(RUBBISH);
  rig.advance(HEARD_MS);
  rig.advance(2 * SPEED_CHANGE_MS + SPEED_QUIET_MS);
  return rig.board.uart.baudRate;
}

test("it answers at the present speed, waits until that has gone, and says nothing else meanwhile", () => {
  const said: { baudRate: number; atMs: number }[] = [];
  const { uart, schedule } = rig.board;
  const { onSend } = uart;
  uart.onSend = (bytes) => {
    said.push({ baudRate: uart.baudRate, atMs: schedule.nowUs() / 1000 });
    onSend?.(bytes);
  };
  ask({ setSpeed: { fast: true } });
  while (!said.length) rig.advance(1);
  ask({ ping: {} });
  while (uart.baudRate === BAUD_RATE) rig.advance(1);
  const changedMs = schedule.nowUs() / 1000;
  expect(changedMs - (said[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(SPEED_CHANGE_MS);
  rig.advance(100);
  // The ping came in between: it is answered when the host has had time to change, too.
  expect((said[1]?.atMs ?? 0) - changedMs).toBeGreaterThanOrEqual(SPEED_QUIET_MS);
  expect(said.map(({ baudRate }) => baudRate)).toEqual([BAUD_RATE, FAST_BAUD_RATE]);
  expect(answered()).toEqual([1, 2]);
  ask({ setSpeed: { fast: false } });
  rig.advance(100);
  expect(uart.baudRate).toBe(BAUD_RATE);
  expect(said.at(-1)?.baudRate).toBe(FAST_BAUD_RATE);
});

test("a restart is at the speed of the start", () => {
  raise();
  rig.board.powerOn();
  rig.advance(1500);
  expect(rig.board.uart.baudRate).toBe(BAUD_RATE);
});

test("a card that comes while it is asked is served first, and its tap is not lost", () => {
  const { keys, board } = rig;
  const uid = Uint8Array.of(4, 1, 2, 3, 4, 5, 6);
  const raised = () => board.uart.baudRate === FAST_BAUD_RATE;
  const card = createDemoCard(keys, uid, "resident 0001", () => new Uint8Array(16).fill(7));
  // All over the 60 ms of a cycle: also between the moment that a look is due and the look itself.
  for (let i = 0; i < 500; i++) {
    // The moments that matter last some 0.3 ms, and every round moves them.
    const ms = i < 250 ? i * 0.013 : (i - 250) * 0.25;
    const taps = rig.taps().length;
    const fast = !raised();
    rig.advance(ms);
    board.field.place(card);
    ask({ setSpeed: { fast } });
    rig.advance(800);
    expect(rig.taps()).toHaveLength(taps + 1);
    expect(raised()).toBe(fast);
    rig.host.send({ session: rig.session(), ack: { epoch: rig.host.hello?.epoch ?? 0, counter: 0xffff } });
    board.field.remove(card);
    rig.advance(460 - ms);
  }
});

describe("rubbish", () => {
  test(`${RUBBISH_LIMIT} times in a row: back to the speed of the start, and the session goes on there`, () => {
    raise();
    for (let times = 1; times < RUBBISH_LIMIT; times++) expect(rubbish(500)).toBe(FAST_BAUD_RATE);
    expect(rubbish(500)).toBe(BAUD_RATE);
    ask({ ping: {} });
    rig.advance(100);
    expect(answered()).toEqual([1, 2]);
  });

  test("with good frames between it is noise, however often", () => {
    raise();
    for (let times = 0; times < 10 * RUBBISH_LIMIT; times++) {
      for (let i = 1; i < RUBBISH_LIMIT; i++) expect(rubbish(500)).toBe(FAST_BAUD_RATE);
      ask({ ping: {} });
      rig.advance(100);
    }
  });

  test("in one go counts once: a frame that is damaged comes in pieces", () => {
    raise();
    const count = Math.floor(RUBBISH_GAP_MS / 60);
    for (let piece = 0; piece < count; piece++) expect(rubbish(60)).toBe(FAST_BAUD_RATE);
  });

  test("at the speed of the start changes nothing", () => {
    for (let times = 0; times < 3 * RUBBISH_LIMIT; times++) expect(rubbish(500)).toBe(BAUD_RATE);
    raise();
    expect(rubbish(500)).toBe(FAST_BAUD_RATE);
  });
});
