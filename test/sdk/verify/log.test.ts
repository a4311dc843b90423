/** Logs: an honest one passes; each way of tampering is named, with its line. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messages } from "../../../protocol/index.js";
import { createLogTextVerifier, createLogVerifier, type LogReport, type Sealed } from "../../../sdk/verify/index.js";
import { toLogLine } from "../../../sdk/verify/log/line.js";
import { aDay, History, type Made, MORNING_MS } from "../../support/history.js";
import { recordOf, seal, tapRecord, testKeys } from "../../support/records.js";

const keys = testKeys();

function verify(records: readonly Sealed[], options = { keys } as object): LogReport {
  const verifier = createLogVerifier(options);
  records.forEach((sealed, i) => {
    verifier.push(sealed, i + 1);
  });
  return verifier.finish();
}

const sealedOf = (made: readonly Made[]) => made.map(({ sealed }) => sealed);
const brief = ({ breaks }: LogReport) => breaks.map(({ line, kind }) => [line, kind]);
const weak = ({ weakSpots }: LogReport) => weakSpots.map(({ line, kind }) => [line, kind]);

/** The same days for all runs: making them costs more than verifying them. */
const DAYS = [0, 1, 2].map((i) => aDay(keys, `gate-${i}`).made);

/** A genuine log: lines of several readers, mixed by a seed. */
function mixed(readerCount: number, seed: number) {
  const days = DAYS.slice(0, readerCount).map((day) => [...day]);
  const log: (Made & { reader: number })[] = [];
  for (let state = seed; days.some((day) => day.length > 0); state = (state * 1_103_515_245 + 12_345) % 2 ** 31) {
    const open = days.flatMap((day, i) => (day.length > 0 ? [i] : []));
    const reader = open[(state >>> 8) % open.length] as number;
    log.push({ ...(days[reader]?.shift() as Made), reader });
  }
  return {
    made: log,
    sealed: log.map(({ sealed }) => sealed),
    /** Line numbers of one reader. */
    linesOf: (reader: number) => log.flatMap((one, i) => (one.reader === reader ? [i + 1] : [])),
  };
}

const seeds = [fc.integer({ min: 1, max: 3 }), fc.nat()] as const;

/** A record that others of its reader stand around on both sides. */
const inside = (log: { linesOf(reader: number): number[] }, pick: number) => {
  const lines = log.linesOf(0);
  const at = 1 + (pick % (lines.length - 2));
  return { lines, at, line: lines[at] as number, next: lines[at + 1] as number };
};

describe("an honest log", () => {
  test("is intact, with restarts, skipped numbers, a late clock, a declared gap and a change of keys", () => {
    const { made } = aDay(keys);
    const report = verify(sealedOf(made));
    expect(brief(report)).toEqual([]);
    expect(report).toMatchObject({ intact: true, sealsChecked: true, recordCount: made.length, weakSpotCount: 0 });
    const [reader] = report.readers;
    expect(reader).toMatchObject({ reader: "gate-7", tapCount: 28, bootCount: 3, droppedCount: 4, breakCount: 0 });
    expect(reader?.gaps).toEqual([{ line: 22, firstCounter: 219, lastCounter: 222, recordCount: 4 }]);
    expect(reader?.first).toEqual({ at: new Date(MORNING_MS - 3000), reckoned: true });
    expect(reader?.last).toEqual({ at: new Date(MORNING_MS + 7_206_000), reckoned: false });
    // The boot and three taps before the clock was set, and each later boot.
    expect(reader).toMatchObject({ reckonedCount: 6, undatedCount: 0 });
  });

  test("is intact however the lines of several readers are mixed", () => {
    fc.assert(
      fc.property(...seeds, (readerCount, seed) => {
        expect(brief(verify(mixed(readerCount, seed).sealed))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test("may begin in the middle and end anywhere, which is said", () => {
    const { made } = aDay(keys);
    const report = verify(sealedOf(made.slice(7, 15)));
    expect(brief(report)).toEqual([]);
    expect(weak(report)).toEqual([[1, "starts-midway"]]);
  });

  test("may begin with records that were dropped, when a gap names all of them", () => {
    const history = new History(keys);
    history.boot();
    for (let i = 0; i < 5; i++) history.tap();
    history.drop(6, 2);
    const report = verify(sealedOf(history.made));
    expect([brief(report), weak(report)]).toEqual([[], []]);
  });

  test("goes on after the flash was wiped, which is said", () => {
    const history = aDay(keys);
    history.wipe();
    const line = history.made.length + 1;
    history.boot();
    history.setTime(MORNING_MS + 9_000_000);
    history.tap();
    const report = verify(sealedOf(history.made));
    expect([brief(report), weak(report)]).toEqual([[], [[line, "journal-wiped"]]]);
  });

  test("may hold a line twice in a row, as a host leaves it that was cut off", () => {
    const { made } = aDay(keys);
    const lines = sealedOf(made);
    lines.splice(9, 0, lines[8] as Sealed);
    const report = verify(lines);
    expect([brief(report), weak(report)]).toEqual([[], [[10, "repeated"]]]);
    expect(report.recordCount).toBe(made.length);
  });

  test("dates nothing in a boot whose clock was never set", () => {
    const history = new History(keys);
    history.boot();
    history.tap();
    expect(verify(sealedOf(history.made)).readers[0]).toMatchObject({ first: undefined, undatedCount: 2 });
  });
});

describe("a log that was tampered with names the kind and the line", () => {
  type Place = { sealed: Sealed[]; pick: number; made: readonly Made[] } & ReturnType<typeof inside>;
  type Expected = readonly (readonly [number, string])[] | undefined;

  /** `tamper` changes `sealed` and says what is to be found; undefined: not at this place. */
  const holds = (tamper: (place: Place) => Expected) =>
    fc.assert(
      fc.property(...seeds, fc.nat(), (readerCount, seed, pick) => {
        const log = mixed(readerCount, seed);
        const sealed = [...log.sealed];
        const expected = tamper({ ...inside(log, pick), sealed, pick, made: log.made });
        if (!expected) return;
        const report = verify(sealed);
        expect(brief(report)).toEqual(expected);
        expect(report.firstBreak?.words).toMatch(/\w+ \w+/);
      }),
      { numRuns: 100 },
    );

  /** The bytes of a record with another value in it. */
  const altered = (record: Uint8Array, change: messages.Record.$Properties) =>
    recordOf({ ...messages.Record.decode(record), ...change });

  test("edited: another value in any record", () =>
    holds(({ sealed, line, pick, made }) => {
      // An edited gap record excuses nothing, and what it was to excuse stands in an earlier line.
      if (made[line - 1]?.kind === "gap") return undefined;
      const before = sealed[line - 1] as Sealed;
      sealed[line - 1] = { ...before, record: altered(before.record, { uptimeMs: 100_000 + pick }) };
      return [[line, "edited"]];
    }));

  test("edited: any bit of any MAC, and the record itself goes on to count in the chain", () =>
    holds(({ sealed, line, pick }) => {
      const before = sealed[line - 1] as Sealed;
      const mac = Uint8Array.from(before.mac);
      mac[pick % 32] = (mac[pick % 32] as number) ^ (1 << (pick % 8));
      sealed[line - 1] = { ...before, mac };
      return [[line, "edited"]];
    }));

  test("edited: a record that claims another number comes first, however much follows from it", () => {
    fc.assert(
      fc.property(...seeds, fc.nat(), fc.integer({ min: 1, max: 1000 }), (readerCount, seed, pick, counter) => {
        const log = mixed(readerCount, seed);
        const { line } = inside(log, pick);
        if (log.made[line - 1]?.kind === "gap") return;
        const before = log.sealed[line - 1] as Sealed;
        const record = altered(before.record, { counter });
        if (Buffer.compare(record, before.record) === 0) return;
        const report = verify(log.sealed.with(line - 1, { ...before, record }));
        expect(report.firstBreak).toMatchObject({ line, kind: "edited" });
      }),
      { numRuns: 100 },
    );
  });

  test("removed: the line after the missing record", () =>
    holds(({ sealed, line, next, made }) => {
      // Without a gap record the records that it names are missing without a reason too.
      if (made[line - 1]?.kind === "gap") return undefined;
      sealed.splice(line - 1, 1);
      return [[next - 1, "removed"]];
    }));

  test("removed: a gap record takes its excuse along", () => {
    const { made } = aDay(keys);
    const gap = made.findIndex(({ kind }) => kind === "gap");
    expect(brief(verify(sealedOf(made.toSpliced(gap, 1))))).toEqual([
      [gap - 2, "removed"],
      [gap + 1, "removed"],
    ]);
  });

  test("removed: records beside those that a gap names", () => {
    const { made } = aDay(keys);
    const gap = made.findIndex(({ kind }) => kind === "gap");
    // Three taps stand between the dropped ones and the gap record.
    for (const index of [gap - 3, gap - 4]) {
      const report = verify(sealedOf(made.toSpliced(index, 1)));
      expect(brief(report)).toEqual([[index + 1, "removed"]]);
    }
  });

  test("reordered: the line that comes too early", () =>
    holds(({ sealed, line, next }) => {
      const moved = sealed[next - 1] as Sealed;
      sealed.splice(next - 1, 1);
      sealed.splice(line - 1, 0, moved);
      return [[line, "reordered"]];
    }));

  test("reordered: a record moved to the end of the log", () =>
    holds(({ sealed, line, next }) => {
      const [moved] = sealed.splice(line - 1, 1);
      sealed.push(moved as Sealed);
      return [[next - 1, "reordered"]];
    }));

  test("replayed: a copy further down", () =>
    holds(({ sealed, line, pick, lines, at }) => {
      // Right after the original, or before the next record of its reader, it would be the harmless repetition.
      const from = lines[at + 1] as number;
      const where = from + (pick % (sealed.length - from + 1));
      sealed.splice(where, 0, sealed[line - 1] as Sealed);
      return [[where + 1, "replayed"]];
    }));

  test("forked: another sealed record with the same number", () =>
    holds(({ sealed, line, next }) => {
      const twin = messages.Record.decode((sealed[line - 1] as Sealed).record);
      const record = recordOf({ ...twin, uptimeMs: 77_777 });
      sealed.splice(next - 1, 0, seal(keys, record, twin.readerId, twin.keyVersion));
      return [[next, "forked"]];
    }));

  test("forked: another sealed record after the same predecessor", () => {
    const { made } = aDay(keys);
    const { previous } = messages.Record.decode((made[7] as Made).sealed.record);
    const other = tapRecord({ counter: 5000, boot: 9, previous, epoch: 2, keyVersion: 1, wallMs: MORNING_MS * 2 });
    expect(brief(verify([...sealedOf(made), seal(keys, other)]))).toEqual([[made.length + 1, "forked"]]);
  });

  test("forked: a second beginning in the same epoch", () => {
    const history = aDay(keys);
    history.previous = new Uint8Array();
    history.boot();
    expect(brief(verify(sealedOf(history.made)))).toEqual([[history.made.length, "forked"]]);
  });

  test("unsealed, unknown-key and wrong-reader: the line itself and nothing else", () => {
    const { made } = aDay(keys);
    const lines = sealedOf(made);
    const unsealed = lines.with(5, { ...(lines[5] as Sealed), mac: new Uint8Array() });
    expect(brief(verify(unsealed))).toEqual([[6, "unsealed"]]);
    const few = { tapKey: (reader: string, version: number) => (version === 1 ? keys.tapKey(reader, 1) : undefined) };
    expect(new Set(verify(lines, { keys: few }).breaks.map(({ kind }) => kind))).toEqual(new Set(["unknown-key"]));
    const stranger = sealedOf(aDay(keys, "gate-8").made);
    const mixed = lines.toSpliced(4, 0, stranger[0] as Sealed);
    expect(brief(verify(mixed, { keys, reader: "gate-7" }))).toEqual([[5, "wrong-reader"]]);
    expect(brief(verify(mixed))).toEqual([]);
  });

  test("edited and removed side by side: both", () => {
    const { made } = aDay(keys);
    const lines = sealedOf(made);
    const record = Uint8Array.from((lines[6] as Sealed).record);
    record[record.length - 1] = (record[record.length - 1] as number) ^ 1;
    const report = verify(lines.with(6, { ...(lines[6] as Sealed), record }).toSpliced(7, 1));
    expect(brief(report)).toEqual([
      [7, "edited"],
      [8, "removed"],
    ]);
  });

  test("the keys of another fleet fit no line", () => {
    const { made } = aDay(keys);
    expect(verify(sealedOf(made), { keys: testKeys() })).toMatchObject({ recordCount: 0, breakCount: made.length });
  });
});

describe("the clock", () => {
  const day = () => {
    const history = new History(keys);
    history.boot();
    history.setTime(MORNING_MS);
    history.tap();
    return history;
  };

  test("that a host sets back breaks the log, and the words say by how much", () => {
    const history = day();
    history.setTime(MORNING_MS - 10_800_000);
    history.tap();
    const report = verify(sealedOf(history.made));
    expect(brief(report)).toEqual([[4, "clock-back"]]);
    expect(report.firstBreak?.words).toContain("set the reader's clock back by 3 hours");
  });

  test("that a host sets back after a restart breaks the log too", () => {
    const history = day();
    history.boot();
    history.setTime(MORNING_MS - 10_800_000);
    expect(brief(verify(sealedOf(history.made)))).toEqual([[5, "clock-back"]]);
  });

  test("that goes back by itself breaks the log, once", () => {
    const history = day();
    history.wallMs -= 4000;
    history.tap();
    history.tap();
    expect(brief(verify(sealedOf(history.made)))).toEqual([[4, "clock-back"]]);
  });

  test("may be a little off, and may be corrected by up to a minute", () => {
    const history = day();
    history.wallMs -= 2500;
    history.tap();
    history.setTime(history.wallMs - 30_000);
    history.tap();
    const report = verify(sealedOf(history.made));
    expect([brief(report), weak(report)]).toEqual([[], [[5, "clock-corrected"]]]);
  });
});

describe("without keys", () => {
  test("an honest log passes, and the report says that no seal was checked", () => {
    expect(verify(sealedOf(aDay(keys).made), {})).toMatchObject({ intact: true, sealsChecked: false });
  });

  test("the chain still shows which line was edited or removed", () => {
    const lines = sealedOf(aDay(keys).made);
    const record = Uint8Array.from((lines[6] as Sealed).record);
    record[record.length - 1] = (record[record.length - 1] as number) ^ 1;
    expect(brief(verify(lines.with(6, { ...(lines[6] as Sealed), record }), {}))).toEqual([[7, "edited"]]);
    expect(brief(verify(lines.toSpliced(6, 1), {}))).toEqual([[7, "removed"]]);
  });
});

describe("the text of a log", () => {
  function verifyText(lines: readonly string[], end = true): LogReport {
    const verifier = createLogTextVerifier({ keys });
    lines.forEach((line, i) => {
      verifier.pushLine(line, end || i < lines.length - 1);
    });
    return verifier.finish();
  }

  test("may have a line that a power cut tore anywhere, when its record stands whole further down", () => {
    const { lines } = aDay(keys);
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.nat(), (at, cut) => {
        const line = lines[at] as string;
        const report = verifyText(lines.toSpliced(at, 0, line.slice(0, 1 + (cut % (line.length - 1)))));
        expect([brief(report), weak(report)]).toEqual([[], [[at + 1, "torn"]]]);
      }),
    );
  });

  test("may end within a line, but a torn line in the middle whose record is gone is damage", () => {
    const { lines } = aDay(keys);
    const torn = (lines.at(-1) as string).slice(0, 60);
    expect(weak(verifyText(lines.with(-1, torn), false))).toEqual([[lines.length, "torn"]]);
    expect(brief(verifyText(lines.with(-1, torn), true))).toEqual([[lines.length, "malformed"]]);
    expect(brief(verifyText(lines.with(6, (lines[6] as string).slice(0, 60))))).toEqual([
      [7, "malformed"],
      [8, "removed"],
    ]);
  });

  test.each([
    ["nonsense", "hello"],
    ["an object of another kind", '{"time":1}'],
    ["no base64", '{"record":"???","mac":""}'],
    ["bytes that are no record", '{"record":"AAAA","mac":""}'],
    ["a line without end", `{"record":"${"A".repeat(20_000)}"}`],
    ["null", "null"],
  ])("names a line that holds %s", (_what, line) => {
    const { lines } = aDay(keys);
    expect(brief(verifyText(lines.toSpliced(3, 0, line)))).toEqual([[4, "malformed"]]);
  });

  test("may have more fields, and empty lines", () => {
    const { lines } = aDay(keys);
    const more = lines.map((line, i) => `{"n":${i},${line.slice(1)}`);
    expect(verifyText([...more, ""]).intact).toBe(true);
  });

  test("never makes the verifier throw", () => {
    const { lines } = aDay(keys);
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...lines), fc.json())), (some) => {
        verifyText(some);
      }),
    );
  });
});

test("a log that is wrong everywhere is counted whole and listed in part", () => {
  const verifier = createLogVerifier({ keys });
  for (let line = 1; line <= 5000; line++) verifier.pushMalformed(line);
  const report = verifier.finish();
  expect(report.breakCount).toBe(5000);
  expect(report.breaks.map(({ line }) => line)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
  expect(toLogLine({ record: Uint8Array.of(1), mac: Uint8Array.of(2) })).toBe('{"record":"AQ==","mac":"Ag=="}');
});
