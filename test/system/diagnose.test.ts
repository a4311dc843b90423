/** What the board finds out about its parts, asked over the cable, and that it reads cards afterwards. */
import { describe, expect, test } from "vitest";
import { messages } from "../../protocol/index.js";
import { createUidCard } from "../../sdk/virtual/cards/uid-card.js";
import { NAMED_FAULTS, type VirtualFaults } from "../../sdk/virtual/faults.js";
import { selfTestResult } from "../../sdk/virtual/mfrc522/self-test.js";
import { createRig, type Rig } from "../support/rig.js";

const { Check, Code } = messages;
const CARD = Uint8Array.of(0x5a, 0x0c, 0x9e, 0x41);

let requests = 0;

/** Asks for a check and gives the answer. */
function ask(rig: Rig, check: number, value = 0): messages.Answer.$Properties {
  const id = ++requests;
  rig.host.send({ session: rig.session(), request: { id, diagnose: { check, value } } });
  rig.advance(3000);
  const found = rig.host.messages.find((message) => message.answer?.id === id)?.answer;
  if (!found) throw new Error(`no answer to check ${check}`);
  return found;
}

function present(rig: Rig): number {
  const card = createUidCard({ uid: CARD });
  rig.board.field.place(card);
  rig.advance(500);
  rig.board.field.remove(card);
  rig.advance(500);
  return rig.taps().length;
}

const rigWith = (faults: VirtualFaults) => createRig({ board: { faults }, wiring: "devkit" });

describe("a reader in order", () => {
  test("shows all registers as they were set up", async () => {
    const { diagnosis } = ask(await createRig(), Check.CHECK_REGISTERS);
    const data = diagnosis?.data ?? new Uint8Array();
    expect(data.length).toBe(64);
    expect([data[0x37], data[0x14], data[0x11], data[0x15], data[0x26]]).toEqual([0x92, 0x83, 0x3d, 0x40, 0x58]);
  });

  test("passes the self-test of the data sheet", async () => {
    const { diagnosis } = ask(await createRig(), Check.CHECK_SELF_TEST);
    expect(diagnosis?.value).toBe(0x92);
    expect(diagnosis?.data).toEqual(Buffer.from(selfTestResult(0x92, new Uint8Array(25))));
  });

  test.each([
    ["reset line and IRQ", Check.CHECK_RESET_LINE, 0, { value: 0b111 }],
    ["SPI at its clock", Check.CHECK_SPI, 0, { value: 0, count: 16 }],
    ["SPI at the chip's limit", Check.CHECK_SPI, 10_000_000, { value: 0, count: 16 }],
    ["wiring as configured", Check.CHECK_WIRING, 0, { value: 0b001 }],
    ["an empty field", Check.CHECK_FIELD, 5, { value: 0, count: 16, data: Buffer.from([0x83, 0x58, 0]) }],
    ["memory", Check.CHECK_MEMORY, 0, { count: 8000 }],
    ["nothing open", Check.CHECK_OPEN, 0, { value: 0 }],
  ])("%s", async (_name, check, value, expected) => {
    expect(ask(await createRig(), check, value)).toMatchObject({ diagnosis: expected });
  });

  test.each(Object.entries(Check).filter(([, value]) => typeof value === "number" && value > 0))(
    "reads a card right after %s, and raises no alarm",
    async (_name, check) => {
      const rig = await createRig();
      const { code } = ask(rig, Number(check), check === Check.CHECK_SPI ? 1_000_000 : 4);
      expect(code ?? 0).toBe(0);
      expect(present(rig)).toBe(1);
      expect(rig.faults()).toEqual([]);
    },
  );

  test.each([
    ["no check", 0, 0],
    ["a check that does not exist", 9, 0],
    ["SPI slower than is of use", Check.CHECK_SPI, 99_999],
    ["SPI beyond what the chip takes", Check.CHECK_SPI, 10_000_001],
    ["a gain that does not exist", Check.CHECK_FIELD, 8],
  ])("refuses %s", async (_name, check, value) => {
    expect(ask(await createRig(), check, value).code).toBe(Code.CODE_BAD_REQUEST);
  });

  test("says what is free of Storage, in its status, too", async () => {
    const rig = await createRig();
    const { diagnosis } = ask(rig, Check.CHECK_MEMORY);
    rig.host.send({ session: rig.session(), request: { id: ++requests, getStatus: {} } });
    rig.advance(500);
    const status = rig.host.messages.findLast((message) => message.answer?.status)?.answer?.status;
    expect(status?.storageFree).toBe(diagnosis?.value);
    expect(status?.storageFree).toBeGreaterThan(700_000);
  });
});

describe("while a card lies there", () => {
  test("only the field is looked at, and the card makes no second tap of it", async () => {
    const rig = await createRig();
    rig.board.field.place(createUidCard({ uid: CARD }));
    rig.advance(500);
    expect(ask(rig, Check.CHECK_SELF_TEST).code).toBe(Code.CODE_BUSY);
    expect(ask(rig, Check.CHECK_FIELD, 5).diagnosis).toMatchObject({ value: 16, count: 16 });
    rig.advance(1000);
    expect(rig.taps().length).toBe(1);
    rig.removeAll();
    rig.advance(500);
    expect(rig.notices().at(-1)).toBe("CARD_REMOVED");
  });

  test("a third of the calls goes unanswered at a weak antenna, fewer at a higher gain", async () => {
    const rig = await rigWith(NAMED_FAULTS["weak-antenna"].faults);
    rig.board.field.place(createUidCard({ uid: CARD }));
    rig.advance(1500);
    const usual = ask(rig, Check.CHECK_FIELD, 5).diagnosis?.value ?? 0;
    expect(usual).toBeGreaterThan(4);
    expect(usual).toBeLessThan(15);
    expect(ask(rig, Check.CHECK_FIELD, 7).diagnosis?.value).toBe(16);
  });
});

describe("faults show", () => {
  test.each([
    ["swapped-miso-mosi", Check.CHECK_WIRING, 0, 0b010],
    ["swapped-sck-cs", Check.CHECK_WIRING, 0, 0b100],
    ["no-mosi", Check.CHECK_WIRING, 0, 0],
    ["rst-low", Check.CHECK_WIRING, 0, 0],
    ["no-rst", Check.CHECK_RESET_LINE, 0, 0b110],
    ["rst-low", Check.CHECK_RESET_LINE, 0, 0b101],
    ["irq-stuck", Check.CHECK_RESET_LINE, 0, 0b011],
    ["bluetooth", Check.CHECK_OPEN, 0, 0b0010],
    ["wifi", Check.CHECK_OPEN, 0, 0b1100],
    ["console-stays", Check.CHECK_OPEN, 0, 0b0001],
    ["little-storage", Check.CHECK_MEMORY, 0, 4000],
  ] as const)("%s in check %i", async (name, check, value, expected) => {
    expect(ask(await rigWith(NAMED_FAULTS[name].faults), check, value).diagnosis?.value ?? 0).toBe(expected);
  });

  test("SPI errors by clock rate", async () => {
    const rig = await rigWith(NAMED_FAULTS["marginal-spi"].faults);
    expect(ask(rig, Check.CHECK_SPI, 4_000_000).diagnosis?.value ?? 0).toBe(0);
    expect(ask(rig, Check.CHECK_SPI, 8_000_000).diagnosis?.value).toBeGreaterThan(4);
    // The bus is back at its clock.
    expect(present(rig)).toBe(1);
  });

  test("a supply that breaks down with the field leaves the registers at their reset values", async () => {
    const data = ask(await rigWith(NAMED_FAULTS["weak-supply"].faults), Check.CHECK_REGISTERS).diagnosis?.data;
    expect([data?.[0x37], data?.[0x14], data?.[0x11]]).toEqual([0x92, 0x80, 0x3f]);
  });
});

describe("on other boards", () => {
  test.each(["devkit", "c3", "s3"])("%s: its own pins and its own bus are looked at", async (wiring) => {
    const rig = await createRig({ wiring });
    expect(ask(rig, Check.CHECK_WIRING).diagnosis?.value).toBe(0b001);
    expect(ask(rig, Check.CHECK_RESET_LINE).diagnosis?.value).toBe(0b111);
    expect(ask(rig, Check.CHECK_SPI, 8_000_000).diagnosis).toMatchObject({ value: 0, count: 16 });
    expect(ask(rig, Check.CHECK_SELF_TEST).diagnosis?.value).toBe(0x92);
    expect(present(rig)).toBe(1);
  });

  test.each([
    ["miso-mosi", 0b010],
    ["sck-cs", 0b100],
  ] as const)("s3 with %s swapped", async (swapped, expected) => {
    const rig = await createRig({ wiring: "s3", board: { faults: { swapped } } });
    expect(ask(rig, Check.CHECK_WIRING).diagnosis?.value).toBe(expected);
  });

  test("IRQ counts as high where the board was told of none", async () => {
    const rig = await createRig({ board: { faults: { irqStuck: true } } });
    expect(ask(rig, Check.CHECK_RESET_LINE).diagnosis?.value).toBe(0b111);
  });

  test("a reader that does not know its pins looks at what needs none, and drives nothing", async () => {
    const rig = await createRig({
      beforePower: ({ storage }) => void storage.set("ketuk.pin", "\xff\xff"),
    });
    for (let check: number = Check.CHECK_REGISTERS; check < Check.CHECK_MEMORY; check++)
      expect(ask(rig, check, check === Check.CHECK_SPI ? 1_000_000 : 0).code).toBe(Code.CODE_NOT_WIRED);
    expect(ask(rig, Check.CHECK_MEMORY).diagnosis?.count).toBe(8000);
    expect(ask(rig, Check.CHECK_OPEN).diagnosis?.value ?? 0).toBe(0);
    expect(rig.board.pinChanges).toEqual([]);
  });
});
