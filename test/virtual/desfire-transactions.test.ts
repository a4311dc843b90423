/** Value, backup and record files between first change and commit, and what a lost field leaves. DESFire EV2 data sheet. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat } from "../../sdk/virtual/cards/bytes.js";
import { createDesfireCard, type DesfireCard } from "../../sdk/virtual/cards/desfire.js";
import { createDesfireApdus } from "../../sdk/virtual/cards/desfire-apdu.js";
import { createDesfireLogic } from "../../sdk/virtual/cards/desfire-commands.js";
import type { DesfireFileOptions } from "../../sdk/virtual/cards/desfire-files.js";
import type { DesfireOptions } from "../../sdk/virtual/cards/desfire-memory.js";
import { int32 } from "../../sdk/virtual/cards/desfire-numbers.js";
import { bytes, createBench, createPcdIsodep, toHex } from "../support/pcd.js";

const FREE = { mode: "plain", read: "free", write: "free", readWrite: "free" } as const;
const VALUE: DesfireFileOptions = {
  ...FREE,
  type: "value",
  number: 1,
  lower: 0,
  upper: 100,
  value: 50,
  isLimitedCreditEnabled: true,
};
const FILES: readonly DesfireFileOptions[] = [
  VALUE,
  { ...FREE, type: "backup", number: 2, data: bytes("0011223344") },
  { ...FREE, type: "linear", number: 3, recordBytes: 2, maxRecords: 2 },
  { ...FREE, type: "cyclic", number: 4, recordBytes: 2, maxRecords: 3, records: [bytes("AAAA")] },
];
const OPTIONS: DesfireOptions = {
  uid: bytes("04DE5F1EACC040"),
  applications: [{ id: bytes("010203"), keys: [new Uint8Array(16)], files: FILES }],
};

const amount = (value: number) => toHex(Uint8Array.from(int32(value))) ?? "";
const credit = (value: number) => `0C01${amount(value)}`;
const debit = (value: number) => `DC01${amount(value)}`;
const limitedCredit = (value: number) => `1C01${amount(value)}`;

/** A card's command layer with the application selected. */
function talk(options: DesfireOptions = OPTIONS) {
  const logic = createDesfireLogic(options);
  const apdus = createDesfireApdus(logic);
  const say = (command: string) => toHex(apdus.apdu(bytes(command)).data) ?? "";
  say("5A010203");
  const value = () => {
    const [file] = logic.inspect().applications[0]?.files ?? [];
    return file?.type === "value" ? [file.value, file.limitedCredit] : undefined;
  };
  const loseField = () => {
    apdus.activate?.();
    say("5A010203");
  };
  return { logic, say, value, loseField };
}

/** Commands one after the other, then the last answer. */
function lastOf(commands: readonly string[]): string {
  const { say } = talk();
  return commands.map(say).pop() ?? "";
}

describe("before a commit", () => {
  it.each([
    ["GetValue gives the old value", [credit(7), "6C01"], `00${amount(50)}`],
    ["ReadData gives the old bytes", ["3D02010000020000FFEE", "BD02000000000000"], "000011223344"],
    ["ReadRecords gives the old records", ["3B04000000020000BBBB", "BB04000000000000"], "00AAAA"],
    ["ReadRecords after ClearRecordFile still does", ["EB04", "BB04000000000000"], "00AAAA"],
    ["a record file shows its old count", ["3B04000000020000BBBB", "F504"], "000400E0EE020000030000010000"],
  ])("%s", (_name, commands, expected) => {
    expect(lastOf(commands).slice(0, expected.length)).toBe(expected);
  });
});

describe("a commit", () => {
  it.each([
    ["makes a credit effective", [credit(7), "C7", "6C01"], `00${amount(57)}`],
    ["sums up", [credit(7), debit(20), debit(1), "C7", "6C01"], `00${amount(36)}`],
    [
      "makes two writes into a backup file effective",
      ["3D02010000010000FF", "3D02040000010000EE", "C7", "BD02000000000000"],
      "0000FF2233EE",
    ],
    [
      "adds one record, written in two parts",
      ["3B04000000010000B1", "3B04010000010000B2", "C7", "BB04000000000000"],
      "00AAAAB1B2",
    ],
    ["fills what was not written of a record with zeros", ["3B03000000010000C1", "C7", "BB03000000000000"], "00C100"],
    ["empties a record file", ["EB04", "C7", "BB04000000000000"], "BE"],
    ["of EV2 takes option 00", [credit(1), "C700", "6C01"], `00${amount(51)}`],
    ["with a wish for a transaction MAC is refused", [credit(1), "C701"], "9E"],
    ["of nothing has no effect", ["C7"], "0C"],
    ["twice has no effect the second time", [credit(1), "C7", "C7"], "0C"],
    ["with too many bytes is refused", [credit(1), "C70000"], "7E"],
    ["covers several files", [credit(1), "3D02000000010000FF", "C7", "BD02000000000000"], "00FF11223344"],
  ])("%s", (_name, commands, expected) => {
    expect(lastOf(commands)).toBe(expected);
  });

  it("of EV1 takes no option", () => {
    const { say } = talk({ ...OPTIONS, generation: "ev1" });
    expect([say(credit(1)), say("C700"), say(credit(1)), say("C7")]).toEqual(["00", "7E", "00", "00"]);
  });
});

describe("a transaction is dropped by", () => {
  it.each([
    ["AbortTransaction", ["A7"], "00"],
    ["a selection", ["5A010203"], "00"],
    ["an unsuccessful selection", ["5A999999"], "A0"],
    ["any error", [debit(1000)], "BE"],
    ["an unknown command", ["42"], "1C"],
  ])("%s", (_name, commands, status) => {
    const { say, value } = talk();
    say(credit(7));
    expect(commands.map(say)).toEqual([status]);
    expect(say("C7")).toBe("0C");
    expect(value()).toEqual([50, 0]);
  });

  it("AbortTransaction, which has nothing to do without one", () => {
    expect(lastOf(["A7"])).toBe("0C");
  });

  it("deleting the file", () => {
    expect(lastOf([credit(7), "DF01", "C7"])).toBe("0C");
  });

  it("a wrapped command of impossible length", () => {
    const { say } = talk();
    const wrapped = createDesfireApdus(createDesfireLogic(OPTIONS));
    const tell = (command: string) => toHex(wrapped.apdu(bytes(command)).data);
    tell("905A00000301020300");
    tell(`900C00000501${amount(7)}00`);
    expect([tell("9060000001"), tell("90C7000000")]).toEqual(["917E", "910C"]);
    expect(say("C7")).toBe("0C");
  });

  it("loss of the field", () => {
    const { say, value, loseField } = talk();
    say(credit(7));
    loseField();
    expect(say("C7")).toBe("0C");
    expect(value()).toEqual([50, 0]);
  });
});

describe("value files", () => {
  it.each([
    ["credit above the upper limit", [credit(51)], "BE"],
    ["credit up to the upper limit", [credit(50)], "00"],
    ["two credits together above it", [credit(50), credit(1)], "BE"],
    ["debit below the lower limit", [debit(51)], "BE"],
    ["debit down to the lower limit", [debit(50)], "00"],
    ["a negative amount", [credit(-1)], "9E"],
    ["a negative debit", [debit(-1)], "9E"],
    ["LimitedCredit without a debit before", [limitedCredit(1)], "BE"],
    ["LimitedCredit of nothing", [limitedCredit(0)], "00"],
    ["LimitedCredit within the last debits", [debit(5), debit(3), "C7", limitedCredit(8)], "00"],
    ["LimitedCredit beyond them", [debit(5), debit(3), "C7", limitedCredit(9)], "BE"],
    ["LimitedCredit within a debit that is not committed", [debit(5), limitedCredit(5)], "BE"],
    ["LimitedCredit twice", [debit(5), "C7", limitedCredit(2), limitedCredit(1)], "BE"],
    ["LimitedCredit twice, committed between", [debit(5), "C7", limitedCredit(2), "C7", limitedCredit(1)], "BE"],
    ["LimitedCredit after a credit between", [debit(5), "C7", credit(1), "C7", limitedCredit(5)], "00"],
    ["a short amount", ["0C01010000"], "7E"],
    ["a long amount", ["0C010100000000"], "7E"],
    ["no file", ["0C0901000000"], "F0"],
    ["a file of another type", [`0C02${amount(1)}`], "9D"],
    ["ReadData of a value file", ["BD01000000010000"], "9D"],
    ["GetValue of a data file", ["6C02"], "9D"],
  ])("%s", (_name, commands, status) => {
    expect(lastOf(commands)).toBe(status);
  });

  it("show in their settings what LimitedCredit may give back", () => {
    expect(lastOf([debit(9), "C7", "F501"])).toBe(`000200E0EE${amount(0)}${amount(100)}${amount(9)}01`);
  });

  it("do not have LimitedCredit unless they were made with it", () => {
    const files = [{ ...VALUE, isLimitedCreditEnabled: false, limitedCredit: 5 }];
    const { say } = talk({ ...OPTIONS, applications: [{ id: bytes("010203"), keys: [], files }] });
    expect(say(limitedCredit(1))).toBe("9D");
  });
});

describe("record files", () => {
  const add = (file: number, record: string) => [`3B0${file}000000020000${record}`, "C7"];
  it.each([
    ["a linear file is full", [...add(3, "0101"), ...add(3, "0202"), add(3, "0303")[0] ?? ""], "BE"],
    ["a cyclic file forgets the oldest", [...add(4, "BBBB"), ...add(4, "CCCC"), "BB04000000000000"], "00BBBBCCCC"],
    ["record 0 is the newest", [...add(4, "BBBB"), "BB04000000010000"], "00BBBB"],
    ["record 1 is the one before", [...add(4, "BBBB"), "BB04010000010000"], "00AAAA"],
    ["count 0 gives all older ones", [...add(4, "BBBB"), "BB04010000000000"], "00AAAA"],
    ["more records than there are", ["BB04000000020000"], "BE"],
    ["a record number too high", ["BB04010000010000"], "BE"],
    ["an empty file", ["BB03000000000000"], "BE"],
    ["a record too long", ["3B04010000020000BBBB"], "BE"],
    ["an empty write", ["3B04000000000000"], "BE"],
    ["writing after a clear", ["EB04", "3B04000000020000BBBB"], "9D"],
    ["ReadRecords of a data file", ["BB02000000000000"], "9D"],
    ["WriteRecord with too much data", ["3B04000000010000BBBB"], "7E"],
    ["ClearRecordFile drops a record before it", ["3B04000000020000BBBB", "EB04", "C7", "BB04000000000000"], "BE"],
    ["records with ISO-DEP chaining", ["8B04000000020000BBBB", "C7", "AB04000000000000"], "00AAAABBBB"],
    ["WriteRecord in two frames", ["3B04000000020000BB", "AFCC", "C7", "BB04000000000000"], "00AAAABBCC"],
    ["the settings count records", [...add(4, "BBBB"), "F504"], "000400E0EE020000030000020000"],
  ])("%s", (_name, commands, expected) => {
    expect(lastOf(commands)).toBe(expected);
  });
});

/** A card on the bench, and native commands to it; an answer that does not come is undefined. */
function onBench(card: DesfireCard) {
  const bench = createBench();
  let isodep = createPcdIsodep(bench);

  function tap(): void {
    bench.field.place(card);
    bench.start();
    bench.wake(0x26);
    bench.select();
    isodep = createPcdIsodep(bench);
    isodep.rats();
    isodep.apdu(bytes("5A010203"));
  }

  function say(command: string): string | undefined {
    try {
      return toHex(isodep.apdu(bytes(command)));
    } catch {
      return undefined;
    }
  }

  tap();
  return {
    bench,
    say,
    takeAway: () => bench.field.remove(card),
    tapAgain() {
      bench.field.remove(card);
      tap();
    },
  };
}

function committedValue(card: DesfireCard): number | undefined {
  const [file] = card.inspect().applications[0]?.files ?? [];
  return file?.type === "value" ? file.value : undefined;
}

describe("a torn commit", () => {
  it.each([
    ["before", 50],
    ["after", 57],
  ] as const)("%s it took effect answers nothing and leaves %i", (tear, expected) => {
    const card = createDesfireCard(OPTIONS);
    const { bench, say, tapAgain } = onBench(card);
    expect(say(credit(7))).toBe("00");
    card.faults.tearNextCommit = tear;
    expect(say("C7")).toBeUndefined();
    expect(card.faults.tearNextCommit).toBeUndefined();
    expect(committedValue(card)).toBe(expected);
    // Neither R(NAK) nor WUPA is heard: the card has no power.
    expect([bench.exchange([0xb2]), bench.exchange([0xb3]), bench.wake(0x52)]).toEqual(new Array(3).fill(undefined));
    tapAgain();
    expect(say("6C01")).toBe(`00${amount(expected)}`);
    expect([say("C7"), say(credit(1))]).toEqual(["0C", "00"]);
  });

  it("waits for a commit that has something to do", () => {
    const card = createDesfireCard(OPTIONS);
    const { say } = onBench(card);
    card.faults.tearNextCommit = "after";
    expect(say("C7")).toBe("0C");
    expect(card.faults.tearNextCommit).toBe("after");
  });

  it("is all or nothing over several files", () => {
    for (const tear of ["before", "after"] as const) {
      const card = createDesfireCard(OPTIONS);
      const { say } = onBench(card);
      for (const command of [credit(7), "3D02000000010000FF", "3B03000000020000C1C2"]) expect(say(command)).toBe("00");
      card.faults.tearNextCommit = tear;
      say("C7");
      const [value, backup, linear] = card.inspect().applications[0]?.files ?? [];
      const isDone = tear === "after";
      expect(value).toMatchObject({ value: isDone ? 57 : 50 });
      expect(backup).toMatchObject({ data: bytes(isDone ? "FF11223344" : "0011223344") });
      expect(linear).toMatchObject({ records: isDone ? [bytes("C1C2")] : [] });
    }
  });
});

describe("the field lost after frame n of a payment", () => {
  const PAYMENT = [debit(8), "3D02000000010000FF", "3B04000000020000BB", "AFBB", "C7", "6C01"];
  const COMMIT_AT = PAYMENT.indexOf("C7");
  it.each(PAYMENT.map((command, n) => [n, command] as const))("%i (%s)", (n) => {
    const card = createDesfireCard(OPTIONS);
    const { say, takeAway, tapAgain } = onBench(card);
    for (const command of PAYMENT.slice(0, n + 1)) expect(say(command)).toMatch(/^(00|AF)/);
    takeAway();
    const isDone = n >= COMMIT_AT;
    expect(committedValue(card)).toBe(isDone ? 42 : 50);
    expect(card.inspect().applications[0]?.files[3]).toMatchObject({
      records: isDone ? [bytes("AAAA"), bytes("BBBB")] : [bytes("AAAA")],
    });
    tapAgain();
    expect(say("AF")).toBe("1C");
    tapAgain();
    expect(say("6C01")).toBe(`00${amount(isDone ? 42 : 50)}`);
  });
});

type Step =
  | { readonly kind: "credit" | "debit" | "limitedCredit"; readonly amount: number }
  | { readonly kind: "commit"; readonly tear: "before" | "after" | undefined }
  | { readonly kind: "abort" | "loseField" };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom("credit", "debit", "limitedCredit"), amount: fc.integer({ min: 0, max: 60 }) }),
  fc.record({ kind: fc.constant("commit"), tear: fc.constantFrom(undefined, "before", "after") }),
  fc.record({ kind: fc.constantFrom("abort", "loseField") }),
);

/** What the files should hold, told in the plainest way: totals and what is left of the last debits. */
interface Model {
  value: number;
  refundable: number;
}

function book(model: Model, steps: readonly Exclude<Step, { kind: "commit" | "abort" | "loseField" }>[]): Model {
  const total = (kind: Step["kind"]) => steps.reduce((sum, each) => sum + (each.kind === kind ? each.amount : 0), 0);
  const has = (kind: Step["kind"]) => steps.some((each) => each.kind === kind);
  const refundable = has("debit") ? total("debit") : has("limitedCredit") ? 0 : model.refundable;
  return { value: model.value + total("credit") + total("limitedCredit") - total("debit"), refundable };
}

/** The card and the model side by side. */
function createComparison() {
  const { logic, say, value, loseField } = talk();
  let model: Model = { value: 50, refundable: 0 };
  let waiting: Extract<Step, { amount: number }>[] = [];

  function commit(tear: "before" | "after" | undefined): void {
    logic.faults.tearNextCommit = waiting.length > 0 ? tear : undefined;
    say("C7");
    if (logic.takeTear()) loseField();
    if (tear !== "before" && waiting.length > 0) model = book(model, waiting);
    waiting = [];
  }

  return (each: Step) => {
    if ("amount" in each) {
      const status = say({ credit, debit, limitedCredit }[each.kind](each.amount));
      waiting = status === "00" ? [...waiting, each] : [];
    } else if (each.kind === "commit") {
      commit(each.tear);
    } else {
      if (each.kind === "abort") say("A7");
      else loseField();
      waiting = [];
    }
    expect(value()).toEqual([model.value, model.refundable]);
    expect(model.value >= 0 && model.value <= 100).toBe(true);
  };
}

describe("any sequence of value operations, commits, tears and losses", () => {
  it("leaves the value file as the last commit that took effect made it", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const compare = createComparison();
        for (const each of steps) compare(each);
      }),
      { numRuns: 300 },
    );
  });
});

describe("long data", () => {
  const long = Uint8Array.from({ length: 200 }, (_, i) => i);
  const files: DesfireFileOptions[] = [{ ...FREE, type: "backup", number: 2, data: new Uint8Array(200) }];
  const options: DesfireOptions = {
    ...OPTIONS,
    applications: [{ id: bytes("010203"), keys: [new Uint8Array(16)], files }],
  };

  it("goes out and comes back over chip and air in AF frames", () => {
    const card = createDesfireCard(options);
    const { say } = onBench(card);
    const command = concat(bytes("3D02000000C80000"), long);
    const frames = [command.subarray(0, 60)];
    for (let at = 60; at < command.length; at += 59) frames.push(concat([0xaf], command.subarray(at, at + 59)));
    expect(frames.map((frame) => say(toHex(frame) ?? ""))).toEqual(["AF", "AF", "AF", "00"]);
    expect(say("C7")).toBe("00");
    const parts = ["BD02000000000000", "AF", "AF", "AF"].map((each) => bytes(say(each) ?? ""));
    expect(parts.map((part) => part[0])).toEqual([0xaf, 0xaf, 0xaf, 0x00]);
    expect(toHex(concat(...parts.map((part) => part.subarray(1))))).toBe(toHex(long));
  });

  it("goes out and comes back in one command with ISO-DEP chaining", () => {
    const { say } = onBench(createDesfireCard(options));
    expect(say(`8D02000000C80000${toHex(long)}`)).toBe("00");
    expect(say("C7")).toBe("00");
    expect(say("AD02000000000000")).toBe(`00${toHex(long)}`);
  });

  it("is forgotten half way when the field is lost", () => {
    const { say, loseField } = talk(options);
    expect(say("3D02000000C80000")).toBe("AF");
    loseField();
    expect(say("AF")).toBe("1C");
    expect(say("BD02000000000000")).toMatch(/^AF/);
    loseField();
    expect(say("6F")).toBe("0002");
  });

  it.each([
    ["nothing at all", ["3D02000000000000"], "BE"],
    ["another command in between", ["3D02000000C80000", "60"], "CA"],
    ["too much at the end", ["3D020000000300000102", "AF0304"], "7E"],
    ["AF with data where data is fetched", ["BD02000000000000", "AF00"], "7E"],
    ["no AF where nothing waits", ["3D0200000003000001", "AF0203", "AF"], "1C"],
  ])("%s", (_name, commands, status) => {
    const { say, logic } = talk(options);
    expect(commands.map(say).pop()).toBe(status);
    expect(say("C7")).toBe("0C");
    expect(logic.inspect().applications[0]?.files).toMatchObject([{ data: new Uint8Array(200) }]);
  });
});
