/** Board maps: the three that are known by name, and files, with everything that can be wrong in them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { messages } from "../../../protocol/index.js";
import { boardOf, encodeBoard } from "../../../sdk/board/board.js";
import { checkBoard } from "../../../sdk/board/check.js";
import { CHIPS, type ChipName, interpreterProblem } from "../../../sdk/board/chips.js";
import {
  BOARDS,
  type BoardMap,
  INPUTS,
  INVERTIBLE,
  NEEDED,
  PIN_FUNCTIONS,
  type PinFunction,
} from "../../../sdk/board/map.js";
import { readBoard } from "../../../sdk/board/read.js";
import { KetukError } from "../../../sdk/errors.js";

const GOOD = {
  name: "gate-2",
  chip: "esp32",
  pins: { button: 0, sck: 18, miso: 19, mosi: 23, cs: 5, rst: 22, hold: 2, accepted: 25, relay: 32, door: 33 },
  activeLow: ["relay"],
  relayLimitMs: 3000,
  doorLimitMs: 60_000,
  spiHz: 1_000_000,
};

const folder = mkdtempSync(join(tmpdir(), "ketuk-board-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the error of a file says. */
function errorOf(change: object): string {
  try {
    readBoard(JSON.stringify({ ...GOOD, ...change }), "gate.json");
  } catch (error) {
    expect(error).toBeInstanceOf(KetukError);
    expect((error as KetukError).code).toBe("bad-argument");
    return (error as KetukError).message;
  }
  return "";
}

const withPins = (pins: object) => errorOf({ pins: { ...GOOD.pins, ...pins } });

describe("the boards that are known by name", () => {
  test.each(Object.keys(BOARDS))("%s is sound, and nothing about it is worth a warning", (name) => {
    const { map, warnings } = boardOf(name);
    expect(checkBoard(map)).toEqual({ errors: [], warnings: [] });
    expect(warnings).toEqual([]);
  });

  test.each(["devkit+relay+door", "s3+door+relay", "devkit+door"])("%s is sound as well", (name) => {
    expect(checkBoard(boardOf(name).map).errors).toEqual([]);
  });

  test("the pictures' pins are those that are encoded, a byte for each function in the order of the protocol", () => {
    const names = Object.keys(messages.BoardPin)
      .filter((key) => key.startsWith("BOARD_PIN_"))
      .map((key) => key.slice("BOARD_PIN_".length).toLowerCase());
    expect(names).toEqual([...PIN_FUNCTIONS]);
    const { encoded } = boardOf("devkit+relay");
    // The boot file takes BOOT from the first byte of the pins: tag, length, pins.
    expect([...encoded.subarray(0, 2)]).toEqual([0x0a, PIN_FUNCTIONS.length]);
    const board = messages.Board.decode(encoded);
    expect([...board.pins]).toEqual([0, 18, 19, 23, 5, 22, 21, 2, 25, 26, 27, 32, 255]);
    expect(board.name).toBe("devkit");
  });

  test("the C3 has no safe pin for a relay, and says so", () => {
    expect(() => boardOf("c3+relay")).toThrow(/no safe pin left for a relay/);
  });

  test("an extra that there is not, and a name that is neither board nor file, are refused by name", () => {
    expect(() => boardOf("devkit+siren")).toThrow(/relay or door, got "siren"/);
    expect(() => boardOf("dev-kit")).toThrow(/"dev-kit" is neither a board \(devkit, c3, s3\) nor a file/);
    expect(() => boardOf("constructor")).toThrow(/neither a board/);
  });
});

describe("a board file", () => {
  test("is read, and everything in it reaches the board", () => {
    const path = join(folder, "gate.json");
    writeFileSync(path, JSON.stringify({ $schema: "board.schema.json", ...GOOD }));
    const { encoded, warnings, chip } = boardOf(path);
    expect(chip.title).toBe("ESP32");
    expect(warnings).toEqual([]);
    const board = messages.Board.decode(encoded);
    expect(board).toMatchObject({ name: "gate-2", relayLimitMs: 3000, doorLimitMs: 60_000, spiHz: 1_000_000 });
    expect(board.activeLow).toBe(1 << messages.BoardPin.BOARD_PIN_RELAY);
  });

  test.each([
    ["a pin with two uses", () => withPins({ accepted: 2 }), /hold and accepted are both on pin 2/],
    ["what no reader works without", () => withPins({ rst: undefined }), /"rst" is not wired/],
    ["a function that there is not", () => withPins({ siren: 4 }), /no function "siren": button, sck/],
    ["a field that there is not", () => errorOf({ relayLimit: 4 }), /no field "relayLimit": name, chip/],
    ["a pin of the flash", () => withPins({ accepted: 6 }), /accepted on pin 6 of the ESP32: the flash chip/],
    ["a pin of the serial line", () => withPins({ accepted: 1 }), /pin 1 of the ESP32: the serial line/],
    ["a pin that the chip lacks", () => withPins({ accepted: 24 }), /the chip has no such pin/],
    ["a pin that no chip has", () => withPins({ accepted: 49 }), /from 0 to 48, got 49/],
    ["a pin that is no number", () => withPins({ accepted: "D25" }), /from 0 to 48, got "D25"/],
    ["an output on a pin that can only be read", () => withPins({ relay: 34 }), /relay on pin 34.*can only be read/],
    ["a contact on a pin without pull-up", () => withPins({ door: 34 }), /no pull-up, which door needs/],
    ["the pin that selects the flash's voltage", () => withPins({ accepted: 12 }), /wrong voltage/],
    ["an unknown chip", () => errorOf({ chip: "esp8266" }), /"chip" is one of esp32, esp32c3, esp32s3/],
    ["a name with blanks", () => errorOf({ name: "my gate" }), /"name" is 1 to 32/],
    ["a pulse beyond all limits", () => errorOf({ relayLimitMs: 60_001 }), /from 1 to 60000, got 60001/],
    ["a limit for a relay that is not there", () => withPins({ relay: undefined }), /no "relay" is wired/],
    ["an inverted input", () => errorOf({ activeLow: ["door"] }), /"door" cannot be active low: its contact/],
    ["no object", () => errorOf({ pins: [1, 2] }), /"pins" is an object/],
  ])("is refused for %s", (_, said, pattern) => {
    expect(said()).toMatch(pattern);
  });

  test("is refused for all its mistakes at once", () => {
    const said = errorOf({ name: "", chip: "x", relayLimitMs: 0.5, pins: { siren: 1 } });
    expect(said.match(/\n {2}- /g)).toHaveLength(4);
  });

  test("that is no JSON says where it stops being that", () => {
    expect(() => readBoard('{"name": ', "gate.json")).toThrow(/gate.json is no wiring[\s\S]*no JSON/);
  });

  test.each([
    ["a strapping pin", { hold: 15 }, /hold on pin 15, which is read at reset/],
    ["a strapping pin with another use than the board of that name has", { cs: 4, buzzer: 5 }, /buzzer on pin 5/],
    ["a pin that WROVER modules need", { hold: 16 }, /PSRAM/],
    ["a button that is not BOOT", { button: 14 }, /BOOT of the ESP32 is pin 0/],
  ])("is warned of for %s, and taken", (_, pins, pattern) => {
    const text = JSON.stringify({ ...GOOD, pins: { ...GOOD.pins, ...pins } });
    expect(readBoard(text, "gate.json").warnings.join("\n")).toMatch(pattern);
  });
});

describe("any wiring", () => {
  const pin = fc.integer({ min: 0, max: 48 });
  const anyMap: fc.Arbitrary<BoardMap> = fc.record({
    name: fc.constant("any"),
    chip: fc.constantFrom(...(Object.keys(CHIPS) as ChipName[])),
    pins: fc.record(Object.fromEntries(PIN_FUNCTIONS.map((name) => [name, pin])), {
      requiredKeys: [...NEEDED],
    }) as fc.Arbitrary<BoardMap["pins"]>,
    activeLow: fc.subarray([...INVERTIBLE]),
  });
  /** Random pins are hardly ever sound: these are drawn from those that the chip has to spare, each once. */
  const soundMap = fc.constantFrom(...(Object.keys(CHIPS) as ChipName[])).chain((name) => {
    const chip = CHIPS[name];
    const free = chip.usable.filter((n) => !chip.inputOnly.includes(n) && !chip.straps[n]?.deadly);
    return fc.shuffledSubarray(free, { minLength: 6 }).map(
      (pins): BoardMap => ({
        name: "drawn",
        chip: name,
        pins: Object.fromEntries(PIN_FUNCTIONS.flatMap((fn, i) => (pins[i] === undefined ? [] : [[fn, pins[i]]]))),
      }),
    );
  });

  test("that is accepted gives every pin one use, and drives no pin that is taken or can only be read", () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(anyMap, soundMap), (map) => {
        if (checkBoard(map).errors.length) return;
        accepted++;
        const chip = CHIPS[map.chip];
        const bytes = [...messages.Board.decode(encodeBoard(map)).pins].filter((byte) => byte !== 255);
        expect(new Set(bytes).size).toBe(bytes.length);
        for (const [name, number] of Object.entries(map.pins) as [PinFunction, number][]) {
          expect(chip.usable).toContain(number);
          if (!INPUTS.includes(name)) expect(chip.inputOnly).not.toContain(number);
        }
      }),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(300);
  });

  test("with a pin of two uses is refused", () => {
    fc.assert(
      fc.property(soundMap, fc.nat(), fc.nat(), (map, a, b) => {
        const names = Object.keys(map.pins) as PinFunction[];
        const [first, second] = [names[a % names.length] as PinFunction, names[b % names.length] as PinFunction];
        fc.pre(first !== second);
        const twice = { ...map, pins: { ...map.pins, [second]: map.pins[first] } };
        expect(checkBoard(twice).errors.join()).toMatch(/both on pin/);
      }),
    );
  });
});

describe("the chips", () => {
  test("know every pin from 0 to 48: usable, or taken and why", () => {
    for (const chip of Object.values(CHIPS))
      for (let n = 0; n <= 48; n++)
        expect(chip.usable.includes(n), `${chip.name} ${n}`).toBe(chip.taken[n] === undefined);
  });

  test("are refused with an interpreter that is another chip's, erases wrongly, or is too small", () => {
    expect(interpreterProblem(CHIPS.esp32, { board: "ESP32", jsVarsCount: 10_000 })).toBeUndefined();
    expect(interpreterProblem(CHIPS.esp32s3, { board: "ESP32S3_IDF4", jsVarsCount: 16_383 })).toBeUndefined();
    expect(interpreterProblem(CHIPS.esp32, { board: "ESP32C3_IDF4", jsVarsCount: 10_000 })).toMatch(/right board/);
    expect(interpreterProblem(CHIPS.esp32, { board: "ESP32_IDF5", jsVarsCount: 10_000 })).toMatch(/erase the wrong/);
    expect(interpreterProblem(CHIPS.esp32c3, { board: "ESP32C3_IDF4", jsVarsCount: 4095 })).toMatch(/4095 variables/);
  });
});
