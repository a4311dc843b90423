/** Steps of a card: their order, how a row ends, and what of their time goes into the tap. */
import "../support/espruino-globals.js";
import { beforeEach, expect, test } from "vitest";
import type { Tap } from "../../firmware/link/messages.js";
import { Fault } from "../../firmware/radio/fault.js";
import { createRun, type Step } from "../../firmware/tap/steps.js";
import { passUs, resetEspruino } from "../support/espruino-globals.js";

beforeEach(() => resetEspruino());

/** A row under way; `goOn` runs what is due. */
function start(steps: Step[], reading = 2) {
  const due: (() => void)[] = [];
  const ended: Fault[] = [];
  const tap: Tap = {};
  createRun((step) => due.push(step))(steps, reading, tap, (fault) => ended.push(fault));
  return { due, ended, tap, goOn: () => due.shift()?.() };
}

function taking(us: number, fault: Fault = Fault.None): Step {
  return () => {
    passUs(us);
    return fault;
  };
}

test("a step runs when the one before is done and everything else had its turn", () => {
  const seen: number[] = [];
  const step = (n: number) => () => {
    seen.push(n);
    return Fault.None;
  };
  const row = start([step(0), step(1), step(2)]);
  expect([seen, row.due.length]).toEqual([[0], 1]);
  row.goOn();
  expect([seen, row.due.length, row.ended]).toEqual([[0, 1], 1, []]);
  row.goOn();
  expect([seen, row.due.length, row.ended]).toEqual([[0, 1, 2], 0, [Fault.None]]);
});

test("a fault ends the row; what a card lacks makes it a stranger at the first step and a faulty card later", () => {
  expect(start([taking(1, Fault.NotFound), taking(1)]).ended).toEqual([Fault.NotFound]);
  const row = start([taking(1), taking(1, Fault.NotFound), taking(1)]);
  row.goOn();
  expect([row.ended, row.due]).toEqual([[Fault.Protocol], []]);
});

test("the time of the steps goes into the tap, and none of what runs between them", () => {
  const row = start([taking(1000), taking(20), taking(300), taking(4)]);
  for (let i = 0; i < 3; i++) {
    passUs(50_000);
    row.goOn();
  }
  expect(row.tap).toEqual({ authenticateUs: 20, readUs: 304 });
});
