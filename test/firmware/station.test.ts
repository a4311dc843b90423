/** The working cycle: one tap for each presentation, whatever cards come, stay, change or leave, and whatever breaks. */

import "../support/espruino-globals.js";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import {
  Fault as Alarm,
  Assurance,
  type Notice,
  NoticeKind,
  Pattern,
  Refusal,
  Remedy,
  type Status,
  type Tap,
} from "../../firmware/link/messages.js";
import { Fault } from "../../firmware/radio/fault.js";
import { createClock } from "../../firmware/tap/clock.js";
import { createLoan } from "../../firmware/tap/loan.js";
import { createStation } from "../../firmware/tap/station.js";
import { cards as anticollision, hex } from "../support/anticollision.js";
import { espruino, hexOf, passUs, resetEspruino } from "../support/espruino-globals.js";
import { createFakeChip } from "../support/fake-chip.js";
import { createFakeDep } from "../support/fake-dep.js";

const A = [0x04, 0xa3, 0x1b, 0x62, 0x5e, 0x77, 0x80];
const B = [0x5a, 0x0c, 0x9e, 0x41];
const LOOK_MS = 60;

beforeEach(() => resetEspruino());

/** @param version what the chip answers at the start; 0 is no chip */
function setUp(version = 0x92) {
  /** UIDs in the field. */
  let field: number[][] = [];
  let awake = anticollision([]);
  const say = {
    outcome: Fault.None as Fault,
    ready: true,
    dead: false,
    healthy: true,
    wakeFault: Fault.None as Fault,
    selectFault: Fault.None as Fault,
    version,
    counter: 0,
  };
  const chip = createFakeChip((frame) => {
    if (chip.sent.length > 9000) chip.sent.length = 0;
    if (say.dead) return { fault: Fault.Chip };
    if (say.selectFault && frame.startsWith("9370")) return { fault: say.selectFault, answer: "04" };
    if (frame === "52") {
      // A card that was selected and not sent to HALT does not answer; here all are.
      awake = anticollision(field, 0x08);
      if (say.wakeFault) return { fault: say.wakeFault, answer: "0400" };
      return field.length ? { answer: "0400" } : undefined;
    }
    return frame === "5000" ? undefined : awake(frame);
  });
  chip.healthy = () => say.healthy && !say.dead;
  chip.reset = () => {
    chip.resets++;
    return say.dead ? 0 : say.version;
  };
  const taps: Tap[] = [];
  const notices: Notice[] = [];
  const shown: Pattern[] = [];
  const status: Status = {};
  const failures: { fault: Alarm; remedy: Remedy }[] = [];
  let reads = 0;
  const dep = createFakeDep(() => Fault.NoAnswer);
  const clock = createClock();
  /** What had gone to the card last, whenever a record was to be sent. */
  const sends: (string | undefined)[] = [];
  const station = createStation({
    blind: false,
    chip,
    dep,
    loan: createLoan(chip, dep, clock),
    cards: {
      policy: { profiles: [] },
      read(a, tap, _lend, done) {
        reads++;
        tap.uid = a.uid;
        if (!say.outcome) tap.assurance = Assurance.UID;
        done(say.outcome);
      },
    },
    clock,
    later: (step) => step(),
    status,
    show: (pattern) => shown.push(pattern),
    notify: (notice) => notices.push({ ...notice }),
    tell: (kind, value) => notices.push(value === undefined ? { kind } : { kind, value }),
    greet: () => false,
    prepareNext() {},
    apart: false,
    send: () => sends.push(chip.sent.at(-1)?.frame),
    ready: () => say.ready,
    sayFull: () => notices.push({ kind: NoticeKind.FULL }),
    failed: (fault, remedy) => failures.push({ fault, remedy }),
    reboot: () => failures.push({ fault: Alarm.NONE, remedy: Remedy.REBOOT }),
    record(tap) {
      taps.push(tap);
      return say.counter === 0 ? taps.length : 0;
    },
  });
  return {
    station,
    say,
    chip,
    taps,
    notices,
    shown,
    status,
    failures,
    sends,
    reads: () => reads,
    put: (...uids: number[][]) => {
      field = uids;
    },
    look(times = 1) {
      for (let i = 0; i < times; i++) {
        passUs(LOOK_MS * 1000);
        station.poll();
      }
    },
    uids: () => taps.map((tap) => hexOf(tap.uid ?? "")),
    kinds: () => notices.splice(0).map((n) => n.kind),
  };
}

const { CARD_ARRIVED, CARD_REMOVED, REMOVED_EARLY, SEVERAL_CARDS, FAULT, FAULT_CLEARED, FULL } = {
  CARD_ARRIVED: NoticeKind.CARD_ARRIVED,
  CARD_REMOVED: NoticeKind.CARD_REMOVED,
  REMOVED_EARLY: NoticeKind.REMOVED_EARLY,
  SEVERAL_CARDS: NoticeKind.SEVERAL_CARDS,
  FAULT: NoticeKind.FAULT,
  FAULT_CLEARED: NoticeKind.FAULT_CLEARED,
  FULL: NoticeKind.FULL,
};

describe("a card", () => {
  test("held for a minute is one tap, one arrival, one removal that names its record", () => {
    const s = setUp();
    s.look(3);
    s.put(A);
    s.look(1000);
    expect(s.uids()).toEqual([hex(A)]);
    s.put();
    s.look(5);
    expect(s.notices).toMatchObject([{ kind: CARD_ARRIVED }, { kind: CARD_REMOVED, value: 1 }]);
    expect(s.shown).toEqual([Pattern.HOLD, Pattern.ACCEPTED]);
    expect(s.status).toMatchObject({ taps: 1, polls: 1008 });
  });

  test("that was served is dismissed after its record has gone to the host", () => {
    const s = setUp();
    s.put(A);
    s.look();
    expect(s.taps).toHaveLength(1);
    expect([s.sends, s.chip.sent.at(-1)?.frame]).toEqual([[expect.not.stringMatching("5000")], "5000"]);
  });

  test("that flickers is one tap; away for three looks it may tap again", () => {
    const s = setUp();
    for (let i = 0; i < 20; i++) {
      s.put(A);
      s.look(1 + (i % 3));
      s.put();
      s.look(1 + (i % 2));
    }
    expect(s.taps).toHaveLength(1);
    s.put();
    s.look(3);
    s.put(A);
    s.look(2);
    expect(s.taps).toHaveLength(2);
    expect(s.kinds()).toEqual([CARD_ARRIVED, CARD_REMOVED, CARD_ARRIVED]);
  });

  test("disturbed while it is held is still one tap", () => {
    const s = setUp();
    s.put(A);
    s.look(2);
    for (const fault of [Fault.Damaged, Fault.Collision, Fault.Protocol]) {
      s.say.wakeFault = fault;
      s.look(2);
      s.say.wakeFault = Fault.None;
      s.look(1);
    }
    expect(s.taps).toHaveLength(1);
  });

  test("whose selection is damaged on air is neither there nor gone, and is sent to HALT to be heard again", () => {
    const s = setUp();
    s.put(A);
    s.look(2);
    s.say.selectFault = Fault.Damaged;
    s.chip.sent.length = 0;
    s.look(10);
    expect(s.chip.sent.filter((f) => f.frame === "5000")).toHaveLength(10);
    s.say.selectFault = Fault.None;
    s.look(3);
    expect(s.taps).toHaveLength(1);
    expect(s.kinds()).toEqual([CARD_ARRIVED]);
    s.say.selectFault = Fault.NoAnswer;
    s.look(3);
    expect(s.kinds()).toEqual([CARD_REMOVED]);
  });

  test("swapped for another without a gap gives a tap for each, under its own UID", () => {
    const s = setUp();
    s.put(A);
    s.look(3);
    s.put(B);
    s.look(6);
    expect(s.uids()).toEqual([hex(A), hex(B)]);
    expect(s.kinds()).toEqual([CARD_ARRIVED, CARD_REMOVED, CARD_ARRIVED]);
  });

  test("to which a second one is added is read no more; the second taps when the first has left", () => {
    const s = setUp();
    s.put(A);
    s.look(3);
    s.put(A, B);
    s.look(20);
    expect(s.uids()).toEqual([hex(A)]);
    s.put(B);
    s.look(10);
    expect(s.uids()).toEqual([hex(A), hex(B)]);
  });
});

describe("two cards at once", () => {
  test("are refused once, without a record, until both are gone", () => {
    const s = setUp();
    s.put(A, B);
    s.look(50);
    expect(s.taps).toEqual([]);
    expect(s.reads()).toBe(0);
    expect(s.kinds()).toEqual([CARD_ARRIVED, SEVERAL_CARDS]);
    expect(s.shown).toEqual([Pattern.REFUSED]);
    s.put(A);
    s.look(20);
    expect(s.taps).toEqual([]);
    s.put();
    s.look(4);
    s.put(A);
    s.look(2);
    expect(s.uids()).toEqual([hex(A)]);
  });
});

describe("a card that cannot be read to the end", () => {
  test.each([Fault.NoAnswer, Fault.Damaged, Fault.Protocol, Fault.Chip])(
    "with fault %i is tried three times and refused once",
    (fault) => {
      const s = setUp();
      s.say.outcome = fault;
      s.put(A);
      s.look(100);
      expect(s.reads()).toBe(3);
      expect(s.taps).toMatchObject([{ refusal: Refusal.CARD_ERROR, assurance: Assurance.NONE }]);
      expect(s.shown.at(-1)).toBe(Pattern.REFUSED);
      s.say.outcome = Fault.None;
      s.look(100);
      expect(s.taps).toHaveLength(1);
    },
  );

  test("at first and then can is one good tap", () => {
    const s = setUp();
    s.say.outcome = Fault.Damaged;
    s.put(A);
    s.look(2);
    s.say.outcome = Fault.None;
    s.look(20);
    expect(s.taps).toMatchObject([{ assurance: Assurance.UID }]);
    expect(s.taps[0]?.refusal).toBeUndefined();
    expect(s.status.radioFaults).toBe(2);
  });

  test("and is pulled away leaves no record, and the light goes out", () => {
    const s = setUp();
    s.say.outcome = Fault.NoAnswer;
    s.put(A);
    s.look(1);
    s.put();
    s.look(4);
    expect(s.taps).toEqual([]);
    expect(s.kinds()).toEqual([CARD_ARRIVED, REMOVED_EARLY]);
    expect(s.shown.at(-1)).toBe(Pattern.OFF);
    expect(s.status.removedEarly).toBe(1);
  });

  test("is not finished with another card's reading", () => {
    const s = setUp();
    s.say.outcome = Fault.NoAnswer;
    s.put(A);
    s.look(1);
    s.say.outcome = Fault.None;
    s.put(B);
    s.look(8);
    expect(s.uids()).toEqual([hex(B)]);
    expect(s.kinds()).toEqual([CARD_ARRIVED, REMOVED_EARLY, CARD_ARRIVED]);
  });
});

describe("no room for a record", () => {
  test("means that the card is not read, is told so once, and must come again", () => {
    const s = setUp();
    s.say.ready = false;
    s.put(A);
    s.look(20);
    expect(s.reads()).toBe(0);
    expect(s.kinds()).toEqual([CARD_ARRIVED, FULL]);
    expect(s.shown).toEqual([Pattern.HOLD, Pattern.ERROR]);
    expect(s.status.refusedFull).toBe(1);
    s.say.ready = true;
    s.look(20);
    expect(s.taps).toEqual([]);
    s.put();
    s.look(4);
    s.put(A);
    s.look(2);
    expect(s.taps).toHaveLength(1);
  });

  test("found only when the record is made is no acceptance", () => {
    const s = setUp();
    s.say.counter = -1;
    s.put(A);
    s.look(5);
    expect(s.shown).not.toContain(Pattern.ACCEPTED);
    expect(s.shown.at(-1)).toBe(Pattern.ERROR);
  });
});

describe("the chip", () => {
  test("that falls silent is a fault at once, tried again once a second, and cleared when it is back", () => {
    const s = setUp();
    s.look(2);
    s.say.dead = true;
    s.look(1);
    expect(s.notices).toMatchObject([{ kind: FAULT, fault: Alarm.CHIP_SILENT, value: 0, remedy: Remedy.HARD_RESET }]);
    const resets = s.chip.resets;
    s.look(96);
    expect(s.chip.resets - resets).toBe(6);
    expect(s.notices).toHaveLength(1);
    s.say.dead = false;
    s.look(16);
    expect(s.notices.at(-1)).toMatchObject({ kind: FAULT_CLEARED, value: 0x92 });
    s.put(A);
    s.look(2);
    expect(s.uids()).toEqual([hex(A)]);
  });

  test("that lost its registers is noticed within 16 looks, set up and reported", () => {
    const s = setUp();
    s.say.healthy = false;
    const { reset } = s.chip;
    s.chip.reset = () => {
      s.say.healthy = true;
      return reset(false);
    };
    s.look(16);
    expect(s.notices).toMatchObject([{ kind: FAULT, fault: Alarm.CHIP_LOST }, { kind: FAULT_CLEARED }]);
    expect(s.status.chipFaults).toBe(1);
  });

  test("that does not keep its registers is no chip to read cards with", () => {
    const s = setUp();
    s.say.healthy = false;
    s.put(A);
    s.look(15);
    const before = s.taps.length;
    s.look(100);
    expect(s.taps).toHaveLength(before);
    expect(s.notices.filter((n) => n.kind === FAULT)).toMatchObject([{ fault: Alarm.CHIP_FOREIGN }]);
  });

  test("is brought back by the mildest remedy that helps, each step counted and recorded", () => {
    const s = setUp();
    const { reset } = s.chip;
    const tried: boolean[] = [];
    let cure = false;
    s.chip.reset = (hard) => {
      tried.push(hard);
      if (hard === cure) s.say.healthy = true;
      return reset(hard);
    };
    s.say.healthy = false;
    s.look(16);
    expect(tried.splice(0)).toEqual([false]);
    cure = true;
    s.say.healthy = false;
    s.look(16);
    expect(tried).toEqual([false, true]);
    expect(s.status).toMatchObject({ chipFaults: 2, chipReinits: 2, chipResets: 1 });
    expect(s.failures).toEqual([
      { fault: Alarm.CHIP_LOST, remedy: Remedy.REINIT },
      { fault: Alarm.CHIP_LOST, remedy: Remedy.HARD_RESET },
    ]);
  });

  test("that nothing brings back restarts the board, once it has worked", () => {
    const s = setUp();
    s.say.dead = true;
    s.look(1 + 16 * 12);
    expect(s.failures.slice(0, 3)).toEqual([
      { fault: Alarm.CHIP_SILENT, remedy: Remedy.HARD_RESET },
      { fault: Alarm.CHIP_SILENT, remedy: Remedy.REBOOT },
      { fault: Alarm.NONE, remedy: Remedy.REBOOT },
    ]);
  });

  test("that was never there does not restart the board again and again", () => {
    const s = setUp(0);
    s.say.dead = true;
    s.look(16 * 100);
    expect(s.failures).toEqual([{ fault: Alarm.CHIP_SILENT, remedy: Remedy.HARD_RESET }]);
  });

  test("is set up anew after ten minutes without a card, unasked and without a fault", () => {
    const s = setUp();
    const { resets } = s.chip;
    s.look(9_900);
    s.put(A);
    s.look(3);
    s.put();
    s.look(9_900);
    expect(s.chip.resets).toBe(resets);
    s.look(200);
    expect(s.chip.resets).toBe(resets + 1);
    expect(s.status.chipFaults).toBeUndefined();
    expect(s.failures).toEqual([]);
  });

  test("that fails while a card is held gives no second tap for it", () => {
    const s = setUp();
    s.put(A);
    s.look(2);
    s.say.dead = true;
    s.look(40);
    s.say.dead = false;
    s.look(40);
    expect(s.taps).toHaveLength(1);
  });

  test("says again what is wrong to a host that has just come", () => {
    const s = setUp();
    s.station.announce();
    expect(s.notices).toEqual([]);
    s.say.dead = true;
    s.look(1);
    s.notices.splice(0);
    s.station.announce();
    expect(s.notices).toMatchObject([{ kind: FAULT, fault: Alarm.CHIP_SILENT }]);
  });
});

test("whatever happens in the field, taps and presentations match: arrivals and departures alternate, each with one record at most", () => {
  const step = fc.record({
    field: fc.constantFrom<number[][]>([], [A], [B], [A, B]),
    looks: fc.integer({ min: 1, max: 8 }),
    outcome: fc.constantFrom(Fault.None, Fault.None, Fault.None, Fault.NoAnswer, Fault.Damaged, Fault.Chip),
    wakeFault: fc.constantFrom(Fault.None, Fault.None, Fault.None, Fault.Damaged),
    dead: fc.constantFrom(false, false, false, false, true),
    ready: fc.constantFrom(true, true, true, false),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      resetEspruino();
      const s = setUp();
      for (const { field, looks, outcome, wakeFault, dead, ready } of steps) {
        s.put(...field);
        Object.assign(s.say, { outcome, wakeFault, dead, ready });
        for (let i = 0; i < looks; i++) {
          const before = s.taps.length;
          s.look();
          const made = s.taps.slice(before);
          expect(made.length).toBeLessThanOrEqual(1);
          for (const tap of made) {
            // A tap is of a card that is there, and says more than "none" only when it was read to the end.
            expect(field.map(hex)).toContain(hexOf(tap.uid ?? ""));
            if (outcome !== Fault.None) expect(tap.assurance).toBe(Assurance.NONE);
          }
        }
      }
      const moves = s.notices.filter((n) => [CARD_ARRIVED, CARD_REMOVED, REMOVED_EARLY].includes(n.kind ?? 0));
      moves.forEach((n, i) => {
        expect(n.kind === CARD_ARRIVED).toBe(i % 2 === 0);
      });
      expect(s.taps.length).toBeLessThanOrEqual(moves.filter((n) => n.kind === CARD_ARRIVED).length);
      // Every record that was made for a presentation is named when the card leaves.
      const named = moves.filter((n) => n.kind === CARD_REMOVED && n.value).map((n) => n.value);
      expect(new Set(named).size).toBe(named.length);
      expect(espruino.nowUs).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 300 },
  );
});
